// Comparisons of small revisions in the author's words: what is recognised, said and shown.

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "compiler/diag/sink.h"
#include "compiler/diff/compare.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"

namespace pol::test {

namespace {

using diff::Ground;
using diff::Item;
using diff::Match;
using diff::Relation;
using diff::Side;

class Written {
 public:
  Written(const std::string& facts, const std::string& criteria, const std::string& more = "",
          const std::string& rules = "meets when c") {
    const std::string text = "policy p \"P\" { reviewed: 2025-05-16 reference: day }\nfacts { day : date \"Day\"\n" +
                             facts + "}\n" + more + "\ncriteria c \"C\" : any {\n" + criteria + "}\ndetermine { " +
                             rules + "\n otherwise does_not_meet }\n";
    std::vector<ast::File> files;
    files.push_back(parse::parse(sources, sources.add("p.pol", text), sink_));
    policy = sema::analyse(files, sources, sink_);
    INFO(render_text(sink_.sorted(), sources, false));
    REQUIRE_FALSE(sink_.has_errors());
  }
  diff::Revision revision() const { return {policy, sources}; }

  Sources sources;
  ir::Policy policy;

 private:
  Sink sink_;
};

/// Keeps the texts as long as the comparison.
struct Compared {
  Compared(Written old_text, Written new_text, diff::Limits limits = {})
      : before(std::make_unique<Written>(std::move(old_text))), now(std::make_unique<Written>(std::move(new_text))) {
    result = diff::compare(before->revision(), now->revision(), limits);
  }
  const Item& at(const std::string& path) const {
    const Item* item = result.find(Side::New, path);
    if (item == nullptr) item = result.find(Side::Old, path);
    REQUIRE(item != nullptr);
    return *item;
  }

