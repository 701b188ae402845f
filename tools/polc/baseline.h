#pragma once
// Findings that were there when somebody decided to stop adding to them.

#include <set>
#include <string>
#include <vector>

#include "compiler/support/result.h"
#include "tools/polc/lint.h"

namespace pol::tool {

struct BaselineEntry {
  std::string fingerprint, policy, code, path;
};

/// What writing a baseline anew made of it.
struct BaselineChange {
  std::size_t added = 0, gone = 0;
  std::size_t others = 0;    ///< of other rules or policies: as they were
  std::size_t left_out = 0;  ///< found, but less severe than what is shown
};

class Baseline {
 public:
  static Result<Baseline> read(const std::string& path);

  /// Marks the findings that it has, and tells those that are gone. `codes`: the rules that ran; empty: all.
  void apply(Linted& linted, const std::vector<int>& codes) const;
  /// The findings of these policies instead of those it had; what other policies and rules found stays. What is too
  /// minor to be shown is not added, and stays where it was.
  BaselineChange replace(const std::vector<Linted>& all, const std::vector<int>& codes);

  std::size_t size() const { return entries_.size(); }
  std::string json() const;

 private:
  std::vector<BaselineEntry> entries_;
};

}  // namespace pol::tool
