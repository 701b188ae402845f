#pragma once
// The text of a file, laid out the one way.

#include <string>

#include "compiler/ast/ast.h"

namespace pol::format {

/// `file` is what parse gave of its source, without a mistake. Words, marks and comments stay as they are and keep
/// their order; so do the author's line breaks and, one at a time, blank lines. What is between them is set anew:
/// blanks, indentation by blocks, and columns of lines that belong together. Of its own result it gives the same.
std::string format(const Sources& sources, const ast::File& file);

}  // namespace pol::format
