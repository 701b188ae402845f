#pragma once
// Any schema and any batch of it, within what the Arrow C data interface promises of buffers: they are as long as
// lengths and offsets say. All else may be wrong.

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pol/arrow.h"
#include "tests/fuzz/choices.h"

namespace pol::fuzz {

/// Buffers exactly as long as they may be read. Half of them end at a page that nobody may read, so that compiled code,
/// which no sanitizer looks into, is caught as well.
class Buffers {
 public:
  Buffers() = default;
  ~Buffers();
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;
  void* take(std::size_t bytes, bool before_guard);

 private:
  std::vector<std::pair<char*, std::size_t>> guarded_;
  std::deque<std::unique_ptr<char[]>> plain_;
};

class AnyBatch {
 public:
  /// `read`: by fact, whether compiled columns look at it; of others, odd cells are not refused. `most_rows`: at
  /// least 16.
  AnyBatch(const pol_policy* policy, const std::vector<bool>& read, std::int64_t most_rows, Choices& choices);

  ArrowSchema schema = {};
  ArrowArray batch = {};
  bool has_unread = false;  ///< a column of a fact that compiled columns do not look at

 private:
  struct Values {
    ArrowSchema* type;
    ArrowArray* array;
  };
  std::int64_t any_rows(std::int64_t most);
  std::int64_t any_offset();
  void* memory(std::size_t bytes) { return buffers_.take(bytes, choices_.one_in(2)); }
  const void* bits(std::int64_t count);
  const void* validity(std::int64_t count);
  ArrowSchema* type(const char* format);
  ArrowArray* array(std::int64_t length, std::int64_t offset, std::vector<const void*> buffers);

  Values bools(std::int64_t needed);
  Values dates(std::int64_t needed, bool is_reference);
  Values numbers(std::int64_t needed);
  Values texts(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed);
  Values plain_texts(const std::vector<std::string>& all, std::int64_t offset);
  Values lists(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed);
  Values column_of(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed, bool is_reference);
  std::string any_text(std::uint32_t fact, const pol_fact_about& about);
  void write_integer(void* values, char format, std::int64_t at, std::int64_t number);
  void add(const std::string& name, Values values);
  void spoil(Values& values);

  const pol_policy* policy_;
  Choices& choices_;
  bool is_odd_ = false;  ///< whether anything that is refused may be in it
  Buffers buffers_;
  std::deque<std::vector<const void*>> lists_;
  std::deque<ArrowSchema> schemas_;
  std::deque<ArrowArray> arrays_;
  std::deque<std::string> names_;
  std::deque<Values> children_of_lists_;
  std::vector<ArrowSchema*> types_;
  std::vector<ArrowArray*> columns_;
  const void* nulls_ = nullptr;
};

}  // namespace pol::fuzz
