#include <algorithm>
#include <set>
#include <utility>

#include "compiler/interp/schedule_words.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using ir::CriterionId;
using schedules::PhasePlace;
using schedules::Plan;

namespace {

/// A patient in a phase of one schedule and in one of another.
struct Clash {
  const Plan *first = nullptr, *second = nullptr;  ///< in file order
  PhasePlace in_first, in_second;
  Witness witness;
};

/// Schedules of criteria that stand side by side, or of a criterion and of what stands below the one beside it: further
/// apart they seldom mean the same follow-up.
class Neighbours {
 public:
  explicit Neighbours(Context& cx) : cx_(cx), policy_(cx.policy()), plans_(cx.shared<schedules::Plans>()) {}

  void run() {
    // Near is what stands below a criterion or the one above it; of a pair it is enough that one side sees the other.
    std::set<std::pair<std::size_t, std::size_t>> pairs;  // the later first
    const std::vector<Plan>& all = plans_.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      CriterionId up = all[i].criterion;
      for (int steps = 0; steps < 2 && up.is_set(); ++steps, up = policy_.criteria[up].parent) {
        for (const std::size_t k : plans_.below(up)) {
          if (k != i && may_clash(all[k], all[i])) pairs.emplace(std::max(i, k), std::min(i, k));
        }
      }
    }
    std::vector<Clash> clashes;
    for (const auto& [later, earlier] : pairs) {
      if (!clashes.empty() && clashes.back().second != &all[later]) report(std::exchange(clashes, {}));
      if (std::optional<Clash> clash = clash_of(all[earlier], all[later])) clashes.push_back(std::move(*clash));
    }
    if (!clashes.empty()) report(clashes);
  }

 private:
  bool may_clash(const Plan& a, const Plan& b) const {
    return a.schedule->anchor == b.schedule->anchor && schedules::may_image_the_same(a, b) &&
           !schedules::exclude_each_other(policy_, a, b);
  }

  std::optional<Clash> clash_of(const Plan& a, const Plan& b) {
    for (const PhasePlace& first : schedules::phases(*a.schedule)) {
      for (const PhasePlace& second : schedules::phases(*b.schedule)) {
        if (!schedules::are_windows_apart(*first.phase, *second.phase)) continue;
        if (!schedules::share_days(*first.phase, *second.phase)) continue;
        if (std::optional<Witness> witness = patient_of(a, first, b, second)) {
          return Clash{&a, &b, first, second, std::move(*witness)};
        }
      }
    }
    return std::nullopt;
  }

  std::optional<Witness> patient_of(const Plan& a, const PhasePlace& first, const Plan& b, const PhasePlace& second) {
    smt::Session& session = cx_.session(b.schedule->truth);
    std::vector<smt::Form> forms;
    const auto add = [&](const std::vector<smt::Form>& more) { forms.insert(forms.end(), more.begin(), more.end()); };
    add(schedules::guard_forms(session, a));
    add(schedules::guard_forms(session, b));
    add(schedules::runs(session, *a.schedule, *first.phase));
    add(schedules::runs(session, *b.schedule, *second.phase));
    const smt::Answer answer = cx_.ask(session, second.phase->range, forms);
    if (!answer.witness) return std::nullopt;
    return cx_.witness(session, forms, *answer.witness, fmt::format("comes under `{}` and `{}`", b.path, a.path));
  }

  /// One finding for the later schedule, whatever the number of those that it clashes with.
  void report(const std::vector<Clash>& clashes) {
    const Clash& clash = clashes.front();
    Finding& finding =
        cx_.report(clash.in_second.phase->range, {schedules::clause_of(cx_, *clash.second, clash.in_second).path},
                   fmt::format("one patient may come under {} and {}, and no interval keeps to both: {}, and {}",
                               schedules::name_of(policy_, *clash.second), schedules::name_of(policy_, *clash.first),
                               interp::rate_words(*clash.in_second.phase), interp::rate_words(*clash.in_first.phase)));
    for (const Clash& each : clashes) {
      logic::add_path(finding, schedules::clause_of(cx_, *each.first, each.in_first).path);
      finding.related.push_back(schedules::clause_of(cx_, *each.first, each.in_first));
      if (&each == &clash) continue;
      finding.details.push_back(fmt::format("the same with {}: {}", schedules::name_of(policy_, *each.first),
                                            interp::rate_words(*each.in_first.phase)));
    }
    finding.witness = clash.witness;
    finding.time_line =
        schedules::time_line(cx_, *clash.first, clash.in_first.phase, *clash.second, clash.in_second.phase);
  }

  Context& cx_;
  const ir::Policy& policy_;
  const schedules::Plans& plans_;
};

}  // namespace

/// Finds: two schedules beside each other, of the same study and counted from the same day, that one patient may come
///   under at the same time, and whose intervals exclude each other. The patient is shown.
/// Why: a study that one of them calls for comes too early or too late by the other.
/// Example: `a. after_radiation and schedule { … every 6 months }` beside `b. recurrent and schedule { … every 2 to 3
///   months }`: recurrence after radiation.
/// Instead: say which of the two goes first, or exclude the one in the other's condition.
/// Limits: intervals that touch, or that lie within a tenth of each other, do not exclude each other. Studies are
/// compared
///   by their words.
void guards_overlap(Context& cx) { Neighbours(cx).run(); }

}  // namespace pol::lint
