#include "tests/fuzz/any_batch.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "tests/fuzz/target.h"

namespace pol::fuzz {
namespace {

constexpr const char* kIntegers[] = {"c", "C", "s", "S", "i", "I", "l", "L"};

void nothing(ArrowArray* array) { array->release = nullptr; }
void nothing(ArrowSchema* schema) { schema->release = nullptr; }

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
    case 't':
      return 4;
    default:
      return 8;
  }
}

/// Regions before a page without access, kept for the next input: to map each anew takes most of the time.
std::vector<std::pair<char*, std::size_t>>& free_regions() {
  static std::vector<std::pair<char*, std::size_t>> regions;
  return regions;
}

std::pair<char*, std::size_t> region_of(std::size_t bytes) {
  auto& regions = free_regions();
  for (auto& region : regions) {
    if (region.second < bytes) continue;
    std::swap(region, regions.back());
    const auto found = regions.back();
    regions.pop_back();
    return found;
  }
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t size = (bytes / page + 4) * page;
  void* at = mmap(nullptr, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  demand(at != MAP_FAILED, "there is memory for a buffer");
  demand(mprotect(static_cast<char*>(at) + size, page, PROT_NONE) == 0, "a page can be guarded");
  return {static_cast<char*>(at), size};
}

}  // namespace

Buffers::~Buffers() { free_regions().insert(free_regions().end(), guarded_.begin(), guarded_.end()); }

void* Buffers::take(std::size_t bytes, bool before_guard) {
  if (before_guard) {
    guarded_.push_back(region_of(bytes));
    return guarded_.back().first + (guarded_.back().second - bytes);
  }
  plain_.push_back(std::make_unique<char[]>(bytes));
  return plain_.back().get();
}

AnyBatch::AnyBatch(const pol_policy* policy, const std::vector<bool>& read, std::int64_t most_rows, Choices& choices)
    : policy_(policy), choices_(choices) {
  pol_policy_about about = {};
  pol_describe(policy, &about);
  is_odd_ = choices.one_in(2);
  const std::int64_t rows = any_rows(most_rows), offset = choices.one_in(3) ? 0 : any_offset();
  const std::int64_t needed = rows + offset;
  const std::uint64_t density = 1 + choices.below(4);
  for (std::uint32_t i = 0; i < about.facts; ++i) {
    pol_fact_about fact = {};
    pol_describe_fact(policy, i, &fact);
    const bool is_reference = i == about.reference;
    if (!read[i] && !is_reference && !choices.one_in(16)) continue;
    if (!is_reference && choices.below(4) >= density) continue;
    has_unread = has_unread || !read[i];
    if (fact.may_be_none && choices.one_in(2)) add(std::string(fact.name) + " is none", bools(needed));
    add(fact.name, column_of(i, fact, needed, is_reference));
    if (is_odd_ && choices.one_in(64)) add(fact.name, bools(needed));
  }
  if (choices.one_in(16)) add("no fact at all", bools(needed));
  const auto count = static_cast<std::int64_t>(types_.size());
  const bool has_nulls = is_odd_ && choices.one_in(16);
  nulls_ = has_nulls ? bits(needed) : nullptr;
  schema = {"+s", "", nullptr, 0, count, types_.data(), nullptr, nothing, nullptr};
  batch = {rows, 0, offset, 1, count, &nulls_, columns_.data(), nullptr, nothing, nullptr};
  if (!is_odd_) return;
  if (choices.one_in(64)) batch.n_children += static_cast<std::int64_t>(choices.below(3)) - 1;
  if (batch.n_children > count) batch.n_children = count;
  if (choices.one_in(64)) batch.offset = -1;
  if (choices.one_in(64)) batch.length = -1;
  if (choices.one_in(64)) batch.length = INT64_MAX;
  if (choices.one_in(64)) batch.release = nullptr;
  if (choices.one_in(64)) batch.n_buffers = 0;
  if (choices.one_in(64)) schema.format = "+l";
  if (choices.one_in(64)) schema.children = nullptr;
  if (choices.one_in(64)) types_[choices.below(types_.size())] = nullptr;
  if (choices.one_in(64)) columns_[choices.below(columns_.size())] = nullptr;
}

