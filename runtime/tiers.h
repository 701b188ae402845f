#ifndef POL_RUNTIME_TIERS_H
#define POL_RUNTIME_TIERS_H
// For who compiles a policy while it is in use: the compiler's own program. Not part of pol/runtime.h.

#include "pol/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// From now on `policy` runs `code`, while other threads call it. They may be in what it ran before, so that must stay as
/// it is for as long as the policy does. Both compute the same; one may lack forms that the other has.
void pol_policy_use(pol_policy* policy, const pol_code* code);

#ifdef __cplusplus
}
#endif

#endif
