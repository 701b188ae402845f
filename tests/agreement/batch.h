#pragma once
// Cases as Arrow columns, in physical types drawn at random.

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"
#include "pol/arrow.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// What an Arrow cell can say of the fact; not documented, where it cannot say it.
ir::FactState cell_of(const ir::Policy& policy, ir::FactId fact, const ir::FactState& documented);

/// Rows of cells as a struct array, some rows in front of it left out by its offset. Owns what it lends.
class Batch {
 public:
  Batch(const ir::Policy& policy, const std::vector<const ir::Patient*>& rows, Random& random);
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  ArrowSchema schema = {};
  ArrowArray array = {};

 private:
  struct Column {
    ArrowSchema* type;
    ArrowArray* values;
  };
  using Rows = std::vector<const ir::FactState*>;

  template <class T>
  T* keep(std::size_t count) {
    // In words, so that every type lies well; exactly as long as it may be read, so that sanitizers see more.
    memory_.push_back(std::make_unique<char[]>(count * sizeof(T) + 1));
    return reinterpret_cast<T*>(memory_.back().get());
  }
  ArrowSchema* type(const char* format);
  ArrowArray* values(std::int64_t length, std::int64_t offset, std::vector<const void*> buffers);
  const void* bits(const Rows& rows, std::int64_t offset, bool (*is_set)(const ir::FactState&));
  const void* validity(const Rows& rows, std::int64_t offset);
  template <class T>
  const void* integers(const std::vector<std::int64_t>& all, std::int64_t offset);
  Column numbers(const ir::Fact& fact, const Rows& rows, std::int64_t offset);
  Column texts(const ir::ValueSet& set, const std::vector<std::int64_t>& indices, const void* valid,
               std::int64_t offset);
  Column dictionary(const ir::ValueSet& set, const std::vector<std::int64_t>& indices, const void* valid,
                    std::int64_t offset);
  Column plain_texts(const std::vector<std::string>& all, const void* valid, std::int64_t offset);
  Column lists(const ir::ValueSet& set, const Rows& rows, std::int64_t offset);
  Column column(const ir::Fact& fact, const Rows& rows, std::int64_t offset);
  void add(const std::string& name, Column column);

  const ir::Policy& policy_;
  Random& random_;
  std::deque<std::unique_ptr<char[]>> memory_;
  std::deque<std::string> names_;
  std::deque<std::vector<const void*>> buffers_;
  std::deque<ArrowSchema> types_;
  std::deque<ArrowArray> arrays_;
  std::deque<ArrowSchema*> child_types_;
  std::deque<ArrowArray*> child_arrays_;
  std::vector<ArrowSchema*> column_types_;
  std::vector<ArrowArray*> column_arrays_;
};

}  // namespace pol::agreement
