#pragma once
// Random well-typed policies over the whole language that is evaluated.

#include "tests/agreement/draft.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// From one criterion to about sixty. The same numbers give the same policy.
Draft invent_policy(Random& random);

}  // namespace pol::agreement
