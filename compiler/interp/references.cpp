#include "compiler/interp/references.h"

#include "compiler/interp/calendar.h"

namespace pol::interp {

using ir::FactState;
using ir::Truth;

namespace {

constexpr int kCheckedForMonths = 12;

Truth truth_of(bool value) { return value ? Truth::Yes : Truth::No; }

/// Whether the fact's value is one of `values`, without which nobody knows. Says in `status` what keeps it unknown.
Truth one_of(ir::FactId fact, const std::optional<ir::Members>& values, bool there_may_be_more, const char* entry,
             const ir::Patient& patient, ReferenceStatus& status) {
  if (!fact.is_set() || !values) {
    status.undeclared.emplace_back(entry);
    return Truth::Unknown;
  }
  const FactState& state = patient[fact];
  switch (state.kind) {
    case FactState::Kind::Undocumented:
      status.open_facts.push_back(fact);
      return Truth::Unknown;
    case FactState::Kind::Value:
      if (values->contains(static_cast<std::size_t>(state.low))) return Truth::Yes;
      break;
    case FactState::Kind::None:
      break;
  }
  if (!there_may_be_more) return Truth::No;
  status.undeclared.emplace_back(entry);
  return Truth::Unknown;
}

}  // namespace

std::vector<ReferenceStatus> reference_statuses(const ir::Policy& policy, const ir::Patient& patient) {
  std::vector<ReferenceStatus> statuses;
  const auto day = static_cast<ir::Day>(patient[policy.reference].low);
  for (std::uint32_t i = 0; i < policy.coverages.size(); ++i) {
    const ir::Coverage& coverage = policy.coverages[i];
    ReferenceStatus status;
    status.coverage = i;
    status.retired = coverage.retired && *coverage.retired <= day;
    if (coverage.successor) {
      const ir::Coverage& successor = policy.coverages[*coverage.successor];
      status.superseded = !successor.effective || *successor.effective <= day;
    } else {
      status.superseded = !coverage.superseded_by.empty();
    }
    status.never_checked = !coverage.checked;
    status.check_overdue = coverage.checked && add_months(*coverage.checked, kCheckedForMonths) < day;

    Truth but_for_retirement = one_of(policy.plan, coverage.plans, false, "plans", patient, status);
    but_for_retirement =
        truth_and(but_for_retirement, one_of(policy.jurisdiction, coverage.jurisdictions, coverage.more_jurisdictions,
                                             "jurisdictions", patient, status));
    if (coverage.effective) {
      but_for_retirement = truth_and(but_for_retirement, truth_of(*coverage.effective <= day));
    } else {
      status.undeclared.emplace_back("effective");
      but_for_retirement = truth_and(but_for_retirement, Truth::Unknown);
    }
    if (but_for_retirement == Truth::No) continue;
    Truth not_retired = truth_of(!status.retired);
    if (!coverage.retired && !coverage.checked) {
      status.undeclared.emplace_back("retired");
      not_retired = Truth::Unknown;
    }
    status.applies = truth_and(but_for_retirement, not_retired);
    if (status.applies == Truth::No) {  // settled: nothing more is asked for
      status.open_facts.clear();
      status.undeclared.clear();
    }
    statuses.push_back(std::move(status));
  }
  return statuses;
}

}  // namespace pol::interp
