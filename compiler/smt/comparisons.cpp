#include "compiler/smt/comparisons.h"

#include "compiler/interp/calendar.h"
#include "compiler/support/result.h"

namespace pol::smt {

using ir::Day;
using ir::FactId;

Term Comparisons::value(FactId fact, std::int32_t months, std::int64_t add) const {
  const bool is_date = policy_.facts[fact].type.kind == ir::FactKind::Date;
  return {is_date ? Term::Kind::Date : Term::Kind::Number, fact, months, add};
}

Term Comparisons::term(const ir::Operand& operand) const {
  switch (operand.kind) {
    case ir::Operand::Kind::Fact:
      return value(operand.fact, operand.months, operand.amount);
    case ir::Operand::Kind::Literal: {
      std::int64_t value = operand.literal;
      if (operand.months != 0) value = interp::add_months(static_cast<Day>(value), operand.months);
      return constant(value + operand.amount);
    }
    case ir::Operand::Kind::CountOf:
      return {Term::Kind::Count, operand.fact, 0, operand.amount};
  }
  POL_BUG("operand out of range");
}

expr Comparisons::compare(const ir::Compare& e) {
  std::vector<expr> parts;
  for (const ir::Operand* operand : {&e.lhs, &e.rhs}) {
    if (operand->kind != ir::Operand::Kind::Literal) parts.push_back(logic_.negate(variables_.is_none(operand->fact)));
  }
  const Term a = term(e.lhs), b = term(e.rhs);
  switch (e.relation) {
    case ir::Relation::Less:
      parts.push_back(logic_.negate(at_most(b, a)));
      break;
    case ir::Relation::LessEqual:
      parts.push_back(at_most(a, b));
      break;
    case ir::Relation::Greater:
      parts.push_back(logic_.negate(at_most(a, b)));
      break;
    case ir::Relation::GreaterEqual:
      parts.push_back(at_most(b, a));
      break;
    case ir::Relation::Equal:
      parts.push_back(at_most(a, b));
      parts.push_back(at_most(b, a));
      break;
  }
  return logic_.all(parts);
}

/// The reference date moved, where it is `today_`.
Term Comparisons::today(const Term& term) const {
  if (!is_today(term)) return term;
  return constant((term.months != 0 ? interp::add_months(*today_, term.months) : *today_) + term.add);
}

expr Comparisons::at_most(const Term& lhs, const Term& rhs) {
  const auto at = known_.find({lhs, rhs});
  if (at != known_.end()) return at->second;
  expr e = logic_.constant(false);
  if (today_ && (is_today(lhs) || is_today(rhs))) {
    // What it comes to on that day; on others, nothing is said of it.
    const expr then = open_at_most(today(lhs), today(rhs));
    e = logic_.boolean(logic_.fresh("today"));
    logic_.require(logic_.implies(pin_, then.is_true() ? e : then.is_false() ? !e : e == then));
  } else {
    e = open_at_most(lhs, rhs);
  }
  known_.emplace(std::make_pair(lhs, rhs), e);
  return e;
}

expr Comparisons::open_at_most(const Term& lhs, const Term& rhs) {
  if (lhs.kind == Term::Kind::Count || rhs.kind == Term::Kind::Count) return count_at_most(lhs, rhs);
  if (lhs.kind == Term::Kind::Number || rhs.kind == Term::Kind::Number) return number_at_most(lhs, rhs);
  if (lhs.kind == Term::Kind::Date || rhs.kind == Term::Kind::Date) return date_at_most(lhs, rhs);
  return logic_.constant(lhs.add <= rhs.add);
}

expr Comparisons::number_at_most(const Term& lhs, const Term& rhs) {
  if (rhs.kind == Term::Kind::Constant) return variables_.at_most(lhs.fact, rhs.add - lhs.add);
  if (lhs.kind == Term::Kind::Constant) return logic_.negate(variables_.at_most(rhs.fact, lhs.add - rhs.add - 1));
  const std::int64_t bound = floor_half(rhs.add - lhs.add);
  if (lhs.fact == rhs.fact) return logic_.constant(bound >= 0);
  return variables_.value(lhs.fact) - variables_.value(rhs.fact) <= logic_.number(bound);
}

expr Comparisons::date_at_most(const Term& lhs, const Term& rhs) {
  if (lhs.kind == Term::Kind::Constant) {
    Term before = lhs;
    before.add -= 1;
    return logic_.negate(date_at_most(rhs, before));
  }
  const std::int64_t days = rhs.add - lhs.add;
  if (rhs.kind == Term::Kind::Constant) {
    const Day last = interp::last_day_reaching(static_cast<Day>(days), lhs.months);
    const expr e = variables_.at_most(lhs.fact, last);
    return e;
  }
  if (lhs.fact == rhs.fact && lhs.months == rhs.months) return logic_.constant(days >= 0);
  // One atom for `a <= b` and `b < a`.
  if (rhs < lhs || (is_today(lhs) && !is_today(rhs))) {
    if (!(is_today(rhs) && !is_today(lhs))) {
      Term before = lhs;
      before.add -= 1;
      return logic_.negate(date_at_most(rhs, before));
    }
  }
  if (lhs.fact != rhs.fact && is_today(rhs) && lhs.months != 0) {
    const Move move{rhs.months, days, lhs.months};
    return variables_.value(lhs.fact) - variables_.value(rhs.fact) - months_.distance(rhs.fact, move) <=
           logic_.number(0);
  }
  return moved_at_most(lhs, rhs);
}

expr Comparisons::moved_at_most(const Term& lhs, const Term& rhs) {
  const expr days = logic_.number(rhs.add - lhs.add);
  const expr from = months_.distance(lhs.fact, {lhs.months, 0, 0}), to = months_.distance(rhs.fact, {rhs.months, 0, 0});
  if (lhs.fact == rhs.fact) return from - to <= days;
  const expr a = variables_.value(lhs.fact), b = variables_.value(rhs.fact);
  if (lhs.months == 0 && rhs.months == 0) return a - b <= days;
  // Months keep the order of days.
  const expr is_before = a - b <= logic_.number(0), is_after = b - a <= logic_.number(0);
  const expr to_after = a + from - b - to <= logic_.number(0), to_before = b + to - a - from <= logic_.number(0);
  if (lhs.months <= rhs.months) logic_.require(logic_.implies(is_before, to_after));
  if (rhs.months <= lhs.months) logic_.require(logic_.implies(is_after, to_before));
  return a + from - b - to <= days;
}

expr Comparisons::is_between(FactId length, const Term& start, const Term& end) {
  const expr days = variables_.value(length);
  const auto side = [&](const Term& term) {
    return term.kind == Term::Kind::Constant ? logic_.number(term.add) : variables_.value(term.fact);
  };
  if (!today_ || !(is_today(start) || is_today(end))) return days == side(end) - side(start);
  const expr e = logic_.boolean(logic_.fresh("length"));
  logic_.require(logic_.implies(pin_, e == (days == side(today(end)) - side(today(start)))));
  return e;
}

const std::vector<expr>& Comparisons::counts(FactId fact) {
  const auto at = counts_.find(fact);
  if (at != counts_.end()) return at->second;
  std::vector<expr> members;
  for (std::size_t i = 0; i < variables_.value_count(fact); ++i) members.push_back(variables_.member(fact, i));
  return counts_.emplace(fact, logic_.counts(members, members.size(), policy_.facts[fact].name + " count")).first->second;
}

/// Of a count: it is at least `value`, in half units.
expr Comparisons::at_least(const Term& count, std::int64_t value) {
  const std::vector<expr>& least = counts(count.fact);
  const std::int64_t members = -floor_half(-(value - count.add));
  if (members <= 0) return logic_.constant(true);
  const auto j = static_cast<std::size_t>(members);
  return j < least.size() ? least[j] : logic_.constant(false);
}

expr Comparisons::count_at_most(const Term& lhs, const Term& rhs) {
  if (rhs.kind == Term::Kind::Constant) return logic_.negate(at_least(lhs, rhs.add + 1));
  if (lhs.kind == Term::Kind::Constant) return at_least(rhs, lhs.add);
  std::vector<expr> parts;
  if (lhs.kind == Term::Kind::Count) {
    // Wherever the left side reaches a count, so does the right.
    const auto most = static_cast<std::int64_t>(variables_.value_count(lhs.fact));
    for (std::int64_t j = 0; j <= most; ++j) {
      const std::int64_t reached = 2 * j + lhs.add;
      parts.push_back(logic_.implies(at_least(lhs, reached), at_most(constant(reached), rhs)));
    }
    return logic_.all(parts);
  }
  const auto most = static_cast<std::int64_t>(variables_.value_count(rhs.fact));
  for (std::int64_t j = 0; j <= most; ++j) {
    const std::int64_t reached = 2 * j + rhs.add;
    parts.push_back(logic_.any({at_least(rhs, reached + 1), at_most(lhs, constant(reached))}));
  }
  return logic_.all(parts);
}

}  // namespace pol::smt
