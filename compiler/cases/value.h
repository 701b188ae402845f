#pragma once
// What a case documents of one fact.

#include "compiler/cases/errors.h"
#include "compiler/cases/json.h"
#include "compiler/ir/policy.h"

namespace pol::cases {

/// The state that `json` documents. A value that does not fit is an error, and the fact stays undocumented.
/// Several documentations of one fact that agree become one with all their sources; those that differ conflict.
/// A set documented twice conflicts only in the members that differ: they become unknown, and `conflict` is set.
ir::FactState read_fact(const ir::Policy& policy, ir::FactId fact, const Json& json, Errors& errors);

}  // namespace pol::cases
