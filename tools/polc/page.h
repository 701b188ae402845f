#pragma once
// Determinations as one self-contained HTML page, to read, to print and to file.

#include <string>
#include <vector>

#include "tools/polc/determination.h"

namespace pol::tool {

struct PageEntry {
  Determined determined;
  std::vector<interp::RationaleNode> rules;  ///< as interp::rationale gives them
};

/// The decision on top; what decided it, what to ask for, notes, coverage, conflicts and citations; the criteria folded
/// below. No scripts, nothing from elsewhere. Several cases: a list of contents, then one section each. The same input
/// gives the same bytes.
std::string determination_page(const ir::Policy& policy, const std::vector<PageEntry>& entries);

}  // namespace pol::tool
