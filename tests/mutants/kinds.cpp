#include "tests/mutants/make.h"

namespace pol::mutants {

const std::vector<Kind>& all_kinds() {
  static const std::vector<Kind> kinds = {
#define POL_KIND(kind, basis, summary, ...) {#kind, Basis::basis, {__VA_ARGS__}, summary, &kind},
#include "tests/mutants/kinds.def"
  };
  return kinds;
}

}  // namespace pol::mutants
