#pragma once
// What the policy's author has allowed to stay.

#include <optional>
#include <vector>

#include "compiler/lint/finding.h"

namespace pol::lint {

/// What is said of allowances once all findings are known.
inline constexpr int kExpired = 4001;
inline constexpr int kNeedless = 4002;

/// Moves the findings that an `allow` is about to `suppressed`, and adds what there is to say of the allowances: one
/// whose last day lies before `today` (POL4001), one that holds back nothing (POL4002). One that has ended holds back what
/// it did, so that no other finding depends on the day. `codes`: the rules that were asked for; empty: all.
/// An allowance is judged where its rule was asked for, or POL4001 or POL4002 was. `is_compared`: with an earlier
/// revision, without which nothing is known of an allowance about the change log. File order afterwards.
void apply_allowances(const ir::Policy& policy, std::optional<ir::Day> today, const std::vector<int>& codes,
                      bool is_compared, std::vector<Finding>& findings, std::vector<Finding>& suppressed);

/// The rules to run when `codes` are asked for: to tell whether an allowance is of use takes the rule that it is about.
std::vector<int> codes_to_run(const ir::Policy& policy, const std::vector<int>& codes);

}  // namespace pol::lint
