#include "compiler/parse/parse.h"

#include "compiler/parse/build_ast.h"
#include "compiler/parse/recovery.h"
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

Rules::FileContext* parse_with_recovery(Rules& parser, TokenList& tokens, Sink& sink) {
  tokens.seek(0);
  parser.reset();
  parser.setErrorHandler(std::make_shared<Recovery>(tokens, sink));
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(PredictionMode::LL);
  return parser.file();
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

}  // namespace

ast::File parse(const Sources& sources, std::uint32_t source, Sink& sink) {
  ast::File file;
  file.source = source;
  if (!is_readable(sources, source, sink)) return file;

  TokenList tokens(sources, source);
  lex(sources, tokens, sink);

  Rules parser(&tokens);
  parser.removeErrorListeners();
  Rules::FileContext* tree = parse_without_recovery(parser);
  if (tree == nullptr) tree = parse_with_recovery(parser, tokens, sink);
  Builder(tokens, sink, file).build(tree);
  return file;
}

}  // namespace pol::parse
