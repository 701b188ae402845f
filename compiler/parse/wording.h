#pragma once
// Tokens and sets of tokens in words for a person.

#include <string>

#include "compiler/parse/lookahead.h"
#include "compiler/parse/tokens.h"

namespace pol::parse {

/// "`fever`", "the end of the file"; long strings are cut.
std::string describe(const TokenList& tokens, std::size_t i);

/// "a condition", "`:` or a title in quotes", "`when` or `unless`".
std::string describe(const TypeSet& expected);

/// The word or mark of a token type that has one spelling: `criteria`, `:`; else "".
std::string spelling(std::size_t type);

/// The words of the language in the set, except those that may also be names.
std::vector<std::string> keywords(const TypeSet& expected);

/// The token type of a word of the language, or 0.
std::size_t keyword_type(std::string_view word);

}  // namespace pol::parse
