#include "compiler/interp/timeline.h"

#include <algorithm>

namespace pol::interp {

using ir::Day;
using ir::FactState;
using ir::Truth;

namespace {

std::optional<Day> single_day(const FactState& state) {
  if (state.kind != FactState::Kind::Value || state.low != state.high) return std::nullopt;
  return static_cast<Day>(state.low);
}

std::vector<TimelinePhase> place(const ir::Policy& policy, const ir::Schedule& schedule, const SettledSchedule& settled,
                                 Day anchor, Day reference, const TruthOf& truth_of) {
  const std::vector<PhaseDays> days = place_phases(settled, anchor, reference);
  std::vector<TimelinePhase> out;
  std::size_t next = 0;
  const auto not_excepted = [&](const ir::ScheduleClause& clause) {
    Truth truth = Truth::Yes;
    if (!clause.criterion.is_set()) return truth;
    for (const ir::Except& except : policy.criteria[clause.criterion].excepts) {
      truth = truth_and(truth, truth_not(truth_of(except.when)));
    }
    return truth;
  };
  for (std::uint32_t i = 0; i < schedule.clauses.size(); ++i) {
    const ir::ScheduleClause& clause = schedule.clauses[i];
    if (clause.kind == ir::ScheduleClause::Kind::Whenever) {
      TimelinePhase span{{i, 0}, anchor, std::nullopt, false, false, not_excepted(clause), Truth::No};
      span.live = truth_and(span.live, truth_of(clause.whenever));
      if (clause.until) span.to = add_offset(anchor, *clause.until);
      out.push_back(span);
    }
    for (const ir::Phase& phase : clause.phases) {
      TimelinePhase span{settled.phases[next].at, days[next].from,      days[next].to, phase.from_is_least,
                         phase.to_is_least,       not_excepted(clause), Truth::No};
      for (const ir::ExprId gate : phase.gates) span.live = truth_and(span.live, truth_of(gate));
      for (const ir::ExprId trigger : phase.triggers) span.triggered = truth_or(span.triggered, truth_of(trigger));
      out.push_back(span);
      ++next;
    }
  }
  return out;
}

const ir::Phase& phase_of(const ir::Schedule& schedule, PhaseAt at) {
  return schedule.clauses[at.clause].phases[at.phase];
}

/// Some phase that counts may run on, nobody knows how long.
bool may_run_on(const SettledSchedule& settled) {
  return std::any_of(settled.phases.begin(), settled.phases.end(), [](const SettledPhase& phase) {
    return phase.gates && phase.as->to_is_least && phase.as->rate != ir::Phase::Rate::Symptoms;
  });
}

/// The first day after all phases that surely count; the last of all days where one has no end.
Day end_of(const ir::Schedule& schedule, const Timeline& line) {
  Day end = line.anchor;
  for (const TimelinePhase& each : line.phases) {
    const bool counts = !schedule.clauses[each.at.clause].phases.empty() && each.live == Truth::Yes &&
                        phase_of(schedule, each.at).rate != ir::Phase::Rate::Symptoms;
    if (counts) end = std::max(end, each.to_is_least ? ir::kLastDay : each.to.value_or(ir::kLastDay));
  }
  return end;
}

/// The studies to come, each assumed done on the first day that is left for it.
void project(const ir::Schedule& schedule, const SettledSchedule& settled, Timeline& line) {
  std::optional<Day> last = line.last;
  int endless = 0;
  while (true) {
    const auto next = next_study(settled, line.anchor, last, line.reference);
    if (!next) {
      line.stop = may_run_on(settled) ? Timeline::Stop::NotStated : Timeline::Stop::Complete;
      return;
    }
    const ir::Phase& phase = phase_of(schedule, next->at);
    if (phase.rate == ir::Phase::Rate::Unstated || phase.from_is_least) {
      line.stop = Timeline::Stop::NotStated;
      return;
    }
    TimelineStudy study{next->at, next->earliest, next->latest, next->earliest};
    const bool has_no_lower_bound = phase.rate == ir::Phase::Rate::Every && phase.least == ir::Offset{};
    if (has_no_lower_bound && study.latest) study.assumed = *study.latest;
    study.assumed = std::max(study.assumed, line.reference);
    line.studies.push_back(study);
    const bool stalls = last && study.assumed <= *last && *last >= line.anchor;
    if (study.assumed >= end_of(schedule, line)) return;
    if (!phase.to) ++endless;
    if (stalls || endless >= Timeline::kMostEndless || line.studies.size() >= Timeline::kMost) {
      const auto more = next_study(settled, line.anchor, study.assumed, line.reference);
      line.stop = more ? Timeline::Stop::Cut : Timeline::Stop::Complete;
      return;
    }
    last = study.assumed;
  }
}

}  // namespace

std::optional<Timeline> timeline(const ir::Policy& policy, const ir::Schedule& schedule, const ir::Patient& patient,
                                 const TruthOf& truth_of) {
  const auto anchor = single_day(patient[schedule.anchor]);
  if (!anchor) return std::nullopt;
  Timeline line;
  line.anchor = *anchor;
  line.reference = static_cast<Day>(patient[schedule.reference].low);
  const SettledSchedule settled = settle_surely(policy, schedule, truth_of);
  line.phases = place(policy, schedule, settled, line.anchor, line.reference, truth_of);
  // What was due and not done in time falls away with the last phase.
  if (!schedule.last.is_set() || line.reference >= end_of(schedule, line)) return line;
  const FactState& last = patient[schedule.last];
  line.last = single_day(last);
  if (!line.last && last.kind != FactState::Kind::None) {
    line.stop = Timeline::Stop::LastIsOpen;
    return line;
  }
  project(schedule, settled, line);
  return line;
}

}  // namespace pol::interp
