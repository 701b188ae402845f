#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/lint/rules.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::CriterionId;

namespace {

/// On one line and in lower case.
std::string plain(const std::string& title) {
  std::string text;
  for (const char c : title) {
    const bool is_blank = c == ' ' || c == '\n' || c == '\t';
    if (is_blank && (text.empty() || text.back() == ' ')) continue;
    text += is_blank ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

}  // namespace

/// Finds: two branches of one list, two sections, two readings of one question or two facts with the same title.
/// Why: determinations and letters name criteria by their titles, and ask for facts by theirs; nobody can tell which of
///   the two is meant.
/// Example: `a. "Known cancer" : …  b. "Known cancer" : …`.
/// Instead: say in the title what makes the difference; where there is none, take one out.
/// Limits: capitals do not count. Coverage determinations keep the titles that they were published under.
void duplicate_title(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto is_of_determination = [&](const std::string& title) {
    return std::any_of(policy.coverages.begin(), policy.coverages.end(),
                       [&](const ir::Coverage& coverage) { return coverage.title == title; });
  };
  std::map<std::pair<CriterionId, std::string>, CriterionId> first;
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    const CriterionId id{i};
    const ir::Criterion& criterion = policy.criteria[id];
    if (criterion.title.empty() || is_of_determination(criterion.title)) continue;
    // Readings of several questions may stand below one criterion; only those of one stand beside each other.
    if (criterion.kind == ir::Criterion::Kind::Reading) continue;
    const auto [at, is_new] = first.try_emplace({criterion.parent, plain(criterion.title)}, id);
    if (is_new) continue;
    const ir::Criterion& before = policy.criteria[at->second];
    Finding& finding = cx.report(criterion.range, {criterion.path, before.path},
                                 fmt::format("{} has the title of `{}`", name_of(policy, id), before.path));
    finding.related.push_back({before.range, before.path, fmt::format("{}. \"{}\"", before.label, before.title)});
  }
  for (const ir::Ambiguity& ambiguity : policy.ambiguities) {
    std::map<std::string, CriterionId> readings;
    for (const CriterionId id : ambiguity.readings) {
      const ir::Criterion& reading = policy.criteria[id];
      if (reading.title.empty()) continue;
      const auto [at, is_new] = readings.try_emplace(plain(reading.title), id);
      if (is_new) continue;
      const ir::Criterion& before = policy.criteria[at->second];
      Finding& finding =
          cx.report(reading.range, {reading.path, before.path},
                    fmt::format("the reading {} has the title of `{}`", name_of(policy, id), before.path));
      finding.related.push_back({before.range, before.path, fmt::format("{}. \"{}\"", before.label, before.title)});
    }
  }
  std::map<std::string, ir::FactId> asked;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::Fact& fact = policy.facts[ir::FactId{i}];
    if (fact.title.empty()) continue;
    const auto [at, is_new] = asked.try_emplace(plain(fact.title), ir::FactId{i});
    if (is_new) continue;
    const ir::Fact& before = policy.facts[at->second];
    Finding& finding =
        cx.report(fact.range, {fact.name, before.name},
                  fmt::format("`{}` \"{}\" is asked for by the title of `{}`", fact.name, fact.title, before.name));
    finding.related.push_back({before.range, before.name, fmt::format("{} \"{}\"", before.name, before.title)});
  }
}

}  // namespace pol::lint
