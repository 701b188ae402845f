#include "compiler/lint/rules/numbers/bounds.h"

#include <utility>

#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::numbers {

using ir::ExprId;
using ir::Operand;
using ir::Relation;

namespace {

Relation turned(Relation relation) {
  switch (relation) {
    case Relation::Less:
      return Relation::Greater;
    case Relation::LessEqual:
      return Relation::GreaterEqual;
    case Relation::Greater:
      return Relation::Less;
    case Relation::GreaterEqual:
      return Relation::LessEqual;
    case Relation::Equal:
      return Relation::Equal;
  }
  return relation;
}

/// Of two facts the reference date comes last, else the one that was declared later.
bool is_turned(const ir::Policy& policy, const ir::Compare& e) {
  if (e.lhs.kind == Operand::Kind::Literal) return true;
  if (e.rhs.kind == Operand::Kind::Literal) return false;
  if (e.lhs.fact == policy.reference) return true;
  return e.rhs.fact != policy.reference && e.rhs.fact < e.lhs.fact;
}

}  // namespace

std::optional<Bound> bound_of(const ir::Policy& policy, ExprId id) {
  const auto* e = std::get_if<ir::Compare>(&policy.exprs[id]);
  if (e == nullptr || e->relation == Relation::Equal) return std::nullopt;
  const bool turn = is_turned(policy, *e);
  const Operand &mine = turn ? e->rhs : e->lhs, &other = turn ? e->lhs : e->rhs;
  const Relation relation = turn ? turned(e->relation) : e->relation;
  if (mine.kind == Operand::Kind::Literal || other.kind == Operand::Kind::CountOf) return std::nullopt;
  const bool has_other = other.kind == Operand::Kind::Fact;
  if (!mine.is_date && has_other) return std::nullopt;  // a number beside a number moves with it
  Bound bound;
  bound.test = id;
  bound.subject = {mine.fact, has_other ? other.fact : ir::FactId{}, mine.kind == Operand::Kind::CountOf};
  bound.is_open = relation == Relation::Less || relation == Relation::Greater;
  const bool is_below = relation == Relation::Less || relation == Relation::LessEqual;
  bound.is_length = has_other;
  if (has_other) {  // an earlier day has a longer time behind it
    bound.is_lower = is_below;
    bound.at = {mine.months - other.months, mine.amount - other.amount};
  } else {
    if (mine.months != 0) return std::nullopt;
    bound.is_lower = !is_below;
    bound.value = other.literal + other.amount - mine.amount;
  }
  return bound;
}

std::vector<Bound> bounds_of(const Context& cx, ExprId id) {
  std::vector<Bound> found;
  if (const std::optional<Bound> one = bound_of(cx.policy(), id)) return {*one};
  const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
  if (group == nullptr || !logic::is_all(*group)) return found;
  for (const ExprId child : group->children) {
    if (cx.outline().is_written(child)) return {};
    const std::optional<Bound> one = bound_of(cx.policy(), child);
    if (!one) return {};
    found.push_back(*one);
  }
  return found;
}

bool is_same_place(const Bound& a, const Bound& b) { return a.is_length ? a.at == b.at : a.value == b.value; }

bool is_tighter(const Bound& a, const Bound& b) {
  if (is_same_place(a, b)) return a.is_open && !b.is_open;
  if (!a.is_length) return a.is_lower ? a.value > b.value : a.value < b.value;
  return (a.is_lower ? is_shorter(b.at, a.at) : is_shorter(a.at, b.at)).value_or(false);
}

std::string subject_title(const ir::Policy& policy, const Subject& subject) {
  for (const ir::Record& record : policy.records) {
    if (subject.other.is_set() && record.kind == ir::Record::Kind::Age && record.birth == subject.fact)
      return record.title;
  }
  const ir::Fact& fact = policy.facts[subject.fact];
  return fact.title.empty() ? fact.name : fact.title;
}

std::string test_text(const Context& cx, ExprId id) {
  return fmt::format("`{}`", text_of(cx.sources(), cx.policy().range(id), 70));
}

}  // namespace pol::lint::numbers
