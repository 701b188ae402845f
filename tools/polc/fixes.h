#pragma once
// The edits that change no determination, made.

#include <map>
#include <string>
#include <vector>

#include "tools/polc/lint.h"

namespace pol::tool {

/// Files with their edits: what was read, what is to be written.
struct Rewritten {
  std::string before, after;
  std::vector<std::string> changes;  ///< `file:line:col: POL4105: …`, in file order
};

/// By file, what the safe fixes of all shown findings make of it. Of edits that overlap only the first is made: the
/// next run sees what is left.
std::map<std::string, Rewritten> rewrite(const std::vector<Linted>& all);

/// Writes each file whole. False after a message: a file that cannot be written, or that changed meanwhile.
bool write_rewritten(const std::map<std::string, Rewritten>& files);
/// What was there before `write_rewritten`.
bool restore(const std::map<std::string, Rewritten>& files);

}  // namespace pol::tool
