#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"

namespace pol::lint {

namespace {

/// What is wrong with it on the policy's day; "" when nothing is.
std::string flaw_of(const ir::Coverage& coverage, ir::Day day) {
  if (coverage.retired && *coverage.retired <= day) {
    return fmt::format("was retired on {}{}", ir::print_date(*coverage.retired),
                       coverage.superseded_by.empty() ? "" : fmt::format(", superseded by {}", coverage.superseded_by));
  }
  if (coverage.retired) return "";
  if (!coverage.superseded_by.empty()) {
    return fmt::format("is superseded by {}, and no day is given from which it no longer binds",
                       coverage.superseded_by);
  }
  if (!coverage.checked) return "is not known to be in force: nobody has looked it up";
  constexpr ir::Day kYear = 366;
  if (*coverage.checked + kYear < day)
    return fmt::format("was last looked up on {}", ir::print_date(*coverage.checked));
  return "";
}

}  // namespace

/// Finds: a coverage determination that was retired or superseded when the policy was written, or that nobody had
/// looked
///   up in the year before.
/// Why: for a member of Medicare it comes before the guideline; one that is no longer in force decides wrongly.
/// Example: `determination lcd.35391 "L35391" "…" { …  retired: 2024-01-01 }` in a policy reviewed in 2025.
/// Instead: name the one that follows it, or look it up and write the day as `checked`.
/// Limits: the policy's day is its `effective`, else its `reviewed`; a policy with neither is not judged. No clock is
/// read.
void determination_outdated(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const std::optional<ir::Day> day = document::day_of(policy);
  if (!day) return;
  for (const ir::Coverage& coverage : policy.coverages) {
    const std::string flaw = flaw_of(coverage, *day);
    if (flaw.empty()) continue;
    cx.report(coverage.range, {coverage.name}, fmt::format("{} \"{}\" {}", coverage.identifier, coverage.title, flaw))
        .details.push_back(fmt::format("the policy is of {}", ir::print_date(*day)));
  }
}

}  // namespace pol::lint
