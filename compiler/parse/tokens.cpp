#include "compiler/parse/tokens.h"

namespace pol::parse {

void TokenList::add(std::unique_ptr<CommonToken> token) {
  token->setTokenIndex(tokens_.size());
  tokens_.push_back(token.get());
  owned_.push_back(std::move(token));
}

CommonToken* TokenList::make(std::size_t type, std::size_t begin, std::size_t end) {
  auto token = std::make_unique<CommonToken>(type);
  token->setStartIndex(begin);
  token->setStopIndex(end - 1);  // wraps for the empty token at 0, and `range` wraps back
  token->setTokenIndex(0);
  owned_.push_back(std::move(token));
  return owned_.back().get();
}

void TokenList::insert(std::size_t i, std::size_t type) {
  const std::size_t at = i > 0 ? range(i - 1).end : range(i).begin;
  tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(i), make(type, at, at));
}

void TokenList::erase(std::size_t begin, std::size_t end) {
  tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(begin), tokens_.begin() + static_cast<std::ptrdiff_t>(end));
}

void TokenList::split_label(std::size_t i) {
  const Range whole = range(i);
  const std::size_t cut = whole.begin + word(i).find('.') + 1;
  CommonToken* const label = make(Lex::LABEL, whole.begin, cut);
  tokens_[i]->setStartIndex(cut);
  tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(i), label);
}

void TokenList::unlabel(std::size_t i) {
  tokens_[i]->setType(Lex::NAME);
  tokens_[i]->setStopIndex(tokens_[i]->getStopIndex() - 1);
}

void TokenList::replace_all(std::vector<CommonToken*> tokens) {
  tokens_ = std::move(tokens);
  place_ = 0;
}

Range TokenList::range(const antlr4::Token& token) const {
  return {source_, static_cast<std::uint32_t>(token.getStartIndex()),
          static_cast<std::uint32_t>(token.getStopIndex() + 1)};
}

Range TokenList::range(std::size_t first, std::size_t last) const {
  return {source_, range(first).begin, range(last).end};
}

std::string_view TokenList::word(const antlr4::Token& token) const {
  const Range at = range(token);
  return std::string_view(text_).substr(at.begin, at.end - at.begin);
}

bool TokenList::starts_line(std::size_t i) const {
  if (i == 0) return true;
  const std::size_t before = range(i - 1).end;
  return std::string_view(text_).substr(before, range(i).begin - before).find('\n') != std::string_view::npos;
}

void TokenList::consume() {
  if (place_ + 1 < tokens_.size()) ++place_;
}

std::size_t TokenList::LA(ssize_t k) {
  const antlr4::Token* const token = LT(k);
  return token == nullptr ? 0 : token->getType();
}

antlr4::Token* TokenList::LT(ssize_t k) {
  if (k < 0) {
    const auto back = static_cast<std::size_t>(-k);
    return back > place_ ? nullptr : tokens_[place_ - back];
  }
  const std::size_t i = place_ + static_cast<std::size_t>(k) - 1;
  return i < tokens_.size() ? tokens_[i] : tokens_.back();
}

bool is_word(std::size_t type) {
  switch (type) {
    case Lex::NAME: case Lex::YEAR: case Lex::COUNT: case Lex::WITH: case Lex::WITHOUT: case Lex::CONTRAST:
    case Lex::LAST: case Lex::ANCHOR: case Lex::ONCE: case Lex::CHANGED: case Lex::ADDED: case Lex::REMOVED:
    case Lex::COMPANION: case Lex::SCHEDULE: case Lex::REGIMEN: case Lex::POSSIBLE: case Lex::UNSTATED:
    case Lex::REFER: case Lex::MODULE: case Lex::POLICY: case Lex::CHECK: case Lex::VALUES: case Lex::RECORD:
    case Lex::CITATION: case Lex::COVERS: case Lex::IMAGES: case Lex::EXCLUDE: case Lex::PLANNED: case Lex::SITE:
    case Lex::ASKS: case Lex::ALLOW: case Lex::BANDS:
      return true;
    default:  // token types are ANTLR's numbers, not an enumeration of ours
      return false;
  }
}

bool is_keyword(std::size_t type) { return type >= Lex::POLICY && type <= Lex::CONFLICTING; }

bool starts_declaration(const TokenList& tokens, std::size_t i) {
  const auto next = [&](std::size_t k) { return tokens.type(i + k); };
  switch (next(0)) {
    case Lex::IMPORT: return next(1) == Lex::NAME;
    case Lex::CITATION: return next(1) == Lex::CITE;
    case Lex::DETERMINATION: return is_word(next(1));
    case Lex::VALUES: return is_word(next(1)) && next(2) == Lex::STRING;
    case Lex::FACTS: return next(1) == Lex::LBRACE;
    case Lex::RECORD: return is_word(next(1)) && next(2) == Lex::COLON;
    case Lex::DEFINE: return true;
    case Lex::BANDS: return next(1) == Lex::STRING && next(2) == Lex::OF;
    case Lex::ASSUME: return next(1) == Lex::STRING;
    case Lex::CHECK: return next(1) == Lex::STRING && next(2) == Lex::COLON;
    case Lex::PROCEDURES: return is_word(next(1));
    case Lex::SITE: return is_word(next(1)) && next(2) == Lex::LBRACE;
    case Lex::CRITERIA: return true;
    case Lex::DETERMINE: return true;
    case Lex::NOTICE: return is_word(next(1));
    case Lex::REVISION: return next(1) == Lex::DATE;
    case Lex::CASE: return next(1) == Lex::STRING;
    case Lex::ALLOW: return (is_word(next(1)) || next(1) == Lex::NUMBER) && next(2) == Lex::AT;
    default: return false;
  }
}

}  // namespace pol::parse
