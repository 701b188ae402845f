// Batches through the Arrow C data interface: the same answers as case by case, whatever the offset; and bad input.

#include <catch2/catch.hpp>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "pol/arrow.h"

namespace {

void nothing(ArrowArray* array) { array->release = nullptr; }
void nothing(ArrowSchema* schema) { schema->release = nullptr; }

/// Columns that this test owns; what it lends may be released, and stays.
struct Lent {
  std::deque<ArrowSchema> schemas;
  std::deque<ArrowArray> arrays;
  std::deque<std::vector<const void*>> buffers;
  std::vector<ArrowSchema*> schema_pointers;
  std::vector<ArrowArray*> array_pointers;
  ArrowSchema schema = {};
  ArrowArray batch = {};
  const void* no_nulls = nullptr;

  ArrowArray& add(const char* name, const char* format, std::int64_t length, std::vector<const void*> of) {
    buffers.push_back(std::move(of));
    schemas.push_back({format, name, nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, nullptr, nothing, nullptr});
    arrays.push_back({length, -1, 0, static_cast<std::int64_t>(buffers.back().size()), 0, buffers.back().data(), nullptr,
                      nullptr, nothing, nullptr});
    schema_pointers.push_back(&schemas.back());
    array_pointers.push_back(&arrays.back());
    return arrays.back();
  }
  void close(std::int64_t length, std::int64_t offset) {
    const auto count = static_cast<std::int64_t>(arrays.size());
    schema = {"+s", "", nullptr, 0, count, schema_pointers.data(), nullptr, nothing, nullptr};
    batch = {length, 0, offset, 1, count, &no_nulls, array_pointers.data(), nullptr, nothing, nullptr};
  }
};

struct Policy {
  Policy() { REQUIRE(pol_policy_load(POL_LUMBAR, nullptr, &policy, nullptr) == POL_OK); }
  ~Policy() { pol_policy_free(policy); }
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;
  pol_policy* policy = nullptr;
};

/// Decides the batch; the message where it fails.
std::string decide(const Policy& policy, const Lent& lent, ArrowArray* answers, std::vector<std::uint32_t> criteria = {}) {
  pol_columns* columns = nullptr;
  pol_error error = {};
  *answers = {};
  pol_status status = pol_columns_new(policy.policy, &lent.schema, POL_MAY_LACK_COLUMNS, criteria.data(),
                                      static_cast<std::uint32_t>(criteria.size()), &columns, &error);
  if (status == POL_OK) status = pol_decide_batch(columns, &lent.batch, answers, &error);
  pol_columns_free(columns);
  if (status != POL_OK) CHECK(answers->release == nullptr);
  return status == POL_OK ? "" : error.message;
}

constexpr int kRows = 40;

struct Rows {
  std::vector<std::int32_t> days = std::vector<std::int32_t>(kRows, 20240);
  std::vector<double> ages;
  std::vector<std::uint8_t> bits = std::vector<std::uint8_t>(8, 0x5A), valid = std::vector<std::uint8_t>(8, 0xF7);
  Rows() {
    for (int i = 0; i < kRows; ++i) ages.push_back(i * 2);
  }
  bool has(const std::vector<std::uint8_t>& of, int at) const { return (of[static_cast<std::size_t>(at / 8)] >> (at % 8) & 1) != 0; }
};

/// The first finding of the policy.
std::uint32_t finding(const Policy& policy) {
  pol_fact_about about = {};
  for (std::uint32_t i = 0;; ++i) {
    pol_describe_fact(policy.policy, i, &about);
    if (about.kind == POL_FINDING) return i;
  }
}

}  // namespace

