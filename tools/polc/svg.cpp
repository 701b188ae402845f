#include "tools/polc/svg.h"

#include <fmt/format.h>

#include "compiler/support/printable.h"

namespace pol::tool {

std::string svg_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

int svg_width(std::string_view text, int font_size) {
  int tenths = 0;  // of the font's size
  for (const std::string& character : printable_characters(text)) {
    const char c = character.front();
    const bool is_narrow = std::string_view("il.,:;'|()[]{} ftjr`").find(c) != std::string_view::npos;
    const bool is_wide = std::string_view("mwMW@%").find(c) != std::string_view::npos || character.size() > 2;
    tenths += is_wide ? 95 : is_narrow ? 40 : 63;
  }
  return tenths * font_size / 100 + 1;
}

std::string svg_fitting(std::string_view text, int font_size, int width) {
  if (svg_width(text, font_size) <= width) return std::string(text);
  std::string out;
  for (const std::string& character : printable_characters(text)) {
    if (svg_width(out + character + "…", font_size) > width) break;
    out += character;
  }
  return out + "…";
}

void SvgPage::close(std::string_view title) {
  body_ += title.empty() ? std::string("/>\n") : fmt::format("><title>{}</title>", svg_text(title));
}

void SvgPage::rect(std::string_view css, int x, int y, int width, int height, int radius, std::string_view title) {
  body_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"", css, x, y, width,
                       height, radius);
  close(title);
  if (!title.empty()) body_ += "</rect>\n";
}

void SvgPage::line(std::string_view css, int x1, int y1, int x2, int y2) {
  body_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", css, x1, y1, x2, y2);
}

void SvgPage::path(std::string_view css, std::string_view d, std::string_view title) {
  body_ += fmt::format("<path class=\"{}\" d=\"{}\"", css, d);
  close(title);
  if (!title.empty()) body_ += "</path>\n";
}

void SvgPage::circle(std::string_view css, int x, int y, int radius, std::string_view title) {
  body_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"", css, x, y, radius);
  close(title);
  if (!title.empty()) body_ += "</circle>\n";
}

void SvgPage::text(std::string_view css, int x, int y, std::string_view text, std::string_view anchor) {
  body_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", css, x, y, anchor,
                       svg_text(text));
}

}  // namespace pol::tool
