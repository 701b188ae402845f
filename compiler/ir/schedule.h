#pragma once
// Surveillance schedules (DESIGN M8). Their truth is lowered to ordinary conditions; what stands here is the
// structure, for statuses, timelines and the linter.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/expr.h"
#include "compiler/support/source.h"

namespace pol::ir {

/// Counted from the anchor, never chained: months first (clamped to the month's end), then days.
struct Offset {
  std::int32_t months = 0;
  std::int32_t days = 0;
  friend bool operator==(const Offset&, const Offset&) = default;
};

/// `[from, to)` counted from the anchor.
struct Phase {
  /// Every: at least `least` after the counting date. Unstated: nobody knows how long after it. Once: one study inside.
  /// Symptoms: no interval of its own; all gates together call for the study.
  enum class Rate : std::uint8_t { Every, Unstated, Once, Symptoms };
  Rate rate = Rate::Every;
  Offset from;
  bool from_is_least = false;  ///< the phase before has no stated length, so this one begins at `from` or later
  std::optional<Offset> to;    ///< not set: indefinitely
  bool to_is_least = false;    ///< `for at least`, `for unstated`: whether it runs on behind `to` is unknown
  Offset least;                ///< Every; nothing for `every at most`
  std::optional<Offset> most;  ///< Every; not set for `at least`. Once `at 6 months`: the day it is due, from the anchor
  std::vector<ExprId> gates;   ///< all must hold; `until` is already negated
  std::vector<ExprId> triggers;  ///< `or when`: covers inside the place, whatever the interval and the gates
  Range range;
};

struct ScheduleClause {
  enum class Kind : std::uint8_t { Phases, Whenever };
  Kind kind = Kind::Phases;
  std::vector<Phase> phases;       ///< one, or one a date of `at 6 and 12 months`
  ExprId whenever;                 ///< Whenever: the condition
  std::optional<Offset> until;     ///< Whenever: `through year k` ends here
  std::string label, title;        ///< "" where none was written
  bool follows = false;            ///< written `then`: begins where the clause before ends
  CriterionId criterion;           ///< of a labelled clause
  ExprId covers;                   ///< truth of the clause alone
  Range range;
};

struct Schedule {
  std::string path;  ///< of the criterion, reading or definition whose condition it stands in
  FactId anchor, last, reference;  ///< `last` is not set where no clause counts from a study
  std::string studies;             ///< `images`, as written; "" when unstated
  ExprId images;                   ///< the requested study is one that it asks for; unknown when unstated
  bool one = false;                ///< `schedule one`: at most one clause is meant to cover
  std::vector<ScheduleClause> clauses;  ///< in file order; of ambiguous phases the chosen reading
  std::vector<ExprId> sooner;      ///< conditions that make too_soon unknown
  ExprId truth;                    ///< covers the request
  Range range;
};

}  // namespace pol::ir
