#pragma once
// Groups: how deep they are, and where a brace was lost or is too many.

#include "compiler/parse/tokens.h"

namespace pol::parse {

/// Reports each group nested deeper than `most` and empties it, so that later steps may recurse.
void limit_nesting(TokenList& tokens, int most, Sink& sink);

/// Makes the braces of every declaration balance. Labels out of order show where a `}` was lost (`b.` after `ii.`) or
/// is too many (`b.` after the list of `a.` was closed).
void balance_braces(TokenList& tokens, Sink& sink);

}  // namespace pol::parse