TEST_CASE("a batch gives what its cases give, at every offset", "[runtime]") {
  const Policy policy;
  const Rows rows;
  const std::uint32_t fact = finding(policy);
  pol_fact_about about = {};
  pol_describe_fact(policy.policy, fact, &about);
  pol_policy_about whole = {};
  pol_describe(policy.policy, &whole);
  std::vector<std::uint32_t> criteria;
  for (std::uint32_t i = 0; i < whole.criteria; ++i) criteria.push_back(i);
  pol_case* one = nullptr;
  REQUIRE(pol_case_new(policy.policy, &one, nullptr) == POL_OK);
  for (std::int64_t offset = 0; offset < 20; ++offset) {
    Lent lent;
    lent.add("request_date", "tdD", kRows, {nullptr, rows.days.data()});
    lent.add("age_years", "g", kRows, {rows.valid.data(), rows.ages.data()});
    ArrowArray& bools = lent.add(about.name, "b", kRows - 3, {nullptr, rows.bits.data()});
    bools.offset = 3;
    const std::int64_t length = kRows - 3 - offset;
    lent.close(length, offset);
    ArrowArray answers = {};
    REQUIRE(decide(policy, lent, &answers, criteria) == "");
    REQUIRE(answers.length == length);
    for (std::int64_t row = 0; row < length; ++row) {
      const auto at = static_cast<std::size_t>(row + offset);
      pol_case_clear(one);
      REQUIRE(pol_set_date(one, whole.reference, rows.days[at], rows.days[at], nullptr) == POL_OK);
      if (rows.has(rows.valid, static_cast<int>(at))) {
        REQUIRE(pol_set_number(one, pol_fact_named(policy.policy, "age_years"), rows.ages[at], nullptr) == POL_OK);
      }
      REQUIRE(pol_set_finding(one, fact, rows.has(rows.bits, static_cast<int>(at) + 3), nullptr) == POL_OK);
      pol_answer answer = {};
      REQUIRE(pol_decide(one, &answer, nullptr) == POL_OK);
      const auto bit = [&](const void* bits) { return (static_cast<const std::uint8_t*>(bits)[row / 8] >> (row % 8) & 1) != 0; };
      REQUIRE(static_cast<const std::int8_t*>(answers.children[0]->buffers[1])[row] == answer.outcome);
      REQUIRE(static_cast<const std::uint8_t*>(answers.children[1]->buffers[1])[row] == answer.possible);
      REQUIRE(bit(answers.children[2]->buffers[1]) == (answer.is_exact != 0));
      for (const std::uint32_t i : criteria) {
        const pol_truth truth = pol_truth_of(one, i);
        REQUIRE(bit(answers.children[3 + i]->buffers[0]) == (truth != POL_UNKNOWN));
        REQUIRE(bit(answers.children[3 + i]->buffers[1]) == (truth == POL_YES));
      }
    }
    // A child may be moved away and outlive its parent.
    ArrowArray moved = *answers.children[0];
    answers.children[0]->release = nullptr;
    answers.release(&answers);
    CHECK(static_cast<const std::int8_t*>(moved.buffers[1])[0] < POL_OUTCOMES);
    moved.release(&moved);
  }
  pol_case_free(one);
}

TEST_CASE("choices and sets, as text and as dictionaries", "[runtime]") {
  const Policy policy;
  pol_policy_about whole = {};
  pol_describe(policy.policy, &whole);
  const std::int32_t days[2] = {20240, 20240};
  for (std::uint32_t i = 0; i < whole.facts; ++i) {
    pol_fact_about fact = {};
    pol_describe_fact(policy.policy, i, &fact);
    if (fact.kind != POL_CHOICE && fact.kind != POL_SET) continue;
    const std::string name = pol_value_name(policy.policy, i, 0, nullptr);
    const std::string text = name + name;
    const std::int32_t offsets[3] = {0, static_cast<std::int32_t>(name.size()), static_cast<std::int32_t>(text.size())};
    const std::int32_t lists[3] = {0, 2, 2};
    const std::int8_t indices[2] = {1, 0};
    for (const bool is_dictionary : {false, true}) {
      Lent lent;
      lent.add("request_date", "tdD", 2, {nullptr, days});
      Lent inner;
      ArrowArray& texts = inner.add("item", "u", 2, {nullptr, offsets, text.data()});
      ArrowSchema item = inner.schemas.back();
      ArrowArray coded = texts;
      const void* coded_buffers[2] = {nullptr, indices};
      ArrowSchema code_type = {"c", "item", nullptr, 0, 0, nullptr, &item, nothing, nullptr};
      coded.n_buffers = 2;
      coded.buffers = coded_buffers;
      coded.dictionary = &texts;
      ArrowArray* values = is_dictionary ? &coded : &texts;
      ArrowSchema* type = is_dictionary ? &code_type : &item;
      if (fact.kind == POL_CHOICE) {
        lent.add(fact.name, type->format, 2, {});
        lent.schemas.back().dictionary = type->dictionary;
        lent.arrays.back() = *values;
      } else {
        ArrowArray& list = lent.add(fact.name, "+l", 2, {nullptr, lists});
        list.n_children = 1;
        list.children = &values;
        lent.schemas.back().n_children = 1;
        lent.schemas.back().children = &type;
      }
      lent.close(2, 0);
      ArrowArray answers = {};
      INFO(fact.name);
      REQUIRE(decide(policy, lent, &answers) == "");
      answers.release(&answers);
    }
  }
}

