#pragma once
// A patient as `cases/` reads it, for the runtime.

#include <string>

#include "compiler/ir/patient.h"
#include "compiler/ir/policy.h"
#include "pol/runtime.h"

namespace pol::ingest {

struct Documented {
  std::string error;          ///< "" when everything was documented; else which fact cannot be, and why
  bool is_in_conflict = false;  ///< some fact is documented twice, in different ways: it counts as not documented
};

/// Documents in `one` what `patient` does. Both have the facts of `policy`, in its order.
Documented document(const ir::Policy& policy, const ir::Patient& patient, pol_case* one);

}  // namespace pol::ingest
