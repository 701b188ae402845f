#pragma once
// Runs of random policies and cases.

#include <cstdint>
#include <string>

#include "tests/smt/agree.h"

namespace pol::questions {

/// An error put into the policy that the solver sees, to see that the comparison finds it.
enum class Injected { Nothing, TurnedComparison, LostGamma };

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint64_t pairs = 20000;  ///< stop after so many …
  double minutes = 0;           ///< … or, if not 0, after so long
  std::size_t cases = 100;      ///< of each policy
  std::size_t max_failures = 3;
  Injected injected = Injected::Nothing;
};

struct RunReport {
  Tally tally;
  std::size_t failures = 0;
};

RunReport run_random(const RunOptions& options);
std::string print(const RunReport& report, const RunOptions& options, double seconds);
/// Why the run does not show what it is meant to; "" while it does.
std::string degenerate(const RunReport& report);

}  // namespace pol::questions