/// Below 16 rows a batch goes row by row; 1,024 are a block of compiled columns, 4,096 a chunk.
std::int64_t AnyBatch::any_rows(std::int64_t most) {
  const std::uint64_t size = choices_.below(64);
  if (size < 24) return static_cast<std::int64_t>(choices_.below(16));
  if (size < 58) return std::min(most, static_cast<std::int64_t>(16 + choices_.below(size < 48 ? 16 : 100)));
  return std::min(most, static_cast<std::int64_t>((size < 63 ? 1000 : 4000) + choices_.below(256)));
}

std::int64_t AnyBatch::any_offset() {
  return static_cast<std::int64_t>(choices_.one_in(2) ? 8 * choices_.below(3) : choices_.below(20));
}

const void* AnyBatch::bits(std::int64_t count) {
  const auto bytes = static_cast<std::size_t>(count + 7) / 8;
  auto* to = static_cast<std::uint8_t*>(memory(bytes));
  const std::uint64_t share = choices_.below(4);  // of zeros
  for (std::size_t i = 0; i < bytes; ++i) {
    std::uint64_t any = choices_.random();
    for (std::uint64_t k = 0; k < share; ++k) any |= choices_.random();
    to[i] = static_cast<std::uint8_t>(any);
  }
  return to;
}

const void* AnyBatch::validity(std::int64_t count) { return choices_.one_in(3) ? nullptr : bits(count); }

ArrowSchema* AnyBatch::type(const char* format) {
  schemas_.push_back({format, "item", nullptr, 0, 0, nullptr, nullptr, nothing, nullptr});
  return &schemas_.back();
}

ArrowArray* AnyBatch::array(std::int64_t length, std::int64_t offset, std::vector<const void*> buffers) {
  lists_.push_back(std::move(buffers));
  const auto count = static_cast<std::int64_t>(lists_.back().size());
  arrays_.push_back({length, -1, offset, count, 0, lists_.back().data(), nullptr, nullptr, nothing, nullptr});
  return &arrays_.back();
}

void AnyBatch::add(const std::string& name, Values values) {
  names_.push_back(name);
  values.type->name = names_.back().c_str();
  if (is_odd_) spoil(values);
  types_.push_back(values.type);
  columns_.push_back(values.array);
}

/// What is wrong of a whole column. Lengths only shrink: a longer one would promise memory that is not there.
void AnyBatch::spoil(Values& values) {
  if (choices_.one_in(64)) values.type->format = choices_.one_in(2) ? nullptr : "";
  if (choices_.one_in(64)) values.type->name = nullptr;
  if (choices_.one_in(64)) values.array->length -= static_cast<std::int64_t>(choices_.below(3));
  if (choices_.one_in(64)) values.array->offset = choices_.one_in(2) ? -1 : INT64_MAX;
  if (choices_.one_in(64)) values.array->release = nullptr;
  if (choices_.one_in(64)) values.array->n_buffers = static_cast<std::int64_t>(choices_.below(4)) - 1;
  if (choices_.one_in(64)) values.array->buffers = nullptr;
  if (choices_.one_in(64)) values.array->null_count = 1;
  if (choices_.one_in(64)) lists_.back()[choices_.below(lists_.back().size())] = nullptr;
  if (choices_.one_in(64)) values.array->dictionary = nullptr;
  if (choices_.one_in(64)) values.type->dictionary = type("u");
  if (choices_.one_in(64)) values.type->n_children = static_cast<std::int64_t>(choices_.below(3)) - 1;
  if (choices_.one_in(64)) values.array->n_children = static_cast<std::int64_t>(choices_.below(3)) - 1;
  if (choices_.one_in(64)) values.array->children = nullptr;
}

AnyBatch::Values AnyBatch::bools(std::int64_t needed) {
  const std::int64_t offset = any_offset();
  return {type("b"), array(needed, offset, {validity(needed + offset), bits(needed + offset)})};
}

AnyBatch::Values AnyBatch::dates(std::int64_t needed, bool is_reference) {
  const std::int64_t offset = any_offset(), held = needed + offset;
  auto* days = static_cast<char*>(memory(static_cast<std::size_t>(held) * 4));
  const std::uint64_t kind = choices_.below(4);
  const auto base = static_cast<std::int32_t>(20000 + choices_.below(400));
  for (std::int64_t i = 0; i < held; ++i) {
    const std::uint64_t any = choices_.random();
    // Near one another; over a century; rarely out of what can be documented.
    std::int32_t day = is_reference ? base + static_cast<std::int32_t>(any % 400)
                                    : base - static_cast<std::int32_t>(any % (kind < 2 ? 500 : 36500));
    if (is_odd_ && kind == 3 && any >> 40U == 0) day = static_cast<std::int32_t>(any >> 16U);
    std::memcpy(days + i * 4, &day, 4);
  }
  return {type("tdD"), array(needed, offset, {is_reference && !is_odd_ ? nullptr : validity(held), days})};
}

