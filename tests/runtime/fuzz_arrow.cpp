// libFuzzer: any schema and any batch, within what the C data interface promises of buffers. tests/runtime/fuzz_arrow.sh
// builds and runs it. The input's bytes are choices: types, lengths, offsets, then the contents of the buffers.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <lumbar_mri.h>  // written by polc build
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pol/arrow.h"

namespace {

void nothing(ArrowArray* array) { array->release = nullptr; }
void nothing(ArrowSchema* schema) { schema->release = nullptr; }

class Batch {
 public:
  Batch(const pol_policy* policy, const std::uint8_t* bytes, std::size_t size)
      : policy_(policy), bytes_(bytes), size_(size) {
    pol_policy_about about = {};
    pol_describe(policy, &about);
    const std::int64_t rows = byte() % 20, offset = byte() % 12;
    for (int columns = byte() % 8 + 1; columns > 0; --columns) {
      const std::uint32_t fact = columns == 1 ? about.reference : byte() % about.facts;
      add_column(fact, rows + offset);
    }
    const auto count = static_cast<std::int64_t>(children_.size());
    schema = {"+s", "", nullptr, 0, count, types_.data(), nullptr, nothing, nullptr};
    batch = {rows, 0, offset, 1, count, buffers({validity(rows + offset)}), children_.data(), nullptr, nothing, nullptr};
  }

  ArrowSchema schema = {};
  ArrowArray batch = {};

 private:
  std::uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *bytes_++;
  }

  /// Exactly as long as it may be read, so that the sanitizer sees any byte more.
  void* memory(std::size_t bytes) {
    memory_.emplace_back(std::malloc(bytes == 0 ? 1 : bytes), &std::free);
    auto* at = static_cast<std::uint8_t*>(memory_.back().get());
    for (std::size_t i = 0; i < bytes; ++i) at[i] = byte();
    return at;
  }
  const void* validity(std::int64_t length) {
    return byte() % 3 == 0 ? memory(static_cast<std::size_t>(length + 7) / 8) : nullptr;
  }
  const void** buffers(std::vector<const void*> all) {
    buffers_.push_back(std::move(all));
    return buffers_.back().data();
  }
  ArrowSchema* type(const char* format, const char* name) {
    schemas_.push_back({format, name, nullptr, 0, 0, nullptr, nullptr, nothing, nullptr});
    return &schemas_.back();
  }
  ArrowArray* array(std::int64_t length, std::int64_t offset, std::vector<const void*> all) {
    const auto count = static_cast<std::int64_t>(all.size());
    arrays_.push_back({length, -1, offset, count, 0, buffers(std::move(all)), nullptr, nullptr, nothing, nullptr});
    return &arrays_.back();
  }

  /// Offsets end within the text, for nobody could see that they do not; they may fall, and be less than 0.
  const void* offsets(std::int64_t count, std::int64_t end, bool is_large) {
    const std::size_t width = is_large ? 8 : 4;
    auto* at = static_cast<char*>(memory(0));
    memory_.emplace_back(std::malloc(static_cast<std::size_t>(count + 1) * width), &std::free);
    at = static_cast<char*>(memory_.back().get());
    std::int64_t last = 0;
    for (std::int64_t i = 0; i <= count; ++i) {
      last = byte() % 16 == 0 ? std::int64_t{byte()} % (end + 3) - 2 : last + byte() % 3;
      if (last > end) last = end;
      const auto narrow = static_cast<std::int32_t>(last);
      std::memcpy(at + static_cast<std::size_t>(i) * width, is_large ? static_cast<const void*>(&last) : &narrow, width);
    }
    return at;
  }

  void add_text(std::uint32_t fact, std::int64_t needed, ArrowSchema*& of, ArrowArray*& values) {
    const bool is_large = byte() % 2 == 0;
    pol_fact_about about = {};
    pol_describe_fact(policy_, fact, &about);
    std::string text = about.values == 0 ? "x" : pol_value_name(policy_, fact, byte() % about.values, nullptr);
    auto* bytes = static_cast<char*>(memory(text.size()));
    if (byte() % 4 != 0) std::memcpy(bytes, text.data(), text.size());
    const std::int64_t offset = byte() % 5, length = needed - byte() % 2;
    const std::int64_t held = length + offset < 0 ? 0 : length + offset;
    of = type(is_large ? "U" : "u", "item");
    values = array(length, offset, {validity(held), offsets(held, static_cast<std::int64_t>(text.size()), is_large), bytes});
    if (byte() % 2 == 0) return;
    static const char* const kIndices[] = {"c", "C", "s", "S", "i", "I", "l", "L"};
    const int width = byte() % 8;
    ArrowSchema* codes = type(kIndices[width], "item");
    codes->dictionary = of;
    ArrowArray* coded = array(needed, offset, {validity(needed + offset),
                                               memory(static_cast<std::size_t>(needed + offset) << (width / 2))});
    coded->dictionary = values;
    of = codes;
    values = coded;
  }

