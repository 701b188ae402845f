#pragma once
// All completions of a prepared case, by brute force (DESIGN M4): every value of every open fact that matters, of
// numbers and dates at least one of every region between the values where a comparison turns.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"
#include "tests/exact/open_facts.h"

namespace pol::oracle {

/// Keeps references to its arguments.
class Completions {
 public:
  /// `wanted`: the facts that are to have a value in each completion.
  Completions(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::FactId>& wanted);

  /// Ways to fill in the free facts, before Γ. Empty: more than `limit`.
  std::optional<std::uint64_t> count(std::uint64_t limit);

  /// Shows every completion to `visit` until that returns false. Call `count` before.
  void each(const std::function<bool(const ir::Patient&)>& visit) const;

  const OpenFacts& open() const { return open_; }

 private:
  using Values = std::vector<ir::FactState>;
  Values values_of(ir::FactId fact, const std::vector<std::vector<std::int64_t>>& points) const;
  bool complete(ir::Patient filled, const std::function<bool(const ir::Patient&)>& visit) const;
  bool is_allowed(const ir::Patient& patient) const;

  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  OpenFacts open_;
  std::vector<Values> free_, dependent_;  ///< parallel to those of `open_`
};

}  // namespace pol::oracle
