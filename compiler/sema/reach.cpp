// Clauses of `determine` that no case can reach.

#include <unordered_map>

#include "compiler/sema/analysis.h"

namespace pol::sema {

namespace {

/// Conditions that constants alone decide. Each is looked at once, without recursion: definitions may share and chain.
class Constants {
 public:
  explicit Constants(const ir::Policy& policy) : policy_(policy), known_(policy.exprs.size()) {}

  std::optional<bool> of(ir::ExprId root) {
    std::vector<ir::ExprId> waiting = {root};
    while (!waiting.empty()) {
      const ir::ExprId id = waiting.back();
      const std::size_t before = waiting.size();
      if (!known_[id.index].is_known) {
        for (const ir::ExprId operand : ir::operands(policy_, id)) {
          if (!known_[operand.index].is_known) waiting.push_back(operand);
        }
      }
      if (waiting.size() > before) continue;
      if (!known_[id.index].is_known) known_[id.index] = {true, decide(id)};
      waiting.pop_back();
    }
    return known_[root.index].value;
  }

 private:
  struct Known {
    bool is_known = false;
    std::optional<bool> value;
  };

  std::optional<bool> known(ir::ExprId id) const { return id.is_set() ? known_[id.index].value : std::nullopt; }

  std::optional<bool> decide(ir::ExprId id) const {
    const ir::Expr& expr = policy_.exprs[id];
    if (const auto* literal = std::get_if<ir::Literal>(&expr)) {
      if (literal->value == ir::Truth::Unknown) return std::nullopt;
      return literal->value == ir::Truth::Yes;
    }
    if (const auto* negation = std::get_if<ir::Not>(&expr)) {
      const auto operand = known(negation->operand);
      return operand ? std::optional(!*operand) : std::nullopt;
    }
    if (const auto* define = std::get_if<ir::DefineRef>(&expr)) return known(policy_.defines[define->define].condition);
    if (const auto* named = std::get_if<ir::CriterionRef>(&expr)) return known(policy_.criteria[named->criterion].truth);
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
      const ir::Ambiguity& ambiguity = policy_.ambiguities[ambiguous->ambiguity];
      return known(policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth);
    }
    const auto* group = std::get_if<ir::Group>(&expr);
    return group == nullptr ? std::nullopt : decide(*group);
  }

  std::optional<bool> decide(const ir::Group& group) const {
    std::size_t yes = 0, no = 0;
    for (const ir::ExprId child : group.children) {
      const auto value = known(child);
      if (value) (*value ? yes : no) += 1;
    }
    const std::size_t n = group.children.size();
    switch (group.quantifier) {
      case ir::Quantifier::Any:
      case ir::Quantifier::Either:
      case ir::Quantifier::One: return yes > 0 ? std::optional(true) : no == n ? std::optional(false) : std::nullopt;
      case ir::Quantifier::All:
      case ir::Quantifier::Both: return no > 0 ? std::optional(false) : yes == n ? std::optional(true) : std::nullopt;
      case ir::Quantifier::None: return yes > 0 ? std::optional(false) : no == n ? std::optional(true) : std::nullopt;
      case ir::Quantifier::AtLeast:
        return yes >= group.k ? std::optional(true) : n - no < group.k ? std::optional(false) : std::nullopt;
      case ir::Quantifier::Exactly:
        if (yes > group.k || n - no < group.k) return false;
        return yes + no == n ? std::optional(true) : std::nullopt;
    }
    POL_BUG("quantifier out of range");
  }

  const ir::Policy& policy_;
  std::vector<Known> known_;
};

}  // namespace

void Analysis::check_reachable() {
  Constants constants(policy_);
  std::unordered_map<std::string, Range> seen;
  Range always{};
  for (const ir::Rule& rule : policy_.rules) {
    if (always.end != 0) {
      sink_.report(rule.range, diag::UnreachableClause, ir::to_text(rule.outcome))
          .label(always, "this clause is always taken");
      continue;
    }
    const auto value = constants.of(rule.when);
    if (value == std::optional(false)) {
      if (parse_failed_) continue;  // its condition may have been lost
      sink_.report(rule.range, diag::UnreachableClause, ir::to_text(rule.outcome)).hint("its condition is never met");
    } else if (value == std::optional(true)) {
      always = rule.range;
    }
    const auto [at, added] = seen.try_emplace(ir::print(policy_, rule.when), rule.range);
    if (!added) {
      sink_.report(rule.range, diag::UnreachableClause, ir::to_text(rule.outcome))
          .label(at->second, "an earlier clause has the same condition");
    }
  }
}

}  // namespace pol::sema
