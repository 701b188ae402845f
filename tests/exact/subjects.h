#pragma once
// Those who answer for incomplete cases.

#include <optional>
#include <string>
#include <vector>

#include "compiler/support/result.h"
#include "tests/exact/oracle.h"

namespace pol::oracle {

enum class Who {
  Kleene,        ///< interp::evaluate on the prepared case: never wrong, often unknown
  Search,        ///< exact::Search
  Program,       ///< the sharpened plane program, walked without LLVM; exact but for the gaps it lists
  Native,        ///< the same as native code, which is to say the same as the walk, and `decide` what `trace` says
  Engine,        ///< pipeline::Engine: the native code, and the search for the gaps
  WithoutGamma,  ///< exact::Search that has not heard of Γ: an error to be found
  ClaimsKleene,  ///< Kleene who claims to be exact: an error to be found
};

/// `kleene`, `search` …
std::optional<Who> who_named(const std::string& name);
const std::vector<std::string>& names_of_all();

/// `policy` must outlive it. Error: the native code cannot be made.
Result<Subject> make_subject(Who who, const ir::Policy& policy);

}  // namespace pol::oracle
