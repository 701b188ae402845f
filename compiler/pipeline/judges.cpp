// What the engine's native program says exactly (planes/sharpen.h), as judges.

#include "compiler/interp/eval.h"
#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

namespace {

using ir::Truth;

Truth truth_of(std::uint8_t planes) {
  if ((planes & 1U) != 0) return Truth::Yes;
  return (planes & 2U) != 0 ? Truth::No : Truth::Unknown;
}

/// As `decide` has it.
ir::OutcomeSet possible_outcomes(const planes::Program& program, const std::vector<std::uint8_t>& truths) {
  ir::OutcomeSet possible = 0;
  const auto add = [&](ir::Outcome outcome) {
    possible = static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(outcome));
  };
  for (const planes::Program::Rule& rule : program.rules) {
    const Truth when = truth_of(truths[rule.when]);
    if (when != Truth::No && truth_of(truths[rule.reached]) != Truth::No) add(rule.outcome);
    if (when == Truth::Yes) return possible;
  }
  const bool is_reached = !program.otherwise_reached || truth_of(truths[*program.otherwise_reached]) != Truth::No;
  if (is_reached) add(program.otherwise);
  return possible;
}

/// Kleene's truths, but what is known of rules and criteria beside them, and what follows from that above.
std::vector<Truth> refined(const ir::Policy& policy, const planes::Program& program, const ir::Patient& patient,
                           const std::vector<std::uint8_t>& planes, std::vector<Truth> truths) {
  interp::Evaluation evaluation(policy, patient);
  bool is_refined = false;
  const auto settle = [&](ir::ExprId id, planes::NodeIndex node) {
    const Truth exact = truth_of(planes[node]);
    if (truths[id.index] != Truth::Unknown || exact == Truth::Unknown) return;
    evaluation.settle(id, exact);
    is_refined = true;
  };
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    settle(policy.criteria[ir::CriterionId{i}].truth, program.of_criterion[i]);
  }
  for (std::size_t i = 0; i < policy.rules.size(); ++i) settle(policy.rules[i].when, program.rules[i].when);
  if (!is_refined) return truths;
  for (std::uint32_t i = 0; i < truths.size(); ++i) {
    if (truths[i] == Truth::Unknown) truths[i] = evaluation.truth(ir::ExprId{i});
  }
  return truths;
}

}  // namespace

std::vector<std::uint8_t> Engine::trace(const ir::Patient& patient) const {
  std::vector<std::uint64_t> row((program_->row_bytes() + 7) / 8);
  planes::pack(*policy_, *program_, patient, row.data());
  std::vector<std::uint8_t> truths(program_->nodes.size());
  native_->trace(row.data(), truths.data());
  return truths;
}

interp::Judges Engine::judges() const {
  interp::Judges judges = interp::kleene_judges(*policy_, [this](const ir::Patient& patient) { return evaluate(patient); });
  if (!native_) return judges;
  judges.judge = [this](const ir::Patient& patient) {
    const std::vector<std::uint8_t> truths = trace(patient);
    interp::Judged judged;
    judged.truths = refined(*policy_, *program_, patient, truths, codegen::truths_by_expr(*program_, truths));
    judged.possible = possible_outcomes(*program_, truths);
    return judged;
  };
  judges.possible = [this](const ir::Patient& patient) { return possible_outcomes(*program_, trace(patient)); };
  return judges;
}

}  // namespace pol::pipeline
