#pragma once
// Time of this thread, on one core.

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"
#include "tools/bench/fresh.h"

namespace pol::bench {

/// Pins to the last core that this process may use, the one least likely to serve interrupts. Says which.
std::string pin_to_one_core();

/// Of this thread, which another program on the core does not lengthen.
double processor_ns();

/// Nanoseconds a case of one pass over all expected answers, which must add up.
template <class Decide>
double pass(const std::vector<ir::OutcomeSet>& expected, std::size_t cases, Decide decide) {
  std::size_t sum = 0, wanted = 0;
  const double begin = processor_ns();
  for (std::size_t i = 0; i < cases; ++i) sum += decide(i);
  const double end = processor_ns();
  for (std::size_t i = 0; i < cases; ++i) wanted += expected[i];
  if (sum != wanted) stop("an evaluator changed its answers");
  return (end - begin) / static_cast<double>(cases);
}

}  // namespace pol::bench
