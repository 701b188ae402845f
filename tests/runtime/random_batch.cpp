#include "tests/runtime/random_batch.h"

#include <cstdlib>
#include <cstring>

namespace pol::test {

namespace {

void nothing(ArrowArray* array) { array->release = nullptr; }
void nothing(ArrowSchema* schema) { schema->release = nullptr; }

template <class T>
void write(void* to, std::int64_t at, T value) {
  std::memcpy(static_cast<char*>(to) + static_cast<std::size_t>(at) * sizeof value, &value, sizeof value);
}

void write_integer(void* to, std::int64_t at, char format, std::int64_t value) {
  switch (format) {
    case 'c':
    case 'C':
      return write(to, at, static_cast<std::uint8_t>(value));
    case 's':
    case 'S':
      return write(to, at, static_cast<std::uint16_t>(value));
    case 'i':
    case 'I':
      return write(to, at, static_cast<std::uint32_t>(value));
    case 'l':
    case 'L':
      return write(to, at, value);
    case 'f':
      return write(to, at, static_cast<float>(value));
    default:
      return write(to, at, static_cast<double>(value));
  }
}

std::size_t width_of(char format) {
  switch (format) {
    case 'c':
    case 'C':
      return 1;
    case 's':
    case 'S':
      return 2;
    case 'i':
    case 'I':
    case 'f':
      return 4;
    default:
      return 8;
  }
}

constexpr const char* kIntegers[] = {"c", "C", "s", "S", "i", "I", "l", "L"};

}  // namespace

RandomBatch::RandomBatch(const pol_policy* policy, const BatchShape& shape, std::uint32_t seed)
    : policy_(policy), shape_(shape), random_(seed) {
  pol_policy_about about = {};
  pol_describe(policy, &about);
  const std::int64_t needed = shape.rows + shape.offset;
  for (std::uint32_t i = 0; i < about.facts; ++i) {
    pol_fact_about fact = {};
    pol_describe_fact(policy, i, &fact);
    const bool is_reference = i == about.reference;
    if (!shape.left_out.empty() && shape.left_out[i]) continue;
    if (fact.may_be_none && !shape.in_place && one_in(2)) add(std::string(fact.name) + " is none", bools(needed));
    if (!is_reference && one_in(8)) continue;
    switch (fact.kind) {
      case POL_FINDING:
        add(fact.name, bools(needed));
        break;
      case POL_DATE:
        add(fact.name, dates(needed, is_reference));
        break;
      case POL_NUMBER:
        add(fact.name, numbers(i, needed));
        break;
      case POL_CHOICE:
        add(fact.name, texts(i, fact, needed, true));
        break;
      case POL_SET:
        add(fact.name, lists(i, fact, needed));
        break;
    }
  }
  const auto count = static_cast<std::int64_t>(types_.size());
  schema = {"+s", "", nullptr, 0, count, types_.data(), nullptr, nothing, nullptr};
  batch = {shape.rows, 0, shape.offset, 1, count, &no_nulls_, columns_.data(), nullptr, nothing, nullptr};
}

void* RandomBatch::memory(std::size_t bytes) {
  memory_.emplace_back(std::calloc(bytes == 0 ? 1 : bytes, 1), &std::free);
  return memory_.back().get();
}

ArrowSchema* RandomBatch::type(const char* format) {
  schemas_.push_back({format, "item", nullptr, 0, 0, nullptr, nullptr, nothing, nullptr});
  return &schemas_.back();
}

ArrowArray* RandomBatch::array(std::int64_t length, std::int64_t offset, std::vector<const void*> buffers) {
  buffers_.push_back(std::move(buffers));
  arrays_.push_back({length, -1, offset, static_cast<std::int64_t>(buffers_.back().size()), 0, buffers_.back().data(),
                     nullptr, nullptr, nothing, nullptr});
  return &arrays_.back();
}

void RandomBatch::add(const std::string& name, Values values) {
  names_.push_back(name);
  values.type->name = names_.back().c_str();
  types_.push_back(values.type);
  columns_.push_back(values.array);
}

const void* RandomBatch::validity(std::int64_t held, bool may_lack) {
  if (may_lack && one_in(4)) return nullptr;
  auto* bits = static_cast<std::uint8_t*>(memory(static_cast<std::size_t>(held + 7) / 8));
  for (std::int64_t i = 0; i < held; ++i) {
    if (random_() % 16 >= shape_.nulls_in_16) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1U << (i % 8));
  }
  return bits;
}

const void* RandomBatch::random_bits(std::int64_t held) {
  auto* bits = static_cast<std::uint8_t*>(memory(static_cast<std::size_t>(held + 7) / 8));
  for (std::int64_t i = 0; i < (held + 7) / 8; ++i) bits[i] = static_cast<std::uint8_t>(random_());
  return bits;
}

RandomBatch::Values RandomBatch::bools(std::int64_t needed) {
  const std::int64_t offset = any_offset();
  return {type("b"),
          array(needed, offset, {validity(needed + offset, shape_.nulls_in_16 < 8), random_bits(needed + offset)})};
}

RandomBatch::Values RandomBatch::dates(std::int64_t needed, bool is_reference) {
  const std::int64_t offset = any_offset();
  auto* days = static_cast<std::int32_t*>(memory(static_cast<std::size_t>(needed + offset) * 4));
  for (std::int64_t i = 0; i < needed + offset; ++i) {
    days[i] = static_cast<std::int32_t>(is_reference ? 20200 + below(400) : 20150 - below(one_in(2) ? 400 : 20000));
    if (shape_.has_odd_cells && one_in(500)) days[i] = static_cast<std::int32_t>(20000 + below(2000));
    if (shape_.has_odd_cells && one_in(5000) && !is_reference) days[i] = -40000;
  }
  return {type("tdD"), array(needed, offset, {is_reference ? nullptr : validity(needed + offset, false), days})};
}

