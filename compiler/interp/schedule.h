#pragma once
// Where a patient stands in a surveillance schedule (DESIGN M8), from the schedule's structure and with the
// interpreter's own calendar: independent of the conditions that the schedule is lowered to.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/interp/schedule_day.h"
#include "compiler/ir/policy.h"

namespace pol::interp {

std::string_view to_text(ScheduleStatus status);  ///< `not_started`, `too_soon` …

/// Truth of a gate, a trigger, a `whenever`, `sooner` or `images`.
using TruthOf = std::function<ir::Truth(ir::ExprId)>;

/// Over all completions: of partial and undocumented dates, of open conditions, of what the document leaves open. An
/// undocumented date may be any day up to the reference date (a planned one any day) or, where its fact may be, none.
///
/// Exact where the anchor's interval has fewer than 400 days: each is tried, with the latest study on each day on
/// which some comparison turns. Of a wider anchor the days are tried on which it turns against the reference date, and
/// of a narrower one too where all completions would be more than `kMostCompletions`.
/// Conditions count as independent, unless they are written alike.
struct ScheduleStanding {
  static constexpr std::size_t kMostCompletions = std::size_t{1} << 20U;

  ScheduleStatus status = ScheduleStatus::Unknown;
  std::vector<ScheduleStatus> possible;   ///< in declaration order; several exactly where the status is Unknown
  ir::Truth covers = ir::Truth::Unknown;  ///< whatever the study images
  ir::Truth images = ir::Truth::Unknown;  ///< the requested study is one that the schedule asks for
  std::optional<PhaseAt> by;              ///< the phase or clause that says the status, where it is always the same

  // The days between which it lies; not set where some completion has none, or where the document leaves it open.
  std::optional<ir::DayInterval> counting, earliest, latest, end;
  bool is_never_live = false;  ///< in no completion the gates of a phase that counts intervals hold
  bool is_next_certain =
      true;  ///< every completion has a next study, or none has; nothing in the document leaves it open

  std::vector<ir::FactId> open_facts;  ///< documentation that would narrow it, in declaration order
  std::vector<PhaseAt> open_phases;    ///< of which the document itself does not say how long, or how often
  bool is_perhaps_sooner = false;      ///< `sooner when` holds, and the document does not say how much sooner
  bool is_too_open = false;            ///< more is open than is tried: every status counts as possible
};

/// `patient` has been prepared.
ScheduleStanding stand(const ir::Policy& policy, const ir::Schedule& schedule, const ir::Patient& patient,
                       const TruthOf& truth_of);

/// The phases that count and the conditions of `schedule` as they surely hold: open ones count as not met, and what
/// the document leaves open as its least. For timelines.
SettledSchedule settle_surely(const ir::Policy& policy, const ir::Schedule& schedule, const TruthOf& truth_of);

}  // namespace pol::interp
