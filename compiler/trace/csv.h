#pragma once
// Comma-separated values as RFC 4180 has them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace pol::trace {

struct CsvRow {
  std::uint32_t line = 1;  ///< on which the row begins
  std::vector<std::string> cells;
};

/// Rows of cells. A cell that holds a comma, a quote or a line end stands in quotes, and a quote in it is doubled.
/// Lines end in LF, CRLF or CR. A byte order mark and empty lines are skipped.
/// Fails with `line 3, cell 2: …`.
Result<std::vector<CsvRow>> read_csv(std::string_view text);

}  // namespace pol::trace
