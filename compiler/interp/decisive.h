#pragma once
// Which parts of a condition gave it its truth.

#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// The operands of `id` on which its truth rests: the branches that are met where an `any` or `at least` is met, those
/// that are not where an `all` or `at least` is not, all of them where none settles it. Of an ambiguity, the chosen reading; of a finding that
/// is not documented, its signs. No other operand can change the truth of `id` by itself.
std::vector<ir::ExprId> decisive_operands(const ir::Policy& policy, const ir::Patient& patient,
                                          const std::vector<ir::Truth>& truths, ir::ExprId id);

/// The rules that were tried: up to and with the first that is surely met, `rules.size()` when none is.
struct Tried {
  std::size_t deciding = 0;  ///< index into Policy::rules, or its size: `otherwise`
  std::size_t count = 0;     ///< rules tried, the deciding one included
};
Tried tried_rules(const ir::Policy& policy, const std::vector<ir::Truth>& truths);

}  // namespace pol::interp
