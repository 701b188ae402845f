// What every completion says: natively as far as the program goes (planes/sharpen.h), by search beyond.

#include <algorithm>

#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/planes/walk.h"

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

/// Facts that make one of a condition's completions differ from another, as far as nobody has looked.
bool is_open(const ir::Policy& policy, const ir::Patient& patient, ir::FactId fact) {
  const ir::FactState& state = patient[fact];
  if (state.kind == ir::FactState::Kind::Undocumented) return true;
  if (state.kind == ir::FactState::Kind::None) return false;
  const ir::Type& type = policy.facts[fact].type;
  if (type.kind != ir::FactKind::Set) return state.low != state.high || state.or_reference;
  for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) {
    if (!state.in.contains(i) && !state.out.contains(i)) return true;
  }
  return false;
}

bool is_one(ir::OutcomeSet set) { return (set & (set - 1)) == 0; }

}  // namespace

/// One prepared patient before the judges.
class Engine::Hearing {
 public:
  Hearing(const Engine& engine, const ir::Patient& patient)
      : engine_(engine), policy_(*engine.policy_), patient_(patient), search_(policy_, patient) {
    if (engine.native_) planes_ = engine.trace(patient, planes::Undocumented::InRange);
  }

  ir::OutcomeSet possible() {
    const ir::OutcomeSet known = engine_.native_
                                     ? possible_outcomes(*engine_.program_, planes_)
                                     : interp::possible_outcomes(policy_, interp::evaluate(policy_, patient_));
    return is_one(known) || !engine_.lacks_something(patient_) ? known : search_.possible();
  }

  interp::Judged judged() {
    interp::Judged out;
    out.truths = refined(engine_.native_ ? codegen::truths_by_expr(*engine_.program_, planes_)
                                         : interp::evaluate(policy_, patient_));
    out.possible = possible();
    out.is_exact = !search_.is_spent();
    return out;
  }

 private:
  /// The exact truth of an undecided rule or criterion. `is_sharp`: the program has more than Kleene's of it.
  Truth exact_truth(ir::ExprId id, planes::NodeIndex node, bool is_sharp) {
    if (engine_.native_ && is_sharp) {
      const Truth known = truth_of(planes_[node]);
      if (known != Truth::Unknown) return known;
      const std::vector<ir::FactId> facts = ir::facts_of(policy_, id);
      const bool is_all =
          std::none_of(engine_.program_->gaps.begin(), engine_.program_->gaps.end(), [&](const planes::Gap& gap) {
            return is_open(policy_, patient_, gap.fact) && std::binary_search(facts.begin(), facts.end(), gap.fact);
          });
      if (is_all) return known;
    }
    return search_.truth(id);
  }

  /// Kleene's truths, but what every completion says of rules and criteria, and what follows from that above them.
  std::vector<Truth> refined(std::vector<Truth> truths) {
    interp::Evaluation evaluation(policy_, patient_);
    bool is_refined = false;
    const auto settle = [&](ir::ExprId id, planes::NodeIndex node, bool is_sharp) {
      if (truths[id.index] != Truth::Unknown) return;
      const Truth exact = exact_truth(id, node, is_sharp);
      if (exact == Truth::Unknown) return;
      evaluation.settle(id, exact);
      is_refined = true;
    };
    const planes::Program& program = *engine_.program_;
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      settle(policy_.criteria[ir::CriterionId{i}].truth, program.of_criterion[i], program.is_read[i]);
    }
    for (std::size_t i = 0; i < policy_.rules.size(); ++i) settle(policy_.rules[i].when, program.rules[i].when, true);
    if (!is_refined) return truths;
    for (std::uint32_t i = 0; i < truths.size(); ++i) {
      if (truths[i] == Truth::Unknown) truths[i] = evaluation.truth(ir::ExprId{i});
    }
    return truths;
  }

  const Engine& engine_;
  const ir::Policy& policy_;
  const ir::Patient& patient_;
  exact::Search search_;
  std::vector<std::uint8_t> planes_;
};

std::vector<std::uint8_t> Engine::trace(const ir::Patient& patient, planes::Undocumented undocumented) const {
  std::vector<std::uint64_t> row((program_->row_bytes() + 7) / 8);
  planes::pack(*policy_, *program_, patient, row.data(), undocumented);
  std::vector<std::uint8_t> truths(program_->nodes.size());
  native_->trace(row.data(), truths.data());
  return truths;
}

ir::OutcomeSet Engine::listed_as_possible(const ir::Patient& patient) const {
  if (!native_) return interp::possible_outcomes(*policy_, interp::evaluate(*policy_, patient));
  std::vector<std::uint64_t> row((program_->row_bytes() + 7) / 8);
  planes::pack(*policy_, *program_, patient, row.data(), planes::Undocumented::InRange);
  return native_->decide(row.data());
}

ir::OutcomeSet Engine::possible(const ir::Patient& patient) const {
  const ir::OutcomeSet known = listed_as_possible(patient);
  return is_one(known) || !lacks_something(patient) ? known : exact::Search(*policy_, patient).possible();
}

bool Engine::lacks_something(const ir::Patient& patient) const {
  if (!native_) return true;
  const bool has_gap = std::any_of(program_->gaps.begin(), program_->gaps.end(), [&](const planes::Gap& gap) {
    return is_open(*policy_, patient, gap.fact);
  });
  if (has_gap || program_->unstated.empty()) return has_gap;
  // Rare enough for a walk: not every engine has compiled a trace.
  std::vector<std::uint64_t> row((program_->row_bytes() + 7) / 8);
  planes::pack(*policy_, *program_, patient, row.data(), planes::Undocumented::InRange);
  std::vector<std::uint8_t> truths(program_->nodes.size());
  planes::trace(*program_, row.data(), truths.data());
  return std::any_of(program_->unstated.begin(), program_->unstated.end(),
                     [&](planes::NodeIndex node) { return truths[node] == 0; });
}

interp::Judges Engine::judges() const {
  interp::Judges judges;
  judges.judge = [this](const ir::Patient& patient) { return Hearing(*this, patient).judged(); };
  judges.possible = [this](const ir::Patient& patient) { return Hearing(*this, patient).possible(); };
  judges.any_of = [this](const ir::Patient& patient, const std::vector<ir::ExprId>& ids) {
    return exact::Search(*policy_, patient).any_of(ids);
  };
  judges.possible_as = [this](const ir::Patient& patient, std::uint32_t ambiguity, std::uint32_t reading) {
    ir::Policy read = *policy_;
    read.ambiguities[ambiguity].chosen = reading;
    return exact::Search(read, patient).possible();
  };
  return judges;
}

}  // namespace pol::pipeline
