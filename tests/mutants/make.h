#pragma once
// What makes the mutations of each kind.

#include "tests/mutants/mutation.h"

namespace pol::mutants {

#define POL_KIND(kind, basis, summary, ...) Mutations kind(const Original& original);
#include "tests/mutants/kinds.def"

}  // namespace pol::mutants
