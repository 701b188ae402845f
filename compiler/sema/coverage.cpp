// References to LCDs and NCDs, and whether they apply.

#include "compiler/sema/analysis.h"

namespace pol::sema {

ir::ExprId Analysis::lower_applies(const ast::Applies& applies, Range range) {
  unknown_name(applies.subject.primary.name);
  return broken(range);
}

}  // namespace pol::sema
