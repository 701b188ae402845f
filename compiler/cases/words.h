#pragma once
// What was seen and what would fit, in words.

#include <string>
#include <string_view>

#include "compiler/cases/json.h"
#include "compiler/ir/policy.h"

namespace pol::cases {

/// Control characters as `?`, and no more than `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 60);
/// The same in backticks.
std::string quoted(std::string_view text);

/// `the text "abc"`, `the number 5`, `true`, `a list`, `an object`.
std::string seen(const Json& json);

/// What a case may say of the fact: `true or false`, `one of new, active`, `a number of weeks` …
std::string fits(const ir::Policy& policy, const ir::Fact& fact);

/// `; did you mean `back_pain`?`, or "" when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace pol::cases
