#pragma once
// A plane program walked node by node over a packed row: slow, and without LLVM. When native code and interpreter
// disagree it says on which side of the plane program the mistake lies.

#include <cstdint>
#include <vector>

#include "compiler/planes/program.h"

namespace pol::agreement {

/// As codegen::Evaluator::trace: bit 0 of each node is yes, bit 1 is no.
std::vector<std::uint8_t> walk(const planes::Program& program, const std::uint64_t* row);

}  // namespace pol::agreement
