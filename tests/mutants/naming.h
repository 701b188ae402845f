#pragma once
// Is a finding about the place that was mutated?

#include <set>
#include <string>

#include "compiler/lint/finding.h"
#include "tests/mutants/mutation.h"

namespace pol::mutants {

/// The place in the mutated text.
struct Target {
  std::string path;
  Range owner, place;
  std::set<std::string> names;       ///< that the removed and the new text mention
  std::set<std::string> dependents;  ///< paths of what reads it
};
Target target_of(const Mutation& mutation, const Original& original, const ir::Policy& mutant);

bool names_place(const lint::Finding& finding, const Target& target);
bool rests_on_place(const lint::Finding& finding, const Target& target);

}  // namespace pol::mutants
