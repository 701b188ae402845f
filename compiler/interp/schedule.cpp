#include "compiler/interp/schedule.h"

#include <algorithm>
#include <map>
#include <string>

#include "compiler/interp/schedule_dates.h"

namespace pol::interp {

using ir::Day;
using ir::ExprId;
using ir::FactState;
using ir::Truth;

std::string_view to_text(ScheduleStatus status) {
  switch (status) {
    case ScheduleStatus::NotStarted:
      return "not_started";
    case ScheduleStatus::TooSoon:
      return "too_soon";
    case ScheduleStatus::Due:
      return "due";
    case ScheduleStatus::Overdue:
      return "overdue";
    case ScheduleStatus::SymptomDriven:
      return "symptom_driven";
    case ScheduleStatus::Ended:
      return "ended";
    case ScheduleStatus::Unknown:
      return "unknown";
  }
  return "";
}

namespace {

constexpr std::size_t kMostSettlings = 4096;
constexpr unsigned kStatuses = 7;

using MaybeDay = std::optional<Day>;

/// The conditions of a schedule: those that are open, numbered, and which of them each one rests on.
class Conditions {
 public:
  Conditions(const ir::Policy& policy, const TruthOf& truth_of) : policy_(policy), truth_of_(truth_of) {}

  /// Whether `id` holds when the open condition number i is bit i of `open`. Numbers `id` if it is new.
  bool holds(ExprId id, std::size_t open) {
    const auto [at, is_new] = known_.try_emplace(id.index);
    if (is_new) at->second = look(id);
    const Known& known = at->second;
    return known.variable ? ((open >> *known.variable & 1U) != 0) != known.negated : known.holds;
  }
  /// A condition of each number.
  const std::vector<ExprId>& open() const { return open_; }

 private:
  struct Known {
    std::optional<std::size_t> variable;
    bool negated = false;
    bool holds = false;
  };
  Known look(ExprId id) {
    Known known;
    const auto* negation = std::get_if<ir::Not>(&policy_.exprs[id]);
    for (; negation != nullptr; negation = std::get_if<ir::Not>(&policy_.exprs[id])) {
      id = negation->operand;
      known.negated = !known.negated;
    }
    const Truth truth = truth_of_(id);
    known.holds = (truth == Truth::Yes) != known.negated;
    if (truth != Truth::Unknown) return known;
    const auto [at, is_new] = variables_.try_emplace(ir::print(policy_, id), open_.size());
    if (is_new) open_.push_back(id);
    known.variable = at->second;
    return known;
  }

  const ir::Policy& policy_;
  const TruthOf& truth_of_;
  std::map<std::uint32_t, Known> known_;
  std::map<std::string, std::size_t> variables_;
  std::vector<ExprId> open_;
};

SettledSchedule settle(const ir::Policy& policy, const ir::Schedule& schedule,
                       const std::function<bool(ExprId)>& holds) {
  SettledSchedule out;
  for (std::uint32_t i = 0; i < schedule.clauses.size(); ++i) {
    const ir::ScheduleClause& clause = schedule.clauses[i];
    bool excepted = false;
    if (clause.criterion.is_set()) {
      for (const ir::Except& except : policy.criteria[clause.criterion].excepts) {
        excepted = holds(except.when) || excepted;
      }
    }
    if (clause.kind == ir::ScheduleClause::Kind::Whenever) {
      out.whenevers.push_back({{i, 0}, clause.until, holds(clause.whenever) && !excepted});
    }
    for (std::uint32_t j = 0; j < clause.phases.size(); ++j) {
      const ir::Phase& phase = clause.phases[j];
      SettledPhase settled{{i, j}, &phase, true, false, excepted, {}};
      for (const ExprId gate : phase.gates) settled.gates = holds(gate) && settled.gates;
      for (const ExprId trigger : phase.triggers) settled.triggers = holds(trigger) || settled.triggers;
      out.phases.push_back(settled);
    }
  }
  for (const ExprId sooner : schedule.sooner) out.sooner = holds(sooner) || out.sooner;
  return out;
}

/// The ways to take what the document leaves open: for each such phase one of three.
class Openings {
 public:
  explicit Openings(const SettledSchedule& schedule) {
    for (std::size_t i = 0; i < schedule.phases.size(); ++i) {
      const ir::Phase& phase = *schedule.phases[i].as;
      if (phase.to_is_least) add(i, true);
      if (phase.rate == ir::Phase::Rate::Unstated) add(i, false);
    }
  }
  std::size_t ways() const { return ways_; }
  std::size_t count() const { return places_.size(); }
  std::size_t phase(std::size_t opening) const { return places_[opening].phase; }
  /// How opening number `opening` is taken in `way`: 0, 1 or 2.
  std::size_t choice(std::size_t way, std::size_t opening) const { return way / places_[opening].step % 3; }
  std::size_t step(std::size_t opening) const { return places_[opening].step; }

