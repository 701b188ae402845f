#pragma once
// One policy and one case, by brute force and by the subjects.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "tests/exact/run.h"

namespace pol::oracle {

/// A policy as far as the IR. Error: the diagnostics.
struct Written {
  Sources sources;
  Sink sink;
  ir::Policy policy;

  static Result<std::unique_ptr<Written>> from_text(const std::string& name, const std::string& text);
};

/// What differs, in words. Empty: all subjects say what all completions say, or there are more than `limit`.
std::optional<std::string> compare(const ir::Policy& policy, const ir::Patient& documented,
                                   const std::vector<Subject>& subjects, std::uint64_t limit, Tally& tally);

}  // namespace pol::oracle
