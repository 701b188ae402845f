#pragma once
// One test in front of many rules: most cases fall under none of the first ones.

#include <cstddef>
#include <vector>

#include "compiler/codegen/conjunction.h"

namespace pol::codegen {

/// When it holds, the first `rules` rules are surely no. It may fail although they are.
struct Screen {
  /// Either some literal of `mask` is no, or (`all_yes`) every literal of it is yes.
  struct Test {
    AtomMask mask;
    bool all_yes = false;
  };
  std::size_t rules = 0;                        ///< 0: not worth a test
  Conjunction claims;                           ///< masks only, whose literals are all yes
  std::vector<std::vector<Test>> alternatives;  ///< of each list some test holds
};

/// Of the rules in front of the one that costs most to evaluate.
Screen screen(const planes::Program& program, const Outline& outline);

}  // namespace pol::codegen
