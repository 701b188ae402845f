#pragma once
// What a built library tells of its policy: enough to read cases by.

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/result.h"
#include "pol/runtime.h"

namespace pol::tool {

struct RunLibrary {
  pol_policy* native = nullptr;  ///< the caller's to free
  ir::Policy facts;              ///< nothing but facts and their values
  ir::Policy criteria;           ///< the same, and the paths of criteria
};

/// Opens a library that `polc build` wrote.
Result<RunLibrary> open_library(const std::string& path);

}  // namespace pol::tool
