#include "compiler/lint/rules/numbers/lengths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "compiler/interp/calendar.h"

namespace pol::lint {

namespace {

constexpr ir::Day kFirst =
    10957;  ///< 2000-01-01: the four years from it on hold every month, one of them in a leap year
constexpr int kDays = 1461;
/// Lengths that differ by more are two lengths, not one in two units.
constexpr double kMostApart = 0.1;

DayCount days_in_months(std::int32_t months) {
  DayCount count{INT64_MAX, INT64_MIN};
  for (int i = 0; i < kDays; ++i) {
    const ir::Day day = kFirst + i;
    const std::int64_t passed = interp::add_months(day, months) - day;
    count = {std::min(count.low, passed), std::max(count.high, passed)};
  }
  return count;
}

std::string count_words(std::int64_t count, const char* one) {
  return fmt::format("{} {}{}", count, one, std::abs(count) == 1 ? "" : "s");
}

}  // namespace

DayCount days_in(Length length) {
  if (length.months == 0) return {length.days, length.days};
  static std::map<std::int32_t, DayCount> known;
  const auto [at, is_new] = known.try_emplace(length.months);
  if (is_new) at->second = days_in_months(length.months);
  return {at->second.low + length.days, at->second.high + length.days};
}

std::optional<bool> is_shorter(Length a, Length b) {
  if (a.months == b.months) return a.days < b.days;
  if (a.days == b.days) return a.months < b.months;
  const DayCount x = days_in(a), y = days_in(b);
  if (x.high < y.low) return true;
  if (x.low >= y.high) return false;
  return std::nullopt;
}

bool drift_apart(Length a, Length b) {
  if (a.months != 0) std::swap(a, b);
  if (a.months != 0 || b.months <= 0 || b.days != 0 || a.days <= 0) return false;
  const DayCount months = days_in(b);
  const double middle = static_cast<double>(months.low + months.high) / 2;
  return std::abs(static_cast<double>(a.days) - middle) <= kMostApart * middle;
}

std::string length_words(Length length) {
  std::string words;
  const bool are_years = length.months % 12 == 0 && length.months != 12;
  if (length.months != 0)
    words = are_years ? count_words(length.months / 12, "year") : count_words(length.months, "month");
  if (length.days == 0 && !words.empty()) return words;
  const bool are_weeks = length.days != 0 && length.days % 7 == 0;
  const std::string days = are_weeks ? count_words(length.days / 7, "week") : count_words(length.days, "day");
  return words.empty() ? days : fmt::format("{} and {}", words, days);
}

std::string days_words(Length length) {
  const DayCount days = days_in(length);
  return days.low == days.high ? count_words(days.low, "day") : fmt::format("{} to {} days", days.low, days.high);
}

}  // namespace pol::lint
