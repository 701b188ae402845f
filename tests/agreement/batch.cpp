#include "tests/agreement/batch.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numeric>

namespace pol::agreement {

using ir::FactState;

namespace {

void nothing(ArrowSchema* schema) { schema->release = nullptr; }
void nothing(ArrowArray* array) { array->release = nullptr; }

void set_bit(char* bits, std::int64_t at) { bits[at / 8] = static_cast<char>(bits[at / 8] | 1 << at % 8); }

bool has_value(const FactState& state) { return state.kind == FactState::Kind::Value; }

/// Half units of one documented unit.
std::int64_t parts_of(const ir::Type& type) {
  std::int64_t parts = 2 * type.factor;
  for (int i = 0; i < ir::row_of(type.dimension).decimals; ++i) parts *= 10;
  return parts;
}

}  // namespace

FactState cell_of(const ir::Policy& policy, ir::FactId fact, const FactState& documented) {
  FactState cell;
  const ir::Type& type = policy.facts[fact].type;
  if (documented.kind == FactState::Kind::None) {
    cell.kind = FactState::Kind::None;
    return cell;
  }
  if (documented.kind != FactState::Kind::Value || documented.low != documented.high) return cell;
  cell.low = cell.high = documented.low;
  switch (type.kind) {
    case ir::FactKind::Finding:
    case ir::FactKind::Choice:
    case ir::FactKind::Date:
      break;
    case ir::FactKind::Number: {
      // Whole units and halves, tenths and so on: what a float64 holds as it was written.
      const std::int64_t parts = parts_of(type);
      if (documented.low % 2 != 0 || documented.low / parts > 1'000'000 ||
          (documented.low % parts) * 1000 % parts != 0) {
        return cell;
      }
      break;
    }
    case ir::FactKind::Set:
      cell.in = documented.in;
      for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) {
        if (!cell.in.contains(i)) cell.out.insert(i);
      }
      break;
  }
  cell.kind = FactState::Kind::Value;
  return cell;
}

Batch::Batch(const ir::Policy& policy, const std::vector<const ir::Patient*>& rows, Random& random)
    : policy_(policy), random_(random) {
  const auto before = static_cast<std::int64_t>(random.below(20));
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::Fact& fact = policy.facts[ir::FactId{i}];
    Rows cells;
    bool is_silent = true, says_none = false;
    for (const ir::Patient* row : rows) {
      cells.push_back(&row->facts[i]);
      is_silent = is_silent && cells.back()->kind == FactState::Kind::Undocumented;
      says_none = says_none || cells.back()->kind == FactState::Kind::None;
    }
    if (is_silent && ir::FactId{i} != policy.reference && random.chance(50)) continue;  // no column at all
    const auto own = static_cast<std::int64_t>(random.below(3) == 0 ? random.below(20) : 8 * random.below(3));
    Column made = column(fact, cells, before + own);
    made.values->length = before + static_cast<std::int64_t>(rows.size());
    made.values->offset = own;
    add(fact.name, made);
    if (!says_none) continue;
    const auto is_none = [](const FactState& state) { return state.kind == FactState::Kind::None; };
    Column none{type("b"), values(0, 0, {nullptr, bits(cells, before, is_none)})};
    none.values->length = before + static_cast<std::int64_t>(rows.size());
    add(fact.name + " is none", none);
  }
  schema = {"+s",    "",      nullptr, 0, static_cast<std::int64_t>(column_types_.size()), column_types_.data(),
            nullptr, nothing, nullptr};
  buffers_.push_back({nullptr});
  array = {static_cast<std::int64_t>(rows.size()),
           0,
           before,
           1,
           static_cast<std::int64_t>(column_arrays_.size()),
           buffers_.back().data(),
           column_arrays_.data(),
           nullptr,
           nothing,
           nullptr};
}

ArrowSchema* Batch::type(const char* format) {
  types_.push_back({format, "", nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, nullptr, nothing, nullptr});
  return &types_.back();
}

