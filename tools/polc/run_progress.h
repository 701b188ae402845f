#pragma once
// How far a run is, on a terminal; what came of it, at the end.

#include <chrono>
#include <cstdint>
#include <string>

#include "tools/polc/run_stream.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

class RunProgress {
 public:
  /// `bytes`: of the input; 0: not known.
  RunProgress(bool is_shown, std::uint64_t bytes);
  /// Rewrites the line, a few times a second.
  void show(const RunCounts& counts, std::uint64_t bytes_read);
  /// Takes the line away, so that something else can be written.
  void clear();
  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  bool is_shown_, is_drawn_ = false;
  std::uint64_t bytes_;
  Clock::time_point begin_, drawn_;
};

/// Outcomes with their share, what was rejected and what is not certain. `has_judge`: a search has settled what native
/// code could not tell.
std::string run_summary(const RunCounts& counts, double seconds, std::size_t threads, bool has_judge,
                        const Terminal& terminal);

}  // namespace pol::tool
