#include "compiler/parse/recovery.h"

namespace pol::parse {

void Recovery::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& e) {
  if (inErrorRecoveryMode(parser)) return;
  beginErrorCondition(parser);
  const antlr4::Token& token = *e.getOffendingToken();
  sink_.report(tokens_.range(token), diag::UnexpectedText, fmt::format("`{}`", tokens_.word(token)), "something else");
}

}  // namespace pol::parse
