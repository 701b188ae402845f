#include "tools/polc/html.h"

#include <fmt/format.h>

#include "tools/polc/svg.h"

namespace pol::tool {

// The same five characters have a meaning in both.
std::string html_text(std::string_view text) { return svg_text(text); }

std::string html_element(std::string_view tag, std::string_view css, std::string_view text) {
  const std::string attributes = css.empty() ? "" : fmt::format(" class=\"{}\"", css);
  return fmt::format("<{0}{1}>{2}</{0}>", tag, attributes, html_text(text));
}

std::string html_rich(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    out += html_text(text.substr(0, open));
    out += html_element("code", "", text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return out + html_text(text);
}

void Html::open(std::string_view tag, std::string_view attributes) {
  text_ += fmt::format("<{}{}{}>\n", tag, attributes.empty() ? "" : " ", attributes);
}

void Html::close(std::string_view tag) { text_ += fmt::format("</{}>\n", tag); }

void Html::element(std::string_view tag, std::string_view css, std::string_view text) {
  text_ += html_element(tag, css, text) + "\n";
}

void Html::raw(std::string_view markup) {
  text_ += markup;
  text_ += '\n';
}

}  // namespace pol::tool