ArrowArray* Batch::values(std::int64_t length, std::int64_t offset, std::vector<const void*> buffers) {
  buffers_.push_back(std::move(buffers));
  arrays_.push_back({length, -1, offset, static_cast<std::int64_t>(buffers_.back().size()), 0, buffers_.back().data(),
                     nullptr, nullptr, nothing, nullptr});
  return &arrays_.back();
}

void Batch::add(const std::string& name, Column column) {
  names_.push_back(name);
  column.type->name = names_.back().c_str();
  column_types_.push_back(column.type);
  column_arrays_.push_back(column.values);
}

const void* Batch::bits(const Rows& rows, std::int64_t offset, bool (*is_set)(const FactState&)) {
  const auto held = static_cast<std::size_t>(offset) + rows.size();
  char* all = keep<char>((held + 7) / 8);
  std::memset(all, 0, (held + 7) / 8);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_set(*rows[i])) set_bit(all, offset + static_cast<std::int64_t>(i));
  }
  return all;
}

const void* Batch::validity(const Rows& rows, std::int64_t offset) { return bits(rows, offset, has_value); }

template <class T>
const void* Batch::integers(const std::vector<std::int64_t>& all, std::int64_t offset) {
  T* held = keep<T>(static_cast<std::size_t>(offset) + all.size());
  std::fill_n(held, offset, T{});
  for (std::size_t i = 0; i < all.size(); ++i) held[static_cast<std::size_t>(offset) + i] = static_cast<T>(all[i]);
  return held;
}

Batch::Column Batch::numbers(const ir::Fact& fact, const Rows& rows, std::int64_t offset) {
  const std::int64_t parts = parts_of(fact.type);
  std::vector<std::int64_t> whole;
  bool is_whole = true;
  std::int64_t most = 0;
  for (const FactState* row : rows) {
    const std::int64_t half = has_value(*row) ? row->low : 0;
    is_whole = is_whole && half % parts == 0;
    whole.push_back(half / parts);
    most = std::max(most, std::abs(half / parts));
  }
  const void* valid = validity(rows, offset);
  if (is_whole) {
    switch (random_.below(5)) {
      case 0:
        if (most < 128) return {type("c"), values(0, 0, {valid, integers<std::int8_t>(whole, offset)})};
        [[fallthrough]];
      case 1:
        if (most < 32768) return {type("s"), values(0, 0, {valid, integers<std::int16_t>(whole, offset)})};
        [[fallthrough]];
      case 2:
        return {type("l"), values(0, 0, {valid, integers<std::int64_t>(whole, offset)})};
      case 3:
        return {type("i"), values(0, 0, {valid, integers<std::int32_t>(whole, offset)})};
      default:
        break;
    }
  }
  auto* reals = keep<double>(static_cast<std::size_t>(offset) + rows.size());
  std::fill_n(reals, offset, 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t half = has_value(*rows[i]) ? rows[i]->low : 0;
    // Thousandths divided once: the double that is nearest to the decimal number.
    const std::int64_t thousandths = half / parts * 1000 + half % parts * 1000 / parts;
    reals[static_cast<std::size_t>(offset) + i] = static_cast<double>(thousandths) / 1000.0;
  }
  return {type("g"), values(0, 0, {valid, reals})};
}

Batch::Column Batch::plain_texts(const std::vector<std::string>& all, const void* valid, std::int64_t offset) {
  std::vector<std::int64_t> ends;
  std::string bytes;
  for (const std::string& text : all) {
    ends.push_back(static_cast<std::int64_t>(bytes.size()));
    bytes += text;
  }
  ends.push_back(static_cast<std::int64_t>(bytes.size()));
  char* held = keep<char>(bytes.size());
  std::memcpy(held, bytes.data(), bytes.size());
  const bool is_large = random_.chance(30);
  const void* offsets = is_large ? integers<std::int64_t>(ends, offset) : integers<std::int32_t>(ends, offset);
  return {type(is_large ? "U" : "u"), values(static_cast<std::int64_t>(all.size()), offset, {valid, offsets, held})};
}

