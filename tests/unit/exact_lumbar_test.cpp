// Exact answers on incomplete cases of the lumbar guideline.

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "compiler/pipeline/pipeline.h"
#include "tests/unit/small_policy.h"

namespace pol::test {

namespace {

using ir::FactId;
using ir::FactState;

struct Lumbar {
  std::unique_ptr<pipeline::Compiled> compiled =
      pipeline::compile(POL_SOURCE_DIR "/policies/lumbar_mri.pol", {POL_SOURCE_DIR "/stdlib"});
  ir::Patient patient;

  Lumbar() {
    REQUIRE(compiled->ok());
    patient.facts.resize(compiled->policy.facts.size());
    set("request_date", day("2025-06-01"));
  }
  const ir::Policy& policy() const { return compiled->policy; }
  FactId fact(const std::string& name) const {
    for (std::uint32_t i = 0; i < policy().facts.size(); ++i) {
      if (policy().facts[FactId{i}].name == name) return FactId{i};
    }
    FAIL("no fact " << name);
    return {};
  }
  void set(const std::string& name, std::int64_t value) {
    FactState& state = patient[fact(name)];
    state.kind = FactState::Kind::Value;
    state.low = state.high = value;
  }
  void choose(const std::string& name, const std::string& value) {
    const auto& values = policy().value_sets[policy().facts[fact(name)].type.values].values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].name == value) return set(name, static_cast<std::int64_t>(i));
    }
    FAIL("no value " << value);
  }
  void choose_none(const std::string& name) { patient[fact(name)].kind = FactState::Kind::None; }
};

}  // namespace

TEST_CASE("lumbar 7.b: a new fracture with worsening pain meets with and without cancer") {
  Lumbar lumbar;
  lumbar.choose("procedure_code", "72148");
  lumbar.set("new_fracture_on_xray", 1);
  lumbar.choose("back_pain_course", "worsening");
  const auto possible = [&](double* milliseconds = nullptr, std::size_t* trials = nullptr) {
    auto prepared = exact::prepare(lumbar.policy(), lumbar.patient);
    REQUIRE(prepared);
    CHECK(prepared.value().conflicts.empty());
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    exact::Search search(lumbar.policy(), prepared.value().patient);
    const ir::OutcomeSet outcomes = search.possible();
    if (milliseconds != nullptr) {
      *milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
      *trials = search.trials();
    }
    CHECK_FALSE(search.is_spent());
    for (const ir::Criterion& criterion : lumbar.policy().criteria) {
      if (criterion.path == "guideline.7.b") CHECK(search.truth(criterion.truth) == ir::Truth::Yes);
    }
    CHECK(search.completion());
    return outcomes;
  };
  double milliseconds = 0;
  std::size_t trials = 0;
  const ir::OutcomeSet open = possible(&milliseconds, &trials);
  UNSCOPED_INFO(milliseconds << " ms, " << trials << " trials");
  CHECK((open & ir::outcome_bit(ir::Outcome::Meets)) != 0);
  CHECK((open & ir::outcome_bit(ir::Outcome::Contraindicated)) != 0);
  CHECK(trials < 400);

  lumbar.set("bmi_exceeds_mri_capability", 0);
  lumbar.choose_none("stent_placement_date");
  lumbar.choose_none("requested_combination");
  FactState& devices = lumbar.patient[lumbar.fact("implanted_devices")];
  devices.kind = FactState::Kind::Value;
  const ir::ValueSetId kinds = lumbar.policy().facts[lumbar.fact("implanted_devices")].type.values;
  for (std::size_t i = 0; i < lumbar.policy().value_sets[kinds].values.size(); ++i) devices.out.insert(i);
  CHECK(possible() == ir::outcome_bit(ir::Outcome::Meets));
}

}  // namespace pol::test
