#pragma once
// A documented number to half units of its fact's dimension.

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/policy.h"

namespace pol::cases {

struct ReadQuantity {
  std::optional<ir::Half> value;
  std::string error;  ///< what was seen and what would fit; only without a value
};

/// `digits` as JSON writes numbers, exponents included, counted in `unit` ("": the fact's own unit).
/// Wrong unit, digits finer than the fact can keep, a value out of the fact's range: an error.
ReadQuantity read_quantity(const ir::Fact& fact, std::string_view digits, std::string_view unit);

/// The same of a text such as `6 weeks`, `0.5cm`, `5 %`.
ReadQuantity read_quantity_text(const ir::Fact& fact, std::string_view text);

}  // namespace pol::cases