  void apply(std::size_t way, SettledSchedule& schedule) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      OpenBounds& open = schedule.phases[places_[i].phase].open;
      const auto taken = static_cast<std::uint8_t>(choice(way, i));
      if (places_[i].is_end) {
        open.end = static_cast<OpenBounds::End>(taken);
      } else {
        open.interval = static_cast<OpenBounds::Interval>(taken);
      }
    }
  }

 private:
  void add(std::size_t phase, bool is_end) {
    if (ways_ > kMostSettlings) return;
    places_.push_back({phase, ways_, is_end});
    ways_ *= 3;
  }
  struct Opening {
    std::size_t phase = 0, step = 1;
    bool is_end = false;
  };
  std::vector<Opening> places_;
  std::size_t ways_ = 1;
};

/// Days seen in all completions.
struct SeenDays {
  bool missing = false;
  std::optional<ir::DayInterval> seen;
  void add(MaybeDay day) {
    if (!day) {
      missing = true;
    } else if (!seen) {
      seen = ir::DayInterval{*day, *day};
    } else {
      seen = ir::DayInterval{std::min(seen->low, *day), std::max(seen->high, *day)};
    }
  }
  std::optional<ir::DayInterval> always() const { return missing ? std::nullopt : seen; }
};

/// What the completions come to.
class Completions {
 public:
  void add(const DayFinding& found) {
    statuses |= 1U << static_cast<unsigned>(found.status);
    truths |= 1U << static_cast<unsigned>(found.covers);
    if (found.covers == Truth::Unknown) {
      statuses |= 1U << static_cast<unsigned>(ScheduleStatus::Due);
      is_perhaps_sooner = true;
    }
    is_ever_live = is_ever_live || found.is_live;
    if (!has_by) by = found.by;
    if (by != found.by) by.reset();
    has_by = true;
    counting.add(found.counting);
    earliest.add(found.next ? MaybeDay(found.next->earliest) : MaybeDay());
    latest.add(found.next ? found.next->latest : MaybeDay());
    end.add(found.end);
  }
  /// Of one finding: what must not differ.
  static unsigned code(const DayFinding& found) {
    return static_cast<unsigned>(found.status) * 3 + static_cast<unsigned>(found.covers);
  }
  static_assert(kStatuses * 3 <= 32, "codes are bits of a word");

  unsigned statuses = 0, truths = 0;
  bool is_perhaps_sooner = false, has_by = false, is_ever_live = false;
  std::optional<PhaseAt> by;
  SeenDays counting, earliest, latest, end;
};

/// The findings of one settling, over all dates.
struct Settled {
  std::uint64_t signature = 0xCBF29CE484222325U;
  bool anchor_matters = false, last_matters = false;
};

Settled try_dates(const SettledSchedule& schedule, Day reference, const std::vector<DatesToTry>& dates,
                  Completions& completions) {
  Settled out;
  std::uint32_t first_codes = 0;
  for (const DatesToTry& each : dates) {
    std::uint32_t codes = 0;
    std::vector<PhaseDays> days;
    if (each.anchor) days = place_phases(schedule, *each.anchor, reference);
    for (const MaybeDay last : each.lasts) {
      const DayFinding found = find_on_day(schedule, days, reference, each.anchor, last);
      completions.add(found);
      const unsigned code = Completions::code(found);
      codes |= 1U << code;
      out.signature = (out.signature ^ code) * 0x100000001B3U;
    }
    out.last_matters = out.last_matters || (codes & (codes - 1U)) != 0;
    if (first_codes == 0) first_codes = codes;
    out.anchor_matters = out.anchor_matters || codes != first_codes;
  }
  return out;
}

}  // namespace

SettledSchedule settle_surely(const ir::Policy& policy, const ir::Schedule& schedule, const TruthOf& truth_of) {
  return settle(policy, schedule, [&](ExprId id) { return truth_of(id) == Truth::Yes; });
}

