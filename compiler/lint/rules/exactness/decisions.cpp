#include "compiler/lint/rules/exactness/decisions.h"

#include <algorithm>

namespace pol::lint::exactness {

using ir::ExprId;

Decisions::Decisions(Context& cx) : policy_(cx.policy()), readers_(policy_.exprs.size()) {
  for (std::uint32_t i = 0; i < policy_.rules.size(); ++i) {
    std::vector<bool> is_seen(policy_.exprs.size(), false);
    std::vector<ExprId> waiting = {policy_.rules[i].when};
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      waiting.pop_back();
      if (is_seen[id.index]) continue;
      is_seen[id.index] = true;
      readers_[id.index].push_back(i);
      for (const ExprId below : below_of(id)) waiting.push_back(below);
    }
  }
}

std::vector<ExprId> Decisions::below_of(ExprId id) const {
  // Of an ambiguity the policy decides by the chosen reading alone.
  if (const auto* read = std::get_if<ir::Ambiguous>(&policy_.exprs[id])) {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[read->ambiguity];
    return {policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth};
  }
  return ir::operands(policy_, id);
}

Range Decisions::head(const Context& cx) const {
  if (policy_.modules.empty()) return {};
  const std::uint32_t source = policy_.modules.front().source;
  const std::string name = "policy " + policy_.name;
  const std::size_t at = cx.sources().text(source).find(name);
  if (at == std::string::npos) return {source, 0, 0};
  return {source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + name.size())};
}

}  // namespace pol::lint::exactness
