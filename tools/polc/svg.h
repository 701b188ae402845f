#pragma once
// SVG elements as text, in whole pixels, so that the same input gives the same bytes everywhere.

#include <cstdint>
#include <string>
#include <string_view>

namespace pol::tool {

/// Text from outside, safe inside an element or an attribute.
std::string svg_text(std::string_view text);
/// Pixels that `text` takes, about; a font's real widths are not known here, so this errs to the wide side.
int svg_width(std::string_view text, int font_size);
/// The beginning of `text` that is no wider than `width`, with `…` where some is left out.
std::string svg_fitting(std::string_view text, int font_size, int width);

class SvgPage {
 public:
  void rect(std::string_view css, int x, int y, int width, int height, int radius, std::string_view title = "");
  void line(std::string_view css, int x1, int y1, int x2, int y2);
  void path(std::string_view css, std::string_view d, std::string_view title = "");
  void circle(std::string_view css, int x, int y, int radius, std::string_view title = "");
  /// `anchor`: start, middle or end.
  void text(std::string_view css, int x, int y, std::string_view text, std::string_view anchor = "start");
  void raw(std::string_view markup) { body_ += markup; }
  std::string take() { return std::move(body_); }

 private:
  void close(std::string_view title);
  std::string body_;
};

}  // namespace pol::tool
