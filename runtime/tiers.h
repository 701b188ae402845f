#ifndef POL_RUNTIME_TIERS_H
#define POL_RUNTIME_TIERS_H
// For who compiles a policy while it is in use: the compiler's own program. Not part of pol/runtime.h.

#include "pol/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// From now on `policy` runs `code`, while other threads call it. They may be in what it ran before, so that must stay
/// as it is for as long as the policy does. Both compute the same; one may lack forms that the other has.
void pol_policy_use(pol_policy* policy, const pol_code* code);

/// Evaluates rows before there is code: as `decide` and `trace` of pol_code.
typedef struct pol_walk {
  uint8_t (*decide)(const void* with, const uint64_t* row);
  void (*trace)(const void* with, const uint64_t* row, uint8_t* truths);
  const void* with;
} pol_walk;

/// The policy runs `walk` while its code has no `decide`, or no `trace`. To be said before anybody uses the policy.
void pol_policy_walk(pol_policy* policy, const pol_walk* walk);

/// What the policy was opened with; lasts as long as it does.
const pol_tables* pol_policy_tables(const pol_policy* policy);

#ifdef __cplusplus
}
#endif

#endif
