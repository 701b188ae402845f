#pragma once
// Findings for people who do not read `.pol`: as a page to send and to print, and as Markdown to keep beside the
// policy.

#include <string>
#include <string_view>
#include <vector>

#include "tools/polc/lint.h"

namespace pol::tool {

/// One self-contained HTML page, by section of the document: no scripts, nothing from elsewhere. The same input gives
/// the same bytes.
std::string lint_page(const std::vector<Linted>& all);

/// What the page adds to the style of all pages.
std::string_view lint_page_style();

/// The same content.
std::string lint_markdown(const std::vector<Linted>& all);

}  // namespace pol::tool
