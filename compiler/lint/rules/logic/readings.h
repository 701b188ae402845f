#pragma once
// Declared ambiguities: where they stand, and which findings hold under the chosen readings only.

#include <string>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/logic/cases.h"

namespace pol::lint::logic {

/// The ambiguities that the truth of a condition depends on, in file order; each is read as chosen.
std::vector<std::uint32_t> ambiguities_of(const ir::Policy& policy, const std::vector<ir::ExprId>& ids);

/// "`Must pain stand beside the symptoms` read as `pain_free`": readings under which the question, impossible as the
/// policy reads itself, has a patient. One ambiguity is read another way at a time.
std::vector<std::string> readings_that_allow(Context& cx, ir::ExprId near, const Question& question);

/// Says that a finding rests on readings, and makes it a note: another reading of the document makes it untrue.
void tell_readings(Finding& finding, const std::vector<std::string>& readings);

}  // namespace pol::lint::logic
