// Conditions of the policy as nodes.

#include "compiler/exact/network.h"
#include "compiler/interp/calendar.h"
#include "compiler/support/result.h"

namespace pol::exact {

using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Truth;

Term Network::term(const ir::Operand& operand) {
  switch (operand.kind) {
    case ir::Operand::Kind::Fact:
      return value(operand.fact, operand.months, operand.amount);
    case ir::Operand::Kind::Literal: {
      std::int64_t value = operand.literal;
      if (operand.months != 0) value = interp::add_months(static_cast<ir::Day>(value), operand.months);
      return constant(value + operand.amount);
    }
    case ir::Operand::Kind::CountOf: {
      const FactState& state = prepared_[operand.fact];
      const std::size_t count = value_count(operand.fact);
      std::int64_t in = 0, open = 0;
      for (std::size_t i = 0; i < count; ++i) {
        if (state.in.contains(i)) {
          ++in;
        } else if (!state.out.contains(i)) {
          ++open;
        }
      }
      if (open == 0) return constant(2 * in + operand.amount);
      return {Term::Kind::Count, value_of(operand.fact), static_cast<std::uint32_t>(count), 0, operand.amount};
    }
  }
  POL_BUG("operand out of range");
}

NodeId Network::compare(const ir::Compare& e) {
  std::vector<NodeId> parts;
  for (const ir::Operand* operand : {&e.lhs, &e.rhs}) {
    if (operand->kind == ir::Operand::Kind::Literal) continue;
    const NodeId none = is_none(operand->fact);
    if (none == kAlways) return kNever;
    parts.push_back(negate(none));
  }
  const Term a = term(e.lhs), b = term(e.rhs);
  const auto less = [&](Term lhs, const Term& rhs) {
    lhs.add += 1;
    return at_most(lhs, rhs);
  };
  switch (e.relation) {
    case ir::Relation::Less:
      parts.push_back(less(a, b));
      break;
    case ir::Relation::LessEqual:
      parts.push_back(at_most(a, b));
      break;
    case ir::Relation::Greater:
      parts.push_back(less(b, a));
      break;
    case ir::Relation::GreaterEqual:
      parts.push_back(at_most(b, a));
      break;
    case ir::Relation::Equal:
      parts.push_back(at_most(a, b));
      parts.push_back(at_most(b, a));
      break;
  }
  return all(parts);
}

NodeId Network::member(FactId fact, std::size_t i) {
  const FactState& state = prepared_[fact];
  if (state.in.contains(i)) return kAlways;
  if (state.out.contains(i)) return kNever;
  return flag(VariableId{value_of(fact).index + static_cast<std::uint32_t>(i)});
}

NodeId Network::includes(const ir::Includes& e) {
  std::vector<NodeId> members;
  for (std::size_t i = 0; i < value_count(e.fact); ++i) {
    if (e.values.contains(i) == (e.mode != ir::Inclusion::Only)) members.push_back(member(e.fact, i));
  }
  const NodeId none = is_none(e.fact);
  const bool is_set = none != kAlways;
  switch (e.mode) {
    case ir::Inclusion::AnyOf:
      return is_set ? all({negate(none), any(members)}) : kNever;
    case ir::Inclusion::AllOf:
      if (members.empty()) return kAlways;
      return is_set ? all({negate(none), all(members)}) : kNever;
    case ir::Inclusion::Only:
      return is_set ? any({none, negate(any(members))}) : kAlways;
  }
  POL_BUG("inclusion out of range");
}

/// What has to be built before `id`.
std::vector<ExprId> Network::below(ExprId id) const {
  if (std::holds_alternative<ir::Finding>(policy_.exprs[id])) return {};
  if (const auto* e = std::get_if<ir::Ambiguous>(&policy_.exprs[id])) {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[e->ambiguity];
    return {policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth};
  }
  return ir::operands(policy_, id);
}

NodeId Network::condition(ExprId id) {
  std::vector<ExprId> waiting = {id};
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    if (of_expr_[top.index].is_set()) {
      waiting.pop_back();
      continue;
    }
    bool ready = true;
    for (const ExprId operand : below(top)) {
      if (of_expr_[operand.index].is_set()) continue;
      waiting.push_back(operand);
      ready = false;
    }
    if (ready) of_expr_[top.index] = build(top);
  }
  return of_expr_[id.index];
}

NodeId Network::build(ExprId id) {
  const auto built = [&](ExprId operand) { return of_expr_[operand.index]; };
  return match(
      policy_.exprs[id],
      [&](const ir::Literal& e) {
        if (e.value != Truth::Unknown) return e.value == Truth::Yes ? kAlways : kNever;
        return flag(add_variable({Variable::Kind::Flag, policy_.reference, 0, 1, 1}));  // tests only
      },
      [&](const ir::Finding& e) { return finding(e.fact); },
      [&](const ir::ChoiceIs& e) { return choice(e.fact, e.values); },
      [&](const ir::IsNone& e) { return is_none(e.fact); },
      [&](const ir::IsDocumented& e) {
        const FactState& state = prepared_[e.fact];
        return state.kind == FactState::Kind::Undocumented || state.assumed ? kNever : kAlways;
      },
      [&](const ir::Includes& e) { return includes(e); }, [&](const ir::Compare& e) { return compare(e); },
      [&](const ir::Not& e) { return negate(built(e.operand)); },
      [&](const ir::Group& e) {
        std::vector<NodeId> children;
        for (const ExprId child : e.children) children.push_back(built(child));
        switch (e.quantifier) {
          case ir::Quantifier::Any:
          case ir::Quantifier::Either:
          case ir::Quantifier::One:
            return any(children);
          case ir::Quantifier::All:
          case ir::Quantifier::Both:
            return all(children);
          case ir::Quantifier::None:
            return negate(any(children));
          case ir::Quantifier::AtLeast:
            return group(Node::Kind::AtLeast, e.k, children);
          case ir::Quantifier::Exactly:
            return group(Node::Kind::Exactly, e.k, children);
        }
        POL_BUG("quantifier out of range");
      },
      [&](const ir::DefineRef& e) { return built(policy_.defines[e.define].condition); },
      [&](const ir::CriterionRef& e) { return built(policy_.criteria[e.criterion].truth); },
      [&](const ir::Ambiguous&) { return built(below(id).front()); });
}

}  // namespace pol::exact
