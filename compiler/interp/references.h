#pragma once
// How the declared coverage determinations (LCDs, NCDs) stand on a case's reference date.

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

struct ReferenceStatus {
  std::uint32_t coverage = 0;              ///< index into Policy::coverages
  ir::Truth applies = ir::Truth::Unknown;  ///< the truth of `… applies`
  std::vector<ir::FactId> open_facts;      ///< facts without which it stays unknown
  std::vector<std::string> undeclared;     ///< entries of the declaration without which it stays unknown
  bool retired = false;                    ///< on the reference date, as all below
  bool superseded = false;
  bool check_overdue = false;              ///< last looked up over twelve months before
  bool never_checked = false;
  bool is_stale() const { return retired || superseded || check_overdue || never_checked; }
};

/// The determinations that apply or may apply to `patient`, and those that only their retirement keeps from it,
/// in file order.
/// Expects the reference date as one day.
std::vector<ReferenceStatus> reference_statuses(const ir::Policy& policy, const ir::Patient& patient);

}  // namespace pol::interp
