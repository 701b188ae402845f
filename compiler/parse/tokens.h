#pragma once
// The tokens of one file, as a list that later steps may mend before and while ANTLR reads it.

#include <grammar/PolLexer.h>
#include <antlr4-runtime.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"

namespace pol::parse {

using antlr4::CommonToken;
using Lex = generated::PolLexer;

/// Owns its tokens; a place in it is an index. The last token is EOF. Token offsets are byte offsets.
class TokenList : public antlr4::TokenStream {
 public:
  TokenList(const Sources& sources, std::uint32_t source) : text_(sources.text(source)), source_(source) {}

  void add(std::unique_ptr<CommonToken> token);
  /// Puts a token that is not in the text before place `i`.
  void insert(std::size_t i, std::size_t type);
  void erase(std::size_t begin, std::size_t end);
  void retype(std::size_t i, std::size_t type) { tokens_[i]->setType(type); }
  /// Cuts `B.fever` after its first dot.
  void split_label(std::size_t i);
  /// Makes a name of a label.
  void unlabel(std::size_t i);
  /// Takes over a mended order of its own tokens (and of tokens made by `make`).
  void replace_all(std::vector<CommonToken*> tokens);
  void append_end() { tokens_.push_back(make(antlr4::Token::EOF, text_.size(), text_.size())); }
  CommonToken* make(std::size_t type, std::size_t begin, std::size_t end);

  const std::vector<CommonToken*>& tokens() const { return tokens_; }
  std::size_t type(std::size_t i) const { return i < tokens_.size() ? tokens_[i]->getType() : antlr4::Token::EOF; }
  std::string_view word(std::size_t i) const { return i < tokens_.size() ? word(*tokens_[i]) : std::string_view(); }
  std::string_view word(const antlr4::Token& token) const;
  std::string_view text(Range range) const { return std::string_view(text_).substr(range.begin, range.end - range.begin); }
  Range range(std::size_t i) const { return range(*tokens_[i]); }
  Range range(const antlr4::Token& token) const;
  Range range(std::size_t first, std::size_t last) const;
  bool starts_line(std::size_t i) const;
  std::uint32_t source() const { return source_; }

  // What ANTLR asks of a stream.
  void consume() override;
  std::size_t LA(ssize_t k) override;
  antlr4::Token* LT(ssize_t k) override;
  antlr4::Token* get(std::size_t i) const override { return tokens_[i]; }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return place_; }
  void seek(std::size_t i) override { place_ = i; }
  std::size_t size() override { return tokens_.size(); }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  const std::string& text_;
  std::uint32_t source_;
  std::vector<std::unique_ptr<CommonToken>> owned_;
  std::vector<CommonToken*> tokens_;
  std::size_t place_ = 0;
};

/// Offset of the first byte that is not UTF-8, or npos.
std::size_t first_broken_utf8(std::string_view text);

/// Reads all tokens. Characters without a meaning and unclosed strings are reported, then dropped or closed.
void lex(const Sources& sources, TokenList& tokens, Sink& sink);

/// Does a declaration begin at place `i`? Tells soft words such as `check` by what follows them.
bool starts_declaration(const TokenList& tokens, std::size_t i);

/// Is the token a name to the parser's rule `word`?
bool is_word(std::size_t type);

/// Is the token a word of the language (and no name of the author's)?
bool is_keyword(std::size_t type);

}  // namespace pol::parse
