#pragma once
// Studies as notes name them, against those of the tables of procedures.

#include <string>

#include "compiler/ir/policy.h"

namespace pol::lint::notes {

/// The same words, or a value that covers the other: `total_spine` covers `lumbar_spine`.
bool covers(const ir::Policy& policy, const std::string& whole, const std::string& part);
/// Every study that `inner` may be is one that `outer` names.
bool contains(const ir::Policy& policy, const ir::Study& outer, const ir::Study& inner);
/// A value of some value set, or a word that a table of procedures uses.
bool is_study_word(const ir::Policy& policy, const std::string& word);

}  // namespace pol::lint::notes
