#pragma once
// Days that follow from another by months: `v + n months`, and the last day that reaches a day moved from v. To the
// solver, how far such a day lies from v is an integer of which it knows the bounds; what more there is to know of the
// calendar is told where a model gets it wrong.

#include <compare>
#include <cstdint>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/logic.h"
#include "compiler/smt/variables.h"

namespace pol::smt {

/// `v + months`; or, with `back`, the last day that with `back` months added is at most `v + months + days`.
struct Move {
  std::int32_t months = 0;
  std::int64_t days = 0;
  std::int32_t back = 0;

  std::int64_t apply(ir::Day from) const;
  friend auto operator<=>(const Move&, const Move&) = default;
};

class Months {
 public:
  Months(const ir::Policy& policy, Logic& logic, Variables& variables)
      : policy_(policy), logic_(logic), variables_(variables) {}

  /// How many days `move` moves the date `from`.
  expr distance(ir::FactId from, const Move& move);

  /// Corrections are counted anew.
  void begin_question();
  /// Where the model moves some date as the calendar does not, tells the solver so. No: the model is right.
  bool correct(const z3::model& model);
  /// After `correct`: each says of one date that it lies in the month where the model has it; there the solver knows
  /// how far it is moved. Models like to stand where months change, so what is possible is soonest found off there.
  const std::vector<expr>& windows() const { return windows_; }

 private:
  struct Distance {
    Move move;
    expr variable;
  };
  struct Anchor {
    ir::FactId fact;
    std::vector<Distance> distances;
    std::size_t corrected = 0;   ///< corrections for one question
    std::size_t in_table = 0;    ///< distances that stood in the table last told
  };
  struct Window {
    ir::Day first = 0, last = 0;
  };
  Window tell_near(Anchor& anchor, ir::Day day);
  void tell_table(Anchor& anchor);

  const ir::Policy& policy_;
  Logic& logic_;
  Variables& variables_;
  std::vector<Anchor> anchors_;
  std::vector<expr> windows_;
};

}  // namespace pol::smt