ScheduleStanding stand(const ir::Policy& policy, const ir::Schedule& schedule, const ir::Patient& patient,
                       const TruthOf& truth_of) {
  ScheduleStanding out;
  out.images = truth_of(schedule.images);
  Conditions conditions(policy, truth_of);
  const auto settled_with = [&](std::size_t open) {
    return settle(policy, schedule, [&](ExprId id) { return conditions.holds(id, open); });
  };
  const SettledSchedule plain = settled_with(0);
  const Openings openings(plain);
  const ScheduleDates dates(policy, schedule, patient, plain);
  const std::size_t open_count = conditions.open().size();
  out.is_too_open = open_count >= 12 || (openings.ways() << open_count) > kMostSettlings;
  const std::size_t settings = std::size_t{1} << std::min<std::size_t>(open_count, 12);
  const auto is_too_much = [&](const std::vector<DatesToTry>& to_try) {
    std::size_t count = 0;
    for (const DatesToTry& each : to_try) count += each.lasts.size();
    return count * settings * openings.ways() > ScheduleStanding::kMostCompletions;
  };
  std::vector<DatesToTry> to_try = dates.all(false);
  if (is_too_much(to_try)) to_try = dates.all(true);
  out.is_too_open = out.is_too_open || is_too_much(to_try);
  if (out.is_too_open) {
    if (dates.is_anchor_open()) out.open_facts.push_back(schedule.anchor);
    if (dates.is_last_open()) out.open_facts.push_back(schedule.last);
    for (unsigned i = 0; i + 1 < kStatuses; ++i) out.possible.push_back(static_cast<ScheduleStatus>(i));
    for (const ExprId open : conditions.open()) {
      for (const ir::FactId fact : ir::facts_of(policy, open)) out.open_facts.push_back(fact);
    }
    std::sort(out.open_facts.begin(), out.open_facts.end());
    out.open_facts.erase(std::unique(out.open_facts.begin(), out.open_facts.end()), out.open_facts.end());
    return out;
  }

  Completions completions;
  std::vector<std::uint64_t> signatures;  // by setting of the conditions, then by way
  bool anchor_matters = false, last_matters = false;
  for (std::size_t open = 0; open < settings; ++open) {
    SettledSchedule settled = settled_with(open);
    for (std::size_t way = 0; way < openings.ways(); ++way) {
      openings.apply(way, settled);
      const Settled got = try_dates(settled, dates.reference(), to_try, completions);
      signatures.push_back(got.signature);
      anchor_matters = anchor_matters || got.anchor_matters;
      last_matters = last_matters || got.last_matters;
    }
  }
  const auto signature = [&](std::size_t open, std::size_t way) { return signatures[open * openings.ways() + way]; };

  for (unsigned i = 0; i < kStatuses; ++i) {
    if ((completions.statuses >> i & 1U) != 0) out.possible.push_back(static_cast<ScheduleStatus>(i));
  }
  if (out.possible.size() == 1) out.status = out.possible.front();
  for (const Truth truth : {Truth::No, Truth::Yes}) {
    if (completions.truths == 1U << static_cast<unsigned>(truth)) out.covers = truth;
  }
  out.by = completions.by;
  out.counting = completions.counting.always();
  out.earliest = completions.earliest.always();
  out.latest = completions.latest.always();
  out.end = completions.end.always();
  out.is_next_certain = !completions.earliest.missing || !completions.earliest.seen;
  out.is_never_live = !completions.is_ever_live;
  out.is_perhaps_sooner = completions.is_perhaps_sooner;

  if (dates.is_anchor_open() && anchor_matters) out.open_facts.push_back(schedule.anchor);
  if (dates.is_last_open() && last_matters) out.open_facts.push_back(schedule.last);
  for (std::size_t i = 0; i < open_count; ++i) {
    bool matters = false;
    for (std::size_t open = 0; open < settings; ++open) {
      for (std::size_t way = 0; way < openings.ways(); ++way) {
        matters = matters || signature(open, way) != signature(open ^ (std::size_t{1} << i), way);
      }
    }
    if (!matters) continue;
    for (const ir::FactId fact : ir::facts_of(policy, conditions.open()[i])) {
      if (patient[fact].kind == FactState::Kind::Undocumented || patient[fact].low != patient[fact].high ||
          policy.facts[fact].type.kind == ir::FactKind::Set) {
        out.open_facts.push_back(fact);
      }
    }
  }
  std::sort(out.open_facts.begin(), out.open_facts.end());
  out.open_facts.erase(std::unique(out.open_facts.begin(), out.open_facts.end()), out.open_facts.end());
  for (std::size_t i = 0; i < openings.count(); ++i) {
    bool matters = false;
    for (std::size_t open = 0; open < settings; ++open) {
      for (std::size_t way = 0; way < openings.ways(); ++way) {
        const std::size_t base = way - openings.choice(way, i) * openings.step(i);
        matters = matters || signature(open, way) != signature(open, base);
      }
    }
    const PhaseAt at = plain.phases[openings.phase(i)].at;
    if (!matters) continue;
    out.earliest.reset();
    out.latest.reset();
    out.is_next_certain = false;
    if (out.open_phases.empty() || out.open_phases.back() != at) out.open_phases.push_back(at);
  }
  return out;
}

}  // namespace pol::interp
