#pragma once
// Small random policies and cases that leave much open, so that all completions can be looked at.

#include "tests/agreement/draft.h"
#include "tests/agreement/invent_case.h"
#include "tests/agreement/random.h"

namespace pol::oracle {

/// Mostly a few facts of every type; one in seven has only findings, up to sixteen; one in forty a schedule.
agreement::Draft invent_small_policy(agreement::Random& random);

/// A case with up to about `open` facts undocumented of those that are read.
agreement::GeneratedCase invent_open_case(agreement::Random& random, const ir::Policy& policy,
                                          const agreement::Thresholds& thresholds, std::size_t open);

}  // namespace pol::oracle
