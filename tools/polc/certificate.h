#pragma once
// The exactness certificate (DESIGN M4): where the native program alone is exact, and where a search has to help.

#include <nlohmann/json.hpp>
#include <string>

#include "compiler/ir/policy.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

std::string certificate_text(const ir::Policy& policy, const Terminal& terminal);
nlohmann::ordered_json certificate_json(const ir::Policy& policy);

}  // namespace pol::tool
