#pragma once
// What was seen and what would fit, in words.

#include <string>
#include <string_view>

#include "compiler/cases/json.h"
#include "compiler/ir/policy.h"

namespace pol::cases {

inline constexpr std::size_t kLongestQuote = 60;

/// In backticks, safe to show (support/printable.h), cut behind `kLongestQuote` bytes.
std::string quoted(std::string_view text);

/// `the text "abc"`, `the number 5`, `true`, `a list`, `an object`.
std::string seen(const Json& json);

/// What a case may say of the fact: `true or false`, `one of new, active`, `a number of weeks` …
std::string fits(const ir::Policy& policy, const ir::Fact& fact);

/// `; did you mean `back_pain`?`, or "" when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace pol::cases
