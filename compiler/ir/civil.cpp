#include "compiler/ir/civil.h"

#include <fmt/format.h>

#include <chrono>

namespace pol::ir {

namespace {

namespace chrono = std::chrono;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

Day to_day(chrono::year_month_day ymd) {
  return static_cast<Day>(chrono::sys_days(ymd).time_since_epoch().count());
}

}  // namespace

std::optional<DayInterval> parse_date(std::string_view text, DateError& error) {
  const auto fail = [&](DateError why) {
    error = why;
    return std::optional<DayInterval>();
  };
  error = DateError::None;
  if (text.size() != 7 && text.size() != 10) return fail(DateError::Shape);
  if (text[4] != '-' || (text.size() == 10 && text[7] != '-')) return fail(DateError::Shape);
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = text.size() == 10 ? digits(text.substr(8, 2)) : std::optional<int>(1);
  if (!year || !month || !day) return fail(DateError::Shape);

  const chrono::year_month ym{chrono::year(*year), chrono::month(static_cast<unsigned>(*month))};
  const chrono::year_month_day first = ym / chrono::day(static_cast<unsigned>(*day));
  if (!first.ok()) return fail(DateError::NoSuchDay);
  DayInterval interval{to_day(first), to_day(first)};
  if (text.size() == 7) interval.high = to_day(chrono::year_month_day(ym / chrono::last));
  if (interval.low < kFirstDay || interval.high > kLastDay) return fail(DateError::OutOfRange);
  return interval;
}

std::string print_date(Day day) {
  const chrono::year_month_day ymd{chrono::sys_days(chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

}  // namespace pol::ir
