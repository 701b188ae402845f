#pragma once
// Cuts a failing policy and case down to what still fails.

#include <functional>

#include "tests/agreement/agree.h"
#include "tests/agreement/draft.h"

namespace pol::agreement {

struct Pair {
  Draft draft;
  std::vector<CaseKey> keys;
};
/// Does this policy with this case still fail, and how?
using Failing = std::function<Disagreement(const Subject&, const ir::Patient&)>;

struct Shrunk {
  Pair pair;
  std::string what;      ///< the disagreement that is left
  std::size_t tried = 0;  ///< candidates compiled
};

/// Drops rulings, sections, branches, trailers and facts, phases of schedules and their parts, and puts a branch in its
/// group's place, while the pair still is a policy and still fails. A candidate that no longer checks is no failure. At
/// most `budget` candidates.
Shrunk shrink(const Pair& failing, const Failing& still_fails, Injected injected, std::size_t budget);

}  // namespace pol::agreement
