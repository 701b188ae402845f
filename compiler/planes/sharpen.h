#pragma once
// Exact truths beside Kleene's (DESIGN M4): mixed facts are expanded by cofactor.

#include "compiler/planes/builder.h"

namespace pol::planes {

/// All expansions together may add so many nodes, in per cent of the program's; small programs so many. Counts, so that
/// the same policy always gives the same program.
inline constexpr std::size_t kMostAddedPercent = 11;
inline constexpr std::size_t kFewestAddedNodes = 100;
/// What one fact of one group of linked conditions may take; one that takes few may still have them when the others
/// have used theirs up, as long again.
inline constexpr std::size_t kMostNodesOfOneFact = 60;
inline constexpr std::size_t kCheap = 16;

/// `program` has its rules and `of_expr`. Adds `of_criterion`, `reached` of the rules and `gaps`, and makes the rules'
/// `when` exact.
///
/// Kleene is exact for a fact that a condition wants one way only. The two rails are sharpened by themselves: an `and` is
/// surely yes where each part is; only whether its parts can all be yes at once has to be asked of those together that
/// want one fact both ways. They are expanded: `part|R` is a part with the fact put in region R, and no completion
/// makes them all yes where `any of (R and part|R)` is no. For `or` the mirror: `all of (not R or part|R)`.
void sharpen(const ir::Policy& policy, Program& program, Builder& builder);

}  // namespace pol::planes
