#pragma once
// A determination as text that differs when anything of it does.

#include <string>

#include "compiler/interp/rationale.h"

namespace pol::soak {

std::string reasons(const ir::Policy& policy, const interp::Determination& determination);

}  // namespace pol::soak