TEST_CASE("bad batches say what is wrong, and where", "[runtime]") {
  const Policy policy;
  const std::int32_t days[2] = {20240, 20240};
  const double numbers[2] = {45, 0.1 + 0.2};
  const std::uint64_t large[2] = {45, UINT64_MAX};
  const std::uint8_t second_null[1] = {1};
  ArrowArray answers = {};
  const auto message = [&](const char* name, const char* format, std::vector<const void*> buffers, std::int64_t length = 2) {
    Lent lent;
    lent.add("request_date", "tdD", 2, {nullptr, days});
    lent.add(name, format, length, std::move(buffers));
    lent.close(2, 0);
    return decide(policy, lent, &answers);
  };
  CHECK(message("age_years", "g", {nullptr, numbers}).rfind("row 1: `age_years`", 0) == 0);
  CHECK(message("age_years", "L", {nullptr, large}) == "row 1, column `age_years`: it is too large to be kept exactly");
  CHECK(message("age_years", "u", {nullptr, days, days}) ==
        "column `age_years` has the Arrow type `u`; integers, float32 or float64 would fit");
  CHECK(message("age_year", "g", {nullptr, numbers}) == "column `age_year` is no fact of `lumbar_mri`");
  CHECK(message("age_years", "g", {nullptr, numbers}, 1) == "column `age_years`: it is shorter than the batch");
  CHECK(message("age_years", "g", {nullptr}) == "column `age_years`: it has not the buffers of its type");
  CHECK(message("age_years", "g", {nullptr, nullptr}) == "column `age_years`: its values are missing");
  CHECK(message("request_date", "tdD", {nullptr, days}) == "there are two columns `request_date`");

  Lent lent;
  lent.add("request_date", "tdD", 2, {second_null, days});
  lent.close(2, 0);
  CHECK(decide(policy, lent, &answers).rfind("row 1: the reference date `request_date`", 0) == 0);
  lent.no_nulls = second_null;
  CHECK(decide(policy, lent, &answers) == "row 1: it is null");
  Lent none;
  none.close(0, 0);
  CHECK(decide(policy, none, &answers) == "there is no column `request_date`");
  lent.no_nulls = nullptr;
  lent.close(0, 0);
  REQUIRE(decide(policy, lent, &answers) == "");
  CHECK(answers.length == 0);
  answers.release(&answers);
}

TEST_CASE("a schema that lacks what is looked at is refused", "[runtime]") {
  const Policy policy;
  ArrowArray answers = {};
  const auto message = [&](const char* name, const char* format, auto&& spoil) {
    Lent lent, inner;
    lent.add("request_date", "tdD", 0, {nullptr, nullptr});
    lent.add(name, format, 0, {nullptr, nullptr});
    inner.add("item", nullptr, 0, {nullptr, nullptr, nullptr});
    lent.close(0, 0);
    spoil(lent, inner.schema_pointers);
    return decide(policy, lent, &answers);
  };
  CHECK(message("plan_type", nullptr, [](Lent&, auto&) {}) ==
        "column `plan_type` has the Arrow type ``; utf8, plain or as a dictionary would fit");
  CHECK(message("plan_type", "c", [](Lent& lent, auto& item) { lent.schemas.back().dictionary = item[0]; }) ==
        "column `plan_type` has the Arrow type `c`; utf8, plain or as a dictionary would fit");
  const auto be_list = [](Lent& lent, auto& item) {
    lent.schemas.back().n_children = 1;
    lent.schemas.back().children = item.data();
  };
  CHECK(message("implanted_devices", "+l", be_list) ==
        "column `implanted_devices` has the Arrow type `+l`; a list of utf8 would fit");
  CHECK(message("implanted_devices", "+l", [](Lent& lent, auto&) { lent.schemas.back().n_children = 1; }) ==
        "column `implanted_devices` has the Arrow type `+l`; a list of utf8 would fit");
  CHECK(message("plan_type", "u", [](Lent& lent, auto&) { lent.schema_pointers[1] = nullptr; }) ==
        "column 1 has no schema");
  CHECK(message("plan_type", "u", [](Lent& lent, auto&) { lent.schema.children = nullptr; }) ==
        "a batch is a struct of columns");
}

