#pragma once
// Schedules in words, for people.

#include <optional>
#include <string>

#include "compiler/interp/schedule.h"

namespace pol::interp {

/// `6 months`, `2 years`, `3 weeks`; `the anchor` for nothing.
std::string offset_words(ir::Offset offset);

/// How often a phase asks for a study: `every 6 to 12 months`, `once`, `when symptoms`.
std::string rate_words(const ir::Phase& phase);

/// The condition as written, on one line.
std::string written(const ir::Policy& policy, const Sources& sources, ir::ExprId id);
/// The phase or clause as written, on one line, its label before it.
std::string written(const Sources& sources, const ir::Schedule& schedule, PhaseAt at);

/// `2025-06-01`, or `2025-06-01 to 2025-06-30` where it is not settled which day.
std::string days_words(ir::DayInterval days);

/// The phase that asks for one study and has it: the latest study lies in it. The last of several.
std::optional<PhaseAt> once_done(const ir::Schedule& schedule, const ir::Patient& patient);

/// Why the schedule stands as it does: one sentence, lower case, no full stop.
std::string explain(const ir::Policy& policy, const Sources& sources, const ir::Schedule& schedule,
                    const ir::Patient& patient, const ScheduleStanding& standing);

}  // namespace pol::interp
