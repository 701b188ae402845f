// `bands "Pediatric ages" of pediatric { infancy, childhood }`. Whether they do divide what they are to divide, the
// linter tells: a policy means the same without them.

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

/// Not set after a message, or where the parser told.
ir::DefineId Analysis::define_named(const ast::Name& name) {
  if (name.text.empty()) return {};
  const Symbol* symbol = find(name.text);
  if (symbol != nullptr && symbol->kind == Symbol::Kind::Define) return ir::DefineId{symbol->index};
  if (symbol != nullptr || find_criterion(name.text).is_set()) {
    sink_.report(name.range, diag::BandNeedsDefinition, name.text);
  } else {
    unknown_name(name);
  }
  return {};
}

void Analysis::read_bands() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (std::size_t i = 0; i < file.declarations.size(); ++i) {
      const auto* as = std::get_if<ast::Bands>(&file.declarations[i]);
      if (as == nullptr) continue;
      ir::Bands out;
      out.title = as->title.text;
      out.range = file.declaration_ranges[i];
      out.whole = define_named(as->whole);
      for (const ast::Name& part : as->parts) {
        const ir::DefineId id = define_named(part);
        if (!id.is_set()) continue;
        if (id == out.whole || std::find(out.parts.begin(), out.parts.end(), id) != out.parts.end()) {
          sink_.report(part.range, diag::BandTwice, part.text);
        } else {
          out.parts.push_back(id);
        }
      }
      if (out.whole.is_set() && !out.parts.empty()) policy_.bands.push_back(std::move(out));
    }
  }
}

}  // namespace pol::sema
