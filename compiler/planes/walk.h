#pragma once
// A program evaluated node by node: slow, and there at once. What it gives is what native code gives.

#include "compiler/planes/program.h"

namespace pol::planes {

/// Truth of every node of the row: bit 0 of `truths[n]` is yes, bit 1 is no. `truths`: program.nodes.size() bytes.
void trace(const Program& program, const std::uint64_t* row, std::uint8_t* truths);

/// Outcomes that stay possible.
ir::OutcomeSet decide(const Program& program, const std::uint64_t* row);

}  // namespace pol::planes
