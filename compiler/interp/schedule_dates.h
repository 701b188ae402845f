#pragma once
// The days on which open dates of a schedule are tried.

#include <optional>
#include <vector>

#include "compiler/interp/schedule_day.h"
#include "compiler/ir/policy.h"

namespace pol::interp {

/// One anchor and the latest studies to be tried with it.
struct DatesToTry {
  std::optional<ir::Day> anchor;
  std::vector<std::optional<ir::Day>> lasts;
};

/// The dates to be tried. What a status rests on are comparisons of `anchor + n`, `last + n`, the reference date and
/// the places of the phases, so between two neighbouring days on which one of them turns nothing changes.
/// Keeps references to all arguments but the patient.
class ScheduleDates {
 public:
  /// An anchor with fewer days than this is tried on each of them.
  static constexpr ir::Day kEveryAnchor = 400;
  static constexpr ir::Day kEveryLast = 62;

  ScheduleDates(const ir::Policy& policy, const ir::Schedule& schedule, const ir::Patient& patient,
                const SettledSchedule& settled);

  ir::Day reference() const { return reference_; }
  bool is_anchor_open() const { return !anchor_.is_one(); }
  bool is_last_open() const { return schedule_.last.is_set() && !last_.is_one(); }
  /// `sparing`: only days on which something turns, of each date.
  std::vector<DatesToTry> all(bool sparing) const;

 private:
  struct Domain {
    bool may_be_day = false, may_be_none = true;
    ir::Day low = 0, high = 0;
    bool is_one() const { return may_be_day != may_be_none && (!may_be_day || low == high); }
  };
  Domain domain(ir::FactId fact, const ir::Patient& patient) const;
  static std::vector<ir::Day> within(std::vector<ir::Day> days, const Domain& domain);
  static std::vector<ir::Day> every_day(const Domain& domain);
  std::vector<ir::Day> anchors(bool sparing) const;
  std::vector<std::optional<ir::Day>> lasts(ir::Day anchor, bool sparing) const;

  const ir::Policy& policy_;
  const ir::Schedule& schedule_;
  const SettledSchedule& settled_;
  ir::Day reference_ = 0;
  Domain anchor_, last_;
  std::vector<ir::Offset> intervals_;
};

}  // namespace pol::interp
