#include "compiler/ingest/batch.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>

namespace pol::ingest {

namespace {

void lend(ArrowArray* array) { array->release = nullptr; }

constexpr std::int32_t kSomeDay = 10957;  // 2000-01-01
constexpr std::uint32_t kMostValues = 65536;

/// Days of the civil calendar before a date since 1970-01-01; years count from March, so that a leap day is the last.
std::int32_t days_before(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int digits_at(std::string_view text, std::size_t at, std::size_t count, bool& good) {
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const int digit = text[i] - '0';
    good = good && digit >= 0 && digit <= 9;
    number = number * 10 + digit;
  }
  return number;
}

}  // namespace

std::optional<std::int32_t> day_of(std::string_view text) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  bool good = true;
  const int year = digits_at(text, 0, 4, good), month = digits_at(text, 5, 2, good), day = digits_at(text, 8, 2, good);
  if (!good || year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > kDays[month - 1] + (month == 2 && is_leap ? 1 : 0)) return std::nullopt;
  return days_before(year, month, day);
}

void Batch::Free::operator()(char* memory) const { std::free(memory); }

Batch::Batch(const Layout& layout)
    : layout_(layout),
      places_(layout.places().data()),
      memory_(static_cast<char*>(std::aligned_alloc(64, layout.bytes() + 64))),
      seen_(layout.places().size()),
      members_(layout.places().size()),
      arrays_(layout.columns()),
      items_(layout.places().size()),
      pointers_(layout.columns()),
      item_pointers_(layout.places().size()),
      buffers_(layout.columns() * 2),
      item_buffers_(layout.places().size() * 2) {
  if (!memory_) throw std::bad_alloc();
  std::memset(memory_.get(), 0, layout.bytes() + 64);
  const auto array = [](const void** buffers) {
    return ArrowArray{0, -1, 0, 2, 0, buffers, nullptr, nullptr, lend, nullptr};
  };
  for (std::size_t i = 0; i < pointers_.size(); ++i) {
    arrays_[i] = array(&buffers_[2 * i]);
    pointers_[i] = &arrays_[i];
  }
  for (std::uint32_t i = 0; i < layout.places().size(); ++i) {
    const Place& place = places_[i];
    buffers_[2 * place.child] = memory_.get() + place.valid;
    buffers_[2 * place.child + 1] = memory_.get() + place.data;
    if (place.kind == ir::FactKind::Choice) arrays_[place.child].dictionary = layout.dictionary(i);
    if (place.kind == ir::FactKind::Set) {
      items_[i] = array(&item_buffers_[2 * i]);
      items_[i].null_count = 0;
      items_[i].dictionary = layout.dictionary(i);
      item_pointers_[i] = &items_[i];
      arrays_[place.child].n_children = 1;
      arrays_[place.child].children = &item_pointers_[i];
    }
    if (!place.or_none) continue;
    buffers_[2 * place.none_child + 1] = memory_.get() + place.none;
    arrays_[place.none_child].null_count = 0;
  }
  all_ = {0,       0,    0,      1, static_cast<std::int64_t>(pointers_.size()), &no_buffer_, pointers_.data(),
          nullptr, lend, nullptr};
}

void Batch::clear() {
  for (std::uint32_t i = 0; i < seen_.size(); ++i) {
    const Place& place = places_[i];
    std::memset(memory_.get() + place.valid, 0, layout_.bitmap_bytes());
    if (place.kind == ir::FactKind::Finding) std::memset(memory_.get() + place.data, 0, layout_.bitmap_bytes());
    if (place.or_none) std::memset(memory_.get() + place.none, 0, layout_.bitmap_bytes());
    Members& members = members_[i];
    members.narrow.clear();
    members.wide.clear();
    members.begun = 0;
  }
  rows_ = 0;
  has_decimals_ = false;
  stamp_ = 1;
  std::fill(seen_.begin(), seen_.end(), 0);
}

void Batch::end_row() {
  ++rows_;
  ++stamp_;
}

void Batch::leave_blank() {
  for (const std::uint32_t fact : touched_) {
    const Place& place = places_[fact];
    clear_bit(place.valid);
    if (place.kind == ir::FactKind::Finding) clear_bit(place.data);
    if (place.or_none) clear_bit(place.none);
    if (place.kind != ir::FactKind::Set || members_[fact].begun <= rows_) continue;
    const auto before = static_cast<std::size_t>(offsets(place)[rows_]);
    if (place.index_bytes == 1) {
      members_[fact].narrow.resize(before);
    } else {
      members_[fact].wide.resize(before);
    }
  }
  const Place& reference = places_[layout_.reference()];
  set_bit(reference.valid);
  store_int(reference, kSomeDay);
  end_row();
}

std::optional<std::uint32_t> Batch::value_named(const Place& place, std::string_view text) const {
  const std::uint32_t value = place.values.find(text);
  if (value != kNoName) return value < kMostValues ? std::optional(value) : std::nullopt;
  // Codes that are empty, or that blanks make another code, are a mistake.
  if (!place.is_open || text.empty() || text.front() == ' ' || text.back() == ' ') return std::nullopt;
  return place.other < kMostValues ? std::optional(place.other) : std::nullopt;
}

