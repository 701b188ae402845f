#pragma once
// From one random policy to another revision of it.

#include <string>

#include "tests/agreement/draft.h"
#include "tests/agreement/random.h"

namespace pol::revisions {

/// A change of meaning, or one that may be: a branch dropped, added or negated, `any` to `all`, a bound moved, strict
/// to inclusive, two rulings exchanged, a code, an assumption. Says what was done; "" where the draft had no place for
/// it.
std::string edit(agreement::Random& random, agreement::Draft& draft);

/// A change that leaves every complete case as it was: branches in another order, other titles and labels, De Morgan,
/// a group split in two, a branch said twice, what is implied added.
std::string rewrite(agreement::Random& random, agreement::Draft& draft);

}  // namespace pol::revisions
