#pragma once
// What the runtime needs of a policy beside its code, as bytes (pol/tables.h).

#include <string>

#include "compiler/columns/plan.h"
#include "compiler/planes/program.h"

namespace pol::codegen {

/// A function of the policy and of `compiler`, the words that name what built it.
std::string description_tables(const ir::Policy& policy, const planes::Program& program, const columns::Plan& plan,
                               std::uint64_t scratch_bytes, const std::string& compiler);

}  // namespace pol::codegen