TEST_CASE("texts that are none of the values, indices beyond the dictionary, lists beyond the members", "[runtime]") {
  const Policy policy;
  pol_policy_about whole = {};
  pol_describe(policy.policy, &whole);
  const std::int32_t days[1] = {20240}, offsets[2] = {0, 2}, falling[2] = {2, 0}, list[2] = {0, 9};
  const std::int8_t index[1] = {7};
  ArrowArray answers = {};
  for (std::uint32_t i = 0; i < whole.facts; ++i) {
    pol_fact_about fact = {};
    pol_describe_fact(policy.policy, i, &fact);
    const auto message = [&](const std::int32_t* at, const char* bytes, bool is_dictionary) {
      Lent lent, inner;
      lent.add("request_date", "tdD", 1, {nullptr, days});
      inner.add("", "u", 1, {nullptr, at, bytes});
      lent.add(fact.name, is_dictionary ? "c" : "u", 1, {});
      lent.arrays.back() = inner.arrays.back();
      const void* coded[2] = {nullptr, index};
      if (is_dictionary) {
        lent.schemas.back().dictionary = &inner.schemas.back();
        lent.arrays.back().dictionary = &inner.arrays.back();
        lent.arrays.back().n_buffers = 2;
        lent.arrays.back().buffers = coded;
      }
      lent.close(1, 0);
      return decide(policy, lent, &answers);
    };
    const std::string where = "row 0, column `" + std::string(fact.name) + "`: ";
    if (fact.kind == POL_CHOICE) {
      CHECK(message(offsets, "\xC3(", false) == where + "its text is no UTF-8");
      CHECK(message(falling, "xx", false) == where + "the offsets of its text do not rise");
      CHECK(message(offsets, "xx", true) == where + "its index is beyond the dictionary");
      if (fact.has_other_values == 0) CHECK(message(offsets, "??", false) == where + "`??` is none of its values");
    }
    if (fact.kind != POL_SET) continue;
    Lent lent, inner;
    lent.add("request_date", "tdD", 1, {nullptr, days});
    inner.add("item", "u", 1, {nullptr, offsets, "xx"});
    lent.add(fact.name, "+l", 1, {nullptr, list});
    lent.schemas.back().n_children = lent.arrays.back().n_children = 1;
    lent.schemas.back().children = inner.schema_pointers.data();
    lent.arrays.back().children = inner.array_pointers.data();
    lent.close(1, 0);
    CHECK(decide(policy, lent, &answers) == where + "its list reaches beyond the members");
  }
}

namespace {

/// Batches of growing length, the third of which fails; or, without `fails`, is the end.
struct Source {
  Rows rows;
  Lent lent;
  int given = 0;
  bool fails = false;
  bool is_released = false;
};

int source_schema(ArrowArrayStream* stream, ArrowSchema* schema) {
  auto* source = static_cast<Source*>(stream->private_data);
  *schema = source->lent.schema;
  return 0;
}
int source_next(ArrowArrayStream* stream, ArrowArray* batch) {
  auto* source = static_cast<Source*>(stream->private_data);
  *batch = {};
  if (source->given == 2) return source->fails ? 5 : 0;
  source->lent.close(++source->given, 3);
  *batch = source->lent.batch;
  return 0;
}
const char* source_error(ArrowArrayStream*) { return "the line went dead"; }
void source_release(ArrowArrayStream* stream) {
  static_cast<Source*>(stream->private_data)->is_released = true;
  stream->release = nullptr;
}

}  // namespace

TEST_CASE("a stream decides batch by batch, and says where it failed", "[runtime]") {
  const Policy policy;
  for (const bool fails : {false, true}) {
    Source source;
    source.fails = fails;
    source.lent.add("request_date", "tdD", kRows, {nullptr, source.rows.days.data()});
    source.lent.close(0, 0);
    ArrowArrayStream cases = {source_schema, source_next, source_error, source_release, &source};
    ArrowArrayStream answers = {};
    REQUIRE(pol_decide_stream(policy.policy, &cases, POL_MAY_LACK_COLUMNS, nullptr, 0, &answers, nullptr) == POL_OK);
    CHECK(cases.release == nullptr);
    ArrowSchema schema = {};
    REQUIRE(answers.get_schema(&answers, &schema) == 0);
    CHECK(std::string(schema.children[0]->name) == "outcome");
    schema.release(&schema);
    for (int i = 1; i <= 2; ++i) {
      ArrowArray batch = {};
      REQUIRE(answers.get_next(&answers, &batch) == 0);
      CHECK(batch.length == i);
      batch.release(&batch);
    }
    ArrowArray last = {};
    CHECK(answers.get_next(&answers, &last) == (fails ? 5 : 0));
    CHECK(last.release == nullptr);
    if (fails) CHECK(std::string(answers.get_last_error(&answers)) == "batch 2: the line went dead");
    answers.release(&answers);
    CHECK(source.is_released);
  }
}
