#pragma once
// Slips that the tokens alone betray, mended before the parser sees them.

#include "compiler/parse/tokens.h"

namespace pol::parse {

/// `x is known or y is known`: an `or` that cannot join values.
void mend_joining_or(TokenList& tokens, Sink& sink);

/// `A.fever` where the list goes on with label `A.`; in a schedule, `i.from`.
void mend_glued_labels(TokenList& tokens, Sink& sink);

/// `eiher { a, b }`, `shedule { … }`: the word before a group.
void mend_misspelled_openings(TokenList& tokens, Sink& sink);

/// `either a, b }`, `schedule images … }`: a word that opens a group, with no `{`.
void mend_missing_openings(TokenList& tokens, Sink& sink);

/// `until year 5`: a condition ends a phase so, a year does not.
void mend_until_year(TokenList& tokens, Sink& sink);

/// `allow POL4103 at c "the document names both"`: a reason with no `because`.
void mend_missing_because(TokenList& tokens, Sink& sink);

/// Reports the `or` at place `i` between conditions, and reads it and the others of its chain as `and`.
void report_joining_or(TokenList& tokens, std::size_t i, Sink& sink);

}  // namespace pol::parse
