#include "compiler/pipeline/lint.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/lint/allowances.h"
#include "compiler/pipeline/change_log.h"
#include "compiler/pipeline/diff.h"

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

/// What goes wrong when every witness is replayed; "" when nothing does.
std::string replay(const ir::Policy& policy, const LintResult& result) {
  if (result.witnesses == 0) return "";
  const auto engine = Engine::create(policy, {}, false);
  if (!engine) return engine.error();
  for (const lint::Finding& finding : result.findings) {
    if (finding.witness && !is_replayed(policy, engine.value(), *finding.witness)) {
      return fmt::format("interpreter and native code disagree about the patient of POL{} at `{}`; please report it",
                         finding.code, finding.paths.empty() ? std::string() : finding.paths.front());
    }
  }
  return "";
}

}  // namespace

Result<LintResult> lint(const Compiled& compiled, const LintOptions& options) {
  const ir::Policy& policy = compiled.policy;
  const std::vector<int> codes = lint::codes_to_run(policy, options.codes);
  lint::Context cx(policy, compiled.sources, options.limits, options.answers);
  std::vector<ir::FactId> inexact;
  for (const planes::Gap& gap : planes::lower_exact(policy).gaps) inexact.push_back(gap.fact);
  cx.set_inexact_facts(std::move(inexact));
  if (options.against != nullptr) {
    const auto compared = diff(*options.against, compiled, {}, {}, {});
    if (!compared) return failure(compared.error());
    give_changes(compared.value().comparison, *options.against, compiled, cx);
  }
  LintResult result;
  result.findings = lint::run(cx, codes, &result.costs, options.before_rule);
  result.questions = cx.questions();

  const auto has_witness = [](const lint::Finding& finding) { return finding.witness.has_value(); };
  result.witnesses =
      static_cast<std::size_t>(std::count_if(result.findings.begin(), result.findings.end(), has_witness));
  const std::string problem = replay(policy, result);
  if (!problem.empty()) return failure(problem);

  lint::apply_allowances(policy, options.today, options.codes, options.against != nullptr, result.findings,
                         result.suppressed);
  // Rules that ran only to tell whether an allowance is of use.
  const auto is_unwanted = [&](const lint::Finding& finding) {
    const bool is_judged_already = finding.code == lint::kExpired || finding.code == lint::kNeedless;
    return finding.code != lint::kUndecided && !is_judged_already && !options.codes.empty() &&
           std::find(options.codes.begin(), options.codes.end(), finding.code) == options.codes.end();
  };
  std::erase_if(result.findings, is_unwanted);
  std::erase_if(result.suppressed, is_unwanted);
  return result;
}

}  // namespace pol::pipeline
