#include "compiler/smt/forms.h"

#include "compiler/support/result.h"

namespace pol::smt {

using ir::Truth;

Form Forms::condition(ir::ExprId id, const Variant& variant) {
  const auto [at, is_new] = conditions_.try_emplace({variant, id});
  if (is_new) {
    FormNode node;
    node.kind = FormNode::Kind::Condition;
    node.id = id;
    node.variant = variant;
    at->second = add(std::move(node));
  }
  return at->second;
}

Form Forms::negate(Form form) {
  if (nodes_[form].kind == FormNode::Kind::Not) return nodes_[form].parts.front();
  const auto [at, is_new] = negated_.try_emplace(form);
  if (is_new) {
    FormNode node;
    node.kind = FormNode::Kind::Not;
    node.parts = {form};
    at->second = add(std::move(node));
  }
  return at->second;
}

interp::Evaluation& Replay::evaluation(const Variant& variant) {
  std::unique_ptr<interp::Evaluation>& known = evaluations_[variant];
  if (known) return *known;
  known = std::make_unique<interp::Evaluation>(policy_, patient_);
  if (variant.reading != Variant::kAsChosen) known->read_as(variant.ambiguity, variant.reading);
  if (variant.of.is_set()) known->settle(variant.of, variant.instead ? Truth::Yes : Truth::No);
  if (unstated_ != nullptr) {
    for (const auto& [id, yes] : *unstated_) {
      if (id != variant.of) known->settle(id, yes ? Truth::Yes : Truth::No);
    }
  }
  return *known;
}

Truth Replay::truth(Form form) {
  const FormNode& node = forms_[form];
  switch (node.kind) {
    case FormNode::Kind::Constant:
      return node.yes ? Truth::Yes : Truth::No;
    case FormNode::Kind::Condition:
      return evaluation(node.variant).truth(node.id);
    case FormNode::Kind::Compare: {
      const interp::Side lhs = interp::side_of(policy_, patient_, node.comparison.lhs);
      return interp::compare(lhs, node.comparison.relation, interp::side_of(policy_, patient_, node.comparison.rhs));
    }
    case FormNode::Kind::Is: {
      const ir::FactState& state = patient_[node.fact];
      if (state.kind == ir::FactState::Kind::Undocumented) return Truth::Unknown;
      return same_value(state, node.state) ? Truth::Yes : Truth::No;
    }
    case FormNode::Kind::Documented: {
      const ir::FactState& state = patient_[node.fact];
      return state.kind == ir::FactState::Kind::Undocumented || state.assumed ? Truth::No : Truth::Yes;
    }
    case FormNode::Kind::Not:
      return ir::truth_not(truth(node.parts.front()));
    case FormNode::Kind::All:
    case FormNode::Kind::Any: {
      const bool is_all = node.kind == FormNode::Kind::All;
      Truth result = is_all ? Truth::Yes : Truth::No;
      for (const Form part : node.parts) {
        result = is_all ? ir::truth_and(result, truth(part)) : ir::truth_or(result, truth(part));
      }
      return result;
    }
    case FormNode::Kind::Differ: {
      const Truth a = truth(node.parts[0]), b = truth(node.parts[1]);
      if (a == Truth::Unknown || b == Truth::Unknown) return Truth::Unknown;
      return a == b ? Truth::No : Truth::Yes;
    }
  }
  POL_BUG("kind of form out of range");
}

}  // namespace pol::smt
