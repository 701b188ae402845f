#pragma once
// One side at most the other, as a formula over variables.

#include <compare>
#include <map>
#include <utility>

#include "compiler/smt/logic.h"
#include "compiler/smt/months.h"
#include "compiler/smt/variables.h"

namespace pol::smt {

/// A side of a comparison: the value shifted as ir::Operand says.
struct Term {
  enum class Kind : std::uint8_t { Constant, Number, Date, Count };
  Kind kind = Kind::Constant;
  ir::FactId fact;
  std::int32_t months = 0;
  std::int64_t add = 0;  ///< Constant: the value

  friend auto operator<=>(const Term&, const Term&) = default;
};

class Comparisons {
 public:
  Comparisons(const ir::Policy& policy, Logic& logic, Variables& variables, Months& months,
              std::optional<ir::Day> today, const expr& pin)
      : policy_(policy), logic_(logic), variables_(variables), months_(months), today_(today), pin_(pin) {}

  /// Both sides have a value and compare so.
  expr compare(const ir::Compare& e);
  /// lhs <= rhs, whether or not a side is none.
  expr at_most(const Term& lhs, const Term& rhs);

  static Term constant(std::int64_t value) { return {Term::Kind::Constant, {}, 0, value}; }
  Term value(ir::FactId fact, std::int32_t months = 0, std::int64_t add = 0) const;
  /// `length` days lie between the two (of two dates).
  expr is_between(ir::FactId length, const Term& start, const Term& end);

 private:
  Term term(const ir::Operand& operand) const;
  Term today(const Term& term) const;
  bool is_today(const Term& term) const { return term.kind == Term::Kind::Date && term.fact == policy_.reference; }
  expr open_at_most(const Term& lhs, const Term& rhs);
  expr number_at_most(const Term& lhs, const Term& rhs);
  expr date_at_most(const Term& lhs, const Term& rhs);
  expr moved_at_most(const Term& lhs, const Term& rhs);
  expr count_at_most(const Term& lhs, const Term& rhs);
  const std::vector<expr>& counts(ir::FactId fact);
  expr at_least(const Term& count, std::int64_t value);

  const ir::Policy& policy_;
  Logic& logic_;
  Variables& variables_;
  Months& months_;
  std::optional<ir::Day> today_;
  expr pin_;
  std::map<std::pair<Term, Term>, expr> known_;
  std::map<ir::FactId, std::vector<expr>> counts_;
};

}  // namespace pol::smt
