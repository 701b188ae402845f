// `… applies` as it is lowered, in both evaluators, against the status that is computed from the declaration itself:
// every combination of declared and undeclared entries, of plan and state, on both sides of each day.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/interp/references.h"
#include "compiler/parse/parse.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/sema/sema.h"
#include "tests/unit/small_policy.h"

namespace pol::test {

namespace {

struct Text {
  std::string policy;
  std::size_t determinations = 0;
};

/// A determination and a definition for each combination of entries.
Text every_declaration() {
  Text text;
  text.policy = R"(policy p "Coverage" { reference: day  plan: plan  jurisdiction: state }
facts {
  day   : date "Reference"
  plan  : one of { medicare, commercial } or none "Plan"
  state : one of { wa, "or" } or none "State"
}
)";
  std::string rules;
  for (const char* plans : {"", "plans: { medicare }"}) {
    for (const char* places : {"", "jurisdictions: { wa }", "jurisdictions_include: { wa }"}) {
      for (const char* effective : {"", "effective: 2018-08-27"}) {
        for (const char* retired : {"", "retired: 2024-02-29", "retired: 2018-08-27"}) {
          for (const char* checked : {"", "checked: 2023-01-01"}) {
            const std::size_t n = text.determinations++;
            text.policy += fmt::format("determination d{} \"L{}\" \"One\" {{ {} {} {} {} {} }}\n", n, n, plans, places,
                                       effective, retired, checked);
            text.policy += fmt::format("define applies_{} \"It applies\" = d{} applies\n", n, n);
            rules += fmt::format("  meets when applies_{}\n", n);
          }
        }
      }
    }
  }
  text.policy += "determine {\n" + rules + "  otherwise does_not_meet\n}\n";
  return text;
}

}  // namespace

TEST_CASE("a determination applies as its declaration says, in each evaluator") {
  const Text text = every_declaration();
  Sources sources;
  Sink sink;
  std::vector<ast::File> files;
  files.push_back(parse::parse(sources, sources.add("coverage.pol", text.policy), sink));
  const ir::Policy policy = sema::analyse(files, sources, sink);
  REQUIRE(render_text(sink.sorted(), sources, false) == "");
  REQUIRE(policy.defines.size() == text.determinations);
  codegen::Options options;
  options.use_cache = false;
  const auto engine = pipeline::Engine::create(policy, options, false);
  REQUIRE(engine);

  using Kind = ir::FactState::Kind;
  const std::vector<std::pair<Kind, std::int64_t>> choices = {
      {Kind::Undocumented, 0}, {Kind::None, 0}, {Kind::Value, 0}, {Kind::Value, 1}};
  std::size_t compared = 0;
  for (const char* on : {"2018-08-26", "2018-08-27", "2024-01-01", "2024-01-02", "2024-02-28", "2024-02-29"}) {
    for (const auto& [plan_kind, plan] : choices) {
      for (const auto& [state_kind, state] : choices) {
        ir::Patient patient;
        patient.facts.resize(policy.facts.size());
        const auto document = [&](ir::FactId fact, Kind kind, std::int64_t value) {
          patient[fact].kind = kind;
          patient[fact].low = patient[fact].high = kind == Kind::Value ? value : 0;
        };
        document(policy.reference, Kind::Value, day(on));
        document(policy.plan, plan_kind, plan);
        document(policy.jurisdiction, state_kind, state);

        const std::vector<ir::Truth> interpreted = interp::evaluate(policy, patient);
        const std::vector<ir::Truth> native = engine.value().evaluate(patient);
        std::vector<ir::Truth> declared(text.determinations, ir::Truth::No);
        for (const interp::ReferenceStatus& status : interp::reference_statuses(policy, patient)) {
          declared[status.coverage] = status.applies;
          const bool is_open = !status.open_facts.empty() || !status.undeclared.empty();
          CHECK(is_open == (status.applies == ir::Truth::Unknown));
        }
        for (std::uint32_t i = 0; i < text.determinations; ++i) {
          const ir::ExprId applies = policy.defines[ir::DefineId{i}].condition;
          INFO(on << " d" << i << " plan " << plan << " state " << state);
          CHECK(interpreted[applies.index] == declared[i]);
          CHECK(native[applies.index] == declared[i]);
          ++compared;
        }
      }
    }
  }
  CHECK(compared == 6U * 16U * 72U);
}

}  // namespace pol::test