/// Entries in the order of the values, or in another, some twice.
Batch::Column Batch::dictionary(const ir::ValueSet& set, const std::vector<std::int64_t>& indices, const void* valid,
                                std::int64_t offset) {
  std::vector<std::size_t> order(set.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (random_.chance(50)) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random_.below(i)]);
    if (!order.empty()) order.push_back(order[random_.below(order.size())]);
  }
  std::vector<std::int64_t> place(set.values.size());
  std::vector<std::string> entries;
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = static_cast<std::int64_t>(i);
    entries.push_back(set.values[order[i]].name);
  }
  std::vector<std::int64_t> held;
  for (const std::int64_t index : indices) held.push_back(place.empty() ? 0 : place[static_cast<std::size_t>(index)]);
  const auto own = static_cast<std::int64_t>(random_.below(4));
  const Column texts = plain_texts(entries, nullptr, own);
  Column made{};
  if (order.size() < 100 && random_.chance(60)) {
    made = {type("c"), values(0, 0, {valid, integers<std::int8_t>(held, offset)})};
  } else if (random_.chance(50)) {
    made = {type("S"), values(0, 0, {valid, integers<std::uint16_t>(held, offset)})};
  } else {
    made = {type("l"), values(0, 0, {valid, integers<std::int64_t>(held, offset)})};
  }
  made.type->dictionary = texts.type;
  made.values->dictionary = texts.values;
  return made;
}

Batch::Column Batch::texts(const ir::ValueSet& set, const std::vector<std::int64_t>& indices, const void* valid,
                           std::int64_t offset) {
  if (random_.chance(70)) return dictionary(set, indices, valid, offset);
  std::vector<std::string> all;
  for (const std::int64_t index : indices) all.push_back(set.values[static_cast<std::size_t>(index)].name);
  return plain_texts(all, valid, offset);
}

Batch::Column Batch::lists(const ir::ValueSet& set, const Rows& rows, std::int64_t offset) {
  std::vector<std::int64_t> ends, members;
  for (const FactState* row : rows) {
    ends.push_back(static_cast<std::int64_t>(members.size()));
    if (!has_value(*row)) continue;
    for (const std::size_t member : row->in.list()) members.push_back(static_cast<std::int64_t>(member));
  }
  ends.push_back(static_cast<std::int64_t>(members.size()));
  const auto own = static_cast<std::int64_t>(random_.below(5));
  const Column child = texts(set, members, nullptr, own);
  child.values->length = static_cast<std::int64_t>(members.size());
  child.values->offset = own;
  const bool is_large = random_.chance(30);
  const void* offsets = is_large ? integers<std::int64_t>(ends, offset) : integers<std::int32_t>(ends, offset);
  Column made{type(is_large ? "+L" : "+l"), values(0, 0, {validity(rows, offset), offsets})};
  child_types_.push_back(child.type);
  child_arrays_.push_back(child.values);
  made.type->n_children = made.values->n_children = 1;
  made.type->children = &child_types_.back();
  made.values->children = &child_arrays_.back();
  return made;
}

/// Its cells from `offset` on.
Batch::Column Batch::column(const ir::Fact& fact, const Rows& rows, std::int64_t offset) {
  std::vector<std::int64_t> lows;
  for (const FactState* row : rows) lows.push_back(has_value(*row) ? row->low : 0);
  switch (fact.type.kind) {
    case ir::FactKind::Finding: {
      const auto is_present = [](const FactState& state) { return has_value(state) && state.low != 0; };
      return {type("b"), values(0, 0, {validity(rows, offset), bits(rows, offset, is_present)})};
    }
    case ir::FactKind::Choice:
      return texts(policy_.value_sets[fact.type.values], lows, validity(rows, offset), offset);
    case ir::FactKind::Set:
      return lists(policy_.value_sets[fact.type.values], rows, offset);
    case ir::FactKind::Number:
      return numbers(fact, rows, offset);
    case ir::FactKind::Date:
      return {type("tdD"), values(0, 0, {validity(rows, offset), integers<std::int32_t>(lows, offset)})};
  }
  return {};
}

}  // namespace pol::agreement
