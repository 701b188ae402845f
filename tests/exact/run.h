#pragma once
// Runs of random pairs against the brute force: how long, what is counted, what is done with a difference.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/exact/subjects.h"

namespace pol::oracle {

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint64_t pairs = 20000;  ///< stop after so many …
  double minutes = 0;           ///< … or, if not 0, after so long
  std::size_t cases = 50;       ///< per policy
  std::vector<Who> subjects = {Who::Search};
  std::uint64_t limit = 3000;         ///< completions of most pairs; more: the pair is set aside
  std::uint64_t high_limit = 200000;  ///< of one pair in so many:
  std::uint64_t high_every = 400;
  std::string golden_folder;  ///< shrunk pairs go here; "" for nowhere
  std::size_t max_failures = 3;
};

struct Tally {
  std::uint64_t policies = 0, refused = 0;
  std::uint64_t pairs = 0;  ///< compared
  std::uint64_t too_many = 0, no_completion = 0, left_open = 0;
  std::uint64_t completions = 0, most_completions = 0;
  std::uint64_t sharper = 0;       ///< pairs where something is definite that Kleene leaves open
  std::uint64_t fewer = 0;         ///< pairs where fewer outcomes are possible than Kleene says
  std::uint64_t one_outcome = 0;   ///< of those, one
  std::uint64_t withdrawn = 0;     ///< pairs that exact::prepare mends and interp::prepare does not
  std::uint64_t conflicts = 0, assumed = 0, partial = 0, derived = 0;  ///< pairs with such a fact
  std::uint64_t constrained = 0;   ///< pairs with fillings that Γ forbids
  std::array<std::uint64_t, 17> open{};  ///< pairs by open facts; the last: 16 and more
  std::map<std::string, std::uint64_t> inexact;  ///< by subject: answers that met a limit or a gap
  std::map<std::string, std::uint64_t> constructs;
};

struct RunReport {
  Tally tally;
  std::size_t failures = 0;
  std::size_t smallest_shrunk = 0;  ///< leaves of the smallest shrunk policy
};

RunReport run_random(const RunOptions& options);

/// Compares every pair `<name>.pol`, `<name>.json` of the folder. Returns how many failed; `tally.pairs` counts all.
std::size_t replay(const std::string& folder, const std::vector<Who>& subjects, Tally& tally);

std::string print(const RunReport& report, const RunOptions& options, double seconds);

/// Why the generator does not cover what is to be tested any more; "" while it does.
std::string degenerate(const RunReport& report);

}  // namespace pol::oracle
