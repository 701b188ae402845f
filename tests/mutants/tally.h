#pragma once
// What came of the trials, by kind: as a table, as JSON, as a page.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/mutants/trial.h"

namespace pol::mutants {

struct Row {
  std::string kind;
  std::size_t mutants = 0, do_not_compile = 0;
  std::size_t other = 0;  ///< another policy, or the same by other words: nothing to find
  std::size_t flawed = 0, found = 0, as_expected = 0;
  std::size_t fresh = 0, naming = 0, resting = 0;  ///< new findings; that name the place; that rest on it otherwise

  double recall() const;     ///< of the flawed; 1 when there are none
  double precision() const;  ///< of the new findings; 1 when there are none
};

/// A row for each kind, in the order of kinds.def, and one for all of them last.
std::vector<Row> rows_of(const std::vector<Trial>& trials);

std::string table(const std::vector<Row>& rows);
std::string page(const std::vector<Row>& rows, const std::vector<Trial>& trials, std::uint64_t seed);
nlohmann::ordered_json json(const std::vector<Row>& rows, const std::vector<Trial>& trials, std::uint64_t seed);
/// Mutants that ought to have been found, and findings that have nothing to do with their mutation.
std::string misses(const std::vector<Trial>& trials);

}  // namespace pol::mutants
