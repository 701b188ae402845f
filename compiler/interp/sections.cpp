#include "compiler/interp/sections.h"

#include <algorithm>

namespace pol::interp {

using ir::CriterionId;
using ir::ExprId;

std::vector<CriterionId> section_ids(const ir::Policy& policy) {
  std::vector<CriterionId> ids;
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    if (policy.criteria[CriterionId{i}].kind == ir::Criterion::Kind::Section) ids.push_back(CriterionId{i});
  }
  std::stable_partition(ids.begin(), ids.end(), [&](CriterionId id) {
    return policy.modules.empty() || policy.criteria[id].range.source == policy.modules.front().source;
  });
  return ids;
}

bool approves(const ir::Rule& rule) { return ir::disposition_of(rule.outcome) == ir::Disposition::Approve; }

std::vector<bool> read_by_approving_rules(const ir::Policy& policy) {
  std::vector<bool> reads(policy.exprs.size(), false);
  std::vector<ExprId> waiting;
  for (const ir::Rule& rule : policy.rules) {
    if (approves(rule)) waiting.push_back(rule.when);
  }
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (reads[top.index]) continue;
    reads[top.index] = true;
    for (const ExprId operand : ir::operands(policy, top)) waiting.push_back(operand);
  }
  return reads;
}

}  // namespace pol::interp
