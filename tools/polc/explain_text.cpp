#include <fmt/format.h>

#include <algorithm>

#include "tools/polc/explain.h"

namespace pol::tool {

using interp::RationaleNode;
using ir::Truth;
using Kind = RationaleNode::Kind;

std::string_view standing_words(const RationaleNode& node) {
  if (node.kind == Kind::Note) return "note";
  if (node.kind == Kind::Rest) return "…";
  const bool is_rule = node.kind == Kind::Rule || node.kind == Kind::Exception;
  switch (node.truth) {
    case Truth::Yes:
      return is_rule ? "applies" : "met";
    case Truth::No:
      return is_rule ? "no" : "not met";
    case Truth::Unknown:
      break;
  }
  return "open";
}

std::string node_words(const RationaleNode& node) {
  std::string grounds = node.detail;
  if (!node.near_miss.empty()) grounds += fmt::format("{}{}", grounds.empty() ? "" : "; ", node.near_miss);
  std::string words = node.kind == Kind::Exception ? "except: " + node.text : node.text;
  if (!grounds.empty()) {
    const bool says_it = node.kind == Kind::Test || node.kind == Kind::Schedule;
    words += says_it ? fmt::format(": {}", grounds) : fmt::format(" [{}]", grounds);
  }
  if (!node.cites.empty()) words += fmt::format(" (cites {})", fmt::join(node.cites, ", "));
  if (node.decides) words += " <- this decides";
  return words;
}

std::size_t lines_below(const RationaleNode& node) {
  std::size_t lines = 0;
  for (const RationaleNode& child : node.children) lines += 1 + lines_below(child);
  return lines;
}

namespace {

Paint paint_of(const RationaleNode& node) {
  if (node.kind == Kind::Rest || node.kind == Kind::Note) return Paint::Dim;
  // To apply is neither good nor bad by itself.
  const bool is_rule = node.kind == Kind::Rule || node.kind == Kind::Exception;
  if (is_rule && node.truth != Truth::Unknown) return node.truth == Truth::Yes ? Paint::Bold : Paint::Dim;
  switch (node.truth) {
    case Truth::Yes:
      return Paint::Green;
    case Truth::No:
      return Paint::Red;
    case Truth::Unknown:
      break;
  }
  return Paint::Yellow;
}

/// One character for narrow terminals.
std::string_view mark_of(const RationaleNode& node) {
  if (node.kind == Kind::Note) return "!";
  if (node.kind == Kind::Rest) return "…";
  return node.truth == Truth::Yes ? "+" : node.truth == Truth::No ? "-" : "?";
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    longest = std::max(longest, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

class Tree {
 public:
  Tree(std::size_t levels, const Terminal& terminal)
      : levels_(levels), terminal_(terminal), is_narrow_(terminal.width < kNarrow) {}

  void add(const RationaleNode& node, std::size_t depth) {
    const std::size_t label_width = is_narrow_ ? 2 : 9;
    const std::string label(is_narrow_ ? mark_of(node) : standing_words(node));
    const bool is_rest = node.kind == Kind::Rest;  // its label is one column of three bytes
    const std::size_t label_columns = is_rest ? 1 : label.size();
    std::string words = node.path.empty() ? node_words(node) : fmt::format("{}  {}", node.path, node_words(node));
    const bool is_cut = depth + 1 == levels_ && !node.children.empty();
    if (is_cut) {
      const std::size_t lines = lines_below(node);
      words += fmt::format(" … {} line{} below", lines, lines == 1 ? "" : "s");
    }
    // Deeper than a third of the terminal, everything stands in one column, and a long path further to the left.
    const std::size_t room = label_width + longest_word(words);
    const std::size_t left = terminal_.width > room ? terminal_.width - room : 0;
    const std::size_t indent = std::min({2 + (is_narrow_ ? 1 : 2) * depth, terminal_.width / 3, left});
    text_ += std::string(indent, ' ') + painted(terminal_, paint_of(node), label);
    text_ += std::string(label_width - label_columns, ' ');
    text_ += wrapped(clean(words), indent + label_width, terminal_.width) + "\n";
    if (is_cut) return;
    for (const RationaleNode& child : node.children) add(child, depth + 1);
  }

  std::string take() {
    const std::string legend = is_narrow_ ? " (+ met, - not met, ? open, ! note)" : "";
    return painted(terminal_, Paint::Dim, "  why" + legend) + "\n" + text_;
  }

 private:
  std::size_t levels_;
  const Terminal& terminal_;
  bool is_narrow_;
  std::string text_;
};

}  // namespace

std::string rationale_text(const std::vector<RationaleNode>& trees, std::size_t levels, const Terminal& terminal) {
  Tree tree(levels, terminal);
  for (const RationaleNode& root : trees) tree.add(root, 0);
  return tree.take();
}

}  // namespace pol::tool
