#pragma once
// Rows of CSV to batches.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ingest/batch.h"
#include "compiler/ingest/rows.h"

namespace pol::ingest {

/// What a column is to a reader of rows.
struct CsvColumn {
  enum class Means : std::uint8_t { Fact, Id, Nothing };
  Means means = Means::Nothing;
  std::uint32_t fact = 0;
};

/// The cells of one record, quotes undone (RFC 4180), without its line end. Empty, and `error` says why, where quotes
/// do not fit together.
std::optional<std::vector<std::string>> split_record(std::string_view record, char delimiter, std::string& error);

/// `yes`, `true`, `1` and their opposites, in capitals too.
std::optional<bool> finding_of(std::string_view cell);
/// `no` or `false`: of a date, say, that there is none, as in a case.
bool is_no(std::string_view cell);
/// The members of a set, which `|` or `;` divide. A lone one is the empty set.
std::vector<std::string_view> members_of(std::string_view cell, char delimiter);

/// An empty cell documents nothing. Whatever is not surely a value that fits the columns leaves its row blank; so does
/// a row with more or fewer cells than columns.
class CsvReader {
 public:
  /// `layout` must outlive it. `columns`: each fact at most once.
  CsvReader(const Layout& layout, std::vector<CsvColumn> columns, char delimiter);

  /// As NdjsonReader has it. No record is cut by the end of a chunk.
  void start(std::string_view chunk, std::size_t first_line);
  bool fill(Batch& batch, Rows& rows);

 private:
  /// Where delimiters, quotes and line ends are, 64 bytes at a time.
  class Marks {
   public:
    void start(std::string_view text, char delimiter);
    /// The next one; the text's size when there is none.
    std::size_t next() {
      while (found_ == 0) {
        base_ += 64;
        if (base_ >= text_.size()) return text_.size();
        found_ = marks_at(base_);
      }
      const auto at = base_ + static_cast<std::size_t>(__builtin_ctzll(found_));
      found_ &= found_ - 1;
      return at;
    }

   private:
    std::uint64_t marks_at(std::size_t at) const;
    std::string_view text_;
    char delimiter_ = ',';
    std::size_t base_ = 0;
    std::uint64_t found_ = 0;
  };

  void read_record(Batch& batch, Rows& rows);
  /// The cell that begins at `at_`; `at_` is then behind its end. False: its quotes do not fit together.
  bool read_cell(std::string_view& cell, bool& is_last);
  bool read_value(const CsvColumn& column, std::string_view cell, Batch& batch, Rows& rows, Row& row);
  bool read_number(std::uint32_t fact, std::string_view cell, Batch& batch) const;
  void skip_record();

  const Layout& layout_;
  std::vector<CsvColumn> columns_;
  char delimiter_;
  std::string_view chunk_;
  std::size_t at_ = 0, line_ = 1;
  Marks marks_;
  std::size_t mark_ = 0;     // the next one from `at_` on
  std::string unescaped_;
};

}  // namespace pol::ingest
