#pragma once
// What the parser does at a mistake: mend the tokens if a small edit makes the text fit, else say what was found and
// go on at the next label, `}` or declaration.

#include <antlr4-runtime.h>

#include "compiler/parse/lookahead.h"
#include "compiler/parse/tokens.h"

namespace pol::parse {

class Recovery : public antlr4::DefaultErrorStrategy {
 public:
  Recovery(TokenList& tokens, const antlr4::atn::ATN& atn, Sink& sink)
      : tokens_(tokens), sink_(sink), look_(atn) {}

  void sync(antlr4::Parser* parser) override;
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& e) override;
  void recover(antlr4::Parser* parser, std::exception_ptr e) override;

  /// Groups that were passed over; what is in them has not been read.
  const std::vector<std::pair<std::size_t, std::size_t>>& skipped_groups() const { return skipped_groups_; }

 private:
  /// Where the parser stands in the grammar and in the text.
  struct Spot {
    std::size_t state;
    antlr4::RuleContext* context;
    std::size_t at;                   ///< place of the token that does not fit
    std::vector<std::size_t> prefix;  ///< types of the tokens before it that are not consumed yet
  };

  Spot spot(antlr4::Parser* parser);
  bool would_fit(const Spot& spot, std::initializer_list<std::size_t> types);
  bool fits(antlr4::Parser* parser);

  /// Tries each small edit at the token that does not fit; reports the one that is made.
  bool mend(const Spot& spot);
  bool mend_keyword(const Spot& spot);
  bool mend_branches(const Spot& spot);
  bool mend_missing_mark(const Spot& spot);
  bool mend_reserved_word(const Spot& spot);
  bool mend_stray(const Spot& spot);
  void report_missing_title(const Spot& spot);

  void report_unexpected(const Spot& spot);
  void skip(antlr4::Parser* parser);
  void skip_rest_of_group();
  /// After very many mistakes the rest is not read.
  bool gave_up();

  TokenList& tokens_;
  Sink& sink_;
  Lookahead look_;
  std::vector<std::pair<std::size_t, std::size_t>> skipped_groups_;
};

}  // namespace pol::parse
