#pragma once
// Asks the grammar's tables what may come next, in the full context of the rules that are open.

#include <antlr4-runtime.h>

#include <bitset>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace pol::parse {

/// A set of token types; EOF has the place 0, which no token has.
inline constexpr std::size_t kTokenTypes = 192;
using TypeSet = std::bitset<kTokenTypes>;
inline std::size_t type_index(std::size_t type) { return type < kTokenTypes ? type : 0; }

class Lookahead {
 public:
  explicit Lookahead(const antlr4::atn::ATN& atn) : atn_(atn), next_(atn.states.size()) {}

  /// May a token of this type come next? Cheap enough to ask at every step.
  bool fits(std::size_t state, antlr4::RuleContext* context, std::size_t type);
  /// How many of `types` may come one after the other.
  std::size_t longest(std::size_t state, antlr4::RuleContext* context, const std::vector<std::size_t>& types);
  /// What may come after `prefix`.
  TypeSet expected(std::size_t state, antlr4::RuleContext* context, const std::vector<std::size_t>& prefix);

 private:
  using State = antlr4::atn::ATNState;
  struct Within {
    TypeSet types;
    bool may_end = false;  ///< the rule may end here
  };
  struct Frame {
    const State* follow;
    int outer;
  };
  struct Position {
    const State* state;
    int frame;
    auto operator<=>(const Position&) const = default;
  };
  static constexpr int kOutermost = -1;

  const Within& within(std::size_t state);
  const State* follow_of(const antlr4::RuleContext* context) const;
  int frame(const State* follow, int outer);
  int frames_of(antlr4::RuleContext* context);
  /// Positions from which a token is read next, and whether the text may end here.
  std::vector<Position> closure(std::vector<Position> open, bool& may_end);
  std::vector<Position> step(const std::vector<Position>& from, std::size_t type) const;

  const antlr4::atn::ATN& atn_;
  std::vector<std::optional<Within>> next_;
  std::vector<Frame> frames_;
  std::map<std::pair<const State*, int>, int> known_frames_;
};

}  // namespace pol::parse
