#pragma once
// Policies with surveillance schedules, and the same policies with plain comparisons of dates in their place.

#include <cstddef>
#include <string>

namespace pol::bench {

inline constexpr std::size_t kSchedules = 16;  ///< a policy, so that the call weighs nothing
inline constexpr std::size_t kMostPhases = 4;

/// Text of a policy. Each of its schedules has a guard, an anchor and a latest study of its own, intervals and lengths
/// of its own, and a `whenever`; half of them end. How many hold is counted, which asks for each.
std::string schedule_policy(std::size_t phases);

/// For each phase one comparison `x + n months <= day`, each of its own date, joined by `any` as phases are.
/// Guards, requested study and `whenever` as in the policy with schedules. With no phases: the frame alone.
std::string comparison_policy(std::size_t phases);

/// The `n` of that comparison.
int comparison_months(std::size_t schedule, std::size_t phase);

}  // namespace pol::bench
