#include "compiler/parse/build_ast.h"

namespace pol::parse {

using antlr4::tree::TerminalNode;

namespace {

constexpr std::string_view kCurlyQuote = "\xE2\x80\x9C";

/// The string between its quotes. A string that was never closed has only the first one.
std::string unquote(std::string_view written) {
  if (written.substr(0, kCurlyQuote.size()) == kCurlyQuote) {
    return std::string(written.substr(kCurlyQuote.size(), written.size() - 2 * kCurlyQuote.size()));
  }
  std::string out;
  for (std::size_t i = 1; i < written.size() && written[i] != '"'; ++i) {
    if (written[i] == '\\' && i + 1 < written.size()) ++i;
    out += written[i];
  }
  return out;
}

}  // namespace

void Builder::build(Rules::FileContext* tree) {
  if (Rules::HeaderContext* const header = tree->header()) {
    file_.is_policy = header->MODULE() == nullptr;
    file_.name = name(header->word());
    file_.title = text(header->STRING());
    file_.metadata = pairs(header->pair());
  }
  for (Rules::DeclarationContext* const declaration : tree->declaration()) declare(declaration);
}

Range Builder::range(const antlr4::ParserRuleContext* tree) const {
  if (tree == nullptr || tree->start == nullptr) return {tokens_.source(), 0, 0};
  const Range first = tokens_.range(*tree->start);
  if (tree->stop == nullptr) return {first.source, first.begin, first.begin};
  return {first.source, first.begin, std::max(first.begin, tokens_.range(*tree->stop).end)};
}

ast::Name Builder::name(const antlr4::ParserRuleContext* word) const {
  if (word == nullptr || word->exception != nullptr || word->start == nullptr) return {"", range(word)};
  return {std::string(tokens_.word(*word->start)), tokens_.range(*word->start)};
}

ast::Name Builder::name(TerminalNode* token) const {
  if (token == nullptr) return {"", {tokens_.source(), 0, 0}};
  const antlr4::Token& symbol = *token->getSymbol();
  std::string_view word = tokens_.word(symbol);
  if (symbol.getType() == Lex::CITE && word.size() > 2) word = word.substr(1, word.size() - 2);
  if (symbol.getType() == Lex::LABEL && !word.empty()) word.remove_suffix(1);
  return {std::string(word), tokens_.range(symbol)};
}

ast::Text Builder::text(TerminalNode* string) const {
  if (string == nullptr) return {"", {tokens_.source(), 0, 0}};
  return {unquote(tokens_.word(*string->getSymbol())), tokens_.range(*string->getSymbol())};
}

std::optional<ast::Text> Builder::optional_text(TerminalNode* string) const {
  if (string == nullptr) return std::nullopt;
  return text(string);
}

std::vector<ast::Text> Builder::texts(const std::vector<TerminalNode*>& strings, std::size_t from) const {
  std::vector<ast::Text> out;
  for (std::size_t i = from; i < strings.size(); ++i) out.push_back(text(strings[i]));
  return out;
}

std::vector<ast::Name> Builder::names(const std::vector<Rules::WordContext*>& words) const {
  std::vector<ast::Name> out;
  for (const Rules::WordContext* const word : words) out.push_back(name(word));
  return out;
}

ast::Date Builder::date(TerminalNode* token) const {
  if (token == nullptr) return {"", {tokens_.source(), 0, 0}};
  return {std::string(tokens_.word(*token->getSymbol())), tokens_.range(*token->getSymbol())};
}

ast::Quantity Builder::number(TerminalNode* token) const {
  if (token == nullptr) return {"0", std::nullopt, {tokens_.source(), 0, 0}};
  return {std::string(tokens_.word(*token->getSymbol())), std::nullopt, tokens_.range(*token->getSymbol())};
}

ast::Quantity Builder::quantity(Rules::QuantityContext* tree) const {
  if (tree == nullptr) return number(nullptr);
  ast::Quantity out = number(tree->NUMBER());
  if (tree->unit() != nullptr) out.unit = name(tree->unit());
  out.range = range(tree);
  return out;
}

ast::Member Builder::member(Rules::MemberContext* tree) const {
  if (tree == nullptr) return {};
  if (TerminalNode* const string = tree->STRING()) {
    ast::Text quoted = text(string);
    return {ast::Member::Kind::Quoted, std::move(quoted.text), quoted.range};
  }
  if (tree->NONE() != nullptr) return {ast::Member::Kind::None, "none", range(tree)};
  ast::Name named = name(tree);
  return {ast::Member::Kind::Name, std::move(named.text), named.range};
}

ast::Set Builder::set(Rules::SetContext* tree) const {
  ast::Set out;
  out.range = range(tree);
  if (tree == nullptr) return out;
  for (Rules::MemberContext* const each : tree->member()) {
    if (each->exception == nullptr) out.members.push_back(member(each));
  }
  return out;
}

ast::Value Builder::value(Rules::ValueContext* tree) const {
  if (tree == nullptr) return ast::Name{"", {tokens_.source(), 0, 0}};
  if (tree->STRING() != nullptr) return text(tree->STRING());
  if (tree->DATE() != nullptr) return date(tree->DATE());
  if (tree->quantity() != nullptr) return quantity(tree->quantity());
  if (tree->set() != nullptr) return set(tree->set());
  return name(tree->word());
}

std::vector<ast::Pair> Builder::pairs(const std::vector<Rules::PairContext*>& trees) const {
  std::vector<ast::Pair> out;
  for (Rules::PairContext* const tree : trees) {
    if (tree->exception == nullptr && tree->value() != nullptr && tree->value()->exception == nullptr) {
      out.push_back({name(tree->word()), value(tree->value())});
    }
  }
  return out;
}

ast::Study Builder::study(Rules::StudyContext* tree) const {
  ast::Study out;
  out.range = range(tree);
  if (tree == nullptr) return out;
  bool after_of = false;
  for (antlr4::tree::ParseTree* const child : tree->children) {
    if (const auto* const word = dynamic_cast<Rules::WordContext*>(child)) {
      (after_of ? out.regions : out.modalities).push_back(name(word));
    } else if (auto* const mark = dynamic_cast<TerminalNode*>(child)) {
      after_of = after_of || mark->getSymbol()->getType() == Lex::OF;
    }
  }
  if (Rules::ContrastContext* const contrast = tree->contrast()) {
    out.contrast = contrast->WITH() == nullptr      ? ast::Study::Contrast::Without
                   : contrast->WITHOUT() == nullptr ? ast::Study::Contrast::With
                                                    : ast::Study::Contrast::Either;
  }
  return out;
}

}  // namespace pol::parse
