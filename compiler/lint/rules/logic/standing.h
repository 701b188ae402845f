#pragma once
// Of each condition: can it hold with what is demanded above it, and can it fail?

#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint::logic {

/// One for a policy: `cx.shared<Standing>()`.
class Standing {
 public:
  explicit Standing(Context& cx);

  /// Proved: no patient meets it together with what its ancestors demand.
  bool is_impossible(ir::ExprId id) const { return impossible_[written_.said_by(id).index]; }
  /// Impossible, and nothing around it is; whatever schedules cover.
  const std::vector<ir::ExprId>& outermost_impossible() const { return outermost_; }
  /// Proved: whoever meets what its ancestors demand meets it.
  bool is_certain(ir::ExprId id) const { return certain_[written_.said_by(id).index]; }

  /// The clauses of the condition itself and of what is demanded above it that clash; minimal.
  std::vector<ir::ExprId> clash(ir::ExprId id) const;

 private:
  void judge(ir::ExprId id);
  std::vector<ir::ExprId> clauses_of(ir::ExprId id) const;
  bool clashes_without_schedules(ir::ExprId id) const;

  Context& cx_;
  const Written& written_;
  Cases& cases_;
  std::vector<bool> impossible_, certain_;
  std::vector<ir::ExprId> outermost_;
};

}  // namespace pol::lint::logic