  std::unique_ptr<Written> before, now;
  diff::Comparison result;
};

const std::string kFindings = "a : finding \"A\" b : finding \"B\" d : finding \"D\" e : finding \"E\"\n";

std::string only_condition(const diff::Difference& difference) {
  REQUIRE(difference.conditions.size() == 1);
  return difference.conditions.front().text;
}

}  // namespace

TEST_CASE("what is said otherwise and means the same is equivalent") {
  const Compared compared(Written(kFindings, "1. \"One\" : a and b\n 2. \"Two\" : not any { d, e }\n"),
                          Written(kFindings, "1. \"First\" : all { b, a }\n 2. \"Two\" : not d and not e\n"));
  CHECK(compared.result.whole().relation == Relation::Equivalent);
  CHECK(compared.result.questions == 0);
  CHECK(compared.at("c.1").is_reworded);
  CHECK(compared.at("c.1").wording == std::vector<std::string>{"title: `One` is `First`"});
  CHECK_FALSE(compared.at("c.2").is_reworded);
}

TEST_CASE("a removed item is told from those that move up") {
  const Compared compared(Written(kFindings, "1. \"One\" : a\n 2. \"Two\" : b\n 3. \"Three\" : d and e\n"),
                          Written(kFindings, "1. \"One\" : a\n 2. \"Three\" : d and e\n"));
  CHECK(compared.at("c.1").relation == Relation::Equivalent);
  const Item* removed = compared.result.find(Side::Old, "c.2");
  REQUIRE(removed != nullptr);
  CHECK(removed->relation == Relation::Removed);
  CHECK(only_condition(removed->lost) == "B");
  const Item& moved = compared.at("c.2");
  CHECK(moved.old_path == "c.3");
  CHECK(moved.is_moved);
  CHECK(moved.match == Match::Meaning);
  CHECK(moved.relation == Relation::Equivalent);
  CHECK(compared.at("c").relation == Relation::Narrower);
  CHECK(compared.at("c").lost.frame == "and nothing else in `c` meets");
  CHECK(compared.at("c").lost.is_proved);
}

TEST_CASE("a bound that moved is one condition with both its ends") {
  const std::string facts = "n : length in cm 0 to 200 cm \"Height\" b : finding \"B\"\n";
  const Compared compared(Written(facts, "1. \"One\" : b and n <= 50 cm\n"),
                          Written(facts, "1. \"One\" : b and n < 60 cm\n"));
  const Item& item = compared.at("c.1");
  CHECK(item.relation == Relation::Broader);
  CHECK(only_condition(item.gained) == "B; Height more than 50 cm and less than 60 cm");
  REQUIRE(item.gained.example);
  CHECK(item.gained.example->old_outcome == ir::Outcome::DoesNotMeet);
  CHECK(item.gained.example->new_outcome == ir::Outcome::Meets);
  CHECK(item.gained.example->is_replayed);
}

TEST_CASE("what another criterion makes up for is said to be so") {
  const Compared compared(Written(kFindings, "1. \"One\" : a\n 2. \"Two\" : any { a, b }\n"),
                          Written(kFindings, "1. \"One\" : a and d\n 2. \"Two\" : any { a, b }\n"));
  const Item& item = compared.at("c.1");
  CHECK(item.relation == Relation::Narrower);
  CHECK(item.effect == Item::Effect::None);
  CHECK(item.absorbed_by == std::vector<std::string>{"c.2"});
  CHECK(compared.at("c").relation == Relation::Equivalent);
  CHECK(compared.result.whole().relation == Relation::Equivalent);
}

TEST_CASE("another unit of one dimension is one fact, another kind two") {
  const Compared unit(Written("n : length in cm 0 to 200 cm \"N\"\n", "1. n > 100 cm\n"),
                      Written("n : length in m 0 to 2 m \"N\"\n", "1. n > 1 m\n"));
  CHECK(unit.at("c.1").relation == Relation::Equivalent);
  REQUIRE(unit.result.grounds().size() == 1);
  CHECK_FALSE(unit.result.grounds().front().changes_cases);
  CHECK(unit.result.settles_incomplete);

  const Compared kind(Written("n : finding \"N\"\n", "1. n\n"), Written("n : number 0 to 9 \"N\"\n", "1. n > 3\n"));
  CHECK(kind.at("c.1").relation == Relation::Incomparable);
  REQUIRE(kind.result.grounds().size() == 1);
  CHECK(kind.result.grounds().front().details.back() == "kept as two facts");
  CHECK_FALSE(kind.result.settles_incomplete);
}

TEST_CASE("signs that show no more are told by the documentation that was enough") {
  const Compared compared(Written("a : finding \"A\" s : finding \"S\" shown by a\n", "1. s\n"),
                          Written("a : finding \"A\" s : finding \"S\"\n", "1. any { s, s and a }\n"));
  CHECK(compared.result.whole().relation == Relation::Equivalent);
  CHECK_FALSE(compared.result.settles_incomplete);
  REQUIRE(compared.result.grounds().size() == 1);
  CHECK(compared.result.grounds().front().kind == Ground::Kind::Signs);
  REQUIRE(compared.result.pended.size() == 1);
  CHECK(compared.result.pended.front().says == std::vector<std::string>{"A: yes"});
  CHECK(compared.result.pended.front().missing == std::vector<std::string>{"S: yes"});
  CHECK(compared.result.pended.front().old_path == "c.1");
}

TEST_CASE("a changed definition is told of itself and of those who name it") {
  const std::string facts = "n : number 0 to 99 \"Age\" a : finding \"A\"\n";
  const Compared compared(Written(facts, "1. \"One\" : young and a\n", "define young \"Young\" = n <= 20"),
                          Written(facts, "1. \"One\" : young and a\n", "define young \"Young\" = n <= 18"));
  CHECK(compared.at("young").relation == Relation::Narrower);
  CHECK(compared.at("young").is_own);
  CHECK(compared.at("young").effect == Item::Effect::Determination);
  const Item& item = compared.at("c.1");
  CHECK_FALSE(item.is_own);
  CHECK(item.because_of == std::vector<std::string>{"young"});
  CHECK(only_condition(item.lost) == "A; Age more than 18 and at most 20");
}

TEST_CASE("what is too much is undecided, not equivalent") {
  diff::Limits limits;
  limits.solver.rlimit = 1;
  const Compared compared(Written(kFindings, "1. any { a and b, d and e }\n"),
                          Written(kFindings, "1. any { a, d } and any { a, e } and any { b, d } and any { b, e }\n"),
                          limits);
  CHECK(compared.at("c.1").relation == Relation::Undecided);
  CHECK(compared.result.has_undecided());
}

TEST_CASE("a revision with one change alone decides as the joint policy says") {
  const Written before(kFindings, "1. \"One\" : a\n 2. \"Two\" : b\n");
  const Written now(kFindings, "1. \"One\" : a and d\n 2. \"Two\" : b and e\n");
  const diff::Joint joint = diff::join(before.revision(), now.revision());
  const auto named = [&](const std::string& path) {
    for (std::uint32_t i = 0; i < joint.policy.criteria.size(); ++i) {
      if (joint.policy.criteria[ir::CriterionId{i}].path == path) return ir::CriterionId{i};
    }
    FAIL("no criterion " << path);
    return ir::CriterionId{};
  };
  const ir::Policy alone = diff::decide_as(joint, Side::Old, before.revision(), {{named("old:c.1"), named("new:c.1")}});
  CHECK(ir::verify(alone).empty());
  CHECK(ir::print(alone, alone.criteria[named("old:c.1")].truth) ==
        ir::print(joint.policy, joint.policy.criteria[named("new:c.1")].truth));
  CHECK(alone.rules.size() == 1);
}

}  // namespace pol::test
