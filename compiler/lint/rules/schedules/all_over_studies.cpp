#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using schedules::Plan;

namespace {

bool demands_all(const std::string& studies) {
  return studies.starts_with("all {") || studies.find(" all {") != std::string::npos;
}

void look_at_images(Context& cx, const Plan& plan) {
  if (!demands_all(plan.schedule->studies)) return;
  Finding& finding = cx.report(plan.schedule->range, {plan.path},
                               fmt::format("{} asks for several studies together, and a request is for one: `{}`",
                                           schedules::name_of(cx.policy(), plan), plan.schedule->studies));
  finding.details.push_back("each of them is covered by itself; that the others are done as well is not checked");
}

/// What a member of a `regimen` demands beside its schedules.
std::vector<ExprId> guards_of(const ir::Policy& policy, const logic::Written& written, ExprId member) {
  std::vector<ExprId> guards, waiting = {member};
  while (!waiting.empty()) {
    const ExprId id = written.said_by(waiting.back());
    waiting.pop_back();
    if (!written.has_schedule(id)) {
      if (written.can_hold(id)) guards.push_back(id);
      continue;
    }
    const auto* group = std::get_if<ir::Group>(&policy.exprs[id]);
    const bool is_schedule = std::any_of(policy.schedules.begin(), policy.schedules.end(),
                                         [&](const ir::Schedule& schedule) { return schedule.truth == id; });
    if (group == nullptr || !logic::is_all(*group) || is_schedule) continue;
    for (const ExprId branch : written.branches(id)) waiting.push_back(branch);
  }
  std::sort(guards.begin(), guards.end());
  return guards;
}

/// `regimen` lists what is all owed: of members that exclude each other no patient owes all.
void look_at_regimen(Context& cx, ExprId group) {
  const auto& written = cx.shared<logic::Written>();
  auto& cases = cx.shared<logic::Cases>();
  const std::vector<ExprId> members = written.branches(group);
  std::vector<std::vector<ExprId>> guards;
  for (const ExprId member : members) guards.push_back(guards_of(cx.policy(), written, member));
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t k = i + 1; k < members.size(); ++k) {
      if (guards[i].empty() || guards[k].empty()) continue;
      logic::Question question{guards[i], {}};
      question.yes.insert(question.yes.end(), guards[k].begin(), guards[k].end());
      if (!cases.proves_never(members[k], question)) continue;
      Finding& finding = cx.report(cx.policy().range(members[k]), {logic::path_of(cx, members[k])},
                                   fmt::format("{} and {} are listed as owed together, and no patient comes under both",
                                               logic::subject_of(cx, members[k]), logic::subject_of(cx, members[i])));
      logic::add_path(finding, logic::path_of(cx, members[i]));
      for (const ExprId id : question.yes) finding.core.push_back(logic::clause_of(cx, id));
    }
  }
}

/// `all` over members each of which has schedules: met only where one request is covered by all of them.
void look_at_all(Context& cx, ExprId group) {
  const auto& written = cx.shared<logic::Written>();
  std::vector<ExprId> members = written.branches(group);
  std::erase_if(members, [&](ExprId member) { return !written.has_schedule(member); });
  if (members.size() < 2) return;
  Finding& finding = cx.report(
      cx.policy().range(group), {logic::path_of(cx, group)},
      fmt::format("{} demands {} follow-ups at once, and a request is for one study", logic::subject_of(cx, group),
                  members.size()));
  finding.details.emplace_back("`regimen` lists what is owed together, and is met by each of them");
  for (const ExprId member : members) {
    logic::add_path(finding, logic::path_of(cx, member));
    finding.related.push_back(logic::clause_of(cx, member));
  }
}

/// `all { … }`, not `a and b`.
bool is_written_all(const ir::Group& group) { return logic::is_all(group) && !group.joined_by_and; }

}  // namespace

/// Finds: a schedule that asks for `all` of several studies, `all` over criteria with schedules of their own, and a
///   `regimen` with members that no patient has together.
/// Why: a request is for one study. Nobody checks that the others are done, so that "all" says less than it seems to;
///   and of members that exclude each other, never all are owed.
/// Example: `images all { ct of chest, mri of abdomen }`; `regimen { i. resectable and schedule { … }  ii. not
///   resectable and schedule { … } }`.
/// Instead: a schedule for each study; `regimen` for what is owed together; `any` for members that exclude each other.
/// Limits: `all` written right over schedules is refused before (POL2061). Exclusion is told only on proof.
void all_over_studies(Context& cx) {
  for (const Plan& plan : cx.shared<schedules::Plans>().all()) look_at_images(cx, plan);
  const auto& written = cx.shared<logic::Written>();
  for (const ExprId id : written.conditions()) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || !written.has_schedule(id)) continue;
    if (is_written_all(*group)) look_at_all(cx, id);
    if (group->quantifier != ir::Quantifier::Any) continue;
    if (text_of(cx.sources(), cx.policy().range(id), 20).starts_with("regimen")) look_at_regimen(cx, id);
  }
}

}  // namespace pol::lint
