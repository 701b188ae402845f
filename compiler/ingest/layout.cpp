#include "compiler/ingest/layout.h"

#include <algorithm>
#include <string>

namespace pol::ingest {

namespace {

// What we lend is ours: nothing is freed when a reader is done with it.
void lend_schema(ArrowSchema* schema) { schema->release = nullptr; }
void lend_array(ArrowArray* array) { array->release = nullptr; }

ArrowSchema schema_of(const char* format, const char* name, std::int64_t flags) {
  return {format, name, nullptr, flags, 0, nullptr, nullptr, lend_schema, nullptr};
}

std::int64_t floor_of(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && a < 0 ? 1 : 0); }

bool is_whole_only(ir::Dimension dimension) {
  switch (dimension) {
    case ir::Dimension::Count:
    case ir::Dimension::Score:
    case ir::Dimension::AgeYears:
    case ir::Dimension::AgeMonths:
      return true;
    case ir::Dimension::Plain:
    case ir::Dimension::Percent:
    case ir::Dimension::Length:
    case ir::Dimension::Angle:
    case ir::Dimension::Mass:
    case ir::Dimension::Days:
    case ir::Dimension::Months:
      return false;
  }
  return false;
}

}  // namespace

/// The texts of a value set as an Arrow array.
struct Layout::Dictionary {
  explicit Dictionary(const std::vector<ir::Value>& values) {
    offsets.push_back(0);
    for (const ir::Value& value : values) {
      text += value.name;
      offsets.push_back(static_cast<std::int32_t>(text.size()));
    }
    buffers[1] = offsets.data();
    buffers[2] = text.data();
    array = {static_cast<std::int64_t>(values.size()), 0, 0, 3, 0, buffers, nullptr, nullptr, lend_array, nullptr};
  }
  std::vector<std::int32_t> offsets;
  std::string text;
  const void* buffers[3] = {nullptr, nullptr, nullptr};
  ArrowArray array{};
};

struct Layout::Schema {
  std::vector<std::string> none_names;
  std::vector<ArrowSchema> columns, items;
  std::vector<ArrowSchema*> pointers, item_pointers;
  ArrowSchema text{};
  ArrowSchema all{};

  Schema(const std::vector<Place>& places, const NameTable& names, std::size_t count, bool decimals);
};

Layout::Schema::Schema(const std::vector<Place>& places, const NameTable& names, std::size_t count, bool decimals)
    : none_names(places.size()),
      columns(count),
      items(places.size()),
      pointers(count),
      item_pointers(places.size()),
      text(schema_of("u", "", 0)) {
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    const Place& place = places[i];
    const char* index = place.index_bytes == 1 ? "C" : "S";
    const char* format = "b";
    switch (place.kind) {
      case ir::FactKind::Finding:
        break;
      case ir::FactKind::Choice:
        format = index;
        break;
      case ir::FactKind::Set:
        format = "+l";
        break;
      case ir::FactKind::Number:
        format = decimals && place.may_be_decimal ? "g" : "i";
        break;
      case ir::FactKind::Date:
        format = "tdD";
        break;
    }
    ArrowSchema& column = columns[place.child];
    column = schema_of(format, names[i].c_str(), ARROW_FLAG_NULLABLE);
    if (place.kind == ir::FactKind::Choice) column.dictionary = &text;
    if (place.kind == ir::FactKind::Set) {
      items[i] = schema_of(index, "item", 0);
      items[i].dictionary = &text;
      item_pointers[i] = &items[i];
      column.n_children = 1;
      column.children = &item_pointers[i];
    }
    if (!place.or_none) continue;
    none_names[i] = names[i] + " is none";
    columns[place.none_child] = schema_of("b", none_names[i].c_str(), 0);
  }
  for (std::size_t i = 0; i < count; ++i) pointers[i] = &columns[i];
  all = schema_of("+s", "", 0);
  all.n_children = static_cast<std::int64_t>(count);
  all.children = pointers.data();
}

std::size_t Layout::reserve(std::size_t bytes) {
  // One line more after each piece: columns of one size that began on one multiple of it would fall on the same lines
  // of the cache.
  constexpr std::size_t kLine = 64;
  const std::size_t at = bytes_;
  bytes_ += (bytes + kLine - 1) / kLine * kLine + kLine;
  return at;
}

void Layout::place_numbers(const ir::Fact& fact, Place& place) const {
  const ir::Type& type = fact.type;
  std::int64_t parts = 2 * type.factor;
  for (int i = 0; i < ir::row_of(type.dimension).decimals; ++i) parts *= 10;
  place.least = std::max<std::int64_t>(-floor_of(-type.low, parts), INT32_MIN);
  place.most = std::min<std::int64_t>(floor_of(type.high, parts), INT32_MAX);
  place.may_be_decimal = !is_whole_only(type.dimension) && !fact.needs_grid;
}

Layout::Layout(const ir::Policy& policy, std::size_t rows)
    : places_(policy.facts.size()),
      reference_(policy.reference.index),
      rows_(rows),
      dictionaries_(policy.facts.size()) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::Fact& fact = policy.facts[ir::FactId{i}];
    names.push_back(fact.name);
    Place& place = places_[i];
    place.kind = fact.type.kind;
    place.or_none = fact.type.or_none;
    place.absent_means_no = fact.absent_means_no;
    place.child = column_count_++;
    place.valid = reserve(bitmap_bytes());
    switch (place.kind) {
      case ir::FactKind::Finding:
        place.data = reserve(bitmap_bytes());
        break;
      case ir::FactKind::Choice:
      case ir::FactKind::Set: {
        const ir::ValueSet& set = policy.value_sets[fact.type.values];
        std::vector<std::string> values;
        for (const ir::Value& value : set.values) values.push_back(value.name);
        place.is_open = set.open;
        place.other = static_cast<std::uint32_t>(values.size() - 1);
        if (set.open) values.pop_back();
        place.values = NameTable(std::move(values));
        place.index_bytes = set.values.size() <= 256 ? 1 : 2;
        // Of a set, offsets; the members stand in memory that grows.
        place.data = place.kind == ir::FactKind::Set ? reserve((rows_ + 1) * sizeof(std::int32_t))
                                                     : reserve(rows_ * place.index_bytes);
        dictionaries_[i] = std::make_unique<Dictionary>(set.values);
        break;
      }
      case ir::FactKind::Number:
        place_numbers(fact, place);
        place.data = reserve(rows_ * sizeof(std::int32_t));
        if (place.may_be_decimal) place.decimals = reserve(rows_ * sizeof(double));
        break;
      case ir::FactKind::Date:
        place.data = reserve(rows_ * sizeof(std::int32_t));
        break;
    }
    if (!place.or_none) continue;
    place.none_child = column_count_++;
    place.none = reserve(bitmap_bytes());
  }
  facts_ = NameTable(std::move(names));
  whole_ = std::make_unique<Schema>(places_, facts_, column_count_, false);
  decimal_ = std::make_unique<Schema>(places_, facts_, column_count_, true);
}

Layout::~Layout() = default;

const ArrowSchema* Layout::schema(bool decimals) const { return decimals ? &decimal_->all : &whole_->all; }

ArrowArray* Layout::dictionary(std::uint32_t fact) const { return &dictionaries_[fact]->array; }

}  // namespace pol::ingest
