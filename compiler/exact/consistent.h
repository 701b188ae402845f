#pragma once
// Preparation with exact consistency (DESIGN M4): what Kleene's truth cannot see not to fit is withdrawn as well.

#include "compiler/exact/search.h"
#include "compiler/interp/prepare.h"

namespace pol::exact {

/// interp::prepare; then, of each cluster in which something is documented and that has no completion, the defaults
/// are dropped, and where that does not mend it, its documented facts are withdrawn and reported. A cluster that the
/// limit leaves undecided stands.
Result<interp::Prepared> prepare(const ir::Policy& policy, const ir::Patient& documented, Limits limits = {});

}  // namespace pol::exact
