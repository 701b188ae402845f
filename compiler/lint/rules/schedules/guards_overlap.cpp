#include <algorithm>
#include <set>

#include "compiler/interp/schedule_words.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using ir::CriterionId;
using schedules::Plan;
using schedules::PhasePlace;

namespace {

/// Schedules of criteria that stand side by side, or of a criterion and of what stands below the one beside it: further
/// apart they seldom mean the same follow-up.
class Neighbours {
 public:
  explicit Neighbours(Context& cx) : cx_(cx), policy_(cx.policy()), plans_(cx.shared<schedules::Plans>()) {}

  void run() {
    const std::vector<Plan>& all = plans_.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::set<std::size_t> others;
      CriterionId up = all[i].criterion;
      for (int steps = 0; steps < 2 && up.is_set(); ++steps, up = policy_.criteria[up].parent) {
        for (const std::size_t k : plans_.below(up)) {
          if (k != i) others.insert(k);
        }
      }
      // A pair that is near seen from both sides is compared once.
      for (const std::size_t k : others) {
        if (k > i || !is_near(all[k], all[i])) compare(all[std::min(i, k)], all[std::max(i, k)]);
      }
    }
  }

 private:
  /// Would `compare` come to `other` from `from`?
  bool is_near(const Plan& from, const Plan& other) const {
    CriterionId up = from.criterion;
    for (int steps = 0; steps < 2 && up.is_set(); ++steps, up = policy_.criteria[up].parent) {
      for (CriterionId over = other.criterion; over.is_set(); over = policy_.criteria[over].parent) {
        if (over == up) return true;
      }
    }
    return false;
  }

  void compare(const Plan& a, const Plan& b) {
    if (a.schedule->anchor != b.schedule->anchor || !schedules::may_image_the_same(a, b)) return;
    if (schedules::exclude_each_other(policy_, a, b)) return;
    for (const PhasePlace& first : schedules::phases(*a.schedule)) {
      for (const PhasePlace& second : schedules::phases(*b.schedule)) {
        if (!schedules::are_windows_apart(*first.phase, *second.phase)) continue;
        if (!schedules::share_days(*first.phase, *second.phase)) continue;
        if (try_report(a, first, b, second)) return;
      }
    }
  }

  bool try_report(const Plan& a, const PhasePlace& first, const Plan& b, const PhasePlace& second) {
    smt::Session& session = cx_.session(b.schedule->truth);
    std::vector<smt::Form> forms;
    const auto add = [&](const std::vector<smt::Form>& more) { forms.insert(forms.end(), more.begin(), more.end()); };
    add(schedules::guard_forms(session, a));
    add(schedules::guard_forms(session, b));
    add(schedules::runs(session, *a.schedule, *first.phase));
    add(schedules::runs(session, *b.schedule, *second.phase));
    const smt::Answer answer = cx_.ask(session, second.phase->range, forms);
    if (!answer.witness) return false;
    Finding& finding = cx_.report(
        second.phase->range, {schedules::clause_of(cx_, b, second).path},
        fmt::format("one patient may come under {} and {}, and no interval keeps to both: {}, and {}",
                    schedules::name_of(policy_, b), schedules::name_of(policy_, a),
                    interp::rate_words(*second.phase), interp::rate_words(*first.phase)));
    logic::add_path(finding, schedules::clause_of(cx_, a, first).path);
    finding.related.push_back(schedules::clause_of(cx_, a, first));
    finding.witness = cx_.witness(session, forms, *answer.witness, fmt::format("comes under `{}` and `{}`", b.path, a.path));
    finding.time_line = schedules::time_line(cx_, a, first.phase, b, second.phase);
    return true;
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
/// Limits: intervals that touch, or that lie within a tenth of each other, do not exclude each other. Studies are compared
///   by their words.
void guards_overlap(Context& cx) { Neighbours(cx).run(); }

}  // namespace pol::lint
