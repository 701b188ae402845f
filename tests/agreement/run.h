#pragma once
// Runs of random pairs: how long, what is counted, what is done with a failing pair.

#include <cstdint>
#include <map>
#include <string>

#include "tests/agreement/agree.h"
#include "tests/agreement/invent_policy.h"

namespace pol::agreement {

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint64_t pairs = 200000;    ///< stop after so many …
  double minutes = 0;              ///< … or, if not 0, after so long
  std::size_t cases = 200;         ///< per policy
  std::size_t standing_every = 100;  ///< of so many cases, one has the statuses of its schedules computed too
  Subjects subjects = Subjects::Findings;
  Injected injected = Injected::Nothing;
  std::string golden_folder;       ///< shrunk pairs go here; "" for nowhere
  std::size_t max_failures = 3;    ///< then the run stops
};

struct RunReport {
  Tally tally;
  std::map<std::string, std::uint64_t> constructs;  ///< IR nodes by kind, over all policies
  std::size_t refused = 0;                          ///< generated policies that did not check
  std::size_t unreachable = 0;  ///< of those set aside: a constant ruling before others, as sema must say
  std::size_t failures = 0;
  std::size_t smallest_shrunk = 0;                  ///< leaves of the smallest shrunk policy
};

/// Random policies, `cases` random cases each. Failures and progress go to stderr.
RunReport run_random(const RunOptions& options);

/// Random cases for one policy file, such as the real guideline.
RunReport run_policy(const RunOptions& options, const std::string& path, const std::string& stdlib);

/// What was compared, a figure a line.
std::string print(const RunReport& report, const RunOptions& options, double seconds);

/// Why the generator does not cover the language any more; "" while it does.
std::string degenerate(const RunReport& report, const RunOptions& options);

}  // namespace pol::agreement
