#pragma once
// Lines that are set in columns when all are there.

#include <string>
#include <vector>

#include "compiler/format/units.h"

namespace pol::format {

inline constexpr std::size_t kWidth = 120;

struct Line {
  std::size_t indent = 0;
  std::vector<std::string> cells;  ///< parts of the line that may stand below one another; none: a blank line
  Unit kind = Unit::Other;         ///< only lines of one kind share columns
  std::string comment;             ///< behind the rest
};

/// The text. Lines that follow one another with the same kind, indentation and number of cells share their columns, if
/// all of them then fit the width; so do comments behind lines.
std::string set_in_columns(const std::vector<Line>& lines);

}  // namespace pol::format
