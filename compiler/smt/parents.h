#pragma once
// Which conditions a change of one condition may change.

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/forms.h"

namespace pol::smt {

/// The conditions that the truth of `id` is made of. `shown by` is not followed: it is part of Γ.
std::vector<ir::ExprId> parts_of(const ir::Policy& policy, ir::ExprId id);

/// What each condition is a part of. Looks at the policy when it is first asked.
class Parents {
 public:
  explicit Parents(const ir::Policy& policy) : policy_(policy) {}

  using Above = std::unordered_set<ir::ExprId>;
  /// The conditions that the variant may read otherwise: those it is about, and all they are part of.
  Above above(const Variant& variant);

 private:
  void find();

  const ir::Policy& policy_;
  std::vector<std::uint32_t> first_;  ///< by ExprId, into `parents_`; empty until somebody asks
  std::vector<ir::ExprId> parents_;
};

}  // namespace pol::smt
