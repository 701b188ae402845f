#include "compiler/smt/parents.h"

#include <numeric>

namespace pol::smt {

using ir::ExprId;

std::vector<ExprId> parts_of(const ir::Policy& policy, ExprId id) {
  if (std::holds_alternative<ir::Finding>(policy.exprs[id])) return {};
  return ir::operands(policy, id);
}

void Parents::find() {
  first_.assign(policy_.exprs.size() + 1, 0);
  const auto each = [&](auto&& visit) {
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      for (const ExprId part : parts_of(policy_, ExprId{i})) visit(part, ExprId{i});
    }
  };
  each([&](ExprId part, ExprId) { ++first_[part.index + 1]; });
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  parents_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  each([&](ExprId part, ExprId parent) { parents_[next[part.index]++] = parent; });
}

Parents::Above Parents::above(const Variant& variant) {
  if (first_.empty()) find();
  Above above;
  std::vector<ExprId> waiting;
  if (variant.of.is_set()) waiting.push_back(variant.of);
  if (variant.reading != Variant::kAsChosen) {
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      const auto* e = std::get_if<ir::Ambiguous>(&policy_.exprs[ExprId{i}]);
      if (e != nullptr && e->ambiguity == variant.ambiguity) waiting.push_back(ExprId{i});
    }
  }
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (!above.insert(top).second) continue;
    for (std::uint32_t i = first_[top.index]; i < first_[top.index + 1]; ++i) waiting.push_back(parents_[i]);
  }
  return above;
}

}  // namespace pol::smt
