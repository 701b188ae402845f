#pragma once
// Batches of random cases in every Arrow type that a fact can be documented in, at any offset.

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "pol/arrow.h"

namespace pol::test {

struct BatchShape {
  std::int64_t rows = 0, offset = 0;
  unsigned nulls_in_16 = 0;  ///< how many cells of 16 are null
  bool in_place = false;     ///< types that compiled columns read as they are, at whole bytes
  bool has_odd_cells = false;  ///< some that are refused, or clash
  std::vector<bool> left_out;  ///< by fact: no column; empty: none
};

/// Owns all that it lends; buffers are exactly as long as they may be read.
class RandomBatch {
 public:
  RandomBatch(const pol_policy* policy, const BatchShape& shape, std::uint32_t seed);
  ArrowSchema schema = {};
  ArrowArray batch = {};

 private:
  struct Values {
    ArrowSchema* type;
    ArrowArray* array;
  };
  bool one_in(unsigned n) { return random_() % n == 0; }
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint32_t>(n)); }
  std::int64_t any_offset() { return shape_.in_place ? 8 * below(3) : below(20); }

  void* memory(std::size_t bytes);
  ArrowSchema* type(const char* format);
  ArrowArray* array(std::int64_t length, std::int64_t offset, std::vector<const void*> buffers);
  const void* validity(std::int64_t held, bool may_lack);
  const void* random_bits(std::int64_t held);

  Values bools(std::int64_t needed);
  Values dates(std::int64_t needed, bool is_reference);
  Values numbers(std::uint32_t fact, std::int64_t needed);
  Values texts(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed, bool may_have_nulls);
  Values plain_texts(const std::vector<std::string>& all, const void* nulls, std::int64_t offset);
  Values lists(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed);
  void add(const std::string& name, Values values);

  const pol_policy* policy_;
  BatchShape shape_;
  std::mt19937 random_;
  std::deque<std::unique_ptr<void, void (*)(void*)>> memory_;
  std::deque<std::vector<const void*>> buffers_;
  std::deque<std::string> names_;
  std::deque<ArrowSchema> schemas_;
  std::deque<ArrowArray> arrays_;
  std::deque<ArrowSchema*> child_types_;
  std::deque<ArrowArray*> child_arrays_;
  std::vector<ArrowSchema*> types_;
  std::vector<ArrowArray*> columns_;
  const void* no_nulls_ = nullptr;
};

}  // namespace pol::test
