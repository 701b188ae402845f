#include "tools/polc/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/support/printable.h"

namespace pol::tool {

std::string markdown_text(std::string_view text) {
  const std::string shown = printable(text);
  const auto is_letter = [&](std::size_t i) {
    return i < shown.size() && (std::isalnum(static_cast<unsigned char>(shown[i])) != 0 || shown[i] == '_');
  };
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    // Between backslashes some readers still see a tag.
    if (shown[i] == '<' || shown[i] == '>' || shown[i] == '&') {
      out += shown[i] == '<' ? "&lt;" : shown[i] == '>' ? "&gt;" : "&amp;";
      continue;
    }
    const bool is_inside_word = shown[i] == '_' && i > 0 && is_letter(i - 1) && is_letter(i + 1);
    const bool is_markup = std::string_view("\\`*_{}[]#|~$!").find(shown[i]) != std::string_view::npos;
    if (is_markup && !is_inside_word) out += '\\';
    out += shown[i];
  }
  return out;
}

// A `|` would end a table's cell even between backticks.
std::string markdown_code(std::string_view text) {
  std::string out;
  std::size_t longest = 0, run = 0;
  for (const char c : printable(text)) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    if (c == '|') out += '\\';
    out += c;
  }
  if (out.empty()) return "";
  const std::string fence(longest + 1, '`');
  return longest == 0 ? fence + out + fence : fence + " " + out + " " + fence;
}

std::string markdown_rich(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    out += markdown_text(text.substr(0, open));
    out += markdown_code(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return out + markdown_text(text);
}

std::string markdown_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string markdown_head(const std::vector<std::string>& cells) {
  std::string text = "\n" + markdown_row(cells) + "|";
  for (std::size_t i = 0; i < cells.size(); ++i) text += "---|";
  return text + "\n";
}

}  // namespace pol::tool
