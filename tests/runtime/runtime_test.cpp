// A library that `polc build` wrote, evaluated by the C runtime, against interpreter and search.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/exact/consistent.h"
#include "compiler/pipeline/pipeline.h"
#include "pol/runtime.h"

namespace {

using namespace pol;
namespace fs = std::filesystem;

struct Closer {
  void operator()(pol_policy* policy) const { pol_policy_free(policy); }
  void operator()(pol_case* one) const { pol_case_free(one); }
};

struct Subject {
  std::unique_ptr<pipeline::Compiled> compiled;
  std::unique_ptr<pipeline::Engine> engine;
  std::unique_ptr<pol_policy, Closer> library;
  const ir::Policy& policy() const { return compiled->policy; }
};

Subject lumbar() {
  Subject subject;
  const std::string root = POL_SOURCE_DIR;
  subject.compiled = pipeline::compile(root + "/policies/lumbar_mri.pol", pipeline::find_roots(root + "/stdlib"));
  REQUIRE(subject.compiled->ok());
  codegen::Options options;
  auto engine = pipeline::Engine::create(subject.policy(), options, false);
  REQUIRE(engine);
  subject.engine = std::make_unique<pipeline::Engine>(engine.take());
  pol_policy* library = nullptr;
  pol_error error = {};
  const pol_status status = pol_policy_load(POL_LUMBAR, subject.policy().content_hash.c_str(), &library, &error);
  INFO(error.message);
  REQUIRE(status == POL_OK);
  subject.library.reset(library);
  return subject;
}

/// As the patient has it, before anything is prepared.
pol_status document(const ir::Policy& policy, const ir::Patient& patient, pol_case* one, pol_error* error) {
  pol_status status = POL_OK;
  const auto also = [&](pol_status next) { status = status == POL_OK ? next : status; };
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    const ir::FactState& state = patient.facts[i];
    const ir::Type& type = policy.facts[ir::FactId{i}].type;
    if (state.kind == ir::FactState::Kind::None) also(pol_set_none(one, i, error));
    if (state.kind == ir::FactState::Kind::Undocumented && (state.asked || state.conflict)) {
      also(pol_set_unknown(one, i, error));
    }
    if (state.kind != ir::FactState::Kind::Value) continue;
    switch (type.kind) {
      case ir::FactKind::Finding:
        also(pol_set_finding(one, i, state.low != 0, error));
        break;
      case ir::FactKind::Choice:
        also(pol_set_choice(one, i, static_cast<std::uint32_t>(state.low), error));
        break;
      case ir::FactKind::Set:
        for (const std::size_t v : state.in.list())
          also(pol_set_member(one, i, static_cast<std::uint32_t>(v), 1, error));
        for (const std::size_t v : state.out.list())
          also(pol_set_member(one, i, static_cast<std::uint32_t>(v), 0, error));
        break;
      case ir::FactKind::Number: {
        // In half units of tenths of tenths …: exactly as it was read.
        std::int64_t parts = 2 * type.factor;
        std::uint32_t places = 0;
        for (int d = 0; d < ir::row_of(type.dimension).decimals; ++d) parts *= 10;
        std::int64_t digits = state.low;
        while (places < 12 && digits % parts != 0) {
          digits *= 10;
          ++places;
        }
        also(pol_set_decimal(one, i, digits / parts, places, error));
        break;
      }
      case ir::FactKind::Date:
        also(pol_set_date(one, i, static_cast<std::int32_t>(state.low), static_cast<std::int32_t>(state.high), error));
        break;
    }
  }
  return status;
}

std::vector<ir::Patient> recorded(const ir::Policy& policy) {
  std::vector<ir::Patient> all;
  for (const ir::Case& one : policy.cases) all.push_back(one.patient);
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(std::string(POL_SOURCE_DIR) + "/policies/cases")) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    const auto text = cases::read_file(path.string(), cases::kMaxCaseBytes);
    REQUIRE(text);
    for (const cases::LoadedCase& one : cases::load_cases(policy, text.value(), path.string()).cases) {
      all.push_back(one.patient);
    }
  }
  for (ir::Patient& patient : all) patient.facts.resize(policy.facts.size());
  return all;
}

