#pragma once
// What is kept of the rows of a batch beside their columns.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/limits.h"

namespace pol::ingest {

/// Bytes behind a chunk that may be read.
inline constexpr std::size_t kPadding = 64;
/// A longer line is no case.
inline constexpr std::size_t kMostLineBytes = limits::kLineBytes;

struct Row {
  enum class Id : std::uint8_t { None, Text, Number };
  std::string_view text;       ///< as it stands in the chunk, without the line's end
  std::size_t line = 0;        ///< on which it begins, of the input
  bool is_blank = false;       ///< its columns say nothing: somebody slower has to read `text`
  Id id = Id::None;
  std::uint32_t id_at = 0, id_size = 0;  ///< in `Rows::ids`
};

struct Rows {
  std::vector<Row> all;
  std::string ids;

  void clear() {
    all.clear();
    ids.clear();
  }
  std::string_view id(const Row& row) const { return std::string_view(ids).substr(row.id_at, row.id_size); }
  void set_id(Row& row, Row::Id kind, std::string_view text) {
    row.id = kind;
    row.id_at = static_cast<std::uint32_t>(ids.size());
    row.id_size = static_cast<std::uint32_t>(text.size());
    ids += text;
  }
};

}  // namespace pol::ingest
