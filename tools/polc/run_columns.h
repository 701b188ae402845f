#pragma once
// What `polc run` writes of each row.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::tool {

struct RunColumn {
  enum class Kind : std::uint8_t { Id, Line, Outcome, Disposition, Possible, IsExact, Because, Criterion };
  Kind kind = Kind::Outcome;
  std::uint32_t criterion = 0;  ///< its place among those asked for
};

struct RunColumns {
  std::vector<RunColumn> all;
  std::vector<std::uint32_t> criteria;  ///< asked for, of the policy
  bool wants_because = false;
};

/// `text`: names between commas: `outcome,possible,criterion:guideline.2`; `criteria` are all labelled ones. "": what is
/// written by default. Empty after a message that names what is near.
std::optional<RunColumns> columns_named(const ir::Policy& policy, const std::string& text);

}  // namespace pol::tool
