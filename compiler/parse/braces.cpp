#include "compiler/parse/braces.h"

#include <algorithm>

#include "compiler/parse/labels.h"

namespace pol::parse {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// One declaration's tokens `[begin, end)`, made to balance.
class Balancer {
 public:
  Balancer(const TokenList& tokens, std::size_t begin, std::size_t end, Sink& sink)
      : tokens_(tokens), begin_(begin), end_(end), sink_(sink) {}

  /// Appends to `out` the tokens with braces inserted and dropped.
  void balance(std::vector<CommonToken*>& out, TokenList& maker) {
    count();
    if (lost_ == 0 && extra_ == 0) {
      for (std::size_t i = begin_; i < end_; ++i) out.push_back(tokens_.tokens()[i]);
      return;
    }
    groups_.assign(1, {kNowhere, Holds::Anything, {}});
    for (std::size_t i = begin_; i < end_; ++i) take(i);
    close_rest();
    std::size_t next_edit = 0;
    std::stable_sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return a.at < b.at; });
    for (std::size_t i = begin_; i <= end_; ++i) {
      bool dropped = false;
      for (; next_edit < edits_.size() && edits_[next_edit].at == i; ++next_edit) {
        if (edits_[next_edit].drop) {
          dropped = true;
        } else {
          const std::size_t at = i > 0 ? tokens_.range(i - 1).end : 0;
          out.push_back(maker.make(Lex::RBRACE, at, at));
        }
      }
      if (i < end_ && !dropped) out.push_back(tokens_.tokens()[i]);
    }
  }

 private:
  enum class Holds { Anything, Values, Studies };
  struct Label {
    std::size_t at = kNowhere;
    std::string text;
  };
  struct Group {
    std::size_t opened_at;
    Holds holds;
    Label last;
  };
  struct Edit {
    std::size_t at;
    bool drop;  ///< else a `}` goes before it
  };

  void count() {
    std::ptrdiff_t depth = 0, lowest = 0;
    bool label_outside = false;
    for (std::size_t i = begin_; i < end_; ++i) {
      const std::size_t type = tokens_.type(i);
      if (type == Lex::LBRACE) ++depth;
      if (type == Lex::RBRACE) lowest = std::min(lowest, --depth);
      const bool after_group = i > begin_ && tokens_.type(i - 1) == Lex::RBRACE;
      label_outside = label_outside || (type == Lex::LABEL && depth <= 0 && after_group);
    }
    extra_ = static_cast<std::size_t>(-lowest);
    lost_ = static_cast<std::size_t>(depth - lowest);
    // One lost and one too many cancel out in number, not in place.
    if (depth == 0 && lowest == 0 && label_outside) lost_ = extra_ = 1;
  }

  void take(std::size_t i) {
    const std::size_t type = tokens_.type(i);
    if (type == Lex::LBRACE) {
      groups_.push_back({i, held_by(i), {}});
      just_closed_.clear();
      return;
    }
    while (lost_ > 0 && !fits_group(i)) lose_set(i);
    if (type == Lex::RBRACE) return close(i);
    if (type == Lex::LABEL) return label(i);
  }

  /// What stands in the group that the `{` at place `i` opens.
  Holds held_by(std::size_t i) const {
    const std::size_t before = i > begin_ ? tokens_.type(i - 1) : 0;
    const std::size_t two_before = i > begin_ + 1 ? tokens_.type(i - 2) : 0;
    if (before == Lex::ANY || before == Lex::ALL) {
      const bool studies = two_before == Lex::IMAGES || groups_.back().holds == Holds::Studies;
      return studies ? Holds::Studies : Holds::Anything;
    }
    const bool values = before == Lex::OF ? two_before != 0 && two_before != Lex::NUMBER
                                          : before == Lex::ONLY || before == Lex::IN || before == Lex::COVERS ||
                                                before == Lex::COMPANION || before == Lex::COLON;
    return values ? Holds::Values : Holds::Anything;
  }

  /// Can the token at place `i` stand in the innermost group?
  bool fits_group(std::size_t i) const {
    const std::size_t type = tokens_.type(i);
    if (type == Lex::RBRACE || type == Lex::COMMA) return true;
    const std::size_t before = tokens_.type(i - 1);
    const bool begins_member = before == Lex::COMMA || before == Lex::LBRACE;
    switch (groups_.back().holds) {
      case Holds::Anything: return true;
      case Holds::Values:
        return begins_member && (is_word(type) || type == Lex::STRING || type == Lex::NONE || type == Lex::ABSENT);
      case Holds::Studies: {
        const bool begins_clause =
            type == Lex::ANCHOR || type == Lex::IMAGES || type == Lex::LAST || type == Lex::ONCE;
        if (is_word(type)) return !begins_clause || begins_member || before == Lex::OF || before == Lex::OR;
        return type == Lex::OF || type == Lex::OR || type == Lex::ANY || type == Lex::ALL;
      }
    }
    return true;
  }

  void lose_set(std::size_t i) {
    const std::string what = groups_.back().holds == Holds::Studies ? "list of studies" : "set";
    const std::string seen = fmt::format("found `{}` inside a {}", tokens_.word(i), what);
    sink_.report(tokens_.range(i), diag::LostBrace, seen, "the " + what)
        .label(tokens_.range(groups_.back().opened_at), fmt::format("the {} begins here", what));
    edits_.push_back({i, false});
    --lost_;
    groups_.pop_back();
  }

  void close(std::size_t i) {
    if (groups_.size() > 1) {
      just_closed_.push_back({i, groups_.back()});
      groups_.pop_back();
      return;
    }
    // An earlier one may be the extra one, but no label says so.
    sink_.report(tokens_.range(i), diag::ExtraBrace, "found `}` where no group is open; remove it")
        .fix(FixKind::Review, tokens_.range(i), "");
    edits_.push_back({i, true});
    if (extra_ > 0) --extra_;
  }

  std::string text(std::size_t i) const {
    const std::string_view word = tokens_.word(i);
    return std::string(word.substr(0, word.size() - 1));
  }

  void label(std::size_t i) {
    const std::string label = text(i);
    if (!fits_here(i, label) && !reopen(i, label)) lose(i, label);
    groups_.back().last = {i, label};
    just_closed_.clear();
  }

  bool fits_here(std::size_t i, const std::string& label) const {
    const Group& here = groups_.back();
    if (here.last.at == kNowhere) return groups_.size() > 1 && here.opened_at + 1 == i;
    return follows(label, here.last.text);
  }

  /// `b.` after the list of `a.` was closed too early: takes back the `}` that closed it.
  bool reopen(std::size_t i, const std::string& label) {
    if (extra_ == 0) return false;
    for (std::size_t k = just_closed_.size(); k-- > 0;) {
      const std::size_t closings = just_closed_.size() - k;
      const Group& closed = just_closed_[k].group;
      if (closings > extra_ || closed.last.at == kNowhere || !follows(label, closed.last.text)) continue;
      const std::size_t brace = just_closed_.back().at;
      const std::string seen = fmt::format("`{}.` goes on after `{}.`, but this `}}` closes their list; remove it", label,
                                           closed.last.text);
      sink_.report(tokens_.range(brace), diag::ExtraBrace, seen)
          .label(tokens_.range(i), fmt::format("`{}.` stands here", label))
          .fix(FixKind::Review, tokens_.range(brace), "");
      for (std::size_t j = just_closed_.size(); j-- > k;) {
        edits_.push_back({just_closed_[j].at, true});
        groups_.push_back(just_closed_[j].group);
        --extra_;
      }
      just_closed_.clear();
      return true;
    }
    return false;
  }

  /// `b.` after `ii.`: closes the lists between.
  void lose(std::size_t i, const std::string& label) {
    if (lost_ == 0) return;
    std::size_t home = enclosing(label, follows);
    const Group& here = groups_.back();
    const bool strange_here = here.last.at == kNowhere || !could_follow(label, here.last.text);
    if (home == kNowhere && strange_here) home = enclosing(label, could_follow);
    if (home == kNowhere) return;
    const std::size_t missing = groups_.size() - 1 - home;
    if (missing > lost_) return;
    const Label owner = groups_[home].last;
    std::string seen = here.last.at != kNowhere
                           ? fmt::format("`{}.` follows `{}.`", label, here.last.text)
                           : fmt::format("`{}.` stands among branches without labels", label);
    const std::string list = missing == 1 ? fmt::format("the list of `{}.`", owner.text)
                                          : fmt::format("each of the {} lists inside `{}.`", missing, owner.text);
    sink_.report(tokens_.range(i), diag::LostBrace, seen, list)
        .label(tokens_.range(groups_[home + 1].opened_at), "the list begins here");
    for (std::size_t k = 0; k < missing; ++k) edits_.push_back({i, false});
    lost_ -= missing;
    groups_.resize(home + 1);
  }

  template <class Fits>
  std::size_t enclosing(const std::string& label, Fits fits) const {
    for (std::size_t k = groups_.size() - 1; k-- > 1;) {
      if (groups_[k].last.at != kNowhere && fits(label, groups_[k].last.text)) return k;
    }
    return kNowhere;
  }

  /// No label showed where: the groups that are still open end with the declaration.
  void close_rest() {
    const std::size_t open = groups_.size() - 1;
    if (open == 0) return;
    const bool at_end = tokens_.type(end_) == antlr4::Token::EOF;
    const Range here = at_end ? tokens_.range(end_ - 1) : tokens_.range(end_);
    const std::string seen =
        at_end ? std::string("the file ends here") : fmt::format("`{}` begins a declaration", tokens_.word(end_));
    const std::string what =
        open == 1 ? std::string("a group before it") : fmt::format("each of {} groups before it", open);
    sink_.report(here, diag::LostBrace, seen, what)
        .label(tokens_.range(groups_[1].opened_at), "this `{` is still open");
    for (std::size_t k = 0; k < open; ++k) edits_.push_back({end_, false});
  }

  struct Closed {
    std::size_t at;
    Group group;
  };

  const TokenList& tokens_;
  std::size_t begin_, end_;
  Sink& sink_;
  std::size_t lost_ = 0, extra_ = 0;
  std::vector<Group> groups_;
  std::vector<Closed> just_closed_;  ///< by the `}` since the last label or `{`, innermost first
  std::vector<Edit> edits_;
};

}  // namespace

