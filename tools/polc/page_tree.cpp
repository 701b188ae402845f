#include <fmt/format.h>

#include "tools/polc/explain.h"
#include "tools/polc/page.h"

namespace pol::tool {

using interp::RationaleNode;
using ir::Truth;
using Kind = RationaleNode::Kind;

namespace {

std::string_view css_of(const RationaleNode& node) {
  switch (node.kind) {
    case Kind::Note:
    case Kind::Rest:
      return "aside";
    case Kind::Rule:
    case Kind::Exception:
      // To apply is neither good nor bad by itself.
      return node.truth == Truth::Yes ? "applies" : node.truth == Truth::No ? "aside" : "unknown";
    case Kind::Criterion:
    case Kind::Definition:
    case Kind::Group:
    case Kind::Test:
    case Kind::Schedule:
      break;
  }
  return to_text(node.truth);
}

std::string line_of(const RationaleNode& node) {
  std::string words;
  if (!node.path.empty()) words += html_element("span", "path", node.path) + " ";
  const std::string text = node.kind == Kind::Exception ? "except: " + node.text : node.text;
  const bool is_test = node.kind == Kind::Test || node.kind == Kind::Schedule;
  words += html_element("span", is_test ? "test" : "title", text);
  for (const std::string& key : node.cites) words += " " + html_element("span", "cite", fmt::format("[{}]", key));
  if (node.decides) words += " " + html_element("strong", "decides", "this decides");
  // A condition of its own has a line of its own; `any of` stands behind the title.
  const bool is_own = !is_test && node.children.empty();
  if (!node.detail.empty()) {
    words += (is_test ? ": " : " ") + html_element("span", is_own ? "detail own" : "detail", node.detail);
  }
  if (!node.near_miss.empty()) words += " " + html_element("span", "miss", node.near_miss);
  return fmt::format("<span class=\"tag {}\">{}</span><span class=\"words\">{}</span>", css_of(node),
                     standing_words(node), words);
}

/// What is open below a rule that did not decide is unfolded as far as a page is read at once.
constexpr std::size_t kMostLinesUnfolded = 12;
constexpr std::size_t kLevelsUnfolded = 3;

class Tree {
 public:
  Tree(Html& page, bool is_whole) : page_(page), is_whole_(is_whole) {}

  void add(const RationaleNode& node, bool unfolds, std::size_t level) {
    const std::string_view kind = to_text(node.kind);
    if (node.children.empty()) {
      page_.raw(fmt::format("<li class=\"{}\"><div class=\"line\">{}</div></li>", kind, line_of(node)));
      return;
    }
    const bool is_short = is_whole_ || level < kLevelsUnfolded || lines_below(node) <= kMostLinesUnfolded;
    page_.raw(fmt::format("<li class=\"{}\"><details{}><summary class=\"line\">{}</summary><ul>", kind,
                          unfolds && is_short ? " open" : "", line_of(node)));
    for (const RationaleNode& child : node.children) add(child, unfolds, level + 1);
    page_.raw("</ul></details></li>");
  }

 private:
  Html& page_;
  bool is_whole_;
};

}  // namespace

void add_tree(Html& page, const std::vector<RationaleNode>& trees, Unfolded unfolded) {
  // Where the last rule decides, for no other applies, it is the others that tell why.
  const bool last_decides = !trees.empty() && trees.back().decides && trees.back().children.empty();
  page.open("ul", "class=\"tree\"");
  for (const RationaleNode& root : trees) {
    const bool tells = root.decides || last_decides || root.truth == Truth::Unknown;
    Tree(page, root.decides).add(root, unfolded == Unfolded::Telling && (tells || root.kind != Kind::Rule), 0);
  }
  page.close("ul");
}

}  // namespace pol::tool
