// The conditions that a schedule is lowered to against its status, which is computed from its structure.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/schedule.h"
#include "tests/agreement/agree.h"

namespace pol::agreement {

using ir::Truth;

namespace {

/// An exception to a phase acts on its criterion; the status knows phases only as the schedule has them.
bool has_excepted_phase(const ir::Policy& policy, const ir::Schedule& schedule) {
  return std::any_of(schedule.clauses.begin(), schedule.clauses.end(), [&](const ir::ScheduleClause& clause) {
    return clause.criterion.is_set() && !policy.criteria[clause.criterion].excepts.empty();
  });
}

/// `every at most` before the anchor: the status counts from the anchor, the conditions do not.
bool counts_before_anchor(const ir::Schedule& schedule) {
  const auto is_before = [](const ir::Phase& phase) {
    return phase.rate == ir::Phase::Rate::Every && phase.least == ir::Offset{} &&
           (phase.from.months < 0 || phase.from.days < 0);
  };
  return std::any_of(schedule.clauses.begin(), schedule.clauses.end(), [&](const ir::ScheduleClause& clause) {
    return std::any_of(clause.phases.begin(), clause.phases.end(), is_before);
  });
}

}  // namespace

Disagreement compare_standing(const Subject& subject, const ir::Patient& documented, Tally& tally) {
  const ir::Policy& policy = subject.policy;
  if (policy.schedules.empty()) return std::nullopt;
  const auto prepared = interp::prepare(policy, documented);
  if (!prepared.ok()) return "prepare: " + prepared.error();
  const ir::Patient& patient = prepared.value().patient;
  const std::vector<Truth> truths = interp::evaluate(policy, patient);
  const interp::TruthOf truth_of = [&](ir::ExprId id) { return truths[id.index]; };
  for (const ir::Schedule& schedule : policy.schedules) {
    if (has_excepted_phase(policy, schedule) || counts_before_anchor(schedule)) continue;
    const interp::ScheduleStanding standing = interp::stand(policy, schedule, patient, truth_of);
    ++tally.standings;
    ++tally.statuses[static_cast<std::size_t>(standing.status)];
    const Truth meant = std::min(standing.images, standing.covers);  // no < unknown < yes
    const Truth lowered = truths[schedule.truth.index];
    if (lowered == meant) continue;
    if (lowered == Truth::Unknown) {
      ++tally.standings_sharper;
      continue;
    }
    if (meant == Truth::Unknown) {
      ++tally.standings_blunter;
      continue;
    }
    return fmt::format("{}: lowered to {}, by its structure {} ({})", expression_text(subject, schedule.truth),
                       to_text(lowered), to_text(meant), interp::to_text(standing.status));
  }
  return std::nullopt;
}

}  // namespace pol::agreement
