#pragma once
// What a determination reads.

#include <cstdint>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::exactness {

class Decisions {
 public:
  explicit Decisions(Context& cx);

  /// The rules of `determine` that the condition is part of, in order.
  const std::vector<std::uint32_t>& readers(ir::ExprId id) const { return readers_[id.index]; }
  /// `policy name` as it stands in the policy's own file: what is said of the whole policy is said there.
  Range head(const Context& cx) const;

 private:
  std::vector<ir::ExprId> below_of(ir::ExprId id) const;

  const ir::Policy& policy_;
  std::vector<std::vector<std::uint32_t>> readers_;  ///< by ExprId
};

}  // namespace pol::lint::exactness
