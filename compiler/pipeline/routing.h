#pragma once
// Which requests a policy is about.

#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::pipeline {

/// A policy is about the codes in its tables of procedures and those that it compares the requested code with; without
/// any, about every case.
struct Routing {
  std::string fact;                ///< that documents the requested code; "": the policy is about every case
  std::vector<std::string> codes;  ///< sorted, each once
};

/// Codes of companions do not count.
Routing routing_of(const ir::Policy& policy);

}  // namespace pol::pipeline