RandomBatch::Values RandomBatch::numbers(std::uint32_t fact, std::int64_t needed) {
  pol_case* one = nullptr;
  if (pol_case_new(policy_, &one, nullptr) != POL_OK) std::abort();
  const bool takes_parts = pol_set_number(one, fact, 0.001, nullptr) == POL_OK;
  pol_case_free(one);
  const std::int64_t offset = any_offset();
  static const char* const kFloats[] = {"f", "g"};
  const bool is_float = !shape_.in_place && one_in(3);
  const char* format = is_float ? kFloats[below(2)] : shape_.in_place ? "i" : kIntegers[below(8)];
  void* values = memory(static_cast<std::size_t>(needed + offset) * width_of(*format));
  for (std::int64_t i = 0; i < needed + offset; ++i) {
    const std::int64_t whole = one_in(2) ? below(20) : below(100);
    write_integer(values, i, *format, whole);
    if (is_float && one_in(4) && (takes_parts || shape_.has_odd_cells)) {
      static constexpr double kParts[] = {10, 100, 1000, 3};
      const double part = static_cast<double>(below(2000)) / kParts[below(shape_.has_odd_cells ? 4 : 3)];
      *format == 'f' ? write(values, i, static_cast<float>(part)) : write(values, i, part);
    }
    if (shape_.has_odd_cells && one_in(3000)) write_integer(values, i, *format, -1);
  }
  return {type(format), array(needed, offset, {validity(needed + offset, false), values})};
}

RandomBatch::Values RandomBatch::plain_texts(const std::vector<std::string>& all, const void* nulls,
                                             std::int64_t offset) {
  const bool is_large = one_in(4);
  std::string bytes;
  void* offsets = memory((all.size() + 1) * (is_large ? 8 : 4));
  for (std::size_t i = 0; i <= all.size(); ++i) {
    write_integer(offsets, static_cast<std::int64_t>(i), is_large ? 'l' : 'i', static_cast<std::int64_t>(bytes.size()));
    if (i < all.size()) bytes += all[i];
  }
  void* held = memory(bytes.size());
  std::memcpy(held, bytes.data(), bytes.size());
  const auto length = static_cast<std::int64_t>(all.size()) - offset;
  return {type(is_large ? "U" : "u"), array(length, offset, {nulls, offsets, held})};
}

RandomBatch::Values RandomBatch::texts(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed,
                                       bool may_have_nulls) {
  const auto name = [&](std::int64_t value) {
    return std::string(pol_value_name(policy_, fact, static_cast<std::uint32_t>(value), nullptr));
  };
  const auto odd = [&] { return one_in(2) ? std::string("\xC3(") : std::string("nothing of the kind"); };
  const std::int64_t offset = any_offset(), held = needed + offset;
  const void* nulls = may_have_nulls ? validity(held, false) : nullptr;
  if (!shape_.in_place && one_in(3)) {
    std::vector<std::string> all;
    for (std::int64_t i = 0; i < held; ++i) {
      all.push_back(shape_.has_odd_cells && one_in(3000) ? odd() : name(below(about.values)));
      if (about.has_other_values != 0 && one_in(20)) all.back() = "something else";
    }
    return plain_texts(all, nulls, offset);
  }
  std::vector<std::string> entries;
  const std::int64_t before = shape_.in_place ? 0 : below(3);
  for (std::int64_t i = 0; i < before; ++i) entries.push_back("passed over");
  for (std::uint32_t v = 0; v < about.values; ++v) entries.push_back(name(v));
  if (!shape_.in_place && one_in(2)) {
    for (int i = 0; i < 20; ++i) entries.push_back(name(below(about.values)));
  }
  const auto good = static_cast<std::int64_t>(entries.size()) - before;
  if (shape_.has_odd_cells) entries.push_back(odd());
  const char* format = kIntegers[below(shape_.in_place ? 2 : 8)];
  void* indices = memory(static_cast<std::size_t>(held) * width_of(*format));
  for (std::int64_t i = 0; i < held; ++i) {
    const bool is_odd = shape_.has_odd_cells && one_in(3000);
    write_integer(indices, i, *format, is_odd ? good + below(2) : below(good < 128 ? good : 128));
  }
  const Values dictionary = plain_texts(entries, nullptr, before);
  Values coded = {type(format), array(needed, offset, {nulls, indices})};
  coded.type->dictionary = dictionary.type;
  coded.array->dictionary = dictionary.array;
  return coded;
}

RandomBatch::Values RandomBatch::lists(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed) {
  const bool is_large = one_in(4);
  const std::int64_t offset = any_offset(), held = needed + offset;
  void* offsets = memory(static_cast<std::size_t>(held + 1) * (is_large ? 8 : 4));
  std::int64_t members = 0;
  for (std::int64_t i = 0; i <= held; ++i) {
    write_integer(offsets, i, is_large ? 'l' : 'i', members);
    if (i < held) members += below(4);
  }
  const Values values = texts(fact, about, members, false);
  child_types_.push_back(values.type);
  child_arrays_.push_back(values.array);
  Values list = {type(is_large ? "+L" : "+l"), array(needed, offset, {validity(held, false), offsets})};
  list.type->n_children = list.array->n_children = 1;
  list.type->children = &child_types_.back();
  list.array->children = &child_arrays_.back();
  return list;
}

}  // namespace pol::test
