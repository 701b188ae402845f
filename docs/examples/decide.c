// One case, decided by a policy that is linked in:
//   polc build policies/lumbar_mri.pol -o lumbar_mri.a
//   cc -I runtime/include -I . docs/examples/decide.c lumbar_mri.a
#include <stdio.h>

#include "lumbar_mri.h"

int main(void) {
  pol_error error;
  pol_policy* policy = NULL;
  if (pol_policy_open(&pol_policy_lumbar_mri, LUMBAR_MRI_HASH, &policy, &error) != POL_OK) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  pol_case* one = NULL;
  pol_answer answer;
  // 2025-06-01, and 45 completed years; nothing else is documented.
  const int failed = pol_case_new(policy, &one, &error) != POL_OK ||
                     pol_set_date(one, LUMBAR_MRI_REQUEST_DATE, 20240, 20240, &error) != POL_OK ||
                     pol_set_number(one, LUMBAR_MRI_AGE_YEARS, 45, &error) != POL_OK ||
                     pol_decide(one, &answer, &error) != POL_OK;
  if (failed) {
    fprintf(stderr, "%s\n", error.message);
  } else {
    printf("%s, possible:", pol_outcome_name(answer.outcome));
    for (int i = 0; i < POL_OUTCOMES; ++i) {
      if ((answer.possible >> i & 1) != 0) printf(" %s", pol_outcome_name((pol_outcome)i));
    }
    printf("%s\n", answer.is_exact ? "" : " (at most)");
  }
  pol_case_free(one);
  pol_policy_free(policy);
  return failed;
}