void AnyBatch::write_integer(void* values, char format, std::int64_t at, std::int64_t number) {
  const std::size_t width = width_of(format);
  std::memcpy(static_cast<char*>(values) + static_cast<std::size_t>(at) * width, &number, width);  // little endian
}

AnyBatch::Values AnyBatch::numbers(std::int64_t needed) {
  const std::int64_t offset = any_offset(), held = needed + offset;
  const char* format = choices_.one_in(3) ? (choices_.one_in(2) ? "f" : "g") : kIntegers[choices_.below(8)];
  void* values = memory(static_cast<std::size_t>(held) * width_of(*format));
  const std::uint64_t most = choices_.one_in(2) ? 12 : 30;
  const bool has_odd = is_odd_ && choices_.one_in(4);
  for (std::int64_t i = 0; i < held; ++i) {
    const std::uint64_t any = choices_.random();
    const auto number = static_cast<std::int64_t>(3 + any % most);
    const bool is_any = has_odd && any >> 56U == 0;
    if (*format == 'f' || *format == 'g') {
      static constexpr double kParts[] = {1, 2, 10, 100, 3};
      double part = static_cast<double>(number) / kParts[(any >> 20U) % (is_any ? 5 : 1)];
      if (is_any && any >> 50U == 1) std::memcpy(&part, &any, sizeof part);
      const auto narrow = static_cast<float>(part);
      std::memcpy(static_cast<char*>(values) + i * (*format == 'f' ? 4 : 8),
                  *format == 'f' ? static_cast<const void*>(&narrow) : &part, *format == 'f' ? 4 : 8);
    } else {
      write_integer(values, *format, i, is_any ? static_cast<std::int64_t>(choices_.random()) : number);
    }
  }
  return {type(format), array(needed, offset, {validity(held), values})};
}

std::string AnyBatch::any_text(std::uint32_t fact, const pol_fact_about& about) {
  static const std::string kOdd[] = {"\xC3(", "\xED\xA0\x80", "\xF4\x90\x80\x80",   "no value", std::string("v\0v", 3),
                                     "",      "\xF0\x9F",     std::string(300, 'x')};
  if (is_odd_ && choices_.random() % 64 == 0) return kOdd[choices_.random() % 8];
  if (about.has_other_values != 0 && choices_.random() % 4 == 0) return "other \xC3\xA4";
  if (about.values == 0) return "x";
  return pol_value_name(policy_, fact, static_cast<std::uint32_t>(choices_.random() % about.values), nullptr);
}

/// Offsets end within the text, for nobody could see that they do not; they may fall, and be less than 0.
AnyBatch::Values AnyBatch::plain_texts(const std::vector<std::string>& all, std::int64_t offset) {
  const bool is_large = choices_.one_in(3), may_fall = is_odd_ && choices_.one_in(4);
  std::string text;
  void* offsets = memory((all.size() + 1) * (is_large ? 8 : 4));
  std::vector<std::int64_t> ends{0};
  for (const std::string& each : all) {
    text += each;
    ends.push_back(static_cast<std::int64_t>(text.size()));
  }
  for (std::size_t i = 0; i < ends.size(); ++i) {
    std::int64_t end = ends[i];
    if (may_fall && choices_.random() % 32 == 0) {
      end = static_cast<std::int64_t>(choices_.random() % (text.size() + 4)) - 3;
      if (choices_.random() % 4 == 0) end = is_large ? INT64_MIN : INT32_MIN;
    }
    write_integer(offsets, is_large ? 'l' : 'i', static_cast<std::int64_t>(i), end);
  }
  void* held = memory(text.size());
  std::memcpy(held, text.data(), text.size());
  const auto length = static_cast<std::int64_t>(all.size()) - offset;
  const void* bytes = text.empty() && choices_.one_in(2) ? nullptr : held;
  return {type(is_large ? "U" : "u"), array(length, offset, {validity(length + offset), offsets, bytes})};
}

