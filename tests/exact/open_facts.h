#pragma once
// What a prepared case leaves open, as far as it matters: the facts that a completion has to fill in, and what links
// them.

#include <vector>

#include "compiler/ir/policy.h"

namespace pol::oracle {

/// A condition of Γ and the facts it is about. Those of records are checked by interp::apply_records.
struct Constraint {
  enum class Kind { Record, Signs, Assumption };
  Kind kind = Kind::Record;
  ir::FactId finding;    ///< Signs: what they show
  ir::ExprId condition;  ///< Signs, Assumption
  std::vector<ir::FactId> facts;
};

struct OpenFacts {
  std::vector<ir::FactId> free;       ///< to be chosen; an end that is planned, where what is current would end today
  std::vector<ir::FactId> dependent;  ///< follow from others of their record, or are free where nothing gives them
  std::vector<Constraint> constraints;  ///< `shown by` and `assume` that are about any of them
  std::vector<bool> is_open;            ///< by FactId: in `free` or `dependent`
};

/// Clusters of Γ without an open fact of `wanted` are left out: they fit, for `prepared` is consistent.
OpenFacts open_facts(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::FactId>& wanted);

/// Has it one value?
bool is_settled(const ir::Policy& policy, const ir::Patient& prepared, ir::FactId fact);

/// The length of an episode in days, completed years and months: by FactId, what a record may give.
std::vector<bool> given_by_records(const ir::Policy& policy);

}  // namespace pol::oracle
