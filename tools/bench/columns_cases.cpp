#include "tools/bench/columns_cases.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include "compiler/codegen/evaluator.h"
#include "tools/bench/cases.h"
#include "tools/bench/fresh.h"

namespace pol::bench {

using ir::FactState;

namespace {

std::size_t width_of(std::uint32_t kind) {
  switch (kind) {
    case POL_INPUT_CODES8:
      return 1;
    case POL_INPUT_CODES16:
      return 2;
    case POL_INPUT_NUMBER32:
    case POL_INPUT_DATE:
    case POL_INPUT_COUNT:
      return 4;
    case POL_INPUT_NUMBER64:
      return 8;
    default:
      return 0;
  }
}

std::size_t on_64(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

void set(std::byte* batch, std::size_t bits, std::size_t row, bool on) {
  if (on) batch[bits + row / 8] |= std::byte{1} << (row % 8);
}

template <class T>
void put(std::byte* batch, std::size_t values, std::size_t row, std::int64_t value) {
  const T narrow = static_cast<T>(value);
  std::memcpy(batch + values + row * sizeof narrow, &narrow, sizeof narrow);
}

}  // namespace

ColumnCases::ColumnCases(const ir::Policy& policy, const planes::Program& program, const pol_tables* tables,
                         std::size_t cases) {
  lay_out(policy, tables);
  find_layout(policy);
  const std::size_t batches = (cases + kBatchRows - 1) / kBatchRows;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(4096, (batches * batch_bytes_ + 4095) / 4096 * 4096)));
  if (memory_ == nullptr) stop("no memory for the columns");
  std::memset(memory_.get(), 0, batches * batch_bytes_);
  codegen::Options options;
  options.use_cache = false;
  options.wants_trace = false;
  const auto native = codegen::Evaluator::create(program, options);
  if (!native) stop(native.error());
  const CaseMaker maker(policy);
  const std::size_t words = (program.row_bytes() + 7) / 8;
  packed_.resize(batches * kBatchRows * words);
  for (std::size_t b = 0; b < batches; ++b) {
    std::byte* batch = memory_.get() + b * batch_bytes_;
    std::vector<pol_input> inputs;
    for (const Column& column : columns_) {
      inputs.push_back({batch + column.values, batch + column.valid, column.none == 0 ? nullptr : batch + column.none});
    }
    inputs_.push_back(std::move(inputs));
    for (std::size_t row = 0; row < kBatchRows; ++row) {
      const std::size_t index = b * kBatchRows + row;
      ir::Patient documented;
      const ir::Patient prepared = maker.make(index, &documented);
      planes::pack(policy, program, prepared, &packed_[index * words]);
      expected_.push_back(native.value()->decide(&packed_[index * words]));
      for (const Column& column : columns_) {
        write(policy, column, documented[ir::FactId{column.row.fact}], batch, row);
      }
    }
  }
}

void ColumnCases::lay_out(const ir::Policy& policy, const pol_tables* tables) {
  const auto* bytes = reinterpret_cast<const std::byte*>(tables);
  for (std::uint32_t i = 0; i < tables->decide_inputs; ++i) {
    Column column = {};
    std::memcpy(&column.row, bytes + tables->inputs.at + i * sizeof column.row, sizeof column.row);
    const ir::Fact& fact = policy.facts[ir::FactId{column.row.fact}];
    const auto take = [&](std::size_t size) {
      const std::size_t at = batch_bytes_;
      batch_bytes_ += on_64(size);
      return at;
    };
    const std::size_t width = width_of(column.row.kind), bits = kBatchRows / 8;
    column.values = take(width == 0 ? bits : width * kBatchRows);
    column.valid = take(column.row.kind == POL_INPUT_COUNT ? width * kBatchRows : bits);
    if (fact.type.or_none) column.none = take(bits);
    columns_.push_back(column);
    scales_.push_back({1, 0, 0});
    if (column.row.kind == POL_INPUT_NUMBER32) {
      scales_.back() = {1, static_cast<std::int32_t>(fact.type.low), static_cast<std::int32_t>(fact.type.high)};
    }
  }
}