struct Tally {
  int pairs = 0, exact = 0, unlike = 0;
  int open = 0, open_alike = 0;  ///< cases of which more than one outcome is possible; why, said in the same words
};

/// Where the code knows all that completions know, it names the same facts; else no fewer.
void compare_open_facts(const Subject& subject, const ir::Patient& prepared, const interp::Judged& judged,
                        pol_case* one, Tally& tally) {
  std::vector<std::uint32_t> named(prepared.facts.size());
  named.resize(pol_open_facts(one, named.data(), static_cast<std::uint32_t>(named.size())));
  std::vector<std::uint32_t> expected;
  for (const ir::FactId fact : interp::undecided_because(subject.policy(), prepared, judged))
    expected.push_back(fact.index);
  ++tally.open;
  tally.open_alike += named == expected;
  REQUIRE(std::includes(named.begin(), named.end(), expected.begin(), expected.end()));
  if (!subject.engine->lacks_something(prepared)) REQUIRE(named == expected);
}

void compare(const Subject& subject, const ir::Patient& patient, pol_case* one, Tally& tally) {
  pol_error error = {};
  pol_case_clear(one);
  INFO(error.message);
  const pol_status documented = document(subject.policy(), patient, one, &error);
  INFO(error.message);
  REQUIRE(documented == POL_OK);
  pol_answer answer = {};
  const pol_status status = pol_decide(one, &answer, &error);
  const auto prepared = exact::prepare(subject.policy(), patient);
  REQUIRE((status == POL_OK) == prepared.ok());
  if (!prepared.ok()) return;
  const interp::Judged judged = subject.engine->judges().judge(prepared.value().patient);
  ++tally.pairs;
  tally.exact += answer.is_exact;
  if (answer.is_exact == 0) {
    tally.unlike += answer.possible != judged.possible;
    return;
  }
  if (!judged.is_exact) return;
  for (std::uint32_t i = 0; i < prepared.value().patient.facts.size(); ++i) {
    const bool clashes = prepared.value().patient.facts[i].conflict && !patient.facts[i].conflict;
    INFO(subject.policy().facts[ir::FactId{i}].name);
    REQUIRE(clashes == (pol_is_in_conflict(one, i) != 0));
  }
  REQUIRE(int{answer.possible} == int{judged.possible});
  if ((judged.possible & (judged.possible - 1)) == 0) return;
  compare_open_facts(subject, prepared.value().patient, judged, one, tally);
}

}  // namespace

TEST_CASE("recorded cases, whole and with facts left out or changed", "[runtime]") {
  const Subject subject = lumbar();
  const std::vector<ir::Patient> patients = recorded(subject.policy());
  REQUIRE(patients.size() > 50);
  pol_case* made = nullptr;
  REQUIRE(pol_case_new(subject.library.get(), &made, nullptr) == POL_OK);
  const std::unique_ptr<pol_case, Closer> one(made);
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  Tally tally;
  for (const ir::Patient& patient : patients) {
    compare(subject, patient, one.get(), tally);
    for (int i = 0; i < 12; ++i) {
      ir::Patient changed = patient;
      const ir::Patient& other = patients[below(patients.size())];
      for (std::uint32_t f = 0; f < changed.facts.size(); ++f) {
        if (ir::FactId{f} == subject.policy().reference) continue;
        if (below(6) == 0) changed.facts[f] = ir::FactState();
        if (below(4) == 0 && !other.facts[f].conflict) changed.facts[f] = other.facts[f];
      }
      compare(subject, changed, one.get(), tally);
    }
  }
  WARN(tally.pairs << " pairs, " << tally.exact << " exact by code alone; " << tally.unlike
                   << " of the others are narrowed by a search");
  WARN(tally.open << " open, " << tally.open_alike << " of them with the same facts as after a search");
  CHECK(tally.exact > 0);
  CHECK(tally.open > 100);
  CHECK(tally.open_alike > tally.open / 2);
}

