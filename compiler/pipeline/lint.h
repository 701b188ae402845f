#pragma once
// The linter over a compiled policy: rules, then every witness once more through interpreter and native code.

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "compiler/lint/finding.h"
#include "compiler/lint/linter.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/smt/recall.h"
#include "compiler/smt/session.h"

namespace pol::pipeline {

struct LintOptions {
  std::vector<int> codes;  ///< rules to run; empty: all
  smt::Limits limits;
  std::optional<ir::Day> today;  ///< on which an allowance may have ended; not set: none has
  std::function<void(const lint::Rule&)> before_rule;  ///< told which rule comes next; may be empty
  /// An earlier revision without errors, for the rules about the change log; null: none.
  const Compiled* against = nullptr;
  smt::Answers* answers =
      nullptr;  ///< of earlier runs, and to be kept for later ones; null: none. Findings are the same
};

struct LintResult {
  std::vector<lint::Finding> findings;    ///< file order
  std::vector<lint::Finding> suppressed;  ///< by an `allow` of the policy; file order
  std::vector<lint::RuleCost> costs;
  std::size_t questions = 0;  ///< put to the solver
  std::size_t witnesses = 0;  ///< replayed
};

/// `compiled` has no errors. Error: native code cannot be made, or an evaluator disagrees about a witness.
Result<LintResult> lint(const Compiled& compiled, const LintOptions& options);

}  // namespace pol::pipeline
