#pragma once
// Parts of the rules that no case decides.

#include "compiler/planes/program.h"

namespace pol::planes {

/// Program::unstated.
std::vector<NodeIndex> find_unstated(const Program& program);

}  // namespace pol::planes
