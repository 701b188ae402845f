#pragma once
// Conditions joined by `and` as native code tests them: atoms by the word, then the rest.

#include <vector>

#include "compiler/codegen/layout.h"
#include "compiler/codegen/outline.h"
#include "compiler/planes/program.h"

namespace pol::codegen {

/// A condition or its opposite.
struct Literal {
  planes::NodeIndex node = 0;
  bool negated = false;
};

struct Conjunction {
  std::vector<AtomMask> masks;
  /// Comparisons last: claims are mostly not so, which is foreseen; which way a date or an age falls is not.
  std::vector<Literal> others;

  void add_atom(std::uint32_t atom, bool negated);
};

/// What `literal` is made of: an `and`, or the opposite of an `or`, flattened down to functions of their own and to
/// what is neither atom nor `and`.
Conjunction conjunction_of(const planes::Program& program, const Outline& outline, Literal literal);

}  // namespace pol::codegen
