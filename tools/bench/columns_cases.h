#pragma once
// Random cases as columns, as documented: what compiled columns and those written by hand both read.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/planes/program.h"
#include "pol/tables.h"
#include "tools/bench/lumbar_columns.h"

namespace pol::bench {

constexpr std::size_t kBatchRows = 4 * POL_BLOCK_ROWS;

/// Batches of 4,096 rows. All columns of one stand behind each other in memory, each on 64 bytes; batches too.
class ColumnCases {
 public:
  /// `tables`: of the library that was built from the policy. Whole batches, at least `cases` rows.
  ColumnCases(const ir::Policy& policy, const planes::Program& program, const pol_tables* tables, std::size_t cases);

  std::size_t batches() const { return inputs_.size(); }
  std::size_t rows() const { return batches() * kBatchRows; }
  std::size_t batch_bytes() const { return batch_bytes_; }
  const std::byte* memory(std::size_t batch) const { return memory_.get() + batch * batch_bytes_; }
  const std::vector<pol_input>& inputs(std::size_t batch) const { return inputs_[batch]; }
  const std::vector<pol_scale>& scales() const { return scales_; }
  /// A row each: the outcomes that native code says are possible, one case at a time.
  const std::vector<std::uint8_t>& expected() const { return expected_; }
  const std::vector<std::uint64_t>& packed() const { return packed_; }
  const LumbarLayout& layout() const { return layout_; }

 private:
  struct Freed {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  struct Column {
    pol_input_row row;
    std::size_t values, valid, none;  ///< offsets in a batch; 0 for `none`: there is none
  };
  void lay_out(const ir::Policy& policy, const pol_tables* tables);
  void find_layout(const ir::Policy& policy);
  void write(const ir::Policy& policy, const Column& column, const ir::FactState& state, std::byte* batch,
             std::size_t row);

  std::unique_ptr<std::byte, Freed> memory_;
  std::size_t batch_bytes_ = 64;
  std::vector<Column> columns_;
  std::vector<std::vector<pol_input>> inputs_;
  std::vector<pol_scale> scales_;
  std::vector<std::uint8_t> expected_;
  std::vector<std::uint64_t> packed_;
  LumbarLayout layout_ = {};
};

}  // namespace pol::bench
