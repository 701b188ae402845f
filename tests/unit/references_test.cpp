// Coverage determinations on a reference date: what applies, what keeps it unknown, what is stale.

#include "compiler/interp/references.h"

#include <catch2/catch.hpp>

#include "tests/unit/small_policy.h"

namespace pol::test {

using interp::ReferenceStatus;
using ir::FactId;
using ir::FactState;
using ir::Truth;

namespace {

/// One determination, all of it declared, and a case that it applies to on 2025-06-01.
struct Member : SmallPolicy {
  FactId plan = choice("plan", {"medicare", "commercial"});
  FactId state = choice("state", {"or", "wa"});

  Member() {
    policy.plan = plan;
    policy.jurisdiction = state;
    document(plan, 0);
    document(state, 0);
    declare("first");
  }
  ir::Coverage& declare(std::string name) {
    ir::Coverage& coverage = policy.coverages.emplace_back();
    coverage.name = std::move(name);
    coverage.plans = members({0});
    coverage.jurisdictions = members({0});
    coverage.effective = day("2018-08-27");
    coverage.checked = day("2025-05-16");
    return coverage;
  }
  ir::Coverage& coverage() { return policy.coverages[0]; }
  void on(const char* text) { document(policy.reference, day(text)); }
  void forget(FactId fact) { patient[fact] = FactState(); }
  std::vector<ReferenceStatus> all() const { return interp::reference_statuses(policy, patient); }
  ReferenceStatus one() const {
    const auto statuses = all();
    REQUIRE(statuses.size() == 1);
    return statuses[0];
  }
};

using Words = std::vector<std::string>;
using Facts = std::vector<FactId>;

}  // namespace

TEST_CASE("a determination that surely applies keeps nothing open") {
  const Member m;
  const ReferenceStatus status = m.one();
  CHECK(status.coverage == 0);
  CHECK(status.applies == Truth::Yes);
  CHECK(status.open_facts.empty());
  CHECK(status.undeclared.empty());
  CHECK(!status.is_stale());
}

TEST_CASE("one that surely does not apply is not told of") {
  Member m;
  SECTION("another plan") { m.document(m.plan, 1); }
  SECTION("another state") { m.document(m.state, 1); }
  SECTION("no plan at all") { m.patient[m.plan].kind = FactState::Kind::None; }
  SECTION("the day before it is effective") { m.on("2018-08-26"); }
  SECTION("another plan, and nothing else is known") {
    m.document(m.plan, 1);
    m.forget(m.state);
    m.coverage().effective.reset();
  }
  CHECK(m.all().empty());
}

TEST_CASE("what keeps it unknown is told") {
  Member m;
  SECTION("facts") {
    m.forget(m.plan);
    m.forget(m.state);
    CHECK(m.one().open_facts == Facts{m.plan, m.state});
    CHECK(m.one().undeclared.empty());
  }
  SECTION("what is not declared") {
    m.coverage().plans.reset();
    m.coverage().jurisdictions.reset();
    m.coverage().effective.reset();
    m.coverage().checked.reset();
    CHECK(m.one().open_facts.empty());
    CHECK(m.one().undeclared == Words{"plans", "jurisdictions", "effective", "retired"});
    CHECK(m.one().never_checked);
  }
  SECTION("a state beyond those that are known") {
    m.coverage().more_jurisdictions = true;
    m.document(m.state, 1);
    CHECK(m.one().undeclared == Words{"jurisdictions"});
  }
  SECTION("a policy without such facts") {
    m.policy.plan = {};
    m.policy.jurisdiction = {};
    CHECK(m.one().undeclared == Words{"plans", "jurisdictions"});
  }
  CHECK(m.one().applies == Truth::Unknown);
}

TEST_CASE("it applies from its first day to the day before it is retired") {
  Member m;
  m.coverage().retired = day("2025-03-31");
  m.on("2018-08-27");
  CHECK(m.one().applies == Truth::Yes);
  m.on("2025-03-30");
  CHECK(m.one().applies == Truth::Yes);
  CHECK(!m.one().retired);
  m.on("2025-03-31");
  CHECK(m.one().applies == Truth::No);
  CHECK(m.one().retired);
  SECTION("what else is open no longer matters") {
    m.forget(m.state);
    CHECK(m.one().applies == Truth::No);
    CHECK(m.one().open_facts.empty());
  }
  SECTION("a retired one of another plan is not told of") {
    m.document(m.plan, 1);
    CHECK(m.all().empty());
  }
}

TEST_CASE("a look holds for twelve months, counted from its day") {
  Member m;
  const auto overdue_on = [&](const char* text) {
    m.on(text);
    return m.one().check_overdue;
  };
  CHECK(!overdue_on("2020-01-01"));
  CHECK(!overdue_on("2026-05-16"));
  CHECK(overdue_on("2026-05-17"));
  CHECK(m.one().applies == Truth::Yes);  // it decides, and is reported
  m.coverage().checked = day("2024-02-29");
  CHECK(!overdue_on("2025-02-28"));
  CHECK(overdue_on("2025-03-01"));
}

TEST_CASE("it is superseded from the day that its successor is effective") {
  Member m;
  m.declare("second").effective = day("2024-01-01");
  m.coverage().superseded_by = "L2";
  const auto superseded = [&] { return m.all().front().superseded; };
  SECTION("whose day is not declared anywhere") { CHECK(superseded()); }
  SECTION("by one that is declared") {
    m.coverage().successor = 1;
    m.on("2023-12-31");
    CHECK(!superseded());
    m.on("2024-01-01");
    CHECK(superseded());
    CHECK(m.all().front().applies == Truth::Yes);
    m.policy.coverages[1].effective.reset();
    m.on("2020-01-01");
    CHECK(superseded());
  }
}

}  // namespace pol::test
