#pragma once
// What native code tells of its policy: enough to read cases by, where the text of the policy is not at hand.

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/result.h"
#include "pol/runtime.h"

namespace pol::tool {

struct ReadBy {
  ir::Policy facts;     ///< nothing but facts and their values
  ir::Policy criteria;  ///< the same, and the paths of criteria; readings that were not chosen are among them
};
ReadBy read_by(const pol_policy* native);

/// Opens a library that `polc build` wrote. The caller's to free.
Result<pol_policy*> open_library(const std::string& path);

}  // namespace pol::tool
