#pragma once
// The same determination by Polars, where Node.js and its Polars are there.

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/planes/program.h"

namespace pol::bench {

struct PolarsRun {
  std::string not_measured;  ///< why; "" when it was
  std::size_t rows = 0;
  std::vector<double> ns;  ///< a case, by round
};

/// Cases of CaseMaker. Polars gets findings, members of sets, what records entail and month keys ready made, where
/// compiled columns start from what is documented; it compares enumerations and numbers itself. One thread; memory to
/// memory. Ends the program where an answer differs.
PolarsRun run_polars(const ir::Policy& policy, const planes::Program& program, std::size_t rows, std::size_t rounds);

}  // namespace pol::bench
