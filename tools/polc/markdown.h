#pragma once
// Markdown as text.

#include <string>
#include <string_view>
#include <vector>

namespace pol::tool {

/// Text from outside, on one line, with nothing that Markdown or HTML would read as markup.
std::string markdown_text(std::string_view text);
/// Between as many backticks as it takes.
std::string markdown_code(std::string_view text);
/// Text with names and conditions between backticks.
std::string markdown_rich(std::string_view text);

/// A line of a table; its first line, with the rule below. The cells are Markdown.
std::string markdown_row(const std::vector<std::string>& cells);
std::string markdown_head(const std::vector<std::string>& cells);

}  // namespace pol::tool
