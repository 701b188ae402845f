#pragma once
// Where the parts of a file begin that may stand on a line of their own.

#include <cstdint>
#include <unordered_map>

#include "compiler/ast/ast.h"

namespace pol::format {

/// What begins at a place; it tells which columns its line has.
enum class Unit : std::uint8_t { Declaration, Citation, Record, Fact, Item, Value, Procedure, Other };

/// By offset in the file's source.
using Units = std::unordered_map<std::uint32_t, Unit>;
Units units_of(const ast::File& file);

}  // namespace pol::format
