#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/exactness/decisions.h"
#include "compiler/lint/rules/scope/outside.h"
#include "compiler/lint/rules/scope/requests.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using scope::Outside;

namespace {

/// What the codes are for, each study once.
std::string studies_of_codes(Context& cx) {
  std::vector<std::string> all;
  for (const scope::Requests::Code& code : cx.shared<scope::Requests>().codes()) {
    const std::string& study = code.procedure->study;
    if (std::find(all.begin(), all.end(), study) == all.end()) all.push_back(study);
  }
  return fmt::format("{}", fmt::join(all, "; "));
}

std::string images_of(const Outside::Part& part) { return fmt::format("{}", fmt::join(part.images, "; ")); }

void report_one(Context& cx, const Outside::Part& part) {
  const ir::Policy& policy = cx.policy();
  const ir::Criterion& criterion = policy.criteria[part.criterion];
  Finding& finding = cx.report(
      criterion.range, {criterion.path},
      part.images.empty() ? fmt::format("no request for a code of this policy meets {}", name_of(policy, part.criterion))
                          : fmt::format("no code of this policy is for what {} images", name_of(policy, part.criterion)));
  if (!part.images.empty()) finding.details.push_back(fmt::format("it images {}", images_of(part)));
  finding.details.push_back(fmt::format("the policy is for {}", studies_of_codes(cx)));
}

/// A shared section says of many studies what one policy needs of few: that is one thing to know of the policy.
void report_together(Context& cx, const std::vector<const Outside::Part*>& parts) {
  const ir::Policy& policy = cx.policy();
  Finding& finding = cx.report(cx.shared<exactness::Decisions>().head(cx), {policy.name},
                               fmt::format("no code of this policy is for what {} criteria image", parts.size()));
  for (const Outside::Part* part : parts) {
    const ir::Criterion& criterion = policy.criteria[part->criterion];
    finding.paths.push_back(criterion.path);
    finding.related.push_back({criterion.range, criterion.path,
                               fmt::format("\"{}\" images {}", criterion.title, images_of(*part))});
  }
  finding.details.push_back(fmt::format("the policy is for {}", studies_of_codes(cx)));
}

/// An allowance is of one place: what stands there is told by itself.
bool is_allowed(const Context& cx, const ir::Criterion& criterion) {
  constexpr int kOutsideScope = 4401;
  return std::any_of(cx.policy().allowances.begin(), cx.policy().allowances.end(), [&](const ir::Allowance& each) {
    return each.code == kOutsideScope &&
           (criterion.path == each.path || criterion.path.starts_with(each.path + "."));
  });
}

}  // namespace

/// Finds: a criterion or a surveillance schedule that images what no procedure code of the policy is for.
/// Why: a section that is shared by many policies says more than one of them needs; who reads the policy should know
///   which parts decide nothing here.
/// Example: a schedule with `images ct of chest` in a policy whose codes are lumbar MRI.
/// Instead: nothing, where the section is shared; else the code belongs into the table, or the criterion elsewhere.
/// Limits: the outermost such criterion is told, not its parts; several are one finding of the policy, with a list.
///   Schedules that do not say what they image are left out, and so is a study whose region the case tells, as the site
///   of a tumor. What else is found in such a criterion is a note, unless it cannot be meant.
void outside_scope(Context& cx) {
  std::vector<const Outside::Part*> schedules;
  for (const Outside::Part& part : cx.shared<Outside>().parts()) {
    const bool is_schedule = !part.images.empty() && !is_allowed(cx, cx.policy().criteria[part.criterion]);
    if (is_schedule) {
      schedules.push_back(&part);
    } else {
      report_one(cx, part);
    }
  }
  if (schedules.size() == 1) report_one(cx, *schedules.front());
  if (schedules.size() > 1) report_together(cx, schedules);
}

}  // namespace pol::lint
