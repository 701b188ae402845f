// Answers of earlier runs: found again where the question is the same, and nowhere else.

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "compiler/parse/parse.h"
#include "compiler/pipeline/answers.h"
#include "compiler/sema/sema.h"
#include "compiler/smt/session.h"

namespace pol::test {

namespace {

using smt::Answer;
using smt::Form;

ir::Policy policy_of(const std::string& criteria, const std::string& more = "") {
  Sources sources;
  Sink sink;
  const std::string text = "policy p \"P\" { reference: day }\nfacts { day : date \"Day\"  a : finding \"A\"\n"
                           "  b : finding \"B\"  x : count 0 to 99 \"X\" }\n" + more + "criteria c \"C\" : any {\n" +
                           criteria + "}\ndetermine { meets when c  otherwise does_not_meet }\n";
  std::vector<ast::File> files;
  files.push_back(parse::parse(sources, sources.add("p.pol", text), sink));
  ir::Policy policy = sema::analyse(files, sources, sink);
  INFO(render_text(sink.sorted(), sources, false));
  REQUIRE_FALSE(sink.has_errors());
  return policy;
}

/// What a lint of one text would ask of criterion `c.1`, and how many questions that takes.
struct Run {
  Answer ask, show;
  std::vector<std::size_t> core;
  std::size_t questions = 0;
};
Run run(const ir::Policy& policy, smt::Answers& answers) {
  smt::Recall recall(policy, {}, answers);
  smt::Session session(policy, {}, &recall);
  ir::ExprId first;
  for (const ir::Criterion& criterion : policy.criteria) {
    if (criterion.path == "c.1") first = criterion.truth;
  }
  const Form yes = session.condition(first), no = session.negate(yes);
  Run run;
  run.ask = session.ask({yes});
  run.show = session.show({yes});
  run.core = session.core({yes, session.constant(true), no});
  run.questions = session.questions();
  return run;
}

const std::string kFirst = " 1. \"One\" : a and x > 50\n";

}  // namespace

TEST_CASE("the same question is not asked twice, nor after an edit elsewhere") {
  const ir::Policy policy = policy_of(kFirst + " 2. \"Two\" : b\n");
  pipeline::StoredAnswers first(policy.facts.size());
  const Run before = run(policy, first);
  CHECK(before.questions > 0);
  CHECK(before.show.is_possible());
  CHECK(before.core == std::vector<std::size_t>{0, 2});
  CHECK(first.is_new());

  pipeline::StoredAnswers second(policy.facts.size(), first.bytes());
  CHECK(second.size() == first.size());
  const Run after = run(policy_of(" 1. \"Another title\" : a and x > 50\n 2. \"Two\" : any { a, b }\n"), second);
  CHECK(after.questions == 0);
  CHECK_FALSE(second.is_new());
  REQUIRE(after.show.witness);
  for (std::size_t i = 0; i < policy.facts.size(); ++i) {
    CHECK(same_value(after.show.witness->facts[i], before.show.witness->facts[i]));
    CHECK(after.show.witness->facts[i].assumed == before.show.witness->facts[i].assumed);
  }
  CHECK(after.core == before.core);
}

TEST_CASE("what changes an answer changes its key") {
  const ir::Policy policy = policy_of(kFirst);
  pipeline::StoredAnswers kept(policy.facts.size());
  run(policy, kept);
  const auto asks_again = [&](const ir::Policy& other) {
    pipeline::StoredAnswers again(other.facts.size(), kept.bytes());
    return run(other, again).questions > 0;
  };
  CHECK_FALSE(asks_again(policy));
  CHECK(asks_again(policy_of(" 1. \"One\" : a and x > 51\n")));
  CHECK(asks_again(policy_of(" 1. \"One\" : b and x > 50\n")));
  CHECK(asks_again(policy_of(" 1. \"One\" : any { a, x > 50 }\n")));
  CHECK(asks_again(policy_of(kFirst, "assume \"Rare\" : a implies x < 90\n")));
}

TEST_CASE("a kept patient is evaluated before he is believed") {
  class Planted : public smt::Answers {
   public:
    std::optional<smt::Kept> find(const smt::Key&) override { return planted; }
    void keep(const smt::Key&, const smt::Kept&) override { ++refused; }
    smt::Kept planted;
    int refused = 0;
  };
  const ir::Policy policy = policy_of(kFirst);
  Planted planted;
  planted.planted.answer.verdict = Answer::Verdict::Possible;
  ir::Patient nobody;
  nobody.facts.resize(policy.facts.size());
  planted.planted.answer.witness = nobody;
  const Run told = run(policy, planted);
  CHECK(planted.refused >= 2);
  REQUIRE(told.show.witness);
  CHECK(told.show.witness->facts.back().kind == ir::FactState::Kind::Value);
}

TEST_CASE("bytes that are cut short or from elsewhere give nothing") {
  const ir::Policy policy = policy_of(kFirst);
  pipeline::StoredAnswers kept(policy.facts.size());
  run(policy, kept);
  const std::string bytes = kept.bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK(pipeline::StoredAnswers(policy.facts.size(), bytes.substr(0, size)).size() == 0);
  }
  CHECK(pipeline::StoredAnswers(policy.facts.size(), bytes + "x").size() == 0);
  CHECK(pipeline::StoredAnswers(policy.facts.size() + 1, bytes).size() == 0);
}

}  // namespace pol::test
