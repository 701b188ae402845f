#pragma once
// One text for one case, in whatever order it was written.

#include <string>
#include <string_view>

#include "compiler/cases/json.h"

namespace pol::audit {

/// JSON without blanks, the fields of an object by their names and the members of a list by their own texts, since the
/// order of neither means anything in a case. Numbers stay as they were written: `6` and `6.0` are two texts.
/// `title` and `expect` are left out, and `id` if `has_id_fact` is false: none of them says anything of the patient.
std::string canonical_text(const cases::Json& one, bool has_id_fact);

}  // namespace pol::audit
