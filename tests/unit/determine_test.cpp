// A determination with its reasons (DESIGN M5, M9, M10, M11), the rationale tree, and the IR's printed form.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "tests/unit/small_policy.h"

using namespace pol;
using namespace pol::ir;
using pol::test::SmallPolicy;

namespace {

/// `guideline`: any { a. fever, b. all { i. weakness, ii. length >= 6 weeks } }, not when `device`.
struct Guideline : SmallPolicy {
  FactId device = finding("device"), fever = finding("fever"), weakness = finding("weakness");
  FactId length = number("length", Dimension::Days, 0, 2 * 54787);
  FactId unread = finding("unread");
  CriterionId section, a, b, i, ii, contraindications;

  Guideline() {
    contraindications = criterion("contraindications", is(device), Criterion::Kind::Section);
    a = criterion("guideline.a", is(fever));
    i = criterion("guideline.b.i", is(weakness));
    ii = criterion("guideline.b.ii", compare(fact(length), Relation::GreaterEqual, half(2 * 42)));
    b = criterion("guideline.b", group(Quantifier::All, {ref(i), ref(ii)}));
    section = criterion("guideline", group(Quantifier::Any, {ref(a), ref(b)}), Criterion::Kind::Section);
    set_parent(section, {a, b});
    set_parent(b, {i, ii});
    policy.criteria[section].cites = {"16"};
    policy.criteria[b].cites = {"4", "16"};
    policy.criteria[ii].cites = {"2"};
    rule(Outcome::Contraindicated, ref(contraindications), "A device");
    rule(Outcome::Meets, ref(section), "In the guideline");
    policy.otherwise_reason = "Not in the guideline";
  }

  void set_parent(CriterionId parent, std::vector<CriterionId> children) {
    for (const CriterionId child : children) policy.criteria[child].parent = parent;
    policy.criteria[parent].children = std::move(children);
  }

  interp::Prepared prepared() const {
    auto result = interp::prepare(policy, patient);
    if (!result) FAIL(result.error());
    return result.take();
  }
  interp::Determination determine() const {
    return interp::determine(policy, prepared(), interp::kleene_judges(policy, [&](const Patient& p) {
                               return interp::evaluate(policy, p);
                             }));
  }
};

std::vector<std::string> paths(const interp::Determination& d) {
  std::vector<std::string> out;
  for (const interp::MetBy& met : d.met_by) out.push_back(met.path);
  return out;
}

}  // namespace

TEST_CASE("an open branch says nothing where enough others are met", "[determine]") {
  Guideline p;
  const CriterionId two =
      p.criterion("two", p.group(Quantifier::AtLeast, {p.is(p.fever), p.is(p.weakness), p.ref(p.ii)}, 2));
  p.rule(Outcome::Refer, p.ref(two), "");
  p.policy.rules = {p.policy.rules.back()};
  p.document(p.fever, 1);
  p.document(p.weakness, 1);
  const interp::Determination d = p.determine();
  REQUIRE(d.met_by.size() == 1);
  CHECK(d.met_by.front().path == "two");
  CHECK(d.met_by.front().by_one_of.empty());
}

TEST_CASE("a met case names the deepest criteria, their citations and the facts that decided") {
  Guideline g;
  REQUIRE(verify(g.policy) == "");
  g.document(g.device, 0);
  g.document(g.fever, 0);
  g.document(g.weakness, 1);
  g.document(g.length, 2 * 42);
  g.document(g.unread, 1);
  const auto d = g.determine();
  CHECK(d.outcome == Outcome::Meets);
  CHECK(d.disposition == Disposition::Approve);
  CHECK(d.reason == "In the guideline");
  CHECK(paths(d) == std::vector<std::string>{"guideline.b.i", "guideline.b.ii"});
  CHECK(d.citations == std::vector<std::string>{"4", "16", "2"});
  CHECK(d.deciding_facts == std::vector<FactId>{g.device, g.weakness, g.length});
  CHECK(d.undecided_because.empty());
  CHECK(d.is_exact);
}

TEST_CASE("an open case lists what is possible and what keeps it open") {
  Guideline g;
  g.document(g.device, 0);
  g.document(g.weakness, 0);
  const auto d = g.determine();
  CHECK(d.outcome == Outcome::NeedsInformation);
  CHECK(d.disposition == Disposition::Pend);
  CHECK(d.possible == (outcome_bit(Outcome::Meets) | outcome_bit(Outcome::DoesNotMeet)));
  CHECK(d.undecided_because == std::vector<FactId>{g.fever});
  CHECK(d.met_by.empty());
  CHECK_FALSE(d.is_exact);
}

