#pragma once
// Pairs that once disagreed, or that were picked by hand: `<name>.pol` beside `<name>.json`.

#include <string>

#include "tests/agreement/agree.h"
#include "tests/agreement/shrink.h"

namespace pol::agreement {

/// Compares every pair of the folder, and holds the interpreter to the `expect` of each case. Prints what fails to
/// stderr. Returns how many pairs failed; `replayed` counts all.
std::size_t replay(const std::string& folder, Tally& tally, std::size_t& replayed);

/// Writes `<folder>/<name>.pol` and `.json`; `what` stands in a comment. Error: a file cannot be written.
Result<bool> write_golden(const std::string& folder, const std::string& name, const Shrunk& shrunk);

}  // namespace pol::agreement
