#pragma once
// Entries of a determination, one line of words each, however they are laid out.

#include <string>
#include <string_view>
#include <vector>

#include "tools/polc/determination.h"

namespace pol::tool {

/// `fever  Fever`.
std::string fact_text(const ir::Fact& fact);
std::string joined(const std::vector<std::string>& texts);  ///< by commas
/// Of the criterion with this path.
std::string title_of(const ir::Policy& policy, std::string_view path);

std::vector<std::string> met_by_lines(const ir::Policy& policy, const std::vector<interp::MetBy>& met_by);
std::vector<std::string> citation_lines(const ir::Policy& policy, const std::vector<std::string>& keys);
std::vector<std::string> note_lines(const std::vector<interp::AppliedNote>& notes);
std::vector<std::string> reading_lines(const std::vector<interp::ReadingUsed>& readings);

/// A coverage determination: whether it applies, and why it may no longer be as it is declared.
std::string reference_text(const ir::Policy& policy, const interp::ReferenceStatus& status);
std::vector<std::string> reference_lines(const ir::Policy& policy,
                                         const std::vector<interp::ReferenceStatus>& statuses);

/// Facts that keep the outcome open. What is documented of them in part, or twice, is said. `only_begun`: no others.
std::vector<std::string> open_lines(const ir::Policy& policy, const Determined& one, bool only_begun);

}  // namespace pol::tool
