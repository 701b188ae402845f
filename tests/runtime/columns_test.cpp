// Large batches go through compiled columns, small ones row by row: both give the same answers, and the same errors.

#include <catch2/catch.hpp>
#include <dlfcn.h>
#include <string>
#include <vector>

#include "tests/runtime/random_batch.h"

namespace {

using pol::test::BatchShape;
using pol::test::RandomBatch;

constexpr std::int64_t kFewRows = 8;  ///< go row by row

/// A policy with the code of one level of x86-64 only.
class Opened {
 public:
  explicit Opened(std::uint64_t level) : library_(dlopen(POL_LUMBAR, RTLD_NOW | RTLD_LOCAL)) {
    REQUIRE(library_ != nullptr);
    image_ = *static_cast<const pol_policy_image*>(dlsym(library_, "pol_policy"));
    while (image_.code_count > 1 && image_.code->level > level) {
      ++image_.code;
      --image_.code_count;
    }
    REQUIRE(image_.code->columns != nullptr);
    REQUIRE(pol_policy_open(&image_, nullptr, &policy, nullptr) == POL_OK);
  }
  ~Opened() {
    pol_policy_free(policy);
    dlclose(library_);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  /// Cells of these are not looked at, and so not refused.
  std::vector<bool> unread() const {
    const auto* bytes = reinterpret_cast<const char*>(image_.tables);
    const auto* rows = reinterpret_cast<const pol_input_row*>(bytes + image_.tables->inputs.at);
    std::vector<bool> all(image_.tables->facts.count, true);
    for (std::uint32_t i = 0; i < image_.tables->inputs.count; ++i) all[rows[i].fact] = false;
    return all;
  }
  pol_policy* policy = nullptr;

 private:
  void* library_;
  pol_policy_image image_ = {};
};

bool bit(const ArrowArray* column, int buffer, std::int64_t at) {
  return (static_cast<const std::uint8_t*>(column->buffers[buffer])[at / 8] >> (at % 8) & 1) != 0;
}
int byte(const ArrowArray* column, std::int64_t at) { return static_cast<const std::uint8_t*>(column->buffers[1])[at]; }

/// The first difference between the rows of `small` and those of `large` from `first` on.
std::string difference(const ArrowArray& large, const ArrowArray& small, std::int64_t first) {
  for (std::int64_t row = 0; row < small.length; ++row) {
    const std::string where = "row " + std::to_string(first + row) + ": ";
    for (int column = 0; column < 2; ++column) {
      const int wide = byte(large.children[column], first + row), single = byte(small.children[column], row);
      if (wide != single) {
        return where + (column == 0 ? "outcome " : "possible ") + std::to_string(wide) + ", alone " +
               std::to_string(single);
      }
    }
    for (std::int64_t column = 2; column < large.n_children; ++column) {
      for (int buffer = column == 2 ? 1 : 0; buffer < 2; ++buffer) {
        if (bit(large.children[column], buffer, first + row) == bit(small.children[column], buffer, row)) continue;
        return where + "column " + std::to_string(column) + " buffer " + std::to_string(buffer);
      }
    }
  }
  return "";
}


void compare(const pol_policy* policy, const BatchShape& shape, std::uint32_t seed, bool with_criteria) {
  INFO("seed " << seed << ", " << shape.rows << " rows from " << shape.offset);
  RandomBatch cases(policy, shape, seed);
  std::vector<std::uint32_t> criteria;
  pol_policy_about about = {};
  pol_describe(policy, &about);
  for (std::uint32_t i = 0; with_criteria && i < about.criteria; ++i) criteria.push_back(i);
  if (with_criteria) criteria.push_back(0);  // twice
  pol_columns* columns = nullptr;
  pol_error error = {};
  const pol_status bound = pol_columns_new(policy, &cases.schema, POL_MAY_LACK_COLUMNS, criteria.data(),
                                           static_cast<std::uint32_t>(criteria.size()), &columns, &error);
  INFO(error.message);
  REQUIRE(bound == POL_OK);
  ArrowArray large = {};
  const pol_status status = pol_decide_batch(columns, &cases.batch, &large, &error);
  if (!shape.has_odd_cells) {
    INFO(error.message);
    REQUIRE(status == POL_OK);
  }
  std::string found;
  for (std::int64_t first = 0; first < shape.rows && found.empty(); first += kFewRows) {
    ArrowArray piece = cases.batch, small = {};
    piece.offset += first;
    piece.length = std::min(kFewRows, shape.rows - first);
    pol_error own = {};
    const pol_status one = pol_decide_batch(columns, &piece, &small, &own);
    if (one != POL_OK) {
      // Of the same row the same is said.
      const std::string said = own.message;
      const std::int64_t row = first + std::stoll(said.substr(4));
      found = "row " + std::to_string(row) + said.substr(said.find_first_of(":,"));
      CHECK(status == one);
      CHECK(found == error.message);
    } else if (status == POL_OK) {
      found = difference(large, small, first);
      CHECK(found == "");
    }
    if (small.release != nullptr) small.release(&small);
  }
  if (status != POL_OK) CHECK(!found.empty());
  if (large.release != nullptr) large.release(&large);
  pol_columns_free(columns);
}

}  // namespace

TEST_CASE("columns give what their rows give", "[columns]") {
  for (const std::uint64_t level : {4U, 3U, 2U}) {
    const Opened opened(level);
    std::uint32_t seed = static_cast<std::uint32_t>(level) * 1000;
    const std::vector<std::int64_t> few{1100}, all{16, 1000, 1024, 1025, 2048, 5200};
    for (const std::int64_t rows : level == 4 ? all : few) {
      for (const bool in_place : {true, false}) {
        for (const unsigned nulls : {2U, 14U}) {
          ++seed;
          const std::int64_t offset = in_place ? 8 * (seed % 4) : seed % 23;
          compare(opened.policy, {rows, offset, nulls, in_place, false, {}}, seed, seed % 4 == 0);
        }
      }
    }
  }
}

TEST_CASE("columns refuse what their rows refuse", "[columns]") {
  const Opened opened(4);
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    compare(opened.policy, {100 + seed * 40, seed % 9, 8 + seed % 7, false, true, opened.unread()}, seed, true);
  }
}

