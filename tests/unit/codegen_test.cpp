// Native code against the interpreter, on random policies built as IR.

#include <catch2/catch.hpp>
#include <string>

#include "compiler/codegen/evaluator.h"
#include "compiler/interp/eval.h"
#include "compiler/planes/walk.h"
#include "tests/unit/random_policy.h"

using namespace pol;

namespace {

std::unique_ptr<codegen::Evaluator> compiled(const planes::Program& program) {
  Result<std::unique_ptr<codegen::Evaluator>> evaluator = codegen::Evaluator::create(program, {});
  INFO((evaluator ? std::string() : evaluator.error()));
  REQUIRE(evaluator.ok());
  return evaluator.take();
}

struct Answer {
  ir::OutcomeSet possible;
  std::vector<ir::Truth> truths;
};

Answer answer(const ir::Policy& policy, const planes::Program& program, const codegen::Evaluator& evaluator,
              const ir::Patient& patient) {
  std::vector<std::uint64_t> row(program.row_bytes() / 8);
  planes::pack(policy, program, patient, row.data());
  std::vector<std::uint8_t> truths(program.nodes.size());
  evaluator.trace(row.data(), truths.data());
  std::vector<std::uint8_t> walked(program.nodes.size());
  planes::trace(program, row.data(), walked.data());
  REQUIRE(walked == truths);
  REQUIRE(int{planes::decide(program, row.data())} == int{evaluator.decide(row.data())});
  return {evaluator.decide(row.data()), codegen::truths_by_expr(program, truths)};
}

void agree(const ir::Policy& policy, test::RandomPolicy& random, int patients) {
  const planes::Program program = planes::lower(policy);
  const std::unique_ptr<codegen::Evaluator> evaluator = compiled(program);
  for (int i = 0; i < patients; ++i) {
    const ir::Patient patient = random.patient(policy);
    const std::vector<ir::Truth> expected = interp::evaluate(policy, patient);
    const Answer got = answer(policy, program, *evaluator, patient);
    if (got.truths == expected && got.possible == interp::possible_outcomes(policy, expected)) continue;
    for (std::uint32_t id = 0; id < expected.size(); ++id) {
      INFO(ir::print(policy, ir::ExprId{id}));
      REQUIRE(got.truths[id] == expected[id]);
    }
    INFO(ir::print(policy));
    REQUIRE(static_cast<int>(got.possible) == static_cast<int>(interp::possible_outcomes(policy, expected)));
  }
}

ir::ExprId chain(ir::Policy& policy, int length) {
  ir::Fact fact;
  fact.name = "deep";
  const ir::FactId id = policy.facts.add(fact);
  ir::ExprId top = policy.add(ir::Finding{id}, {});
  for (int i = 0; i < length; ++i) {
    ir::Fact next;
    next.name = "deep" + std::to_string(i);
    const ir::ExprId leaf = policy.add(ir::Finding{policy.facts.add(next)}, {});
    const auto quantifier = i % 2 == 0 ? ir::Quantifier::Any : ir::Quantifier::All;
    top = policy.add(ir::Group{quantifier, 0, {leaf, top}, false}, {});
  }
  return top;
}

}  // namespace

TEST_CASE("native code gives the interpreter's truths and outcomes", "[codegen]") {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    test::RandomPolicy random(seed);
    agree(random.policy(10 + static_cast<int>(seed) * 4), random, 100);
  }
}

TEST_CASE("native code and the walk over an exact program are equal", "[codegen]") {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    test::RandomPolicy random(seed);
    const ir::Policy policy = random.policy(10 + static_cast<int>(seed) * 4);
    const planes::Program program = planes::lower_exact(policy);
    const std::unique_ptr<codegen::Evaluator> evaluator = compiled(program);
    for (int i = 0; i < 50; ++i) answer(policy, program, *evaluator, random.patient(policy));
  }
}

TEST_CASE("a policy without rules or conditions has one outcome", "[codegen]") {
  ir::Policy policy;
  policy.otherwise = ir::Outcome::Refer;
  const planes::Program program = planes::lower(policy);
  const std::unique_ptr<codegen::Evaluator> evaluator = compiled(program);
  CHECK(evaluator->decide(nullptr) == ir::outcome_bit(ir::Outcome::Refer));
}

TEST_CASE("deep nesting needs no deep stack", "[codegen]") {
  ir::Policy policy;
  policy.rules.push_back({ir::Outcome::Meets, chain(policy, 3000), "", {}});
  test::RandomPolicy random(7);
  agree(policy, random, 20);
}

TEST_CASE("native code prints as LLVM IR", "[codegen]") {
  test::RandomPolicy random(3);
  const Result<std::string> text = codegen::print_llvm(planes::lower(random.policy(80)));
  REQUIRE(text.ok());
  CHECK(text.value().find("@pol_decide(") != std::string::npos);
  CHECK(text.value().find("@pol_trace(") != std::string::npos);
}
