#pragma once
// One determination, for people and for programs.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ask/advice.h"
#include "compiler/cases/load.h"
#include "compiler/interp/rationale.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/pipeline/revisions.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

struct Determined {
  std::string title;  ///< of the case
  interp::Prepared prepared;
  std::vector<ir::Truth> truths;  ///< Kleene's, but what every completion says of rules and criteria
  interp::Determination determination;
  const pipeline::Revision* revision = nullptr;  ///< that is in force; null: the policy was not chosen by its days
  std::optional<ask::Advice> advice;  ///< what to ask for, where more than one outcome stays possible
};

/// Of a case that has been prepared.
Determined determine_prepared(const ir::Policy& policy, const pipeline::Engine& engine, std::string title,
                              interp::Prepared prepared);

/// Of a case as documented. Error: it cannot be prepared within the limits.
Result<Determined> determine_case(const ir::Policy& policy, const pipeline::Engine& engine,
                                  const cases::LoadedCase& one);

/// Outcomes of a set, in the order of their declaration.
std::vector<std::string> outcome_names(ir::OutcomeSet set);

/// Outcome, reason, what met it, what is missing, notes, citations, conflicts, assumptions.
std::string determination_text(const ir::Policy& policy, const Determined& one, const Terminal& terminal);

/// The same as `polc eval --json` prints it. The same input gives the same bytes.
nlohmann::ordered_json determination_json(const ir::Policy& policy, const Determined& one, bool is_native);

/// JSON text, two blanks a level. Text that is no UTF-8 is replaced, never thrown at.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace pol::tool