bool Batch::set_finding(std::uint32_t fact, bool is_present) {
  const Place& place = places_[fact];
  if (place.kind != ir::FactKind::Finding) return !is_present && place.or_none && set_none(fact);
  if (!touch(fact)) return false;
  set_bit(place.valid);
  if (is_present) set_bit(place.data);
  return true;
}

bool Batch::set_text(std::uint32_t fact, std::string_view text) {
  const Place& place = places_[fact];
  if (place.or_none && text == "none") return set_none(fact);
  switch (place.kind) {
    case ir::FactKind::Choice: {
      const auto value = value_named(place, text);
      if (!value || !touch(fact)) return false;
      set_bit(place.valid);
      if (place.index_bytes == 1) {
        store(place.data, static_cast<std::uint8_t>(*value));
      } else {
        store(place.data, static_cast<std::uint16_t>(*value));
      }
      return true;
    }
    case ir::FactKind::Date: {
      const auto day = day_of(text);
      return day && set_day(fact, *day);
    }
    case ir::FactKind::Finding:
    case ir::FactKind::Set:
    case ir::FactKind::Number:
      return false;
  }
  return false;
}

bool Batch::set_day(std::uint32_t fact, std::int32_t day) {
  const Place& place = places_[fact];
  if (place.kind != ir::FactKind::Date || !touch(fact)) return false;
  set_bit(place.valid);
  store_int(place, day);
  return true;
}

void Batch::store_int(const Place& place, std::int32_t number) { store(place.data, number); }

bool Batch::set_whole(std::uint32_t fact, std::int64_t number) {
  const Place& place = places_[fact];
  if (place.kind != ir::FactKind::Number || number < place.least || number > place.most || !touch(fact)) return false;
  set_bit(place.valid);
  if (has_decimals_ && place.may_be_decimal) {
    store(place.decimals, static_cast<double>(number));
  } else {
    store_int(place, static_cast<std::int32_t>(number));
  }
  return true;
}

/// What the batch holds so far, once more as float64.
void Batch::start_decimals() {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const Place& place = places_[i];
    if (!place.may_be_decimal) continue;
    const auto* from = reinterpret_cast<const std::int32_t*>(memory_.get() + place.data);
    auto* to = reinterpret_cast<double*>(memory_.get() + place.decimals);
    for (std::size_t row = 0; row <= rows_; ++row) to[row] = from[row];
  }
  has_decimals_ = true;
}

bool Batch::set_decimal(std::uint32_t fact, double number) {
  const Place& place = places_[fact];
  if (place.kind != ir::FactKind::Number) return false;
  const bool is_in_range = number >= static_cast<double>(place.least) && number <= static_cast<double>(place.most);
  if (!is_in_range) return false;
  if (number == std::floor(number)) return set_whole(fact, static_cast<std::int64_t>(number));
  if (!place.may_be_decimal || !touch(fact)) return false;
  if (!has_decimals_) start_decimals();
  set_bit(place.valid);
  store(place.decimals, number);
  return true;
}

bool Batch::set_none(std::uint32_t fact) {
  const Place& place = places_[fact];
  if (!place.or_none || !touch(fact)) return false;
  set_bit(place.none);
  return true;
}

bool Batch::set_unknown(std::uint32_t fact) {
  // Where there is no default, it is the same as not documented.
  return !places_[fact].absent_means_no && touch(fact);
}

bool Batch::begin_set(std::uint32_t fact) {
  const Place& place = places_[fact];
  if (place.kind != ir::FactKind::Set || !touch(fact)) return false;
  set_bit(place.valid);
  Members& members = members_[fact];
  const auto size = static_cast<std::int32_t>(members.size());
  for (; members.begun <= rows_; ++members.begun) offsets(place)[members.begun] = size;
  return true;
}

bool Batch::add_member(std::uint32_t fact, std::string_view text) {
  const Place& place = places_[fact];
  const auto value = value_named(place, text);
  if (!value) return false;
  Members& members = members_[fact];
  if (place.index_bytes == 1) {
    members.narrow.push_back(static_cast<std::uint8_t>(*value));
  } else {
    members.wide.push_back(static_cast<std::uint16_t>(*value));
  }
  return true;
}

const ArrowArray* Batch::columns() {
  const auto rows = static_cast<std::int64_t>(rows_);
  for (ArrowArray& array : arrays_) array.length = rows;
  all_.length = rows;
  for (std::uint32_t i = 0; i < seen_.size(); ++i) {
    const Place& place = places_[i];
    if (place.may_be_decimal) {
      buffers_[2 * place.child + 1] = memory_.get() + (has_decimals_ ? place.decimals : place.data);
    }
    if (place.kind != ir::FactKind::Set) continue;
    Members& members = members_[i];
    const std::size_t size = members.size();
    for (; members.begun <= rows_; ++members.begun) offsets(place)[members.begun] = static_cast<std::int32_t>(size);
    items_[i].length = static_cast<std::int64_t>(size);
    const void* data = place.index_bytes == 1 ? static_cast<const void*>(members.narrow.data()) : members.wide.data();
    item_buffers_[2 * i + 1] = data != nullptr ? data : memory_.get();
  }
  return &all_;
}

}  // namespace pol::ingest