  /// Any 32 bits are hardly ever a date.
  static void keep_days_near(std::int32_t* days, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) days[i] &= 0x7FFF;
  }

  void add_column(std::uint32_t fact, std::int64_t needed) {
    pol_fact_about about = {};
    pol_describe_fact(policy_, fact, &about);
    ArrowSchema* of = nullptr;
    ArrowArray* values = nullptr;
    static const char* const kPlain[] = {"b", "c", "C", "s", "S", "i", "I", "f", "tdD", "l", "L", "g"};
    static constexpr std::size_t kWidths[] = {0, 1, 1, 2, 2, 4, 4, 4, 4, 8, 8, 8};
    const std::int64_t offset = byte() % 12;
    const bool is_odd = byte() % 16 == 0;
    if (about.kind == POL_CHOICE && !is_odd) {
      add_text(fact, needed, of, values);
    } else if (about.kind == POL_SET && !is_odd) {
      ArrowSchema* item = nullptr;
      ArrowArray* members = nullptr;
      const std::int64_t held = byte() % 9;
      add_text(fact, held, item, members);
      const bool is_large = byte() % 2 == 0;
      of = type(is_large ? "+L" : "+l", "");
      values = array(needed, offset, {validity(needed + offset), offsets(needed + offset, held + 2, is_large)});
      of->n_children = values->n_children = 1;
      pointers_.push_back({item, members});
      of->children = &pointers_.back().first;
      values->children = &pointers_.back().second;
    } else {
      const std::size_t kind = is_odd                       ? byte() % 12
                               : about.kind == POL_FINDING  ? 0
                               : about.kind == POL_DATE     ? 8
                                                            : byte() % 12;
      const auto count = static_cast<std::size_t>(needed + offset);
      of = type(kPlain[kind], "");
      void* bytes = memory(kind == 0 ? (count + 7) / 8 : count * kWidths[kind]);
      if (kind == 8 && byte() % 4 != 0) keep_days_near(static_cast<std::int32_t*>(bytes), count);
      values = array(needed, offset, {validity(needed + offset), bytes});
    }
    of->name = about.name;
    if (byte() % 32 == 0) values->n_buffers = byte() % 4 < values->n_buffers ? 1 : values->n_buffers;
    if (byte() % 32 == 0) values->length -= byte() % 4;
    types_.push_back(of);
    children_.push_back(values);
  }

  const pol_policy* policy_;
  const std::uint8_t* bytes_;
  std::size_t size_;
  std::deque<std::unique_ptr<void, void (*)(void*)>> memory_;
  std::deque<std::vector<const void*>> buffers_;
  std::deque<ArrowSchema> schemas_;
  std::deque<ArrowArray> arrays_;
  std::deque<std::pair<ArrowSchema*, ArrowArray*>> pointers_;
  std::vector<ArrowSchema*> types_;
  std::vector<ArrowArray*> children_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  pol_policy* policy = nullptr;
  if (pol_policy_open(&pol_policy_lumbar_mri, nullptr, &policy, nullptr) != POL_OK) std::abort();
  {
    Batch batch(policy, bytes, size);
    const std::uint32_t criteria[] = {0, 1, 2};
    pol_columns* columns = nullptr;
    pol_error error = {};
    ArrowArray answers = {};
    if (pol_columns_new(policy, &batch.schema, POL_MAY_LACK_COLUMNS, criteria, 3, &columns, &error) == POL_OK &&
        pol_decide_batch(columns, &batch.batch, &answers, &error) == POL_OK) {
      answers.release(&answers);
    } else if (error.message[0] == 0 || answers.release != nullptr) {
      std::abort();
    }
    pol_columns_free(columns);
  }
  pol_policy_free(policy);
  return 0;
}