AnyBatch::Values AnyBatch::texts(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed) {
  const std::int64_t offset = any_offset(), held = needed + offset;
  if (choices_.one_in(3)) {
    std::vector<std::string> all;
    for (std::int64_t i = 0; i < held; ++i) all.push_back(any_text(fact, about));
    return plain_texts(all, offset);
  }
  // The values in their order are read in place; others are mapped, and long ones looked up row by row.
  const auto before = static_cast<std::int64_t>(choices_.one_in(2) ? 0 : choices_.below(4));
  std::vector<std::string> entries(static_cast<std::size_t>(before), "passed over");
  const bool is_in_order = choices_.one_in(2);
  for (std::uint32_t v = 0; is_in_order && v < about.values; ++v)
    entries.push_back(pol_value_name(policy_, fact, v, nullptr));
  const auto more = is_in_order ? (choices_.one_in(2) ? 0 : 1) : choices_.below(choices_.one_in(4) ? 400 : 20);
  for (std::uint64_t i = 0; i < more; ++i) entries.push_back(any_text(fact, about));
  Values dictionary = plain_texts(entries, before);
  if (is_in_order && !choices_.one_in(4)) lists_.back()[0] = nullptr;
  const char* format = kIntegers[choices_.below(8)];
  void* indices = memory(static_cast<std::size_t>(held) * width_of(*format));
  const auto good = entries.size() - static_cast<std::size_t>(before);
  const bool has_odd = is_odd_ && choices_.one_in(3);
  for (std::int64_t i = 0; i < held; ++i) {
    std::uint64_t index = good == 0 ? 0 : choices_.random() % good;
    if (*format == 'c' && index > 127) index %= 128;
    if (has_odd && choices_.random() % 64 == 0) {
      index = choices_.random() % 2 == 0 ? good : choices_.random();
    }
    write_integer(indices, *format, i, static_cast<std::int64_t>(index));
  }
  if (is_odd_ && choices_.one_in(32)) dictionary.array->length -= static_cast<std::int64_t>(choices_.below(3));
  if (is_odd_ && choices_.one_in(32)) dictionary.array->release = nullptr;
  if (is_odd_ && choices_.one_in(32)) dictionary.type->format = nullptr;
  Values coded = {type(format), array(needed, offset, {validity(held), indices})};
  coded.type->dictionary = dictionary.type;
  coded.array->dictionary = dictionary.array;
  return coded;
}

AnyBatch::Values AnyBatch::lists(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed) {
  const bool is_large = choices_.one_in(3), may_fall = is_odd_ && choices_.one_in(4);
  const std::int64_t offset = any_offset(), held = needed + offset;
  const char format = is_large ? 'l' : 'i';
  void* offsets = memory(static_cast<std::size_t>(held + 1) * (is_large ? 8 : 4));
  const std::uint64_t most = 1 + choices_.below(4);
  std::int64_t members = 0;
  for (std::int64_t i = 0; i <= held; ++i) {
    write_integer(offsets, format, i, members);
    if (i < held) members += static_cast<std::int64_t>(choices_.random() % most);
  }
  for (std::int64_t i = 0; may_fall && i <= held; ++i) {
    if (choices_.random() % 64 != 0) continue;
    static constexpr std::int64_t kOdd[] = {-1, INT32_MAX, INT32_MIN, 0};
    const std::uint64_t any = choices_.random();
    write_integer(offsets, format, i,
                  any % 5 == 4               ? members + 1
                  : is_large && any % 7 == 0 ? INT64_MAX
                                             : kOdd[any % 4]);
  }
  children_of_lists_.push_back(texts(fact, about, members));
  Values& of = children_of_lists_.back();
  if (is_odd_) spoil(of);
  if (!is_odd_ || !choices_.one_in(4)) lists_.back()[0] = nullptr;
  Values list = {type(is_large ? "+L" : "+l"), array(needed, offset, {validity(held), offsets})};
  list.type->n_children = list.array->n_children = 1;
  list.type->children = &of.type;
  list.array->children = &of.array;
  return list;
}

AnyBatch::Values AnyBatch::column_of(std::uint32_t fact, const pol_fact_about& about, std::int64_t needed,
                                     bool is_reference) {
  std::uint64_t kind = about.kind;
  if (is_odd_ && choices_.one_in(32)) kind = choices_.below(5);  // a type that is not the fact's
  switch (kind) {
    case POL_FINDING:
      return bools(needed);
    case POL_CHOICE:
      return texts(fact, about, needed);
    case POL_SET:
      return lists(fact, about, needed);
    case POL_NUMBER:
      return numbers(needed);
    default:
      return dates(needed, is_reference);
  }
}

}  // namespace pol::fuzz
