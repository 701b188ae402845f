#pragma once
// Γ as nodes of a network: `shown by`, `assume`, and what records say of their facts (interp/records.h).

#include <cstdint>
#include <vector>

#include "compiler/exact/network.h"

namespace pol::exact {

/// One condition that always holds.
struct GammaPart {
  NodeId root;
  std::vector<ir::FactId> facts;
  ir::FactId defines;  ///< set: it only says what the value of this fact is, and matters where that fact does
};

/// Those that the documented facts leave open, or break where Kleene's truth could not see it. An assumption that is
/// plainly false was given up by `prepare`.
std::vector<GammaPart> gamma_of(const ir::Policy& policy, const ir::Patient& prepared, Network& network);

}  // namespace pol::exact
