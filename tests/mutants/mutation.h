#pragma once
// A change of a policy's text that may leave a flaw, and where it stands.

#include <string>
#include <string_view>
#include <vector>

#include "compiler/pipeline/pipeline.h"

namespace pol::mutants {

struct Edit {
  Range range;  ///< of the text before it; empty: an insertion
  std::string text;
};

struct Mutation {
  std::string path;         ///< of the labelled criterion, definition, fact … it stands in
  Range owner;              ///< that one's text
  Range place;              ///< what it is about, around all edits
  std::vector<Edit> edits;  ///< of one file, in order, none touching another
  std::vector<std::string> also = {};  ///< further paths that it is about
};

/// How it is known that a mutant of this kind ought to be found. Never by what the linter says.
enum class Basis : unsigned char {
  Planted,  ///< by how it is made
  Proved    ///< where the solver finds a flaw that was not there before
};

/// The policy as compiled, before any mutation.
struct Original {
  const pipeline::Compiled& compiled;
  std::vector<const ast::File*> files;  ///< those to mutate

  const ir::Policy& policy() const { return compiled.policy; }
  std::string text(Range range) const { return std::string(compiled.sources.text(range)); }
};

using Mutations = std::vector<Mutation>;

struct Kind {
  std::string_view name;
  Basis basis;
  std::vector<int> codes;  ///< findings that it may provoke; any of them will do
  std::string_view summary;
  Mutations (*make)(const Original&);  ///< all there are, in file order
};
const std::vector<Kind>& all_kinds();

}  // namespace pol::mutants