TEST_CASE("an assumed fact is open where its documentation would settle what is unknown") {
  SmallPolicy p;
  const FactId looked_up = p.finding("looked_up");
  const ExprId documented = p.add(ir::IsDocumented{looked_up});
  const ExprId not_looked_up = p.negation(documented);
  const ExprId nobody_knows = p.literal(ir::Truth::Unknown);
  const ExprId computed = p.group(Quantifier::All, {not_looked_up, nobody_knows});
  p.rule(Outcome::Meets, p.group(Quantifier::Any, {p.is(looked_up), computed}));
  p.document(looked_up, 0);
  p.patient[looked_up].assumed = true;
  const auto of = [&] {
    return interp::determine(p.policy, {p.patient, {}, {}, {}},
                             interp::kleene_judges(p.policy, [&](const ir::Patient& patient) {
                               return interp::evaluate(p.policy, patient);
                             }));
  };
  CHECK(of().outcome == Outcome::NeedsInformation);
  CHECK(of().undecided_because == std::vector<FactId>{looked_up});
  p.patient[looked_up].assumed = false;
  CHECK(of().outcome == Outcome::DoesNotMeet);
  CHECK(of().undecided_because.empty());
}

TEST_CASE("outcomes of one disposition settle it") {
  Guideline g;
  g.document(g.fever, 0);
  g.document(g.weakness, 0);
  const auto d = g.determine();
  CHECK(d.outcome == Outcome::NeedsInformation);
  CHECK(d.disposition == Disposition::Withhold);
  CHECK(d.undecided_because == std::vector<FactId>{g.device});
}

TEST_CASE("a clash makes the outcome conflicting only when it is relevant") {
  Guideline g;
  g.document(g.device, 0);
  g.patient[g.weakness].conflict = true;
  CHECK(g.determine().outcome == Outcome::Conflicting);
  g.document(g.fever, 1);
  CHECK(g.determine().outcome == Outcome::Meets);
  CHECK(g.determine().conflicts.size() == 1);
}

TEST_CASE("a derived fact is answered for by the facts it follows from") {
  Guideline g;
  Record record;
  record.name = "care";
  record.start = g.date("start");
  record.end = g.date("end");
  record.length = g.length;
  g.policy.records.push_back(record);
  g.document(g.device, 0);
  g.document(g.weakness, 1);
  g.document(record.start, test::day("2025-03-01"));
  g.document(record.end, test::day("2025-05-01"));
  const auto d = g.determine();
  CHECK(d.outcome == Outcome::Meets);
  CHECK(d.deciding_facts == std::vector<FactId>{g.device, g.weakness, record.start, record.end});
}

TEST_CASE("a note below a guard that fails is not in force") {
  Guideline g;
  g.policy.criteria[g.i].notes = {Note{Note::Mood::Prose, "", {}, "text", {}, {}}};
  g.document(g.weakness, 1);
  CHECK(g.determine().notes.size() == 1);  // the length of the illness is open
  g.document(g.length, 2 * 10);
  CHECK(g.determine().notes.empty());
}

TEST_CASE("notes, checks and otherwise") {
  Guideline g;
  const auto note = [](Note::Mood mood, ExprId when) { return Note{mood, "ct of spine", when, "text", {}, {}}; };
  g.policy.criteria[g.a].notes = {note(Note::Mood::Prose, {}), note(Note::Mood::Waives, {}),
                                  note(Note::Mood::Avoids, {}), note(Note::Mood::Prefers, g.is(g.weakness))};
  g.policy.checks.push_back(Claim{"never weak", g.negation(g.is(g.weakness)), {}});
  CHECK(g.determine().notes.size() == 1);  // advice on the study, while the criterion is open
  g.document(g.fever, 1);
  CHECK(g.determine().notes.size() == 3);
  g.document(g.weakness, 1);
  CHECK(g.determine().notes.size() == 4);
  CHECK(g.determine().failed_checks == std::vector<std::string>{"never weak"});

  for (const FactId fact : {g.device, g.fever, g.weakness}) g.document(fact, 0);
  const auto d = g.determine();
  CHECK(d.outcome == Outcome::DoesNotMeet);
  CHECK(d.reason == "Not in the guideline");
  CHECK(d.notes.empty());
  CHECK(d.met_by.empty());
}

