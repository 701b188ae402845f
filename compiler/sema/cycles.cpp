// Definitions, signs and sections that rest on themselves.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"
#include "compiler/support/limits.h"

namespace pol::sema {

namespace {

/// Whatever has a condition of its own, numbered through: definitions, then facts (their signs), then criteria.
class Named {
 public:
  explicit Named(ir::Policy& policy) : policy_(policy) {}

  std::size_t size() const { return first_criterion() + policy_.criteria.size(); }
  std::size_t of(ir::DefineId id) const { return id.index; }
  std::size_t of(ir::FactId id) const { return policy_.defines.size() + id.index; }
  std::size_t of(ir::CriterionId id) const { return first_criterion() + id.index; }

  const std::string& name(std::size_t i) const {
    if (i < policy_.defines.size()) return policy_.defines[define(i)].name;
    if (i < first_criterion()) return policy_.facts[fact(i)].name;
    return policy_.criteria[criterion(i)].path;
  }
  Range range(std::size_t i) const {
    if (i < policy_.defines.size()) return policy_.defines[define(i)].range;
    if (i < first_criterion()) return policy_.facts[fact(i)].range;
    return policy_.criteria[criterion(i)].range;
  }
  ir::ExprId& condition(std::size_t i) {
    if (i < policy_.defines.size()) return policy_.defines[define(i)].condition;
    if (i < first_criterion()) return policy_.facts[fact(i)].shown_by;
    return policy_.criteria[criterion(i)].truth;
  }

 private:
  std::size_t first_criterion() const { return policy_.defines.size() + policy_.facts.size(); }
  static ir::DefineId define(std::size_t i) { return {static_cast<std::uint32_t>(i)}; }
  ir::FactId fact(std::size_t i) const { return {static_cast<std::uint32_t>(i - policy_.defines.size())}; }
  ir::CriterionId criterion(std::size_t i) const { return {static_cast<std::uint32_t>(i - first_criterion())}; }

  ir::Policy& policy_;
};

/// What the condition names, without following it further, and how deep it is itself.
struct Uses {
  std::vector<std::size_t> named;
  std::size_t depth = 0;
};
Uses uses_of(const ir::Policy& policy, const Named& all, ir::ExprId root) {
  Uses uses;
  std::vector<std::size_t>& out = uses.named;
  struct Waiting {
    ir::ExprId id;
    std::size_t depth;
  };
  std::vector<Waiting> waiting;
  if (root.is_set()) waiting.push_back({root, 1});
  while (!waiting.empty()) {
    const auto [id, depth] = waiting.back();
    waiting.pop_back();
    uses.depth = std::max(uses.depth, depth);
    const ir::Expr& expr = policy.exprs[id];
    if (const auto* define = std::get_if<ir::DefineRef>(&expr)) {
      out.push_back(all.of(define->define));
    } else if (const auto* criterion = std::get_if<ir::CriterionRef>(&expr)) {
      out.push_back(all.of(criterion->criterion));
    } else if (const auto* finding = std::get_if<ir::Finding>(&expr)) {
      out.push_back(all.of(finding->fact));
    } else if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
      for (const ir::CriterionId reading : policy.ambiguities[ambiguous->ambiguity].readings) {
        out.push_back(all.of(reading));
      }
    } else if (const auto* negation = std::get_if<ir::Not>(&expr)) {
      waiting.push_back({negation->operand, depth + 1});
    } else if (const auto* group = std::get_if<ir::Group>(&expr)) {
      for (const ir::ExprId child : group->children) waiting.push_back({child, depth + 1});
    }
  }
  return uses;
}

}  // namespace

/// Cuts each ring that it tells of, and what is too deep, so that later steps may follow every condition to its end.
void Analysis::check_cycles() {
  Named all(policy_);
  enum class State : std::uint8_t { New, Open, Done };
  struct Step {
    std::size_t node;
    Uses uses;
    std::size_t next = 0;
  };
  std::vector<State> states(all.size(), State::New);
  std::vector<std::size_t> depths(all.size(), 0);
  std::vector<Step> path;
  const auto enter = [&](std::size_t node) {
    states[node] = State::Open;
    path.push_back({node, uses_of(policy_, all, all.condition(node)), 0});
  };
  for (std::size_t start = 0; start < states.size(); ++start) {
    if (states[start] == State::New) enter(start);
    while (!path.empty()) {
      Step& top = path.back();
      if (top.next == top.uses.named.size()) {
        std::size_t below = 0;
        for (const std::size_t use : top.uses.named) below = std::max(below, depths[use]);
        depths[top.node] = top.uses.depth + below;
        if (depths[top.node] > limits::kConditionDepth) {
          sink_.report(all.range(top.node), diag::RestsTooDeep, all.name(top.node), limits::kConditionDepth);
          all.condition(top.node) = broken(all.range(top.node));
          depths[top.node] = 1;
        }
        states[top.node] = State::Done;
        path.pop_back();
        continue;
      }
      const std::size_t use = top.uses.named[top.next++];
      if (states[use] == State::New) {
        enter(use);
      } else if (states[use] == State::Open) {
        constexpr std::size_t kMostShown = 8;
        std::size_t begin = path.size() - 1;
        while (path[begin].node != use) --begin;
        std::string ring;
        for (std::size_t i = begin; i < std::min(path.size(), begin + kMostShown); ++i) {
          ring += fmt::format("`{}` → ", all.name(path[i].node));
        }
        if (path.size() > begin + kMostShown) ring += fmt::format("{} more → ", path.size() - begin - kMostShown);
        sink_.report(all.range(use), diag::RestsOnItself, all.name(use), ring + fmt::format("`{}`", all.name(use)));
        all.condition(top.node) = broken(all.range(top.node));
        top.uses.named.clear();
        top.next = 0;
      }
    }
  }
}

}  // namespace pol::sema
