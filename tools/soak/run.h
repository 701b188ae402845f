#pragma once
// Random policies and cases through all backends, on several threads.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "tools/soak/comparison.h"

namespace pol::soak {

struct RunOptions {
  double minutes = 1;
  std::uint64_t policies = 0;  ///< if not 0, stop after so many instead
  std::uint64_t seed = 1;
  unsigned threads = 2;
  std::size_t rows = 16384;     ///< of each policy, in batches
  std::size_t cases = 600;      ///< of each policy, for the interpreter
  std::size_t solved = 200;     ///< of each small policy, for the solver; of others a tenth
  std::size_t library_every = 16;  ///< policies
  Backend wrong = Backend::None;
  std::string golden_folder;    ///< shrunk pairs go here; "" for nowhere
};

struct RunReport {
  std::uint64_t policies = 0, set_aside = 0;
  PairCounts pairs = {};
  std::map<std::string, std::uint64_t> constructs;
  std::size_t differences = 0;
  bool is_shrunk = false;    ///< the difference was found again by its text
  std::size_t smallest = 0;  ///< conditions of the policy that it was shrunk to
  std::uint64_t from_imports = 0;
};

/// Stops at the first difference. Progress every minute on stdout. `folder`: for files, there already.
RunReport run(const RunOptions& options, const std::string& folder);

/// All golden pairs of a folder through all backends; how many differ.
std::size_t replay(const std::string& golden, const std::string& folder, PairCounts& counts);

std::string print(const RunReport& report, const RunOptions& options, double seconds);

}  // namespace pol::soak
