// Where conditions stand, and the least witness, on small policies in the author's words.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/words.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"

namespace pol::test {

namespace {

using ir::ExprId;

struct Written {
  Written(const std::string& facts, const std::string& rest) {
    const std::string text =
        "policy p \"P\" { reference: day }\nfacts { day : date \"Day\"\n" + facts + "}\n" + rest + "\n";
    std::vector<ast::File> files;
    files.push_back(parse::parse(sources, sources.add("p.pol", text), sink));
    policy = sema::analyse(files, sources, sink);
    INFO(render_text(sink.sorted(), sources, false));
    REQUIRE_FALSE(sink.has_errors());
  }

  /// The first condition written so.
  ExprId written(const lint::Outline& outline, const std::string& text) const {
    for (const ExprId id : outline.written()) {
      if (lint::text_of(sources, policy.range(id)) == text) return id;
    }
    FAIL("`" << text << "` is not among the written conditions");
    return {};
  }

  std::vector<std::string> demands(const lint::Outline& outline, const std::string& text) const {
    std::vector<std::string> texts;
    for (const ExprId id : outline.demands(written(outline, text))) {
      texts.push_back(lint::text_of(sources, policy.range(id)));
    }
    return texts;
  }

  Sources sources;
  Sink sink;
  ir::Policy policy;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a condition's ancestors demand their other branches") {
  Written p("a : finding \"A\"  b : finding \"B\"  d : finding \"D\"  e : finding \"E\"  f : finding \"F\"",
            "criteria c \"C\" : a and any {\n 1. \"One\" : b and not d\n 2. \"Two\" : none { e, f }\n"
            " except \"X\" when f and a\n}\ndetermine { meets when c  otherwise does_not_meet }");
  const lint::Outline outline(p.policy);
  const Texts of_d = p.demands(outline, "d");
  CHECK(of_d.front() == "b");
  CHECK(std::count(of_d.begin(), of_d.end(), "a") == 1);
  CHECK(p.demands(outline, "e").size() == 2);  // `a`, and that the exception does not apply
  CHECK(outline.is_negated(p.written(outline, "d")));
  CHECK_FALSE(outline.is_negated(p.written(outline, "b")));
  CHECK(outline.path(p.written(outline, "b")) == "c.1");
  CHECK(outline.path(p.written(outline, "none { e, f }")) == "c.2");
  CHECK(outline.owner(p.written(outline, "f and a")).kind == lint::Owner::Kind::ExceptCondition);
  CHECK(outline.section(p.written(outline, "b")) == outline.section(p.written(outline, "e")));
}

TEST_CASE("what lowering made is not among the written conditions") {
  Written p("s : date \"S\"", "criteria c \"C\" : any {\n 1. \"One\" : s within 6 weeks before day\n}\n"
                              "determine { meets when c  otherwise does_not_meet }");
  const lint::Outline outline(p.policy);
  std::size_t within = 0;
  for (const ExprId id : outline.written()) {
    within += lint::text_of(p.sources, p.policy.range(id)) == "s within 6 weeks before day" ? 1 : 0;
  }
  CHECK(within == 1);
}

TEST_CASE("a note's condition stands where its criterion holds") {
  Written p("a : finding \"A\"  b : finding \"B\"",
            "criteria c \"C\" : any {\n 1. \"One\" : a note prefers ct when b \"N\"\n}\n"
            "determine { meets when c  otherwise does_not_meet }");
  const lint::Outline outline(p.policy);
  bool is_found = false;
  for (const ExprId id : outline.written()) {
    if (outline.owner(id).kind != lint::Owner::Kind::NoteCondition) continue;
    is_found = true;
    CHECK(outline.demands(id).front() == p.policy.criteria[outline.owner(id).criterion].truth);
  }
  CHECK(is_found);
}

TEST_CASE("a witness documents only what matters") {
  Written p(
      "a : finding \"A\"  b : finding \"B\"  n : duration in days \"N\"  k : any of { x, y, z } \"K\"  m : finding "
      "\"M\"",
      "criteria c \"C\" : any {\n 1. \"One\" : a and n >= 6 weeks and k include x\n 2. \"Two\" : b and m\n}\n"
      "determine { meets when c  otherwise does_not_meet }");
  lint::Context cx(p.policy, p.sources);
  const lint::Outline& outline = cx.outline();
  const ExprId one = p.written(outline, "a and n >= 6 weeks and k include x");
  smt::Session& session = cx.session(one);
  const std::vector<smt::Form> forms = {session.condition(one)};
  const smt::Answer answer = session.ask(forms);
  REQUIRE(answer.is_possible());
  const lint::Witness witness = cx.witness(session, forms, *answer.witness, "meets");
  REQUIRE(witness.facts.size() == 3);
  Texts texts;
  for (const ir::FactId fact : witness.facts) {
    texts.push_back(p.policy.facts[fact].name + ": " + lint::value_text(p.policy, fact, witness.patient[fact]));
  }
  CHECK(texts == Texts{"a: yes", "n: 45 days", "k: {x}"});
  CHECK(session.holds(forms.front(), witness.complete));
}

}  // namespace pol::test
