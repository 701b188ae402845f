#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/interp/schedule_words.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using schedules::PhasePlace;

namespace {

/// Joined by `then`, or one begins on the day on which the other ends.
bool follow(const PhasePlace& a, const PhasePlace& b) {
  if (a.clause != b.clause && b.clause->follows) return true;
  return a.phase->to && *a.phase->to == b.phase->from;
}

/// One pair of phases; and the schedules of the same section that have it in the same words.
struct Stutter {
  const schedules::Plan* plan = nullptr;
  PhasePlace first, second;
  std::vector<std::pair<const schedules::Plan*, PhasePlace>> alike;
};

bool have_same_words(const Context& cx, const PhasePlace& a, const PhasePlace& b) {
  return a.phase->range.source == b.phase->range.source &&
         cx.sources().text(a.phase->range) == cx.sources().text(b.phase->range);
}

std::vector<Stutter> stutters(Context& cx) {
  std::vector<Stutter> found;
  for (const schedules::Plan& plan : cx.shared<schedules::Plans>().all()) {
    const std::vector<PhasePlace> places = schedules::phases(*plan.schedule);
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      const PhasePlace &first = places[i], &second = places[i + 1];
      if (!schedules::have_equal_windows(*first.phase, *second.phase) || !follow(first, second)) continue;
      const auto before = std::find_if(found.begin(), found.end(), [&](const Stutter& each) {
        return have_same_words(cx, each.first, first) && have_same_words(cx, each.second, second);
      });
      if (before != found.end()) {
        before->alike.emplace_back(&plan, second);
      } else {
        found.push_back({&plan, first, second, {}});
      }
    }
  }
  return found;
}

}  // namespace

/// Finds: two phases of a schedule, one after the other, that ask for studies at the same intervals.
/// Why: the second adds nothing but a place to make a mistake; mostly one of the two intervals was meant to be longer.
/// Example: `every 3 to 4 months for 5 years  then every 3 to 4 months until progression`.
/// Instead: one phase for both, or the interval that was meant.
/// Limits: phases without an interval, or with one that is not stated, are not compared. Schedules
///   that say it in the same words are one finding.
void phase_stutter(Context& cx) {
  for (const Stutter& each : stutters(cx)) {
    const PhasePlace &first = each.first, &second = each.second;
    Finding& finding =
        cx.report(second.phase->range, {schedules::clause_of(cx, *each.plan, second).path},
                  fmt::format("{} follows {} in {}: {} both times", schedules::phase_text(cx, second),
                              schedules::phase_text(cx, first), schedules::name_of(cx.policy(), *each.plan),
                              interp::rate_words(*second.phase)));
    const bool has_gates = !first.phase->gates.empty() || !second.phase->gates.empty();
    if (has_gates) finding.details.push_back("only the conditions on which they run differ");
    finding.related.push_back(schedules::clause_of(cx, *each.plan, first));
    if (!each.alike.empty()) {
      finding.details.push_back(each.alike.size() == 1 ? "one more schedule says the same"
                                                       : fmt::format("{} more schedules say the same", each.alike.size()));
    }
    for (const auto& [plan, place] : each.alike) {
      finding.related.push_back(schedules::clause_of(cx, *plan, place));
      logic::add_path(finding, finding.related.back().path);
    }
    finding.time_line = schedules::time_line(cx, *each.plan, {second.phase});
  }
}

}  // namespace pol::lint
