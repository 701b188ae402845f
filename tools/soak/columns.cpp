// Batches through columns and through a linked library.

#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "compiler/codegen/library.h"
#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "tests/agreement/batch.h"
#include "tools/polc/build.h"
#include "tools/soak/comparison.h"

namespace pol::soak {

using agreement::Batch;
using agreement::Closer;
using agreement::Native;

namespace {

bool bit(const ArrowArray* column, std::size_t buffer, std::size_t at) {
  return (static_cast<const std::uint8_t*>(column->buffers[buffer])[at / 8] >> (at % 8) & 1) != 0;
}

}  // namespace

/// What columns say of a batch; the truths of all criteria, if they were asked for.
struct Comparison::Batched {
  ArrowArray answers = {};
  std::size_t criteria = 0;

  Batched() = default;
  Batched(const Batched&) = delete;
  Batched& operator=(const Batched&) = delete;
  ~Batched() {
    if (answers.release != nullptr) answers.release(&answers);
  }

  Disagreement decide(const pol_policy* policy, const Batch& batch, const std::vector<std::uint32_t>& asked) {
    criteria = asked.size();
    pol_error error = {};
    pol_columns* made = nullptr;
    if (pol_columns_new(policy, &batch.schema, POL_MAY_LACK_COLUMNS, asked.data(),
                        static_cast<std::uint32_t>(asked.size()), &made, &error) != POL_OK) {
      return fmt::format("columns are refused: {}", error.message);
    }
    const std::unique_ptr<pol_columns, Closer> columns(made);
    if (pol_decide_batch(columns.get(), &batch.array, &answers, &error) != POL_OK) {
      return fmt::format("a batch is refused: {}", error.message);
    }
    return std::nullopt;
  }

  int outcome(std::size_t row) const { return static_cast<const std::int8_t*>(answers.children[0]->buffers[1])[row]; }
  int possible(std::size_t row) const { return static_cast<const std::uint8_t*>(answers.children[1]->buffers[1])[row]; }
  bool is_exact(std::size_t row) const { return bit(answers.children[2], 1, row); }
  pol_truth truth(std::size_t criterion, std::size_t row) const {
    const ArrowArray* column =
        answers.children[static_cast<std::size_t>(answers.n_children) - (criteria - criterion)];
    return !bit(column, 0, row) ? POL_UNKNOWN : bit(column, 1, row) ? POL_YES : POL_NO;
  }

  /// The first row that differs.
  std::optional<std::size_t> difference(const Batched& other, std::size_t rows) const {
    for (std::size_t row = 0; row < rows; ++row) {
      bool is_same = outcome(row) == other.outcome(row) && possible(row) == other.possible(row) &&
                     is_exact(row) == other.is_exact(row);
      for (std::size_t c = 0; is_same && c < criteria; ++c) is_same = truth(c, row) == other.truth(c, row);
      if (!is_same) return row;
    }
    return std::nullopt;
  }

