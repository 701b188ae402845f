#pragma once
// Phases of one schedule that run on the same days, though none was written to begin where the other ends.

#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint::schedules {

struct PhaseOverlap {
  const Plan* plan = nullptr;
  PhasePlace first, second;
  std::vector<smt::Form> forms;  ///< of the section's session: both run, for a patient of the schedule
  ir::Patient patient;
};

/// One for a policy: `cx.shared<PhaseOverlaps>()`. What begins behind a phase without end is no overlap here.
class PhaseOverlaps {
 public:
  explicit PhaseOverlaps(Context& cx);
  const std::vector<PhaseOverlap>& all() const { return all_; }

 private:
  std::vector<PhaseOverlap> all_;
};

/// The finding's schedule on a time line, the patient in both phases, and the other phase.
void tell(Context& cx, Finding& finding, const PhaseOverlap& overlap);

}  // namespace pol::lint::schedules
