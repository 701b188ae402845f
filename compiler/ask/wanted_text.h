#pragma once
// Values that will do, in words.

#include <string>
#include <vector>

#include "compiler/ask/model.h"
#include "compiler/ask/routes.h"

namespace pol::ask {

/// The parts of `way` that are of `fact`: `yes`, `new or worsening`, `>= 42 days`, `includes chiropractic or
/// injection`.
std::string wanted_text(const Model& model, ir::FactId fact, const Way& way);

}  // namespace pol::ask