namespace {

/// Of each row, the names that keep it open, and whether the column lists any.
std::vector<std::vector<std::string>> names_of(const ArrowArray& lists) {
  const auto* ends = static_cast<const std::int32_t*>(lists.buffers[1]);
  const ArrowArray& items = *lists.children[0];
  const auto* facts = static_cast<const std::int32_t*>(items.buffers[1]);
  const auto* name_ends = static_cast<const std::int32_t*>(items.dictionary->buffers[1]);
  const auto* letters = static_cast<const char*>(items.dictionary->buffers[2]);
  REQUIRE(items.length == ends[lists.length]);
  std::vector<std::vector<std::string>> all;
  for (std::int64_t row = 0; row < lists.length; ++row) {
    std::vector<std::string>& names = all.emplace_back();
    for (std::int32_t i = ends[row]; i < ends[row + 1]; ++i) {
      REQUIRE(facts[i] < items.dictionary->length);
      names.emplace_back(letters + name_ends[facts[i]], letters + name_ends[facts[i] + 1]);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("answers tell what keeps a row open", "[columns]") {
  const Opened opened(4);
  const RandomBatch cases(opened.policy, {1100, 3, 9, false, false, {}}, 11);
  pol_columns* columns = nullptr;
  pol_error error = {};
  const std::uint32_t criterion = 1;
  REQUIRE(pol_columns_new(opened.policy, &cases.schema, POL_MAY_LACK_COLUMNS | POL_WITH_OPEN_FACTS, &criterion, 1,
                          &columns, &error) == POL_OK);
  ArrowSchema schema = {};
  REQUIRE(pol_answer_schema(columns, &schema, &error) == POL_OK);
  REQUIRE(schema.n_children == 5);
  CHECK(std::string(schema.children[4]->name) == "undecided_because");
  CHECK(std::string(schema.children[4]->format) == "+l");
  CHECK(std::string(schema.children[4]->children[0]->format) == "i");
  CHECK(std::string(schema.children[4]->children[0]->dictionary->format) == "u");
  schema.release(&schema);

  ArrowArray large = {};
  const pol_status status = pol_decide_batch(columns, &cases.batch, &large, &error);
  INFO(error.message);
  REQUIRE(status == POL_OK);
  REQUIRE(large.n_children == 5);
  // Moved away, a column outlives its batch.
  ArrowArray lists = *large.children[4];
  large.children[4]->release = nullptr;
  const std::vector<std::uint8_t> possible(static_cast<const std::uint8_t*>(large.children[1]->buffers[1]),
                                           static_cast<const std::uint8_t*>(large.children[1]->buffers[1]) + 1100);
  large.release(&large);
  const std::vector<std::vector<std::string>> names = names_of(lists);
  std::size_t open = 0;
  for (std::int64_t row = 0; row < 1100; ++row) {
    const auto at = static_cast<std::size_t>(row);
    const bool is_open = (possible[at] & (possible[at] - 1)) != 0;
    open += is_open ? 1 : 0;
    INFO(row);
    if (!is_open) REQUIRE(names[at].empty());
    if (row % 20 != 0) continue;
    ArrowArray piece = cases.batch, single = {};
    piece.offset += row;
    piece.length = 1;
    REQUIRE(pol_decide_batch(columns, &piece, &single, &error) == POL_OK);
    CHECK(names_of(*single.children[4]).front() == names[at]);
    single.release(&single);
  }
  CHECK(open > 100);
  lists.release(&lists);
  pol_columns_free(columns);
}
