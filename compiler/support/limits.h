#pragma once
// How much of everything there may be: the rows of limits.def as constants, `limits::kFileBytes` and so on.

#include <cstddef>

namespace pol::limits {

#define POL_LIMIT(name, amount, counted, beyond) inline constexpr std::size_t k##name = amount;
#include "compiler/support/limits.def"
#undef POL_LIMIT

}  // namespace pol::limits
