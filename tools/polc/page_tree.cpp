#include <fmt/format.h>

#include "tools/polc/explain.h"
#include "tools/polc/page.h"

namespace pol::tool {

using interp::RationaleNode;
using ir::Truth;
using Kind = RationaleNode::Kind;

namespace {

std::string_view css_of(const RationaleNode& node) {
  if (node.kind == Kind::Note || node.kind == Kind::Rest) return "aside";
  // A rule that does not apply is no failure.
  if (node.kind == Kind::Rule && node.truth == Truth::No) return "aside";
  return to_text(node.truth);
}

std::string line_of(const RationaleNode& node) {
  std::string words;
  if (!node.path.empty()) words += html_element("span", "path", node.path) + " ";
  const std::string text = node.kind == Kind::Exception ? "except: " + node.text : node.text;
  words += html_element("span", node.kind == Kind::Test ? "test" : "title", text);
  if (!node.detail.empty()) words += (node.kind == Kind::Test ? ": " : " ") + html_element("span", "detail", node.detail);
  if (!node.near_miss.empty()) words += " " + html_element("span", "miss", node.near_miss);
  for (const std::string& key : node.cites) words += " " + html_element("span", "cite", fmt::format("[{}]", key));
  if (node.decides) words += " " + html_element("strong", "decides", "this decides");
  return fmt::format("<span class=\"tag {}\">{}</span><span class=\"words\">{}</span>", css_of(node),
                     standing_words(node), words);
}

bool is_open(const RationaleNode& node, Unfolded unfolded) {
  switch (unfolded) {
    case Unfolded::Telling:
      return node.kind != Kind::Rule || node.decides || node.truth == Truth::Unknown;
    case Unfolded::Nothing:
      return false;
  }
  return false;
}

void add_node(Html& page, const RationaleNode& node, Unfolded unfolded) {
  const std::string_view kind = to_text(node.kind);
  if (node.children.empty()) {
    page.raw(fmt::format("<li class=\"{}\"><div class=\"line\">{}</div></li>", kind, line_of(node)));
    return;
  }
  page.raw(fmt::format("<li class=\"{}\"><details{}><summary class=\"line\">{}</summary><ul>", kind,
                       is_open(node, unfolded) ? " open" : "", line_of(node)));
  for (const RationaleNode& child : node.children) add_node(page, child, unfolded);
  page.raw("</ul></details></li>");
}

}  // namespace

void add_tree(Html& page, const std::vector<RationaleNode>& trees, Unfolded unfolded) {
  page.open("ul", "class=\"tree\"");
  for (const RationaleNode& root : trees) add_node(page, root, unfolded);
  page.close("ul");
}

}  // namespace pol::tool