void ColumnCases::write(const ir::Policy& policy, const Column& column, const FactState& state, std::byte* batch,
                        std::size_t row) {
  const ir::Type& type = policy.facts[ir::FactId{column.row.fact}].type;
  const bool is_value = state.kind == FactState::Kind::Value, is_none = state.kind == FactState::Kind::None;
  if (column.row.kind == POL_INPUT_MEMBER) {
    set(batch, column.values, row, is_value && state.in.contains(column.row.member));
    set(batch, column.valid, row, is_none || (is_value && state.out.contains(column.row.member)));
    return;
  }
  if (column.none != 0) set(batch, column.none, row, is_none);
  if (column.row.kind == POL_INPUT_COUNT) {
    const std::size_t members = policy.value_sets[type.values].values.size();
    const std::size_t least = is_value ? state.in.list().size() : 0;
    const std::size_t most = is_none ? 0 : is_value ? members - state.out.list().size() : members;
    put<std::int32_t>(batch, column.values, row, static_cast<std::int64_t>(2 * least));
    put<std::int32_t>(batch, column.valid, row, static_cast<std::int64_t>(2 * most));
    return;
  }
  set(batch, column.valid, row, is_value || is_none);
  if (!is_value) return;
  switch (column.row.kind) {
    case POL_INPUT_FINDING:
      set(batch, column.values, row, state.low != 0);
      break;
    case POL_INPUT_CODES8:
      put<std::uint8_t>(batch, column.values, row, state.low);
      break;
    case POL_INPUT_CODES16:
      put<std::uint16_t>(batch, column.values, row, state.low);
      break;
    case POL_INPUT_NUMBER32:
    case POL_INPUT_DATE:
      put<std::int32_t>(batch, column.values, row, state.low);
      break;
    case POL_INPUT_NUMBER64:
      put<std::int64_t>(batch, column.values, row, state.low);
      break;
    default:
      break;
  }
}

void ColumnCases::find_layout(const ir::Policy& policy) {
  const auto input = [&](std::string_view name, std::uint32_t kind, int member) {
    for (std::uint32_t i = 0; i < columns_.size(); ++i) {
      const bool is_it = policy.facts[ir::FactId{columns_[i].row.fact}].name == name && columns_[i].row.kind == kind;
      if (is_it && member-- == 0) return i;
    }
    stop("the policy has no column `" + std::string(name) + "`: mend tools/bench/lumbar_columns.h");
  };
#define POL_BENCH_PLACE(fact, kind) layout_.input[lumbar::fact] = input(#fact, kind, 0);
#define POL_BENCH_FINDING(fact) POL_BENCH_PLACE(fact, POL_INPUT_FINDING)
#define POL_BENCH_CHOICE(fact) POL_BENCH_PLACE(fact, POL_INPUT_CODES8)
#define POL_BENCH_DATE(fact) POL_BENCH_PLACE(fact, POL_INPUT_DATE)
#define POL_BENCH_NUMBER(fact) POL_BENCH_PLACE(fact, POL_INPUT_NUMBER32)
#define POL_BENCH_WIDE(fact) POL_BENCH_PLACE(fact, POL_INPUT_NUMBER64)
#define POL_BENCH_COUNT(fact) POL_BENCH_PLACE(fact, POL_INPUT_COUNT)
#define POL_BENCH_SET(fact, members) \
  for (int i = 0; i < (members); ++i) layout_.input[lumbar::fact + i] = input(#fact, POL_INPUT_MEMBER, i);
  POL_BENCH_FINDINGS(POL_BENCH_FINDING)
  POL_BENCH_CHOICES(POL_BENCH_CHOICE)
  POL_BENCH_DATES(POL_BENCH_DATE)
  POL_BENCH_NUMBERS(POL_BENCH_NUMBER)
  POL_BENCH_WIDE_NUMBERS(POL_BENCH_WIDE)
  POL_BENCH_COUNTS(POL_BENCH_COUNT)
  POL_BENCH_SETS(POL_BENCH_SET)

  const auto choose = [&](unsigned code, unsigned column, std::initializer_list<std::string_view> names) {
    const Column& of = columns_[layout_.input[column]];
    const auto& values = policy.value_sets[policy.facts[ir::FactId{of.row.fact}].type.values].values;
    auto& choice = layout_.codes[code];
    choice.column = column;
    std::size_t found = 0;
    bool follows = false;
    for (std::size_t v = 0; v < values.size(); ++v) {
      const bool is_in = std::find(names.begin(), names.end(), values[v].name) != names.end();
      found += is_in ? 1 : 0;
      if (is_in && follows) ++choice.run[choice.runs - 1].more;
      if (is_in && !follows) {
        if (choice.runs == std::size(choice.run)) stop("a choice has too many runs: mend tools/bench/lumbar_columns.h");
        choice.run[choice.runs++] = {static_cast<std::uint8_t>(v), 0};
      }
      follows = is_in;
    }
    if (found != names.size()) stop("the policy lacks a value: mend tools/bench/lumbar_columns.h");
  };
#define POL_BENCH_CODE(name, fact, ...) choose(code::name, lumbar::fact, {__VA_ARGS__});
  POL_BENCH_CODES(POL_BENCH_CODE)
}

}  // namespace pol::bench
