#include "compiler/format/lines.h"

#include <algorithm>

namespace pol::format {
namespace {

/// Characters, not bytes: a column is where it is seen.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t own = width_of(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}

/// The cells one behind the other. `widths`: of all but the last.
std::string joined(const Line& line, const std::vector<std::size_t>& widths) {
  std::string out(line.indent, ' ');
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    if (i > 0) out += ' ';
    out += i + 1 < line.cells.size() && i < widths.size() ? padded(line.cells[i], widths[i]) : line.cells[i];
  }
  return out;
}

bool belong_together(const Line& a, const Line& b) {
  return a.cells.size() > 1 && a.cells.size() == b.cells.size() && a.kind == b.kind && a.indent == b.indent;
}

/// What stands before comments, run by run.
std::vector<std::string> cells_in_columns(const std::vector<Line>& lines) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin + 1;
    while (end < lines.size() && belong_together(lines[begin], lines[end])) ++end;
    std::vector<std::size_t> widths(lines[begin].cells.size(), 0);
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t k = 0; k < widths.size(); ++k) widths[k] = std::max(widths[k], width_of(lines[i].cells[k]));
    }
    const bool fits = std::all_of(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                  lines.begin() + static_cast<std::ptrdiff_t>(end),
                                  [&](const Line& line) { return width_of(joined(line, widths)) <= kWidth; });
    if (!fits) widths.clear();
    for (; begin < end; ++begin) out.push_back(lines[begin].cells.empty() ? "" : joined(lines[begin], widths));
  }
  return out;
}

}  // namespace

std::string set_in_columns(const std::vector<Line>& lines) {
  const std::vector<std::string> texts = cells_in_columns(lines);
  const auto has_both = [&](std::size_t i) { return !lines[i].comment.empty() && !lines[i].cells.empty(); };
  std::string out;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin + 1, width = width_of(texts[begin]);
    std::size_t longest = width_of(lines[begin].comment);
    while (has_both(begin) && end < lines.size() && has_both(end)) {
      width = std::max(width, width_of(texts[end]));
      longest = std::max(longest, width_of(lines[end].comment));
      ++end;
    }
    if (width + 2 + longest > kWidth) width = 0;
    for (; begin < end; ++begin) {
      if (has_both(begin)) {
        out += padded(texts[begin], width) + "  " + lines[begin].comment;
      } else {
        out +=
            lines[begin].comment.empty() ? texts[begin] : std::string(lines[begin].indent, ' ') + lines[begin].comment;
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace pol::format
