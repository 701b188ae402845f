#!/bin/sh
# polc revisions, and polc eval with a folder of revisions.
. "$2/check.sh"

mkdir texts
sed 's/reviewed: 2025-01-01/reviewed: 2023-01-01 effective: 2023-02-01/; s/ill and course is worsening/ill/' small.pol >texts/old.pol
sed 's/reviewed: 2025-01-01/reviewed: 2025-01-01 previous: 2023-01-01/; s/gcs            : score/gcs : score/' small.pol >texts/new.pol
cp -R parts texts

run 0 revisions texts
out "2023-01-01"; out "in force from 2023-02-01 to 2024-12-31 (texts/old.pol)"
out "2025-01-01"; out "in force from 2025-01-01 on (texts/new.pol)"
run 0 revisions texts --json;            out '"from": "2023-02-01"'; out '"until": "2025-01-01"'; out '"until": null'
run 0 revisions texts --on 2024-12-31;   out "old.pol"; no_out "new.pol"
run 1 revisions texts --on 2020-01-01;   err "no revision is in force on 2020-01-01"
run 2 revisions texts --on tomorrow;     err "no day of the calendar"
run 2 revisions nowhere;                 err "nowhere: cannot be read"
mkdir bare && run 2 revisions bare;      err "no policy (.pol) lies in this folder"

echo '[{"title": "before", "request_date": "2024-12-31", "procedure_code": "72148", "fever": true, "devices": []},
  {"title": "after", "request_date": "2025-01-01", "procedure_code": "72148", "fever": true, "devices": []}]' >two.json
run 0 eval texts two.json
out "meets (approve)"; out "from 2023-02-01 to 2024-12-31 (texts/old.pol)"; out "from 2025-01-01 on (texts/new.pol)"
out "needs_information"
run 0 eval texts two.json --json; out '"in_force": {'; out '"file": "texts/old.pol"'; out '"until": null'
run 0 eval texts two.json --html -; out "In force"; out "from 2023-02-01 to 2024-12-31"
run 0 eval texts/new.pol two.json --json; no_out "in_force"

echo '{"request_date": "2020-06-01", "fever": true}' >early.json
run 2 eval texts early.json
err "early.json:1: request_date: no revision is in force on 2020-06-01; there are old.pol (from 2023-02-01 to 2024-12-31), new.pol"
echo '{"fever": true}' >undated.json
run 2 eval texts undated.json;  err "request_date: not documented, so no revision can be chosen"
echo '{"request_date": "2024"}' >odd.json
run 2 eval texts odd.json;      err "odd.json:1: request_date: "
echo '{"request_date": "2024-05"}' >month.json
run 2 eval texts month.json;    err "no revision can be chosen without one day"
echo '{"request_date": "2024-05-01", "fevr": true}' >slip.json
run 2 eval texts slip.json;     err 'did you mean `fever`'

# Earlier texts in `revisions/`, the current one beside it.
mkdir -p tree/revisions && cp texts/old.pol tree/revisions && cp texts/new.pol tree && cp -R parts tree
sed 's/policy small/policy other/' small.pol >tree/other.pol
run 0 revisions tree/revisions;  out "(tree/revisions/old.pol)"; out "(tree/new.pol)"; no_out "other.pol"
run 0 eval tree/revisions two.json; out "from 2025-01-01 on (tree/new.pol)"

# Gaps and overlaps are findings; the days that they leave alone are determined.
cp -R texts gap && sed -i 's/effective: 2023-02-01/effective: 2023-02-01 retired: 2024-06-01/' gap/old.pol
run 1 revisions gap;            err "warning[POL3013]: no revision is in force from 2024-06-01 to 2024-12-31"
run 2 eval gap two.json;        err "two.json:1: request_date: no revision is in force on 2024-12-31"
cp -R texts both && sed -i 's/effective: 2023-02-01/effective: 2023-02-01 retired: 2026-01-01/' both/old.pol
run 1 revisions both;           err "warning[POL3014]: two revisions are in force from 2025-01-01 to 2025-12-31"
run 2 eval both two.json;       err "2 revisions are in force on 2025-01-01: old.pol"
run 1 revisions both --on 2025-06-01; err "2 revisions are in force on 2025-06-01"
cp -R texts others && sed -i 's/policy small/policy other/' others/old.pol
run 1 revisions others;         err "error[POL3010]"
run 1 eval others two.json;     err 'a folder of revisions holds one policy, here `small`'
cp -R texts broken && sed -i 's/when guideline/when guidline/' broken/old.pol
run 1 revisions broken;         err 'did you mean `guideline`'
run 1 eval broken two.json;     err 'did you mean `guideline`'

finish
