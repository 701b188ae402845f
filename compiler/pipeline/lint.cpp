#include "compiler/pipeline/lint.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"

namespace pol::pipeline {

namespace {

/// Where the interpreter knows the truth, native code must say the same.
bool agree(const ir::Policy& policy, const Engine& engine, const ir::Patient& prepared) {
  const std::vector<ir::Truth> meaning = interp::evaluate(policy, prepared);
  const std::vector<ir::Truth> native = engine.evaluate(prepared);
  for (std::size_t i = 0; i < meaning.size(); ++i) {
    if (meaning[i] != ir::Truth::Unknown && native[i] != meaning[i]) return false;
  }
  return true;
}

bool is_replayed(const ir::Policy& policy, const Engine& engine, const lint::Witness& witness) {
  const auto prepared = interp::prepare(policy, witness.patient);
  return prepared && agree(policy, engine, prepared.value().patient) && agree(policy, engine, witness.complete);
}

}  // namespace

Result<LintResult> lint(const Compiled& compiled, const LintOptions& options) {
  const ir::Policy& policy = compiled.policy;
  lint::Context cx(policy, compiled.sources, options.limits);
  LintResult result;
  result.findings = lint::run(cx, options.codes, &result.costs, options.before_rule);
  result.questions = cx.questions();

  const auto has_witness = [](const lint::Finding& finding) { return finding.witness.has_value(); };
  result.witnesses =
      static_cast<std::size_t>(std::count_if(result.findings.begin(), result.findings.end(), has_witness));
  if (result.witnesses == 0) return result;
  const auto engine = Engine::create(policy, {}, false);
  if (!engine) return failure(engine.error());
  for (const lint::Finding& finding : result.findings) {
    if (finding.witness && !is_replayed(policy, engine.value(), *finding.witness)) {
      return failure(fmt::format("interpreter and native code disagree about the patient of POL{} at `{}`; please report it",
                                 finding.code, finding.paths.empty() ? std::string() : finding.paths.front()));
    }
  }
  return result;
}

}  // namespace pol::pipeline
