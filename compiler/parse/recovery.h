#pragma once
// What the parser does at a mistake: mend the tokens if a small edit makes the text fit, else say what was found and
// go on at the next label, `}` or declaration.

#include <antlr4-runtime.h>

#include "compiler/parse/tokens.h"

namespace pol::parse {

class Recovery : public antlr4::DefaultErrorStrategy {
 public:
  Recovery(TokenList& tokens, Sink& sink) : tokens_(tokens), sink_(sink) {}

  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& e) override;

 private:
  TokenList& tokens_;
  Sink& sink_;
};

}  // namespace pol::parse
