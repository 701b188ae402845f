#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/schedules/plans.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using schedules::PhasePlace;
using schedules::Plan;
using Rate = ir::Phase::Rate;

namespace {

/// Open: names no end, but a condition on which it runs, or a trigger beside its interval.
enum class End : std::uint8_t { Stated, AtLeast, Unstated, Unsaid, Open };

End end_of(const Context& cx, const ir::Phase& phase) {
  const std::string text = text_of(cx.sources(), phase.range, 2000);
  const bool is_own = phase.to_is_least && (!phase.from_is_least || text.find("at least") != std::string::npos ||
                                            text.find("for unstated") != std::string::npos);
  if (is_own) return phase.to == phase.from ? End::Unstated : End::AtLeast;
  const auto says = [&](const char* word) { return text.find(word) != std::string::npos; };
  if (phase.to || says("indefinitely") || says("until ")) return End::Stated;
  return phase.rate == Rate::Every && phase.gates.empty() && phase.triggers.empty() ? End::Unsaid : End::Open;
}

/// A schedule beside it says of its last phase how long it runs.
bool has_stated_sibling(Context& cx, const Plan& plan) {
  if (!plan.criterion.is_set()) return false;
  const ir::CriterionId above = cx.policy().criteria[plan.criterion].parent;
  const bool is_section = above.is_set() && !cx.policy().criteria[above].parent.is_set();
  const std::vector<Plan>& all = cx.shared<schedules::Plans>().all();
  const std::vector<std::size_t>& near =
      cx.shared<schedules::Plans>().below(is_section || !above.is_set() ? plan.criterion : above);
  return std::any_of(near.begin(), near.end(), [&](std::size_t i) {
    if (all[i].schedule == plan.schedule) return false;
    const std::vector<PhasePlace> places = schedules::phases(*all[i].schedule);
    const bool counts = std::any_of(places.begin(), places.end(),
                                    [](const PhasePlace& each) { return each.phase->rate == Rate::Every; });
    return counts && std::all_of(places.begin(), places.end(), [&](const PhasePlace& each) {
             const End end = end_of(cx, *each.phase);
             return end != End::Unsaid && end != End::Open;
           });
  });
}

}  // namespace

/// Finds: a phase of which the text does not say how long it runs, or only how long at least.
/// Why: when the next phase begins, nobody can tell; determinations are open for all the time that it may be.
/// Example: `every 6 months for unstated  then every 12 months`; `every 12 months for at least 10 years`.
/// Instead: state the length, or `indefinitely`, or the event that ends the phase.
/// Limits: a phase that simply names no end is told of only where the schedules beside it name theirs.
void missing_length(Context& cx) {
  for (const Plan& plan : cx.shared<schedules::Plans>().all()) {
    for (const PhasePlace& place : schedules::phases(*plan.schedule)) {
      const End end = end_of(cx, *place.phase);
      if (end == End::Stated || end == End::Open || (end == End::Unsaid && !has_stated_sibling(cx, plan))) continue;
      const std::string what = schedules::phase_text(cx, place), where = schedules::name_of(cx.policy(), plan);
      std::string message;
      if (end == End::Unstated) message = fmt::format("{} of {} has no stated length", what, where);
      if (end == End::AtLeast) message = fmt::format("{} of {} says how long at least, not when it ends", what, where);
      if (end == End::Unsaid)
        message = fmt::format("{} of {} does not say how long, as the schedules beside it do", what, where);
      Finding& finding =
          cx.report(place.phase->range, {schedules::clause_of(cx, plan, place).path}, std::move(message));
      if (end != End::Unsaid) finding.details.push_back("when what follows begins is open");
      finding.time_line = schedules::time_line(cx, plan, {place.phase});
    }
  }
}

}  // namespace pol::lint
