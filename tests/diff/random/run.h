#pragma once
// Runs of random pairs of revisions.

#include <cstdint>
#include <string>

#include "tests/diff/random/check.h"

namespace pol::revisions {

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint64_t pairs = 10000;  ///< that are compared with brute force
  std::uint64_t cases = 1500;   ///< pairs with more complete cases are not
  std::size_t max_failures = 3;
};

struct RunReport {
  Tally tally;
  std::size_t failures = 0;
};

RunReport run_random(const RunOptions& options);
std::string print(const RunReport& report, const RunOptions& options, double seconds);
/// Why the run does not show what it is meant to; "" while it does.
std::string degenerate(const RunReport& report);

}  // namespace pol::revisions
