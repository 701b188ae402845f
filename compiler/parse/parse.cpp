#include "compiler/parse/parse.h"

#include "compiler/parse/braces.h"
#include "compiler/parse/build_ast.h"
#include "compiler/parse/recovery.h"
#include "compiler/parse/slips.h"
#include "compiler/parse/tokens.h"

namespace pol::parse {
namespace {

using antlr4::atn::PredictionMode;

/// SLL prediction, no recovery: right for nearly every file, and much the fastest. Null if the file has a mistake.
Rules::FileContext* parse_without_recovery(Rules& parser) {
  parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(PredictionMode::SLL);
  try {
    return parser.file();
  } catch (const antlr4::ParseCancellationException&) {
    return nullptr;
  }
}

void mend_tokens(TokenList& tokens, Sink& sink) {
  mend_misspelled_openings(tokens, sink);
  mend_missing_openings(tokens, sink);
  mend_glued_labels(tokens, sink);
  balance_braces(tokens, sink);
  mend_joining_or(tokens, sink);
  mend_until_year(tokens, sink);
  mend_missing_because(tokens, sink);
}

/// Reads what recovery passed over, so that mistakes inside are found too. What it builds is not used.
void check_skipped_groups(const TokenList& tokens, std::vector<std::pair<std::size_t, std::size_t>> groups,
                          const Sources& sources, Sink& sink) {
  for (std::size_t k = 0; k < groups.size(); ++k) {
    const auto [open, close] = groups[k];
    if (tokens.type(open + 1) != Lex::LABEL) continue;
    TokenList inner(sources, tokens.source());
    inner.replace_all({tokens.tokens().begin() + static_cast<std::ptrdiff_t>(open) + 1,
                       tokens.tokens().begin() + static_cast<std::ptrdiff_t>(close)});
    inner.append_end();
    Rules parser(&inner);
    parser.removeErrorListeners();
    parser.setErrorHandler(std::make_shared<Recovery>(inner, parser.getATN(), sink));
    parser.branches();
  }
}

Rules::FileContext* parse_with_recovery(Rules& parser, TokenList& tokens, const Sources& sources, Sink& sink) {
  mend_tokens(tokens, sink);
  tokens.seek(0);
  parser.reset();
  const auto recovery = std::make_shared<Recovery>(tokens, parser.getATN(), sink);
  parser.setErrorHandler(recovery);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(PredictionMode::LL);
  Rules::FileContext* const tree = parser.file();
  check_skipped_groups(tokens, recovery->skipped_groups(), sources, sink);
  return tree;
}

bool is_readable(const Sources& sources, std::uint32_t source, Sink& sink) {
  const std::string& text = sources.text(source);
  if (text.size() > kMaxFileBytes) {
    sink.report({source, 0, 0}, diag::FileTooLarge, text.size(), kMaxFileBytes);
    return false;
  }
  const std::size_t broken = first_broken_utf8(text);
  if (broken == std::string_view::npos) return true;
  const auto at = static_cast<std::uint32_t>(broken);
  sink.report({source, at, at + 1}, diag::BrokenUtf8, static_cast<unsigned char>(text[broken]), broken);
  return false;
}

/// Where the text begins, blanks and comment lines left out.
std::size_t first_of_text(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::size_t at = text.find_first_not_of(kBlanks);
  while (at != std::string_view::npos && text.substr(at).starts_with("//")) {
    at = text.find('\n', at);
    if (at != std::string_view::npos) at = text.find_first_not_of(kBlanks, at);
  }
  return at;
}

/// A case where a policy is due is one mistake, and not one at each of its quotes.
bool is_json(const Sources& sources, std::uint32_t source, Sink& sink) {
  const std::string_view text = sources.text(source);
  const std::size_t at = first_of_text(text);
  if (at == std::string_view::npos || (text[at] != '{' && text[at] != '[')) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
  if (next == std::string_view::npos) return false;
  const std::string_view fits = text[at] == '{' ? "\"}" : "{[\"]-0123456789";
  if (fits.find(text[next]) == std::string_view::npos) return false;
  const auto place = static_cast<std::uint32_t>(at);
  sink.report({source, place, place + 1}, diag::MissingHeader, "JSON")
      .hint("a case in JSON stands behind its policy: `polc eval POLICY CASE`");
  return true;
}

}  // namespace

ast::File parse(const Sources& sources, std::uint32_t source, Sink& sink) {
  ast::File file;
  file.source = source;
  if (!is_readable(sources, source, sink) || is_json(sources, source, sink)) return file;

  TokenList tokens(sources, source);
  lex(sources, tokens, sink);
  limit_nesting(tokens, kMaxNesting, sink);

  Rules parser(&tokens);
  parser.removeErrorListeners();
  Rules::FileContext* tree = parse_without_recovery(parser);
  if (tree == nullptr) tree = parse_with_recovery(parser, tokens, sources, sink);
  Builder(tokens, sink, file).build(tree);
  return file;
}

std::vector<Range> tokens_of(const Sources& sources, std::uint32_t source) {
  TokenList tokens(sources, source);
  Sink nobody;
  lex(sources, tokens, nobody);
  std::vector<Range> out;
  for (std::size_t i = 0; tokens.type(i) != antlr4::Token::EOF; ++i) out.push_back(tokens.range(i));
  return out;
}

}  // namespace pol::parse