TEST_CASE("a policy describes itself", "[runtime]") {
  const Subject subject = lumbar();
  const ir::Policy& policy = subject.policy();
  pol_policy_about about = {};
  pol_describe(subject.library.get(), &about);
  CHECK(about.name == policy.name);
  REQUIRE(about.facts == policy.facts.size());
  REQUIRE(about.criteria == policy.criteria.size());
  for (std::uint32_t i = 0; i < about.facts; ++i) {
    pol_fact_about fact = {};
    pol_describe_fact(subject.library.get(), i, &fact);
    const ir::Fact& expected = policy.facts[ir::FactId{i}];
    CHECK(fact.name == expected.name);
    CHECK(pol_fact_named(subject.library.get(), fact.name) == i);
    for (std::uint32_t v = 0; v < fact.values; ++v) {
      CHECK(pol_value_name(subject.library.get(), i, v, nullptr) ==
            policy.value_sets[expected.type.values].values[v].name);
    }
  }
}

TEST_CASE("what cannot be loaded says why", "[runtime]") {
  pol_policy* policy = nullptr;
  pol_error error = {};
  CHECK(pol_policy_load("/no/such/library.so", nullptr, &policy, &error) == POL_NO_LIBRARY);
  CHECK(error.message[0] != 0);
  CHECK(pol_policy_load(POL_LUMBAR, "another", &policy, &error) == POL_OTHER_POLICY);
  CHECK(policy == nullptr);

  pol_tables tables = {};
  tables.abi = POL_ABI_VERSION + 1;
  pol_code code = {99, nullptr, nullptr, nullptr, nullptr};
  pol_policy_image image = {POL_MAGIC, &tables, 1, &code};
  CHECK(pol_policy_open(&image, nullptr, &policy, &error) == POL_BAD_ABI);
  tables.abi = POL_ABI_VERSION;
  CHECK(pol_policy_open(&image, nullptr, &policy, &error) == POL_BAD_CPU);
  image.magic = 0;
  CHECK(pol_policy_open(&image, nullptr, &policy, &error) == POL_NO_LIBRARY);
}

TEST_CASE("values that cannot be documented are refused, and the case stays as it was", "[runtime]") {
  const Subject subject = lumbar();
  pol_case* made = nullptr;
  REQUIRE(pol_case_new(subject.library.get(), &made, nullptr) == POL_OK);
  const std::unique_ptr<pol_case, Closer> one(made);
  pol_error error = {};
  pol_answer answer = {};
  CHECK(pol_decide(one.get(), &answer, &error) == POL_NO_REFERENCE);
  const std::uint32_t reference = subject.policy().reference.index;
  CHECK(pol_set_finding(one.get(), reference, 1, &error) == POL_WRONG_KIND);
  CHECK(pol_set_date(one.get(), reference, -100000, 0, &error) == POL_BAD_VALUE);
  CHECK(pol_set_date(one.get(), reference, 5, 4, &error) == POL_BAD_VALUE);
  CHECK(pol_set_date(one.get(), 1U << 30U, 4, 4, &error) == POL_NO_SUCH_NAME);
  CHECK(pol_set_none(one.get(), reference, &error) == POL_BAD_VALUE);
  CHECK(pol_set_date(one.get(), reference, 20000, 20000, &error) == POL_OK);
  CHECK(pol_decide(one.get(), &answer, &error) == POL_OK);
  for (std::uint32_t i = 0; i < subject.policy().facts.size(); ++i) {
    if (subject.policy().facts[ir::FactId{i}].type.kind != ir::FactKind::Number) continue;
    CHECK(pol_set_number(one.get(), i, 1e300, &error) == POL_BAD_VALUE);
    CHECK(pol_set_number(one.get(), i, 0.1 + 0.2, &error) == POL_BAD_VALUE);
    CHECK(pol_set_number(one.get(), i, 12.5, &error) != POL_WRONG_KIND);
    break;
  }
}
