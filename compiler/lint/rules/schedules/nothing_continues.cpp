#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using schedules::PhasePlace;
using schedules::Plan;
using Rate = ir::Phase::Rate;

namespace {

/// The phase that ends last, where all end on a stated day and the schedule asks for more than single studies.
const PhasePlace* last_to_end(const ir::Schedule& schedule, const std::vector<PhasePlace>& places) {
  const PhasePlace* last = nullptr;
  bool counts = false;
  for (const PhasePlace& place : places) {
    if (!place.phase->to || place.phase->to_is_least) return nullptr;
    counts = counts || place.phase->rate == Rate::Every || place.phase->rate == Rate::Unstated;
    const bool is_later =
        last == nullptr ||
        is_shorter(schedules::length(*last->phase->to), schedules::length(*place.phase->to)).value_or(false);
    if (is_later) last = &place;
  }
  for (const ir::ScheduleClause& clause : schedule.clauses) {
    if (clause.kind == ir::ScheduleClause::Kind::Whenever && !clause.until) return nullptr;  // on symptoms it goes on
  }
  return counts ? last : nullptr;
}

/// Some phase or clause of the schedule goes on behind `end`. Symptoms may come or not, and an event may have ended it:
/// the text has seen to what follows.
bool goes_on(const ir::Schedule& schedule, ir::Offset end) {
  const auto is_later = [&](const std::optional<ir::Offset>& to) {
    return !to || is_shorter(schedules::length(end), schedules::length(*to)).value_or(false);
  };
  const std::vector<PhasePlace> places = schedules::phases(schedule);
  return std::any_of(schedule.clauses.begin(), schedule.clauses.end(),
                     [&](const ir::ScheduleClause& clause) {
                       return clause.kind == ir::ScheduleClause::Kind::Whenever && is_later(clause.until);
                     }) ||
         std::any_of(places.begin(), places.end(),
                     [&](const PhasePlace& place) { return is_later(place.phase->to) || place.phase->to_is_least; });
}

/// Patients of the plan, after its last phase has ended.
std::vector<smt::Form> past_the_end(smt::Session& session, const Plan& plan, const PhasePlace& last) {
  std::vector<smt::Form> forms = schedules::guard_forms(session, plan);
  ir::Phase behind;
  behind.from = *last.phase->to;
  const std::vector<smt::Form> later = schedules::runs(session, *plan.schedule, behind);
  forms.insert(forms.end(), later.begin(), later.end());
  return forms;
}

/// That the patient comes under none of the schedules beside the plan that go on.
std::vector<smt::Form> under_no_other(Context& cx, smt::Session& session, const Plan& plan, const PhasePlace& last) {
  std::vector<smt::Form> forms;
  const auto& plans = cx.shared<schedules::Plans>();
  const ir::CriterionId above =
      plan.criterion.is_set() ? cx.policy().criteria[plan.criterion].parent : ir::CriterionId{};
  for (const std::size_t i : plans.below(above)) {
    const Plan& other = plans.all()[i];
    if (other.schedule == plan.schedule || other.schedule->anchor != plan.schedule->anchor) continue;
    if (schedules::exclude_each_other(plan, other) || !schedules::may_image_the_same(plan, other)) continue;
    if (!goes_on(*other.schedule, *last.phase->to)) continue;
    forms.push_back(session.negate(session.all(schedules::guard_forms(session, other))));
  }
  return forms;
}

/// Beside many schedules, only those count that a patient was found to come under: each one told of makes the patient
/// longer, and the question slower.
constexpr std::size_t kMostAtOnce = 12;

/// A complete case in which `forms` hold and all of `others`; those of `others` that were needed join `forms`.
std::optional<ir::Patient> left_alone(Context& cx, smt::Session& session, Range range, std::vector<smt::Form>& forms,
                                      std::vector<smt::Form> others) {
  if (others.size() <= kMostAtOnce) forms.insert(forms.end(), others.begin(), others.end());
  for (;;) {
    smt::Answer answer = cx.show(session, range, forms);
    if (!answer.witness) return std::nullopt;
    const auto is_broken = [&](smt::Form form) { return !session.holds(form, *answer.witness); };
    const auto broken =
        std::stable_partition(others.begin(), others.end(), [&](smt::Form form) { return !is_broken(form); });
    if (broken == others.end()) return std::move(answer.witness);
    forms.insert(forms.end(), broken, others.end());
    others.erase(broken, others.end());
  }
}

struct Ending {
  Plan plan;
  PhasePlace last;
  std::vector<Clause> alike;  ///< phases beside it that say the same
  std::optional<Witness> witness;
};

std::string end_of(const Ending& ending) { return length_words(schedules::length(*ending.last.phase->to)); }

/// Side by side under one heading, and the same words of when: one sentence of the document.
bool is_alike(const Context& cx, const Ending& a, const Ending& b) {
  if (!a.plan.criterion.is_set() || !b.plan.criterion.is_set() || a.last.phase->to != b.last.phase->to) return false;
  const ir::CriterionId above = cx.policy().criteria[a.plan.criterion].parent;
  if (above != cx.policy().criteria[b.plan.criterion].parent) return false;
  if (!above.is_set() || !cx.policy().criteria[above].parent.is_set()) return false;  // the items of a whole section
  return cx.sources().text(a.last.phase->range) == cx.sources().text(b.last.phase->range);
}

void report(Context& cx, Ending& ending) {
  const ir::Phase& phase = *ending.last.phase;
  Finding& finding = cx.report(phase.range, {schedules::clause_of(cx, ending.plan, ending.last).path},
                               fmt::format("{} ends {} after the anchor, and nothing is said of what follows",
                                           schedules::name_of(cx.policy(), ending.plan), end_of(ending)));
  if (!ending.alike.empty()) finding.details.push_back("so do those beside it that say the same");
  for (Clause& clause : ending.alike) {
    logic::add_path(finding, clause.path);
    finding.related.push_back(std::move(clause));
  }
  finding.witness = std::move(ending.witness);
  finding.time_line = schedules::time_line(cx, ending.plan, {});
  schedules::mark(*finding.time_line, "nothing", *phase.to, std::nullopt);
}

}  // namespace

