#pragma once
// What a test rested on: the facts it reads, as documented.

#include <string>

#include "compiler/interp/condition_words.h"
#include "compiler/ir/policy.h"

namespace pol::interp {

/// `yes (emergency department note)`, `not documented`; of several facts with their titles:
/// `Course of the pain: worsening; Fever: not documented`. The reference date is left out beside another fact.
/// `names_fact`: the reader sees the fact's title already, so that of a single fact is left out.
std::string grounds_text(const ir::Policy& policy, const ConditionWords& words, const ir::Patient& patient,
                         ir::ExprId test, bool names_fact);

/// The facts that `test` reads, as they are written; a finding's signs are not followed.
std::vector<ir::FactId> facts_tested(const ir::Policy& policy, ir::ExprId test);

}  // namespace pol::interp
