#pragma once
// DESIGN M8 where nothing is open: every date is one day (or there is none) and every condition holds or does not.

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/ir/civil.h"
#include "compiler/ir/schedule.h"
#include "compiler/ir/types.h"

namespace pol::interp {

enum class ScheduleStatus : std::uint8_t { NotStarted, TooSoon, Due, Overdue, SymptomDriven, Ended, Unknown };

/// A phase of a schedule: `clauses[clause].phases[phase]`; of a `whenever` clause the phase is 0.
struct PhaseAt {
  std::uint32_t clause = 0, phase = 0;
  friend bool operator==(const PhaseAt&, const PhaseAt&) = default;
};

/// `anchor + offset`: months, clamped to the month's end, then days.
ir::Day add_offset(ir::Day anchor, ir::Offset offset);

/// What the document leaves open of one phase, taken one way.
struct OpenBounds {
  enum class End : std::uint8_t { AtLeast, Today, Later } end = End::AtLeast;  ///< of a phase with `to_is_least`
  enum class Interval : std::uint8_t { Nothing, Elapsed, NotYet } interval = Interval::Nothing;  ///< of Rate::Unstated
};

/// One phase with all that is open settled.
struct SettledPhase {
  PhaseAt at;
  const ir::Phase* as = nullptr;
  bool gates = false;     ///< all of them hold
  bool triggers = false;  ///< one of them holds
  bool excepted = false;  ///< an `except` of its clause applies: it asks for nothing, though the schedule runs on
  OpenBounds open;
};
struct SettledWhenever {
  PhaseAt at;
  std::optional<ir::Offset> until;
  bool holds = false;
};
/// A schedule with all that is open settled, in file order.
struct SettledSchedule {
  std::vector<SettledPhase> phases;
  std::vector<SettledWhenever> whenevers;
  bool sooner = false;
};

/// A phase on the calendar: `[from, to)`.
struct PhaseDays {
  ir::Day from = 0;
  std::optional<ir::Day> to;
};
/// Where the phases lie for `anchor`, parallel to `schedule.phases`.
std::vector<PhaseDays> place_phases(const SettledSchedule& schedule, ir::Day anchor, ir::Day reference);

/// The next study.
struct NextStudy {
  PhaseAt at;
  ir::Day earliest = 0;
  std::optional<ir::Day> latest;
};
/// The first one that falls due in a live phase; not set when none does any more.
std::optional<NextStudy> next_study(const SettledSchedule& schedule, ir::Day anchor, std::optional<ir::Day> last,
                                    ir::Day reference);

struct DayFinding {
  ScheduleStatus status = ScheduleStatus::NotStarted;  ///< never Unknown
  ir::Truth covers = ir::Truth::No;                    ///< unknown only by `sooner when`; whatever the study images
  std::optional<PhaseAt> by;                           ///< says the status, where one phase does
  std::optional<NextStudy> next;
  std::optional<ir::Day> counting;  ///< not set without an anchor
  bool is_live = false;             ///< the gates of some phase that counts intervals hold
  std::optional<ir::Day> end;       ///< of the last live phase that counts intervals; not set where it has none
};
/// Where the patient stands on `reference`. `anchor`, `last`: not set when there is none. `days`: of `place_phases`,
/// empty without an anchor.
DayFinding find_on_day(const SettledSchedule& schedule, const std::vector<PhaseDays>& days, ir::Day reference,
                       std::optional<ir::Day> anchor, std::optional<ir::Day> last);

}  // namespace pol::interp
