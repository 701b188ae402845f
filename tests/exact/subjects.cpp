#include "tests/exact/subjects.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "compiler/codegen/evaluator.h"
#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/planes/program.h"
#include "tests/agreement/walk.h"
#include "tests/exact/open_facts.h"

namespace pol::oracle {

using ir::Truth;

namespace {

Answer from_truths(const ir::Policy& policy, const std::vector<Truth>& truths, ir::OutcomeSet possible) {
  Answer answer;
  answer.possible = possible;
  for (const ir::Criterion& criterion : policy.criteria) answer.criteria.push_back(truths[criterion.truth.index]);
  for (const ir::Rule& rule : policy.rules) answer.rules.push_back(truths[rule.when.index]);
  return answer;
}

Answer ask_kleene(const ir::Policy& policy, const ir::Patient& prepared) {
  const std::vector<Truth> truths = interp::evaluate(policy, prepared);
  return from_truths(policy, truths, interp::possible_outcomes(policy, truths));
}

Answer ask_search(const ir::Policy& policy, const ir::Patient& prepared) {
  exact::Search search(policy, prepared);
  Answer answer;
  for (const ir::Criterion& criterion : policy.criteria) answer.criteria.push_back(search.truth(criterion.truth));
  for (const ir::Rule& rule : policy.rules) answer.rules.push_back(search.truth(rule.when));
  answer.deciding = search.deciding_rules();
  answer.possible = search.possible();
  answer.is_exact = !search.is_spent();
  return answer;
}

ir::Policy without_gamma(const ir::Policy& policy) {
  ir::Policy copy = policy;
  copy.assumptions.clear();
  copy.records.clear();
  for (ir::Fact& fact : copy.facts) fact.shown_by = {};
  return copy;
}

std::vector<std::uint64_t> row_of(const ir::Policy& policy, const planes::Program& program,
                                  const ir::Patient& prepared) {
  std::vector<std::uint64_t> row((program.row_bytes() + 7) / 8 + 1);
  planes::pack(policy, program, prepared, row.data(), planes::Undocumented::InRange);
  return row;
}

/// `nodes`: the planes of every node, as `walk` and `trace` give them.
Answer from_nodes(const ir::Policy& policy, const planes::Program& program, const ir::Patient& prepared,
                  const std::vector<std::uint8_t>& nodes) {
  const auto truth = [&](planes::NodeIndex node) {
    return (nodes[node] & 1U) != 0 ? Truth::Yes : (nodes[node] & 2U) != 0 ? Truth::No : Truth::Unknown;
  };
  Answer answer;
  for (const planes::NodeIndex node : program.of_criterion) answer.criteria.push_back(truth(node));
  for (const planes::Program::Rule& rule : program.rules) answer.rules.push_back(truth(rule.when));
  answer.is_asked = program.is_read;
  const auto add = [&](ir::Outcome outcome) {
    answer.possible = static_cast<ir::OutcomeSet>(answer.possible | ir::outcome_bit(outcome));
  };
  bool is_decided = false;
  for (std::size_t i = 0; i < program.rules.size() && !is_decided; ++i) {
    if (answer.rules[i] != Truth::No && truth(program.rules[i].reached) != Truth::No) add(program.rules[i].outcome);
    is_decided = answer.rules[i] == Truth::Yes;
  }
  const bool may_reach_end = !program.otherwise_reached || truth(*program.otherwise_reached) != Truth::No;
  if (!is_decided && may_reach_end) add(program.otherwise);
  answer.is_exact = std::all_of(program.gaps.begin(), program.gaps.end(), [&](const planes::Gap& gap) {
    return is_settled(policy, prepared, gap.fact) && !prepared[gap.fact].or_reference;
  });
  return answer;
}

Answer ask_program(const ir::Policy& policy, const planes::Program& program, const ir::Patient& prepared) {
  return from_nodes(policy, program, prepared, agreement::walk(program, row_of(policy, program, prepared).data()));
}

Answer ask_native(const ir::Policy& policy, const planes::Program& program, const codegen::Evaluator& evaluator,
                  const ir::Patient& prepared) {
  const std::vector<std::uint64_t> row = row_of(policy, program, prepared);
  std::vector<std::uint8_t> nodes(program.nodes.size());
  evaluator.trace(row.data(), nodes.data());
  Answer answer = from_nodes(policy, program, prepared, nodes);
  const ir::OutcomeSet decided = evaluator.decide(row.data());
  if (nodes != agreement::walk(program, row.data())) {
    answer.contradiction = "`trace` is not what the program's nodes mean";
  } else if (decided != answer.possible) {
    answer.contradiction = fmt::format("`decide` gives outcomes {:#x}, `trace` {:#x}", decided, answer.possible);
  }
  return answer;
}

struct Row {
  Who who;
  const char* name;
};
constexpr Row kRows[] = {{Who::Kleene, "kleene"},   {Who::Search, "search"},
                         {Who::Program, "program"}, {Who::Native, "native"}, {Who::Engine, "engine"},
                         {Who::WithoutGamma, "search without gamma"}, {Who::ClaimsKleene, "kleene as exact"}};

std::string name_of(Who who) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.who == who; });
  return row->name;
}

}  // namespace

std::optional<Who> who_named(const std::string& name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.who;
  }
  return std::nullopt;
}

const std::vector<std::string>& names_of_all() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Row& row : kRows) all.emplace_back(row.name);
    return all;
  }();
  return names;
}

Result<Subject> make_subject(Who who, const ir::Policy& policy) {
  const ir::Policy* const of = &policy;
  Subject subject;
  subject.name = name_of(who);
  switch (who) {
    case Who::Kleene:
      subject.claims_exact = false;
      subject.judge = [of](const ir::Patient& prepared) { return ask_kleene(*of, prepared); };
      break;
    case Who::ClaimsKleene:
      subject.judge = [of](const ir::Patient& prepared) { return ask_kleene(*of, prepared); };
      break;
    case Who::Search:
      subject.judge = [of](const ir::Patient& prepared) { return ask_search(*of, prepared); };
      break;
    case Who::WithoutGamma: {
      const auto copy = std::make_shared<ir::Policy>(without_gamma(policy));
      subject.judge = [copy](const ir::Patient& prepared) { return ask_search(*copy, prepared); };
      break;
    }
    case Who::Program: {
      const auto program = std::make_shared<planes::Program>(planes::lower_exact(policy));
      subject.judge = [of, program](const ir::Patient& prepared) { return ask_program(*of, *program, prepared); };
      break;
    }
    case Who::Native: {
      const auto program = std::make_shared<planes::Program>(planes::lower_exact(policy));
      auto created = codegen::Evaluator::create(*program, {"", false, true, true});
      if (!created.ok()) return failure(created.error());
      const std::shared_ptr<codegen::Evaluator> evaluator = created.take();
      subject.judge = [of, program, evaluator](const ir::Patient& prepared) {
        return ask_native(*of, *program, *evaluator, prepared);
      };
      break;
    }
    case Who::Engine: {
      auto created = pipeline::Engine::create(policy, {"", false}, false);
      if (!created.ok()) return failure(created.error());
      const auto engine = std::make_shared<pipeline::Engine>(created.take());
      subject.judge = [of, engine](const ir::Patient& prepared) {
        const interp::Judged judged = engine->judges().judge(prepared);
        Answer answer = from_truths(*of, judged.truths, judged.possible);
        answer.is_exact = judged.is_exact;
        return answer;
      };
      break;
    }
  }
  return subject;
}

}  // namespace pol::oracle
