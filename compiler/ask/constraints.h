#pragma once
// What is always true (Γ, DESIGN M4) of the open facts of a case, and the joint values that it leaves.

#include <memory>
#include <vector>

#include "compiler/ask/domain.h"
#include "compiler/ir/policy.h"

namespace pol::ask {

/// Γ as far as it is undecided for one case. Keeps references to its arguments.
class Constraints {
 public:
  /// `truths`: Kleene's, of every expression for `prepared`.
  Constraints(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::Truth>& truths);

  /// Open facts that one constraint links, by constraint.
  const std::vector<std::vector<ir::FactId>>& links() const { return links_; }
  /// Undecided conditions of the constraints that link `facts`.
  std::vector<ir::ExprId> leaves(const std::vector<ir::FactId>& facts) const;

  /// Rows of sample numbers, one for each of `parts`, that Γ allows, of the first `most` that are looked at.
  struct Rows {
    std::vector<std::vector<std::uint16_t>> allowed;
    bool are_all = true;
  };
  Rows rows(const std::vector<Part>& parts, std::size_t most) const;

 private:
  struct Sign {
    ir::FactId fact;
    ir::ExprId shown_by;
  };
  bool concerns(const std::vector<ir::FactId>& link, const std::vector<ir::FactId>& facts) const;

  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  const std::vector<ir::Truth>& truths_;
  std::vector<std::vector<ir::FactId>> links_;
  std::vector<std::pair<std::size_t, ir::ExprId>> assumptions_;  ///< link, condition
  std::vector<std::pair<std::size_t, Sign>> signs_;
  std::vector<std::pair<std::size_t, const ir::Record*>> records_;
};

}  // namespace pol::ask
