// One case, decided by a library:
//   polc build policies/lumbar_mri.pol -o lumbar_mri.so
//   c++ -I runtime/include docs/examples/decide.cpp libpol_runtime.a -ldl && ./a.out lumbar_mri.so
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "pol/runtime.h"

namespace {

struct Closer {
  void operator()(pol_policy* policy) const { pol_policy_free(policy); }
  void operator()(pol_case* one) const { pol_case_free(one); }
};

void check(pol_status status, const pol_error& error) {
  if (status != POL_OK) throw std::runtime_error(error.message);
}

void decide(const char* path) {
  pol_error error = {};
  pol_policy* loaded = nullptr;
  check(pol_policy_load(path, nullptr, &loaded, &error), error);
  const std::unique_ptr<pol_policy, Closer> policy(loaded);
  pol_case* made = nullptr;
  check(pol_case_new(policy.get(), &made, &error), error);
  const std::unique_ptr<pol_case, Closer> one(made);

  check(pol_set_date(one.get(), pol_fact_named(policy.get(), "request_date"), 20240, 20240, &error), error);
  check(pol_set_number(one.get(), pol_fact_named(policy.get(), "age_years"), 45, &error), error);
  pol_answer answer = {};
  check(pol_decide(one.get(), &answer, &error), error);
  std::cout << pol_outcome_name(answer.outcome) << '\n';
}

}  // namespace

int main(int count, char** words) {
  try {
    decide(count > 1 ? words[1] : "lumbar_mri.so");
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 1;
  }
}
