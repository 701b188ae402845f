#pragma once
// Whether a log is what was written.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/audit/log.h"

namespace pol::audit {

struct Verified {
  std::uint64_t lines = 0;            ///< whole lines of the file
  Anchor head;                        ///< of the genuine line with the highest number
  std::uint64_t past_anchor = 0;      ///< numbers that the anchor does not count
  std::vector<std::string> problems;  ///< each with its line; empty: nothing was touched
};

/// Lines changed, removed, inserted, copied or put in another order, and half a line at the end. With an anchor, which may
/// be older than the file, also lines cut from the end and a log that was written anew. Error: the file cannot be read.
Result<Verified> verify(const std::string& path, const Key& key, const std::optional<Anchor>& anchor);

}  // namespace pol::audit
