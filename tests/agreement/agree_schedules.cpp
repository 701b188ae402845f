// The conditions that a schedule is lowered to against its status, which is computed from its structure.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/schedule.h"
#include "tests/agreement/agree.h"

namespace pol::agreement {

using ir::Truth;

Disagreement compare_standing(const Subject& subject, const ir::Patient& documented, Tally& tally) {
  const ir::Policy& policy = subject.policy;
  if (policy.schedules.empty()) return std::nullopt;
  const auto prepared = interp::prepare(policy, documented);
  if (!prepared.ok()) return "prepare: " + prepared.error();
  const ir::Patient& patient = prepared.value().patient;
  const std::vector<Truth> truths = interp::evaluate(policy, patient);
  const interp::TruthOf truth_of = [&](ir::ExprId id) { return truths[id.index]; };
  for (const ir::Schedule& schedule : policy.schedules) {
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
