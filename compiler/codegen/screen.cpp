#include "compiler/codegen/screen.h"

#include <algorithm>

namespace pol::codegen {

using planes::Node;

namespace {

constexpr unsigned kDeepest = 16;
constexpr std::size_t kMostAlternatives = 12;  // beyond, the rules themselves cost no more

class Search {
 public:
  Search(const planes::Program& program, const Outline& outline) : program_(program), outline_(outline) {}

  /// Adds to `screen` what makes `literal` surely yes. False when no test of claims does.
  bool require(Literal literal, unsigned depth, Screen& screen) const {
    if (depth > kDeepest) return false;
    const Node& node = program_.nodes[literal.node];
    switch (node.op) {
      case Node::Op::Constant:
        return node.constant == (literal.negated ? ir::Truth::No : ir::Truth::Yes);
      case Node::Op::Atom:
        screen.claims.add_atom(node.atom, literal.negated);
        return true;
      case Node::Op::Not:
        return require({node.children.front(), !literal.negated}, depth + 1, screen);
      case Node::Op::Shown:  // a documented finding needs no signs
      case Node::Op::Known:  // its first child is Kleene's answer
        return require({node.children.front(), literal.negated}, depth + 1, screen);
      case Node::Op::And:
        return literal.negated ? require_some(literal, screen) : require_all(literal, depth, screen);
      case Node::Op::Or:
        return literal.negated ? require_all(literal, depth, screen) : require_some(literal, screen);
      case Node::Op::Less:
      case Node::Op::AtLeast:
        return false;
    }
    return false;
  }

 private:
  bool require_all(Literal literal, unsigned depth, Screen& screen) const {
    const Conjunction parts = conjunction_of(program_, outline_, literal);
    for (const AtomMask& mask : parts.masks) {
      for (std::uint32_t bit = 0; bit < 64; ++bit) {
        if (((mask.plain >> bit) & 1U) != 0) screen.claims.add_atom(mask.word * 64 + bit, false);
        if (((mask.negated >> bit) & 1U) != 0) screen.claims.add_atom(mask.word * 64 + bit, true);
      }
    }
    return std::all_of(parts.others.begin(), parts.others.end(),
                       [&](const Literal& other) { return require(other, depth + 1, screen); });
  }

  /// An `or` is yes when the conjunction of the opposites is no: some atom of it is, or some other part of it, as far
  /// as atoms of one word say so.
  bool require_some(Literal literal, Screen& screen) const {
    const Conjunction opposites = conjunction_of(program_, outline_, {literal.node, !literal.negated});
    std::vector<Screen::Test> tests;
    for (const Literal& other : opposites.others) {
      const Node::Op op = program_.nodes[other.node].op;
      if (op != (other.negated ? Node::Op::And : Node::Op::Or)) continue;
      const Conjunction part = conjunction_of(program_, outline_, {other.node, !other.negated});
      if (part.masks.size() == 1 && part.others.empty()) tests.push_back({part.masks.front(), true});
    }
    for (const AtomMask& mask : opposites.masks) tests.push_back({mask, false});
    if (tests.empty()) return false;
    screen.alternatives.push_back(std::move(tests));
    return true;
  }

  const planes::Program& program_;
  const Outline& outline_;
};

/// The claims make a literal of the test's mask no.
bool follows(const Screen::Test& test, const Screen& screen) {
  return !test.all_yes &&
         std::any_of(screen.claims.masks.begin(), screen.claims.masks.end(), [&](const AtomMask& claims) {
           const bool makes_no = (test.mask.plain & claims.negated) != 0 || (test.mask.negated & claims.plain) != 0;
           return claims.word == test.mask.word && makes_no;
         });
}

}  // namespace

Screen screen(const planes::Program& program, const Outline& outline) {
  std::size_t dearest = 0;
  for (std::size_t i = 1; i < program.rules.size(); ++i) {
    if (outline.weight[program.rules[i].when] > outline.weight[program.rules[dearest].when]) dearest = i;
  }
  const Search search(program, outline);
  Screen found;
  for (std::size_t i = 0; i < dearest; ++i) {
    Screen longer = found;
    if (!search.require({program.rules[i].when, true}, 0, longer)) break;
    if (longer.alternatives.size() > kMostAlternatives) break;
    longer.rules = i + 1;
    found = std::move(longer);
  }
  std::erase_if(found.alternatives, [&](const std::vector<Screen::Test>& tests) {
    return std::any_of(tests.begin(), tests.end(), [&](const Screen::Test& test) { return follows(test, found); });
  });
  return found.rules < 2 ? Screen{} : found;
}

}  // namespace pol::codegen
