#pragma once
// Which kinds of expression policies hold: a kind that is never written is a hole in the generator.

#include <cstdint>
#include <map>
#include <string>

#include "compiler/ir/policy.h"

namespace pol::agreement {

/// Adds the IR nodes of `policy` to `out`, by kind.
void count_constructs(const ir::Policy& policy, std::map<std::string, std::uint64_t>& out);

}  // namespace pol::agreement
