#pragma once
// HTML elements as text. What is not markup is escaped here and nowhere else.

#include <string>
#include <string_view>

namespace pol::tool {

/// Text from outside, safe inside an element or an attribute.
std::string html_text(std::string_view text);

/// `<tag class="css">text</tag>`; `css` may be empty. The text is escaped.
std::string html_element(std::string_view tag, std::string_view css, std::string_view text);

/// Text with names and conditions between backticks: those as `<code>`.
std::string html_rich(std::string_view text);

/// Elements one after the other, each on its own line.
class Html {
 public:
  /// `attributes` as they stand in the tag: `class="tree"`.
  void open(std::string_view tag, std::string_view attributes = "");
  void close(std::string_view tag);
  void element(std::string_view tag, std::string_view css, std::string_view text);
  void raw(std::string_view markup);
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace pol::tool
