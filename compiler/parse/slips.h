#pragma once
// Slips that the tokens alone betray, mended before the parser sees them.

#include "compiler/parse/tokens.h"

namespace pol::parse {

/// `x is known or y is known`: an `or` that cannot join values.
void mend_joining_or(TokenList& tokens, Sink& sink);

/// `A.fever` where the list goes on with label `A.`.
void mend_glued_labels(TokenList& tokens, Sink& sink);

/// `eiher { a, b }`.
void mend_misspelled_quantifiers(TokenList& tokens, Sink& sink);

/// `either a, b }`: a quantifier with no `{`.
void mend_missing_openings(TokenList& tokens, Sink& sink);

/// Reports the `or` at place `i` between conditions, and reads it and the others of its chain as `and`.
void report_joining_or(TokenList& tokens, std::size_t i, Sink& sink);

}  // namespace pol::parse
