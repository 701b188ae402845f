// Documentation that was enough for approval and no longer is.

#include "compiler/diff/comparing.h"

namespace pol::diff {

void Comparing::find_pended() {}

}  // namespace pol::diff
