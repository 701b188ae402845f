#include <algorithm>
#include <set>
#include <utility>

#include "compiler/interp/schedule_words.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
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
  std::vector<smt::Form> forms;
  ir::Patient patient;
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
    std::vector<std::vector<std::size_t>> earlier_than(all.size());
    for (const auto& [later, earlier] : pairs) earlier_than[later].push_back(earlier);
    for (std::size_t i = 0; i < all.size(); ++i) compare(all[i], earlier_than[i]);
  }

 private:
  static constexpr std::size_t kMostTold = 4;    ///< clashes of one schedule
  static constexpr std::size_t kMostAsked = 60;  ///< questions about one schedule

  /// The nearest first.
  void compare(const Plan& plan, const std::vector<std::size_t>& earlier) {
    std::vector<Clash> clashes;
    std::size_t asked = 0;
    for (std::size_t i = earlier.size(); i-- > 0 && clashes.size() < kMostTold;) {
      if (asked >= kMostAsked) {
        Finding& open = cx_.report(plan.schedule->range, {plan.path},
                                   fmt::format("not compared with {} more schedules of this section", i + 1));
        open.code = kUndecided;
        open.severity = Severity::Note;
        break;
      }
      if (std::optional<Clash> clash = clash_of(plans_.all()[earlier[i]], plan, asked))
        clashes.push_back(std::move(*clash));
    }
    std::reverse(clashes.begin(), clashes.end());
    if (!clashes.empty()) report(clashes);
  }

  static bool may_clash(const Plan& a, const Plan& b) {
    return a.schedule->anchor == b.schedule->anchor && !schedules::exclude_each_other(a, b) &&
           schedules::may_image_the_same(a, b);
  }

  std::optional<Clash> clash_of(const Plan& a, const Plan& b, std::size_t& asked) {
    for (const PhasePlace& first : schedules::phases(*a.schedule)) {
      for (const PhasePlace& second : schedules::phases(*b.schedule)) {
        if (!schedules::are_windows_apart(*first.phase, *second.phase)) continue;
        if (!schedules::share_days(*first.phase, *second.phase)) continue;
        Clash clash{&a, &b, first, second, {}, {}};
        smt::Session& session = cx_.session(b.schedule->truth);
        clash.forms = forms_of(session, a, first);
        const std::vector<smt::Form> more = forms_of(session, b, second);
        clash.forms.insert(clash.forms.end(), more.begin(), more.end());
        ++asked;
        smt::Answer answer = cx_.show(session, second.phase->range, clash.forms);
        if (!answer.witness) continue;
        clash.patient = std::move(*answer.witness);
        return clash;
      }
    }
    return std::nullopt;
  }

  /// "Recurrent", "after progression": a new course of the disease, for which the schedule of the one before it is over,
  /// though the text does not say so.
  bool begins_anew(const Plan& plan) const {
    const auto is_new_course = [](const std::string& title) {
      const std::vector<std::string> words = document::words_of(title);
      return std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return word.starts_with("recurr") || word.starts_with("relaps") || word.starts_with("progressi") || word == "progressed";
      });
    };
    return plan.criterion.is_set() && is_new_course(policy_.criteria[plan.criterion].title);
  }

  static std::vector<smt::Form> forms_of(smt::Session& session, const Plan& plan, const PhasePlace& place) {
    std::vector<smt::Form> forms = schedules::guard_forms(session, plan);
    const std::vector<smt::Form> more = schedules::runs(session, *plan.schedule, *place.phase);
    forms.insert(forms.end(), more.begin(), more.end());
    return forms;
  }

  /// One finding for the later schedule, with those that it clashes with.
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
    const bool is_other_course = std::all_of(clashes.begin(), clashes.end(), [&](const Clash& each) {
      return begins_anew(*each.first) != begins_anew(*each.second);
    });
    if (is_other_course) {
      finding.severity = Severity::Note;
      finding.details.emplace_back("one of them is for a new course of the disease: the text may mean that it goes first");
    }
    finding.witness = cx_.witness(cx_.session(clash.second->schedule->truth), clash.forms, clash.patient,
                                  fmt::format("comes under `{}` and `{}`", clash.second->path, clash.first->path));
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
/// Limits: a schedule is told with at most four that it clashes with. Intervals that touch, or that lie within a tenth
/// of each other, do not exclude each other. Studies are compared
///   by their words. Where one of the two is titled as a recurrence, a relapse or a progression it is a note.
void guards_overlap(Context& cx) { Neighbours(cx).run(); }

}  // namespace pol::lint
