#pragma once
// Schedules as they stand in the policy: under which criterion, for which patients, of which studies, and when.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/numbers/lengths.h"

namespace pol::lint::schedules {

/// A study by its words; no regions: any.
struct StudyWords {
  std::set<std::string> modalities, regions;
};

struct Plan {
  const ir::Schedule* schedule = nullptr;
  ir::CriterionId criterion;  ///< the labelled one that it stands in, past readings; not set in a definition
  std::string path;           ///< its path, or the name of the definition
  /// Values of one choice that a guard demands.
  struct Values {
    ir::FactId fact;
    const ir::Members* members = nullptr;
    std::vector<std::size_t> list;
  };
  std::vector<Values> choices;      ///< of the guards
  std::vector<ir::ExprId> guards;   ///< all hold wherever the schedule matters
  std::vector<StudyWords> studies;  ///< one of them is asked for; none: unstated
};

/// One for a policy: `cx.shared<Plans>()`. Those of readings that are not chosen are left out.
class Plans {
 public:
  explicit Plans(Context& cx);
  const std::vector<Plan>& all() const { return all_; }
  /// Indices into `all` of those that stand in the criterion or below it, in file order.
  const std::vector<std::size_t>& below(ir::CriterionId criterion) const;

 private:
  std::vector<Plan> all_;
  std::map<ir::CriterionId, std::vector<std::size_t>> below_;
};

/// A phase and the clause it belongs to.
struct PhasePlace {
  const ir::ScheduleClause* clause = nullptr;
  const ir::Phase* phase = nullptr;
};
/// In file order; not `whenever`.
std::vector<PhasePlace> phases(const ir::Schedule& schedule);

inline Length length(ir::Offset offset) { return {offset.months, offset.days}; }
/// Do the phases surely share days, each counted from the same anchor?
bool share_days(const ir::Phase& a, const ir::Phase& b);
/// An interval that satisfies one is far from any that satisfies the other. 12 weeks are not far from 3 months.
bool are_windows_apart(const ir::Phase& a, const ir::Phase& b);
/// Both ask for studies at intervals that are the same.
bool have_equal_windows(const ir::Phase& a, const ir::Phase& b);
bool may_image_the_same(const Plan& a, const Plan& b);
/// Some guards demand different values of one fact: no patient has both.
bool exclude_each_other(const Plan& a, const Plan& b);

/// The reference date lies in the phase, and its gates hold.
std::vector<smt::Form> runs(smt::Session& session, const ir::Schedule& schedule, const ir::Phase& phase);
/// The patients whom the schedule is for.
std::vector<smt::Form> guard_forms(smt::Session& session, const Plan& plan);

/// "`surveillance.bone.3.a` \"Chest\"".
std::string name_of(const ir::Policy& policy, const Plan& plan);
/// The phase as written, in quotes; with its label where it has one.
std::string phase_text(const Context& cx, const PhasePlace& place);
/// A phase of a schedule as a clause.
Clause clause_of(const Context& cx, const Plan& plan, const PhasePlace& place);

/// The schedule on its time line; `flaws` are marked.
TimeLine time_line(const Context& cx, const Plan& plan, const std::vector<const ir::Phase*>& flaws);
/// Adds a stretch that is a flaw itself.
void mark(TimeLine& line, const std::string& label, ir::Offset from, std::optional<ir::Offset> to);
/// Two schedules on one line.
TimeLine time_line(const Context& cx, const Plan& a, const ir::Phase* flaw_of_a, const Plan& b,
                   const ir::Phase* flaw_of_b);

}  // namespace pol::lint::schedules
