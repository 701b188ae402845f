#pragma once
// Text to AST. The only folder that sees ANTLR or generated code.

#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/support/limits.h"

namespace pol::parse {

/// Beyond these a file is refused with a diagnostic, before ANTLR sees it.
inline constexpr std::size_t kMaxFileBytes = limits::kFileBytes;
inline constexpr int kMaxNesting = static_cast<int>(limits::kNesting);

/// Parses one source. Reports every mistake once to `sink` and returns what could be read;
/// a condition that could not is `ast::Broken`. Never throws.
ast::File parse(const Sources& sources, std::uint32_t source, Sink& sink);

/// Where its words and marks stand, in order: everything but blanks and comments. For a source that has no mistakes.
std::vector<Range> tokens_of(const Sources& sources, std::uint32_t source);

}  // namespace pol::parse
