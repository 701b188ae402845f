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

class Baseline {
 public:
  static Result<Baseline> read(const std::string& path);

  /// Marks the findings that it has, and tells those that are gone. `codes`: the rules that ran; empty: all.
  void apply(Linted& linted, const std::vector<int>& codes) const;
  /// The findings of these policies instead of those it had; what other policies and rules found stays.
  void replace(const std::vector<Linted>& all, const std::vector<int>& codes);

  std::size_t size() const { return entries_.size(); }
  std::string json() const;

 private:
  std::vector<BaselineEntry> entries_;
};

}  // namespace pol::tool
