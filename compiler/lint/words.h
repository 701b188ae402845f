#pragma once
// Conditions, values and days as the policy writes them.

#include <string>
#include <string_view>

#include "compiler/ir/policy.h"

namespace pol::lint {

/// The text of a range, blanks and comments run together, cut to `most` characters with `…`.
std::string text_of(const Sources& sources, Range range, std::size_t most = 100);
/// "`2.a` Child" for a criterion: path and title.
std::string name_of(const ir::Policy& policy, ir::CriterionId id);
/// "2018-03-01", "5 years", "worsening", "yes", "none"; of a set `{a, b}`.
std::string value_text(const ir::Policy& policy, ir::FactId fact, const ir::FactState& state);
/// Half units as a person writes them: "6 weeks", "5 %". `unit`: in which; else the fact's.
std::string quantity_text(const ir::Policy& policy, ir::FactId fact, ir::Half value);

}  // namespace pol::lint
