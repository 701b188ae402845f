#pragma once
// Random policies, built as IR without any text, and random patients for them.

#include <random>

#include "compiler/ir/policy.h"

namespace pol::test {

class RandomPolicy {
 public:
  explicit RandomPolicy(std::uint32_t seed) : random_(seed) {}

  /// About `size` conditions over every type of fact; a few rules.
  ir::Policy policy(int size);
  /// Documents each fact or not, some as none, numbers and dates sometimes as intervals.
  ir::Patient patient(const ir::Policy& policy);

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  bool chance(int percent) { return below(100) < percent; }

  void add_facts(ir::Policy& policy);
  ir::ExprId add_condition(ir::Policy& policy);
  ir::ExprId add_leaf(ir::Policy& policy);
  ir::ExprId add_compare(ir::Policy& policy);
  ir::Operand number(const ir::Policy& policy, ir::FactId fact);
  ir::Operand date(const ir::Policy& policy);
  ir::FactId fact_of(const ir::Policy& policy, ir::FactKind kind);
  ir::Members members(int count);
  ir::ExprId earlier(const ir::Policy& policy);

  std::mt19937 random_;  // its numbers are the same everywhere, unlike the distributions'
};

}  // namespace pol::test
