#pragma once
// Drawings of bands on a line.

#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/numbers/bounds.h"

namespace pol::lint::numbers {

/// A band that is to be drawn: conditions all of which hold in it; none: it has no ends.
struct Drawn {
  std::string label;
  std::vector<ir::ExprId> conditions;
};
/// Flaws to mark: where two bands overlap, where none of them is, where a band leaves the first of them.
enum class Flaws { None, Overlaps, Gaps, Outside };

/// Empty where the bands do not bound one subject in one unit, or do more than that.
std::optional<NumberLine> draw(const Context& cx, const std::vector<Drawn>& bands, Flaws flaws);

/// Where the flaws of a drawing lie: "5 to below 6 years", "30", "below 2 years". Empty where it has none.
std::string flaw_words(const std::optional<NumberLine>& line);

}  // namespace pol::lint::numbers
