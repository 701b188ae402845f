#pragma once
// Random well-typed policies over the whole language that is evaluated.

#include "tests/agreement/draft.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// What the policy is about.
enum class Subjects { Findings, FewFindings, Schedules };

/// From one criterion to about sixty; of few findings, to about eight. The same numbers give the same policy.
Draft invent_policy(Random& random, Subjects subjects);

}  // namespace pol::agreement
