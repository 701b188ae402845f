#pragma once
// What to ask for, for one case that is not settled (DESIGN section 4).

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ask/evidence.h"
#include "compiler/ask/model.h"
#include "compiler/ir/policy.h"

namespace pol::ask {

/// Counts, so that the same case gets the same advice everywhere.
struct Limits {
  std::size_t steps = 2'000;     ///< partial cases looked at in one search
  std::size_t searches = 3'000;  ///< for relevant facts and those that are enough
  std::size_t routes = 3;        ///< 0: none are looked for
  bool enough = true;            ///< false: no smallest set is looked for
};

/// A fact with the values that will do: `yes`, `worsening`, `>= 42 days`, `2025-04-20 or later`, `none of {a, b}`.
struct Needed {
  ir::FactId fact;
  std::string value;
};
struct Route {
  unsigned cost = 0;
  std::vector<Needed> documents;  ///< declaration order
};

struct Advice {
  std::vector<ir::FactId> relevant;                ///< declaration order; empty when the case is settled
  std::vector<ir::FactId> not_needed;              ///< open facts that the policy reads and that cannot change anything
  std::vector<ir::FactId> enough;                  ///< a smallest set that settles the case whatever its values
  std::vector<Request> requests;                   ///< the relevant facts by the evidence that would carry them
  std::vector<Request> enough_requests;            ///< the same of `enough`
  ir::Truth can_be_approved = ir::Truth::Unknown;  ///< unknown only when the search met its limit
  std::vector<Route> routes;                       ///< cheapest first; empty when approval is impossible, or certain
  std::optional<ir::FactId> next;  ///< the next best question; of what somebody was not asked before (an explicit null)
  bool is_exact = true;  ///< false: a limit was met, or dates are compared with each other in too many ways to try all;
                         ///< then a fact may be listed that does not matter, or be missed, and sets and routes rest on samples
};

/// `prepared`: as interp::prepare gives it; `truths`: Kleene's for it, as interp::evaluate gives them.
Advice advise(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::Truth>& truths,
              Aim aim = Aim::Disposition, Limits limits = {});

}  // namespace pol::ask
