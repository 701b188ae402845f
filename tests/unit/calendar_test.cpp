// The runtime's calendar against std::chrono, for every day of 1900 to 2100.

#include "pol/calendar.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>

namespace chrono = std::chrono;

namespace {

std::int32_t day_of(chrono::year_month_day date) {
  return static_cast<std::int32_t>(chrono::sys_days(date).time_since_epoch().count());
}
chrono::year_month_day date_of(std::int32_t day) { return chrono::year_month_day(chrono::sys_days(chrono::days(day))); }

const std::int32_t kFirst = day_of({chrono::year(1900), chrono::January, chrono::day(1)});
const std::int32_t kLast = day_of({chrono::year(2100), chrono::December, chrono::day(31)});

std::int32_t moved_by_chrono(chrono::year_month_day date, int months) {
  const chrono::year_month target = chrono::year_month(date.year(), date.month()) + chrono::months(months);
  const chrono::year_month_day kept = target / date.day();
  return day_of(kept.ok() ? kept : chrono::year_month_day(target / chrono::last));
}

}  // namespace

TEST_CASE("months are added as std::chrono adds them, clamped to the month's end", "[calendar]") {
  for (std::int32_t day = kFirst; day <= kLast; ++day) {
    const chrono::year_month_day date = date_of(day);
    for (int months = -30; months <= 30; ++months) {
      if (pol_add_months(day, months) != moved_by_chrono(date, months)) {
        INFO("day " << day << ", months " << months);
        REQUIRE(pol_add_months(day, months) == moved_by_chrono(date, months));
      }
    }
  }
}

TEST_CASE("not documented stays not documented", "[calendar]") {
  for (const std::int32_t months : {-1200, -1, 0, 1, 1200}) {
    CHECK(pol_add_months(INT32_MIN, months) == INT32_MIN);
    CHECK(pol_add_months(INT32_MAX, months) == INT32_MAX);
  }
  CHECK(pol_add_months(INT32_MIN + 1, -1) == INT32_MIN + 1);
  CHECK(pol_add_months(INT32_MAX - 1, 1) == INT32_MAX - 1);
}

TEST_CASE("month keys hold the civil date and order days", "[calendar]") {
  for (std::int32_t day = kFirst; day <= kLast; ++day) {
    const chrono::year_month_day date = date_of(day);
    const std::int32_t month = static_cast<int>(date.year()) * 12 + static_cast<std::int32_t>(unsigned{date.month()});
    const auto in_month = static_cast<std::int32_t>(unsigned{date.day()});
    const bool is_last = date == chrono::year_month_day(date.year() / date.month() / chrono::last);
    if (pol_month_key(day) != month * 32 + in_month) REQUIRE(pol_month_key(day) == month * 32 + in_month);
    const std::int32_t up = month * 32 + (is_last ? 31 : in_month);
    if (pol_month_key_up(day) != up) REQUIRE(pol_month_key_up(day) == up);
    if (pol_month_key(day) >= pol_month_key(day + 1)) REQUIRE(pol_month_key(day) < pol_month_key(day + 1));
  }
}

TEST_CASE("month keys compare as moved days do", "[calendar]") {
  // 1999 to 2005 holds a leap century and a leap year; any n months either side of r that matter.
  const std::int32_t first = day_of({chrono::year(1999), chrono::November, chrono::day(1)});
  const std::int32_t last = day_of({chrono::year(2001), chrono::April, chrono::day(30)});
  for (std::int32_t x = first; x <= last; ++x) {
    for (int n = -14; n <= 14; ++n) {
      const std::int32_t moved = pol_add_months(x, n);
      for (std::int32_t r = moved - 5; r <= moved + 5; ++r) {
        const bool at_most = pol_month_key(x) + 32 * n <= pol_month_key_up(r);
        const bool at_least = pol_month_key(x) + 32 * n >= pol_month_key(r);
        if (at_most == (moved <= r) && at_least == (moved >= r)) continue;
        INFO("x " << x << ", n " << n << ", r " << r);
        REQUIRE(at_most == (moved <= r));
        REQUIRE(at_least == (moved >= r));
      }
    }
  }
}

TEST_CASE("month keys compare two moved days", "[calendar]") {
  const std::int32_t first = day_of({chrono::year(1999), chrono::December, chrono::day(20)});
  const std::int32_t last = day_of({chrono::year(2000), chrono::April, chrono::day(5)});
  for (std::int32_t x = first; x <= last; ++x) {
    for (int m = -13; m <= 13; ++m) {
      const std::int32_t moved = pol_add_months(x, m);
      for (int n = -13; n <= 13; ++n) {
        const std::int32_t near = pol_add_months(moved, -n);
        for (std::int32_t y = near - 5; y <= near + 5; ++y) {
          const bool less = pol_month_key_up(moved) < pol_month_key(y) + 32 * n;
          if (less == (moved < pol_add_months(y, n))) continue;
          INFO("x " << x << ", m " << m << ", y " << y << ", n " << n);
          REQUIRE(less == (moved < pol_add_months(y, n)));
        }
      }
    }
  }
}