void limit_nesting(TokenList& tokens, int most, Sink& sink) {
  std::vector<CommonToken*> kept;
  int depth = 0;
  bool changed = false;
  for (std::size_t i = 0; i < tokens.tokens().size(); ++i) {
    const std::size_t type = tokens.type(i);
    if (type == antlr4::Token::EOF) depth = 0;
    if (type == Lex::RBRACE && depth > 0) --depth;
    if (depth <= most) kept.push_back(tokens.tokens()[i]);
    if (type != Lex::LBRACE) continue;
    if (depth++ != most) continue;
    sink.report(tokens.range(i), diag::NestedTooDeep, most).hint("name the inner part with `define`");
    kept.push_back(tokens.make(Lex::ALWAYS, tokens.range(i).end, tokens.range(i).end));
    changed = true;
  }
  if (changed) tokens.replace_all(std::move(kept));
}

void balance_braces(TokenList& tokens, Sink& sink) {
  std::vector<CommonToken*> out;
  std::size_t begin = 0;
  for (std::size_t i = 1; i < tokens.tokens().size(); ++i) {
    const bool last = tokens.type(i) == antlr4::Token::EOF;
    if (!last && !starts_declaration(tokens, i)) continue;
    Balancer(tokens, begin, i, sink).balance(out, tokens);
    begin = i;
    if (last) break;
  }
  out.push_back(tokens.tokens().back());
  tokens.replace_all(std::move(out));
}

}  // namespace pol::parse
