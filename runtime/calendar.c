#include "pol/calendar.h"

/// A civil date; month 0 to 11, day 1 to 31.
struct civil {
  int64_t year;
  int64_t month;
  int64_t day;
};

/// Rounds towards minus infinity; `divisor` is positive.
static int64_t floor_div(int64_t value, int64_t divisor) {
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

enum {
  kDaysOf400Years = 146097,
  kEpochFromMarch0 = 719468  // days from 0000-03-01 to 1970-01-01
};

// Years are counted from March, so that the leap day is the last of its year and month lengths repeat every
// five months (31 30 31 30 31: 153 days).
static struct civil civil_from_day(int64_t day) {
  const int64_t from_march = day + kEpochFromMarch0;
  const int64_t era = floor_div(from_march, kDaysOf400Years);
  const int64_t day_of_era = from_march - era * kDaysOf400Years;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (kDaysOf400Years - 1)) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t march_month = (5 * day_of_year + 2) / 153;

  struct civil date;
  date.day = day_of_year - (153 * march_month + 2) / 5 + 1;
  date.month = (march_month + 2) % 12;
  date.year = era * 400 + year_of_era + (date.month < 2 ? 1 : 0);
  return date;
}

static int64_t day_from_civil(struct civil date) {
  const int64_t year = date.year - (date.month < 2 ? 1 : 0);
  const int64_t era = floor_div(year, 400);
  const int64_t year_of_era = year - era * 400;
  const int64_t march_month = (date.month + 10) % 12;
  const int64_t day_of_year = (153 * march_month + 2) / 5 + date.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysOf400Years + day_of_era - kEpochFromMarch0;
}

static int64_t days_in_month(int64_t year, int64_t month) {
  static const int8_t kDays[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month] + (month == 1 && leap ? 1 : 0);
}

int32_t pol_add_months(int32_t day, int32_t months) {
  if (day == INT32_MIN || day == INT32_MAX) return day;
  struct civil date = civil_from_day(day);
  const int64_t month_number = date.year * 12 + date.month + months;
  date.year = floor_div(month_number, 12);
  date.month = month_number - date.year * 12;
  const int64_t last = days_in_month(date.year, date.month);
  if (date.day > last) date.day = last;

  const int64_t moved = day_from_civil(date);
  if (moved <= INT32_MIN) return INT32_MIN + 1;
  if (moved >= INT32_MAX) return INT32_MAX - 1;
  return (int32_t)moved;
}

int32_t pol_month_key(int32_t day) {
  const struct civil date = civil_from_day(day);
  return (int32_t)((date.year * 12 + date.month + 1) * 32 + date.day);
}

int32_t pol_month_key_up(int32_t day) {
  struct civil date = civil_from_day(day);
  if (date.day == days_in_month(date.year, date.month)) date.day = 31;
  return (int32_t)((date.year * 12 + date.month + 1) * 32 + date.day);
}
