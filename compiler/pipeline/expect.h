#pragma once
// A case against its expectations, by both evaluators.

#include <string>
#include <vector>

#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

struct CaseRun {
  std::vector<std::string> failures;  ///< `expected meets, got does_not_meet: …`; empty when all holds
  bool determined = false;  ///< else the failures say why not, and there is no determination
  interp::Determination determination;

  bool ok() const { return failures.empty(); }
};

/// Determines the case with `engine` and with the interpreter. A disagreement of the two is a failure, whatever was
/// expected; so is a case that cannot be determined (no reference date).
CaseRun run_case(const ir::Policy& policy, const Engine& engine, const ir::Patient& documented,
                 const std::vector<ir::Expectation>& expectations);

}  // namespace pol::pipeline
