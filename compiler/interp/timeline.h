#pragma once
// A schedule on the calendar of one patient: its phases as spans of days, and the studies that are still to come.

#include <optional>
#include <vector>

#include "compiler/interp/schedule.h"

namespace pol::interp {

struct TimelinePhase {
  PhaseAt at;
  ir::Day from = 0;
  std::optional<ir::Day> to;                        ///< the first day outside; not set: no end
  bool from_is_least = false, to_is_least = false;  ///< on that day or later: the document does not say when
  ir::Truth live = ir::Truth::Yes;                  ///< of its gates, or of `whenever`
  ir::Truth triggered = ir::Truth::No;              ///< of its `or when`
};

/// A study that is still to come. The one after it is counted from `assumed`.
struct TimelineStudy {
  PhaseAt at;
  ir::Day earliest = 0;
  std::optional<ir::Day> latest;
  ir::Day assumed = 0;  ///< the first day on which it may be done from the reference date on; without a lower bound,
                        ///< the last day
};

struct Timeline {
  enum class Stop : std::uint8_t {
    Complete,    ///< no study falls due after those listed
    Cut,         ///< more would follow
    NotStated,   ///< the document does not say how long a phase runs, or how often a study is due in it
    LastIsOpen,  ///< the latest study is not documented as one day, so none is listed
  };
  static constexpr int kMost = 24;        ///< studies listed
  static constexpr int kMostEndless = 4;  ///< of them in a phase without an end

  ir::Day anchor = 0, reference = 0;
  std::optional<ir::Day> last;        ///< the latest study, also where it came before the anchor
  std::vector<TimelinePhase> phases;  ///< file order, `whenever` clauses included
  std::vector<TimelineStudy> studies;
  Stop stop = Stop::Complete;
};

/// Not set where the anchor is not one day. Phases whose gates are open count as closed for `studies`.
std::optional<Timeline> timeline(const ir::Policy& policy, const ir::Schedule& schedule, const ir::Patient& patient,
                                 const TruthOf& truth_of);

}  // namespace pol::interp
