#include "compiler/parse/wording.h"

#include <unordered_map>

#include "compiler/parse/build_ast.h"

namespace pol::parse {
namespace {

constexpr std::size_t kLongestShown = 40;
constexpr std::size_t kMostAlternatives = 4;

bool takes(TypeSet& set, std::initializer_list<std::size_t> all_of, std::initializer_list<std::size_t> also) {
  for (const std::size_t type : all_of) {
    if (!set.test(type_index(type))) return false;
  }
  for (const std::size_t type : all_of) set.reset(type_index(type));
  for (const std::size_t type : also) set.reset(type_index(type));
  return true;
}

}  // namespace

std::string describe(const TokenList& tokens, std::size_t i) {
  if (tokens.type(i) == antlr4::Token::EOF) return "the end of the file";
  std::string word(tokens.word(i));
  if (word.size() > kLongestShown) {
    std::size_t cut = kLongestShown;
    while (cut > 0 && (static_cast<unsigned char>(word[cut]) & 0xC0U) == 0x80U) --cut;
    word = word.substr(0, cut) + "…";
  }
  return "`" + word + "`";
}

std::string spelling(std::size_t type) {
  static const Lex* const lexer = new Lex(nullptr);
  std::string literal = lexer->getVocabulary().getLiteralName(type);
  return literal.size() > 2 ? literal.substr(1, literal.size() - 2) : "";
}

std::vector<std::string> keywords(const TypeSet& expected) {
  std::vector<std::string> out;
  for (std::size_t type = Lex::POLICY; type <= Lex::CONFLICTING; ++type) {
    if (expected.test(type)) out.push_back(spelling(type));
  }
  return out;
}

std::size_t keyword_type(std::string_view word) {
  static const std::unordered_map<std::string, std::size_t>* const types = [] {
    auto* const all = new std::unordered_map<std::string, std::size_t>();
    for (std::size_t type = Lex::POLICY; type <= Lex::CONFLICTING; ++type) all->emplace(spelling(type), type);
    return all;
  }();
  const auto found = types->find(std::string(word));
  return found == types->end() ? 0 : found->second;
}

std::string describe(const TypeSet& expected) {
  TypeSet rest = expected;
  std::vector<std::string> parts;
  if (takes(rest, {Lex::CRITERIA, Lex::FACTS, Lex::DEFINE},
            {Lex::IMPORT, Lex::CITATION, Lex::DETERMINATION, Lex::VALUES, Lex::RECORD, Lex::ASSUME, Lex::CHECK,
             Lex::PROCEDURES, Lex::SITE, Lex::DETERMINE, Lex::NOTICE, Lex::REVISION, Lex::CASE, Lex::ALLOW, Lex::BANDS,
             antlr4::Token::EOF})) {
    parts.emplace_back("a declaration such as `criteria`");
  }
  if (takes(rest, {Lex::ALWAYS, Lex::AMBIGUOUS, Lex::EITHER},
            {Lex::NOT, Lex::NEVER, Lex::ANY, Lex::ALL, Lex::BOTH, Lex::ONE, Lex::NONE, Lex::AT, Lex::EXACTLY, Lex::COUNT,
             Lex::NUMBER, Lex::DATE, Lex::SCHEDULE, Lex::REGIMEN})) {
    for (std::size_t type = 1; type < kTokenTypes; ++type) {
      if (is_word(type)) rest.reset(type);
    }
    parts.emplace_back("a condition");
  }
  if (takes(rest, {Lex::MEETS, Lex::DOES_NOT_MEET},
            {Lex::NEEDS_INFORMATION, Lex::CONTRAINDICATED, Lex::REFER, Lex::NOT_APPLICABLE, Lex::CONFLICTING})) {
    parts.emplace_back("an outcome such as `meets`");
  }
  if (takes(rest, {Lex::IS, Lex::WITHIN, Lex::LE},
            {Lex::LT, Lex::GE, Lex::GT, Lex::EQ, Lex::RAN, Lex::INCLUDE, Lex::IN, Lex::HAS, Lex::APPLIES, Lex::PLUS, Lex::MINUS})) {
    parts.emplace_back("a test such as `is` or `<=`");
  }
  if (takes(rest, {Lex::EVERY, Lex::FROM, Lex::WHENEVER},
            {Lex::ANCHOR, Lex::IMAGES, Lex::LAST, Lex::SOONER, Lex::AT, Lex::IN, Lex::ONCE, Lex::AMBIGUOUS, Lex::THEN,
             Lex::LABEL})) {
    parts.emplace_back("a clause such as `every` or `whenever`");
  }
  if (takes(rest, {Lex::EVERY, Lex::FROM}, {Lex::AT, Lex::IN, Lex::ONCE, Lex::AMBIGUOUS})) {
    parts.emplace_back("a phase such as `every 6 months`");
  }
  if (takes(rest, {Lex::LE, Lex::LT}, {Lex::GE, Lex::GT, Lex::EQ})) parts.emplace_back("a comparison");
  if (takes(rest, {Lex::CITES, Lex::NOTE}, {Lex::EXCEPT, Lex::REGARDLESS})) {
    parts.emplace_back("a trailer such as `note`");
  }
  if (takes(rest, {Lex::ABSENT, Lex::EG, Lex::SHOWN}, {Lex::ASKS})) parts.emplace_back("`absent means no`, `eg` or `shown by`");
  if (rest.test(Lex::NAME)) {
    for (std::size_t type = 1; type < kTokenTypes; ++type) {
      if (is_word(type)) rest.reset(type);
    }
    parts.emplace_back("a name");
  }
  for (std::size_t type = 1; type < kTokenTypes && parts.size() < kMostAlternatives; ++type) {
    if (!rest.test(type)) continue;
    if (type == Lex::STRING) parts.emplace_back("text in quotes");
    else if (type == Lex::NUMBER) parts.emplace_back("a number");
    else if (type == Lex::DATE) parts.emplace_back("a date such as `2025-06-01`");
    else if (type == Lex::LABEL) parts.emplace_back("a label such as `a.`");
    else if (type == Lex::CITE) parts.emplace_back("a citation such as `[16]`");
    else parts.push_back("`" + spelling(type) + "`");
  }
  if (parts.empty()) return "the end of the file";
  if (parts.size() > kMostAlternatives) parts.resize(kMostAlternatives);
  std::string out = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) out += (i + 1 == parts.size() ? " or " : ", ") + parts[i];
  return out;
}

}  // namespace pol::parse
