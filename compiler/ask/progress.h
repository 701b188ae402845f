#pragma once
// The next best question (DESIGN 4.4).

#include <optional>
#include <vector>

#include "compiler/ask/evidence.h"
#include "compiler/ask/model.h"

namespace pol::ask {

/// Of `relevant`, the fact whose answer is expected to leave the fewest of them open, per cost of asking: all values
/// that the conditions tell apart count as equally likely, and a settled case leaves none. What is left open is found
/// by Kleene. The first of equal ones; not set when `relevant` is empty.
std::optional<ir::FactId> next_question(Model& model, const Evidence& evidence,
                                        const std::vector<ir::FactId>& relevant);

}  // namespace pol::ask