TEST_CASE("a reading that would change the outcome says so") {
  Guideline g;
  const FactId loss = g.number("loss", Dimension::Percent, 0, 200 * 1000000);
  const Half ten = 20 * 1000000;
  const CriterionId more = g.criterion("guideline.c.more", g.compare(g.fact(loss), Relation::Greater, g.half(ten)),
                                       Criterion::Kind::Reading);
  const CriterionId at_ten = g.criterion(
      "guideline.c.at_ten", g.compare(g.fact(loss), Relation::GreaterEqual, g.half(ten)), Criterion::Kind::Reading);
  g.policy.ambiguities.push_back(Ambiguity{"guideline.c", "Is ten enough", {more, at_ten}, 0, {}});
  const CriterionId c = g.criterion("guideline.c", g.add(Ambiguous{0}));
  g.set_parent(c, {more, at_ten});
  g.policy.rules.pop_back();
  g.rule(Outcome::Meets, g.group(Quantifier::Any, {g.ref(g.a), g.ref(c)}));
  REQUIRE(verify(g.policy) == "");
  g.document(g.device, 0);
  g.document(g.fever, 0);
  g.document(loss, ten);
  auto d = g.determine();
  CHECK(d.outcome == Outcome::DoesNotMeet);
  REQUIRE(d.readings.size() == 1);
  CHECK(d.readings[0].chosen == "more");
  CHECK(d.readings[0].would_change == std::vector<std::string>{"at_ten: meets"});
  CHECK(d.not_met.size() == 4);  // contraindications, a, c and its chosen reading; b is open

  g.document(loss, ten + 2);
  d = g.determine();
  CHECK(paths(d) == std::vector<std::string>{"guideline.c"});
  CHECK(d.readings[0].would_change.empty());

  g.document(g.fever, 1);
  g.document(loss, ten);
  CHECK(g.determine().readings.empty());
}

TEST_CASE("the rationale shows the rules tried and what each rested on") {
  Guideline g;
  g.document(g.device, 0);
  g.patient[g.device].sources = {"intake form"};
  g.document(g.fever, 0);
  g.document(g.weakness, 1);
  g.document(g.length, 2 * 41);
  const auto prepared = g.prepared();
  const auto trees = interp::rationale(g.policy, Sources(), prepared, interp::evaluate(g.policy, prepared.patient), {});
  REQUIRE(trees.size() == 3);
  CHECK(trees[0].truth == Truth::No);
  REQUIRE(trees[0].children.size() == 1);
  CHECK(trees[0].children[0].path == "contraindications");
  CHECK(trees[0].children[0].detail == "device: no (intake form)");
  const interp::RationaleNode& guideline = trees[1].children.at(0);
  CHECK(guideline.detail == "any of");
  REQUIRE(guideline.children.size() == 2);
  CHECK(guideline.children[0].detail == "fever: no");
  REQUIRE(guideline.children[1].children.size() == 2);  // what fails, and a line for the rest
  const interp::RationaleNode& length = guideline.children[1].children[0];
  CHECK(length.detail == "(>= length 42 days): 41 days");
  CHECK(length.near_miss == "42 days needed, 41 days documented");
  CHECK(guideline.children[1].children[1].kind == interp::RationaleNode::Kind::Rest);
  CHECK(guideline.children[1].children[1].text == "met: guideline.b.i");
  CHECK(trees[2].truth == Truth::Yes);
  CHECK(trees[2].decides);
  CHECK(trees[2].text == "otherwise does not meet: Not in the guideline");
}

TEST_CASE("the IR prints as S-expressions and a broken one is found") {
  Guideline g;
  CHECK(print(g.policy, g.policy.criteria[g.section].body) == "(any (ref guideline.a) (ref guideline.b))");
  CHECK(print(g.policy).find("(criterion guideline.b.ii\n  (cites \"2\")\n  (>= length 42 days))\n") !=
        std::string::npos);
  g.add(Not{ExprId{100000}});
  CHECK(verify(g.policy).find("operand after its `not`") != std::string::npos);

  Guideline loop;
  loop.policy.criteria[loop.a].body = loop.policy.criteria[loop.a].truth = loop.ref(loop.section);
  CHECK(verify(loop.policy).find("rests on itself") != std::string::npos);
}