  std::string text(std::size_t row) const {
    return fmt::format("outcome {} of {:#x}, exact {}", outcome(row), possible(row), is_exact(row));
  }
};

Disagreement Comparison::compile_columns() {
  if (!levels_.empty()) return std::nullopt;
  const int highest = codegen::host_level();
  for (int level = 2; level <= highest; ++level) {
    // One level of them is made wrong, the others stand against it.
    const bool is_wrong = wrong_ == Backend::Columns && level == highest;
    auto native = Native::of(policy_, is_wrong ? made_wrong(exact()) : exact(), level);
    if (!native) return fmt::format("level {} does not compile: {}", level, native.error());
    levels_.push_back(native.take());
  }
  return levels_.empty() ? Disagreement("this machine is no x86-64 of level 2") : std::nullopt;
}

Disagreement Comparison::link_library() {
  if (library_) return std::nullopt;
  static std::atomic<std::uint64_t> number = 0;
  const std::string name = fmt::format("policy_{}.so", number++);
  std::vector<codegen::CpuLevel> levels(static_cast<std::size_t>(std::max(codegen::host_level() - 1, 1)));
  std::iota(levels.begin(), levels.end(), 2);
  const auto object = codegen::compile_library(policy_, wrong_ == Backend::Library ? made_wrong(exact()) : exact(),
                                               {Native::kSymbol, "agreement", levels});
  if (!object) return "the library does not compile: " + object.error();
  const auto linked = tool::link_shared(object.value(), name);
  if (!linked) return "the library does not link: " + linked.error();
  library_path_ = folder_ + "/" + name;
  std::ofstream file(library_path_, std::ios::binary);
  file << linked.value();
  file.close();
  if (!file) return library_path_ + ": cannot be written";
  pol_policy* opened = nullptr;
  pol_error error = {};
  if (pol_policy_load(library_path_.c_str(), nullptr, &opened, &error) != POL_OK) {
    return fmt::format("the library does not load: {}", error.message);
  }
  library_.reset(opened);
  return std::nullopt;
}

Disagreement Comparison::compare_alone(const pol_policy* policy, Pairing pairing, const Batched& batch,
                                       std::size_t row, const ir::Patient& patient) {
  pol_error error = {};
  pol_case* made = nullptr;
  if (pol_case_new(policy, &made, &error) != POL_OK) return "no memory for a case";
  const std::unique_ptr<pol_case, Closer> one(made);
  pol_answer answer = {};
  if (agreement::document(policy_, patient, one.get(), &error) != POL_OK ||
      pol_decide(one.get(), &answer, &error) != POL_OK) {
    return fmt::format("a case is refused that was decided in a batch: {}", error.message);
  }
  count(pairing);
  if (batch.outcome(row) != static_cast<int>(answer.outcome) || batch.possible(row) != answer.possible ||
      batch.is_exact(row) != (answer.is_exact != 0)) {
    return fmt::format("in a batch {}; alone outcome {} of {:#x}, exact {}", batch.text(row),
                       static_cast<int>(answer.outcome), answer.possible, answer.is_exact);
  }
  for (std::size_t c = 0; c < batch.criteria; ++c) {
    const pol_truth alone = pol_truth_of(one.get(), static_cast<std::uint32_t>(c));
    if (batch.truth(c, row) == alone) continue;
    return fmt::format("criterion {}: in a batch {}, alone {}",
                       policy_.criteria[ir::CriterionId{static_cast<std::uint32_t>(c)}].path,
                       static_cast<int>(batch.truth(c, row)), static_cast<int>(alone));
  }
  return std::nullopt;
}

Disagreement Comparison::search(const Batched& batch, std::size_t row, const ir::Patient& patient) {
  if (!batch.is_exact(row)) return std::nullopt;
  const auto prepared = exact::prepare(policy_, patient);
  if (!prepared) return "the compiler refuses the case: " + prepared.error();
  exact::Search exact_search(policy_, prepared.value().patient);
  const ir::OutcomeSet possible = exact_search.possible();
  if (exact_search.is_spent()) return std::nullopt;
  count(Pairing::SearchRows);
  if (possible == batch.possible(row)) return std::nullopt;
  return fmt::format("possible {:#x} is called exact, the search says {:#x}", batch.possible(row), possible);
}

Disagreement Comparison::columns(const std::vector<const ir::Patient*>& cases, Random& random, std::size_t& which) {
  if (auto trouble = compile_columns()) return trouble;
  const Batch batch(policy_, cases, random);
  std::vector<std::uint32_t> asked(random.chance(40) || cases.size() == 1 ? policy_.criteria.size() : 0);
  std::iota(asked.begin(), asked.end(), 0U);
  std::vector<Batched> answers(levels_.size());
  which = 0;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (auto trouble = answers[i].decide(levels_[i].policy.get(), batch, asked)) return trouble;
    if (i == 0) continue;
    count(Pairing::ColumnsColumns, cases.size());
    const auto row = answers[i].difference(answers[i - 1], cases.size());
    if (!row) continue;
    which = *row;
    return fmt::format("level {}: {}; level {}: {}", i + 1, answers[i - 1].text(*row), i + 2, answers[i].text(*row));
  }
  constexpr std::size_t kAlone = 16, kSearched = 200;
  const std::size_t first = cases.size() == 1 ? 0 : random.below(kAlone);
  for (std::size_t row = first; row < cases.size(); row += kAlone) {
    which = row;
    if (auto found = compare_alone(levels_[0].policy.get(), Pairing::ColumnsRows, answers[0], row, *cases[row])) {
      return found;
    }
    if (row != first && random.below(kSearched / kAlone) != 0) continue;
    if (auto found = search(answers[0], row, *cases[row])) return found;
  }
  return std::nullopt;
}

Disagreement Comparison::library(const std::vector<const ir::Patient*>& cases, Random& random, std::size_t& which) {
  if (auto trouble = compile_columns()) return trouble;
  if (auto trouble = link_library()) return trouble;
  const Batch batch(policy_, cases, random);
  std::vector<std::uint32_t> asked(policy_.criteria.size());
  std::iota(asked.begin(), asked.end(), 0U);
  Batched in_memory, linked;
  which = 0;
  if (auto trouble = in_memory.decide(levels_[0].policy.get(), batch, asked)) return trouble;
  if (auto trouble = linked.decide(library_.get(), batch, asked)) return trouble;
  count(Pairing::LibraryColumns, cases.size());
  if (const auto row = linked.difference(in_memory, cases.size())) {
    which = *row;
    return fmt::format("in memory {}; linked {}", in_memory.text(*row), linked.text(*row));
  }
  for (std::size_t row = 0; row < cases.size(); row += 8) {
    which = row;
    if (auto found = compare_alone(library_.get(), Pairing::LibraryRows, in_memory, row, *cases[row])) return found;
  }
  return std::nullopt;
}

}  // namespace pol::soak
