#pragma once
// What `polc impact` shows.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/pipeline/impact.h"
#include "tools/polc/revision_pair.h"

namespace pol::tool {

struct ImpactReport {
  const RevisionPair& pair;
  pipeline::Impact impact;
  std::vector<std::string> files;
  std::vector<std::string> mistakes;  ///< of cases; the first of them
  std::size_t more_mistakes = 0;
  bool has_changes = true;  ///< each change was looked at alone
};

/// One way in which cases are decided otherwise, the most frequent first.
struct ImpactWay {
  ir::Outcome before, after;
  std::size_t count = 0;
};
std::vector<ImpactWay> ways_of(const pipeline::Flips& flips);
/// The outcomes that some case has before or after, in their order.
std::vector<ir::Outcome> outcomes_of(const pipeline::Flips& flips);
/// The changes that some case is decided otherwise by, those that decide most cases otherwise first.
std::vector<const pipeline::ChangeAlone*> changes_that_matter(const pipeline::Impact& impact);
/// `guideline.9.b`, of the new revision where that has it.
const std::string& path_of(const diff::Item& item);
const std::string& title_of(const diff::Item& item);
/// "5 cases: does not meet → meets", "none".
std::string ways_text(const pipeline::Flips& flips);
/// One sentence: how many cases, how many otherwise.
std::string impact_summary(const ImpactReport& report);

std::string impact_text(const ImpactReport& report, const Terminal& terminal);
nlohmann::ordered_json impact_json(const ImpactReport& report);
std::string impact_page(const ImpactReport& report);

}  // namespace pol::tool
