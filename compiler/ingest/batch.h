#pragma once
// Some thousand cases as Arrow columns, filled row by row.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/ingest/layout.h"

namespace pol::ingest {

/// `2025-06-01`, if it is a day from 1900 to 2200; else somebody slower has to look.
std::optional<std::int32_t> day_of(std::string_view text);

/// Rows are begun, filled fact by fact, and ended or taken back. A `set_*` that says false wrote nothing: the value
/// fits no column, or no case at all, or the fact stands twice in the row; then the row is to be left blank, for a
/// slower reader.
class Batch {
 public:
  /// `layout` must outlive it.
  explicit Batch(const Layout& layout);
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void clear();
  std::size_t rows() const { return rows_; }
  bool is_full() const { return rows_ == layout_.rows(); }

  void begin_row() { touched_.clear(); }
  void end_row();
  /// The row documents nothing, but some reference date, so that it can be decided with the others; what is decided of
  /// it means nothing.
  void leave_blank();

  bool set_finding(std::uint32_t fact, bool is_present);
  bool set_text(std::uint32_t fact, std::string_view text);  ///< a choice, a date, or `none`
  bool set_day(std::uint32_t fact, std::int32_t day);        ///< 1900 to 2200
  bool set_whole(std::uint32_t fact, std::int64_t number);
  /// `number` stands for the shortest decimal that reads back to it.
  bool set_decimal(std::uint32_t fact, double number);
  bool set_none(std::uint32_t fact);
  bool set_unknown(std::uint32_t fact);  ///< asked for and not known
  /// A set: begun, then its members.
  bool begin_set(std::uint32_t fact);
  bool add_member(std::uint32_t fact, std::string_view text);

  /// Of the row at hand.
  bool has_reference() { return (bitmap(places_[layout_.reference()].valid)[rows_ / 64] >> (rows_ % 64) & 1U) != 0; }

  /// Of all ended rows; good until the next `clear` or row. `schema`: that of its columns.
  const ArrowArray* columns();
  const ArrowSchema* schema() const { return layout_.schema(has_decimals_); }
  bool has_decimals() const { return has_decimals_; }

 private:
  /// False: the fact stands twice.
  bool touch(std::uint32_t fact) {
    if (seen_[fact] == stamp_) return false;
    seen_[fact] = stamp_;
    touched_.push_back(fact);
    return true;
  }
  std::uint64_t* bitmap(std::size_t at) { return reinterpret_cast<std::uint64_t*>(memory_.get() + at); }
  void set_bit(std::size_t at) { bitmap(at)[rows_ / 64] |= std::uint64_t{1} << (rows_ % 64); }
  void clear_bit(std::size_t at) { bitmap(at)[rows_ / 64] &= ~(std::uint64_t{1} << (rows_ % 64)); }
  template <class T>
  void store(std::size_t at, T value) {
    std::memcpy(memory_.get() + at + rows_ * sizeof(T), &value, sizeof(T));
  }
  std::optional<std::uint32_t> value_named(const Place& place, std::string_view text) const;
  void store_int(const Place& place, std::int32_t number);
  void start_decimals();
  std::int32_t* offsets(const Place& place) { return reinterpret_cast<std::int32_t*>(memory_.get() + place.data); }

  /// Members of one set, all rows' one behind the other.
  struct Members {
    std::vector<std::uint8_t> narrow;
    std::vector<std::uint16_t> wide;
    std::size_t begun = 0;  ///< rows with an offset
    std::size_t size() const { return narrow.size() + wide.size(); }
  };

  struct Free {
    void operator()(char* memory) const;
  };

  const Layout& layout_;
  const Place* places_;
  std::unique_ptr<char, Free> memory_;
  std::size_t rows_ = 0;
  bool has_decimals_ = false;
  std::uint32_t stamp_ = 1;          // of the row at hand
  std::vector<std::uint32_t> seen_;  // by fact: stamp of the last row that documents it
  std::vector<std::uint32_t> touched_;
  std::vector<Members> members_;  // by fact
  std::vector<ArrowArray> arrays_, items_;
  std::vector<ArrowArray*> pointers_, item_pointers_;
  std::vector<const void*> buffers_, item_buffers_;  // two a column
  const void* no_buffer_ = nullptr;
  ArrowArray all_{};
};

}  // namespace pol::ingest