/// Finds: a schedule that ends on a stated day behind which the policy says nothing of that follow-up. A patient is
/// shown
///   for whom nothing goes on.
/// Why: does follow-up end there, or does the text? Readers differ.
/// Example: `every 2 to 3 months for 2 years` and no more.
/// Instead: say what follows, or that nothing does.
/// Limits: schedules beside it that image the same for such patients, and studies on symptoms, count as what follows;
/// so
///   does a phase whose length is open. Single studies are no follow-up.
void nothing_continues(Context& cx) {
  const auto& plans = cx.shared<schedules::Plans>();
  std::vector<Ending> told;
  for (const Plan& plan : plans.all()) {
    const std::vector<PhasePlace> places = schedules::phases(*plan.schedule);
    const PhasePlace* last = last_to_end(*plan.schedule, places);
    if (last == nullptr) continue;
    smt::Session& session = cx.session(plan.schedule->truth);
    std::vector<smt::Form> forms = past_the_end(session, plan, *last);
    const std::optional<ir::Patient> patient =
        left_alone(cx, session, last->phase->range, forms, under_no_other(cx, session, plan, *last));
    if (!patient) continue;
    Ending ending{plan, *last, {}, std::nullopt};
    const auto before =
        std::find_if(told.begin(), told.end(), [&](const Ending& each) { return is_alike(cx, each, ending); });
    if (before != told.end()) {
      before->alike.push_back(schedules::clause_of(cx, plan, *last));
      continue;
    }
    ending.witness =
        cx.witness(session, forms, *patient, fmt::format("is {} or more after the anchor", end_of(ending)));
    told.push_back(std::move(ending));
  }
  for (Ending& each : told) report(cx, each);
}

}  // namespace pol::lint
