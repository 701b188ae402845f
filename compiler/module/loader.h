#pragma once
// Finds and loads a file and everything it imports.

#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"

namespace pol::module {

struct Roots {
  std::string stdlib;  ///< folder that `std.` names
};

/// Reads `path` (and its imports) into `sources`. `import std.x` is `<stdlib>/x.pol`; `import a.b` is `a/b.pol`
/// beside the first file. Each file is loaded once; imported files stand before their importers, so the file
/// asked for is the last. A file that cannot be read, is too large, is no UTF-8, or imports itself by a ring is a
/// diagnostic (for the first file: with an empty range).
std::vector<ast::File> load(const std::string& path, const Roots& roots, Sources& sources, Sink& sink);

}  // namespace pol::module
