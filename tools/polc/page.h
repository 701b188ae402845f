#pragma once
// Determinations as one self-contained HTML page, to read, to print and to file.

#include <string>
#include <vector>

#include "tools/polc/determination.h"
#include "tools/polc/html.h"

namespace pol::tool {

struct PageEntry {
  Determined determined;
  std::vector<interp::RationaleNode> rules;     ///< as interp::rationale gives them
  std::vector<interp::RationaleNode> criteria;  ///< as interp::all_criteria gives them
  const ir::Policy* policy = nullptr;           ///< another revision than the page's; null: the page's own
};

/// The decision on top; what decided it, what to ask for, why, notes, coverage, conflicts and citations; all criteria
/// folded below. No scripts, nothing from elsewhere. Several cases: a list of contents, then one section each, each on
/// a sheet of its own. The same input gives the same bytes.
std::string determination_page(const ir::Policy& policy, const std::vector<PageEntry>& entries);

// Parts of the page.

/// One case, its title as `h2`, its sections as `h3`. `anchor`: the section's id.
void add_case(Html& page, const ir::Policy& policy, const PageEntry& entry, std::string_view anchor);

/// Telling: what decided is unfolded, and the top of what is open; the reader unfolds the rest.
enum class Unfolded { Telling, Nothing };
void add_tree(Html& page, const std::vector<interp::RationaleNode>& trees, Unfolded unfolded);

/// `Does not meet`.
std::string outcome_title(ir::Outcome outcome);

/// Light, dark, paper.
std::string_view page_style();

}  // namespace pol::tool
