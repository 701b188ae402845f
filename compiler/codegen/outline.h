#pragma once
// Which conditions of `decide` become functions of their own.

#include <cstdint>
#include <vector>

#include "compiler/planes/program.h"

namespace pol::codegen {

struct Outline {
  /// By node. A shared node that costs more than a call is evaluated at most once a decision, and its code stands
  /// once; so code grows with the program, whatever is shared. Deep nesting is cut, so that emitting needs little
  /// stack.
  std::vector<bool> is_function;
  /// Function nodes used more than once, which remember their truth.
  std::vector<bool> remembers;
  /// Function nodes, callees first.
  std::vector<planes::NodeIndex> functions;
  /// By node: it rests on some atom, not on comparisons only.
  std::vector<bool> has_claims;
  /// By node: mask tests and comparisons that finding its truth may take, of functions as well.
  std::vector<std::uint32_t> weight;
};

Outline outline(const planes::Program& program);

}  // namespace pol::codegen
