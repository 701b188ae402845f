#include "compiler/lint/rules.h"
#include "compiler/lint/rules/numbers/divisions.h"
#include "compiler/lint/rules/numbers/number_line.h"

namespace pol::lint {

using ir::DefineId;
using numbers::Division;

namespace {

void report_overlap(Context& cx, const Division& division, const numbers::Overlap& overlap) {
  const ir::Policy& policy = cx.policy();
  const DefineId first = division.bands->parts[overlap.first], second = division.bands->parts[overlap.second];
  const std::string a = numbers::path_of(policy, first), b = numbers::path_of(policy, second);
  Finding& finding =
      cx.report(policy.range(numbers::condition_of(policy, second)), {b, a},
                fmt::format("{} overlaps {}; \"{}\" lists them as bands that follow each other",
                            numbers::name_of(policy, second), numbers::name_of(policy, first), division.bands->title));
  finding.related.push_back(cx.clause(numbers::condition_of(policy, first)));
  finding.related.push_back({division.bands->range, numbers::path_of(policy, division.bands->whole), "the bands"});
  finding.witness = cx.witness(*division.session, {division.parts[overlap.first], division.parts[overlap.second]},
                               overlap.patient, fmt::format("is in both `{}` and `{}`", a, b));
  for (const DefineId id : {first, second}) {
    finding.witness->truths.emplace_back(numbers::condition_of(policy, id), ir::Truth::Yes);
  }
  finding.number_line =
      numbers::draw(cx, {{a, {numbers::condition_of(policy, first)}}, {b, {numbers::condition_of(policy, second)}}},
                    numbers::Flaws::Overlaps);
  const std::string where = numbers::flaw_words(finding.number_line);
  if (!where.empty()) finding.details.push_back("both hold " + where);
}

void report_gap(Context& cx, const Division& division, const ir::Patient& patient) {
  const ir::Policy& policy = cx.policy();
  const ir::Bands& bands = *division.bands;
  Finding& finding =
      cx.report(bands.range, {numbers::path_of(policy, bands.whole)},
                fmt::format("the bands \"{}\" leave a gap in {}", bands.title, numbers::name_of(policy, bands.whole)));
  finding.witness =
      cx.witness(*division.session, numbers::gap_forms(division), patient,
                 fmt::format("is in `{}` and in none of its bands", numbers::path_of(policy, bands.whole)));
  finding.witness->truths.emplace_back(numbers::condition_of(policy, bands.whole), ir::Truth::Yes);
  std::vector<numbers::Drawn> drawn = {
      {numbers::path_of(policy, bands.whole), {numbers::condition_of(policy, bands.whole)}}};
  for (const DefineId part : bands.parts) {
    finding.paths.push_back(numbers::path_of(policy, part));
    finding.related.push_back(cx.clause(numbers::condition_of(policy, part)));
    finding.witness->truths.emplace_back(numbers::condition_of(policy, part), ir::Truth::No);
    drawn.push_back({numbers::path_of(policy, part), {numbers::condition_of(policy, part)}});
  }
  finding.number_line = numbers::draw(cx, drawn, numbers::Flaws::Gaps);
  if (!finding.number_line) {  // what is divided says nothing of the number, so it has no ends there
    drawn.front().conditions.clear();
    finding.number_line = numbers::draw(cx, drawn, numbers::Flaws::Gaps);
  }
  const std::string where = numbers::flaw_words(finding.number_line);
  if (!where.empty()) finding.message += fmt::format(": no band holds {}", where);
}

}  // namespace

/// Finds: bands, declared by `bands`, two of which one patient is in, or which leave out somebody whom they divide.
/// Why: where a rule goes by bands, the first has two rules and the second none.
/// Example: `bands "Ages" of child { young, old }` where young is `age <= 5 years` and old `age >= 5 years`.
/// Instead: let one band begin where the other ends.
/// Limits: what a band is was decided by the readings that are chosen; how they are read otherwise is a note of its own
///   (POL4204). What reaches outside of what is divided is POL4203.
void bands_gap_or_overlap(Context& cx) {
  for (const ir::Bands& bands : cx.policy().bands) {
    const Division division = numbers::as_chosen(cx, bands);
    for (const numbers::Overlap& overlap : numbers::overlaps(cx, division)) report_overlap(cx, division, overlap);
    if (const std::optional<ir::Patient> patient = numbers::gap(cx, division)) report_gap(cx, division, *patient);
  }
}

}  // namespace pol::lint
