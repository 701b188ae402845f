#pragma once
// Findings for people who do not read `.pol`: as a page to send and to print, and as Markdown to keep beside the
// policy.

#include <string>
#include <vector>

#include "tools/polc/lint.h"

namespace pol::tool {

/// One self-contained HTML page, by section of the document: no scripts, nothing from elsewhere. The same input gives
/// the same bytes.
std::string lint_page(const std::vector<Linted>& all);

/// The same content.
std::string lint_markdown(const std::vector<Linted>& all);

}  // namespace pol::tool
