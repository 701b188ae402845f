#pragma once
// What `polc diff` shows: one account of the changes, printed as text, JSON, Markdown or a page.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/pipeline/diff.h"
#include "tools/polc/diff_lines.h"
#include "tools/polc/revision_pair.h"

namespace pol::tool {

/// A patient who shows a difference.
struct DiffPatient {
  std::vector<std::pair<std::string, std::string>> values;  ///< title and value
  std::string decided;  ///< "does not meet; before: meets"
};

/// Those who gained or lost something.
struct DiffSide {
  std::string heading;                  ///< "Meets it now, and did not"
  std::vector<std::string> conditions;  ///< each for a group of cases
  std::string rest;                     ///< "and at least 12 more such groups"; ""
  std::string frame;                    ///< "and nothing else in `guideline` meets"; ""
  std::string proof;                    ///< how far the list is proved
  std::optional<DiffPatient> patient;
};

/// One change, as somebody reads it who has the document in hand.
struct DiffChange {
  const diff::Item* item = nullptr;
  std::string path, title;
  std::string where;                 ///< titles above it: "Guideline › Pain in the back"
  std::vector<std::string> remarks;  ///< what it does to the decision, from where it moved, how it is worded
  std::vector<DiffSide> sides;
  std::vector<LineRow> rows;
};

struct DiffCounts {
  std::size_t broader = 0, narrower = 0, incomparable = 0, undecided = 0, added = 0, removed = 0;
  std::size_t moved = 0, reworded = 0;  ///< that say the same
  std::size_t below = 0;                ///< that changed only by what is below them
  std::size_t same = 0;

  std::size_t changes() const { return broader + narrower + incomparable + undecided + added + removed; }
};

struct DiffReport {
  const RevisionPair& pair;
  const pipeline::DiffResult& result;

  std::string headline;  ///< what happens to the policy as a whole
  DiffCounts counts;
  std::vector<std::string> outcomes;  ///< "meets: broader": those that changed
  std::vector<DiffChange> changes;    ///< path order
  std::vector<std::string> minor;     ///< moved, reworded: a line each
  std::vector<std::string> grounds;   ///< what is declared otherwise: a line each
  std::vector<std::string> pended;    ///< documentation that no longer is enough: a line each
  std::string incomplete;             ///< what the comparison says of cases that are not documented in full

  const diff::Comparison& comparison() const { return result.comparison; }
};

DiffReport diff_report(const RevisionPair& pair, const pipeline::DiffResult& result);

/// "2 broader, 1 narrower; 3 reworded or moved; 340 as before".
std::string counts_text(const DiffCounts& counts);
/// "Broader", "Removed".
std::string relation_title(diff::Relation relation);

std::string diff_text(const DiffReport& report, const Terminal& terminal);
/// `--text`: the changed criteria side by side.
std::string diff_sides_text(const DiffReport& report, const Terminal& terminal);
nlohmann::ordered_json diff_json(const DiffReport& report);
std::string diff_markdown(const DiffReport& report);
std::string diff_page(const DiffReport& report);
/// `--write-log`: a `revision` block with an entry for each change that the new text's log does not tell of, to be
/// mended by hand; a comment where it tells of all.
std::string drafted_log(const DiffReport& report);

}  // namespace pol::tool
