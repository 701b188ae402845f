#pragma once
// Policies of any size for the linter, built as guidelines are: many short criteria, shared facts, a few mistakes.

#include <cstddef>
#include <string>

namespace pol::bench {

/// A policy of `criteria` labelled criteria. Sections of 60; three criteria in a hundred have a flaw that one rule or
/// another finds. The same text every time; another one for another seed.
std::string lint_policy(std::size_t criteria, std::size_t seed = 0);

}  // namespace pol::bench
