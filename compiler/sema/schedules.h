#pragma once
// What the files that lower schedules share.

#include <optional>
#include <vector>

#include "compiler/sema/analysis.h"

namespace pol::sema {

/// Whether `anchor + a <= anchor + b` for every anchor; not set where that depends on the anchor.
std::optional<bool> is_at_most(ir::Offset a, ir::Offset b);

/// A clause of a schedule while it is lowered: its phases, by reading where it has several.
struct PlacedClause {
  const ast::ScheduleClause* as = nullptr;
  ir::ScheduleClause out;
  std::vector<std::vector<ir::Phase>> readings;  ///< AmbiguousPhase: of each reading
  std::optional<ir::Phase> joined;  ///< with the phase before it, whose length nobody knows: the longer interval holds in both
};

/// Conditions for when the phases of one schedule cover the reference date.
class ScheduleCover {
 public:
  ScheduleCover(ir::Policy& policy, const ir::Schedule& schedule, std::vector<const ir::Phase*> phases)
      : policy_(policy), schedule_(schedule), phases_(std::move(phases)) {}

  /// Interval, gates and triggers of `phase`.
  ir::ExprId covers(const ir::Phase& phase);
  /// The schedule has begun and some live phase still lies ahead or runs.
  ir::ExprId running(Range range);
  ir::ExprId before(ir::Offset end, Range range);

 private:
  using Parts = std::vector<ir::ExprId>;
  ir::ExprId compare(ir::Operand lhs, ir::Relation relation, ir::Operand rhs);
  static ir::Operand day(ir::FactId fact, ir::Offset offset = {});
  ir::ExprId unknown() { return policy_.add(ir::Literal{ir::Truth::Unknown}, range_); }
  ir::ExprId all(Parts parts);
  ir::ExprId any(Parts parts);
  ir::ExprId begun(const ir::Phase& phase);
  ir::ExprId runs(const ir::Phase& phase);
  ir::ExprId no_study_or(ir::ExprId condition);
  void add_interval(const ir::Phase& phase, Parts& parts);
  void add_end(const ir::Phase& phase, Parts& parts);
  bool ends_last(const ir::Phase& phase) const;
  std::optional<ir::ExprId> not_ended();

  ir::Policy& policy_;
  const ir::Schedule& schedule_;
  std::vector<const ir::Phase*> phases_;  // that count intervals, or ask for one study
  Range range_;
};

}  // namespace pol::sema
