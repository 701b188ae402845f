#pragma once
// Which Arrow columns the batches of a policy have, and where they lie in a batch's memory.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "compiler/ingest/names.h"
#include "compiler/ir/policy.h"
#include "pol/arrow.h"

namespace pol::ingest {

/// Of a batch, as many as still fit the cache.
inline constexpr std::size_t kMostRows = 4096;

/// One fact's columns: one of its values and, where it may be none, a bool column `FACT is none`.
struct Place {
  ir::FactKind kind = ir::FactKind::Finding;
  bool or_none = false;
  bool absent_means_no = false;
  bool is_open = false;        ///< any text is a value
  bool may_be_decimal = false; ///< a number whose column is float64 in batches with decimals
  std::uint32_t index_bytes = 0;         ///< Choice, Set: of a dictionary index, 1 or 2
  std::int64_t least = 0, most = 0;      ///< Number: whole documented units that are in range and fit int32
  NameTable values;                      ///< Choice, Set: but for the last one of an open set, which has no name
  std::uint32_t other = 0;               ///< of an open set: the value of every other text
  std::size_t child = 0, none_child = 0; ///< among the columns
  std::size_t valid = 0, data = 0, decimals = 0, none = 0;  ///< bytes from the start of the memory
};

/// Keeps no reference to the policy.
class Layout {
 public:
  /// `rows` of each batch, a multiple of 64: fewer, where there are many batches at once.
  explicit Layout(const ir::Policy& policy, std::size_t rows = kMostRows);
  ~Layout();
  Layout(const Layout&) = delete;
  Layout& operator=(const Layout&) = delete;

  const std::vector<Place>& places() const { return places_; }  ///< by FactId
  const NameTable& facts() const { return facts_; }
  std::uint32_t reference() const { return reference_; }
  std::size_t columns() const { return column_count_; }
  std::size_t bytes() const { return bytes_; }
  std::size_t rows() const { return rows_; }
  std::size_t bitmap_bytes() const { return rows_ / 8; }
  /// `decimals`: numbers that may have digits behind the point are float64; else all are int32.
  const ArrowSchema* schema(bool decimals) const;
  /// Of a Choice or a Set: its values in their order.
  ArrowArray* dictionary(std::uint32_t fact) const;

 private:
  struct Dictionary;
  struct Schema;
  void place_numbers(const ir::Fact& fact, Place& place) const;
  std::size_t reserve(std::size_t bytes);

  std::vector<Place> places_;
  NameTable facts_;
  std::uint32_t reference_ = 0;
  std::size_t rows_;
  std::size_t column_count_ = 0;
  std::size_t bytes_ = 0;
  std::vector<std::unique_ptr<Dictionary>> dictionaries_;  // by fact; null where there is none
  std::unique_ptr<Schema> whole_, decimal_;
};

}  // namespace pol::ingest
