#ifndef POL_CALENDAR_H
#define POL_CALENDAR_H
// Month arithmetic for native code. Days since 1970-01-01, proleptic Gregorian calendar, no time zone.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// `day` moved by `months`: keeps the day of month, clamped to the month's end (Jan 31 + 1 is Feb 28 or 29).
/// INT32_MIN and INT32_MAX stand for "not documented" and come back unchanged; no other day gives them.
int32_t pol_add_months(int32_t day, int32_t months);

/// `(year*12 + month)*32 + day`, month 1 to 12: orders days, and adding 32 n moves by n months.
/// Fits for every `day` within 5,000,000 years of 1970, which is every int32_t.
int32_t pol_month_key(int32_t day);

/// The same, with day 31 where `day` is the last of its month. So
///   x + n months <= r  is  pol_month_key(x) + 32 n <= pol_month_key_up(r), and
///   x + n months >= r  is  pol_month_key(x) + 32 n >= pol_month_key(r).
int32_t pol_month_key_up(int32_t day);

#ifdef __cplusplus
}
#endif

#endif
