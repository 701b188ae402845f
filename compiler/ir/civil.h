#pragma once
// Civil dates as day numbers, for literals, cases and printing. Month arithmetic is not here:
// interp/ and runtime/ each have their own, so that their agreement is evidence.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pol::ir {

/// Days since 1970-01-01, proleptic Gregorian calendar, no time zone.
using Day = std::int32_t;

/// First and last day of what is written.
struct DayInterval {
  Day low = 0, high = 0;
};

inline constexpr Day kFirstDay = -25567;  ///< 1900-01-01
inline constexpr Day kLastDay = 84370;    ///< 2200-12-31

enum class DateError { None, Shape, NoSuchDay, OutOfRange };

/// `2025-06-01` is one day, `2025-06` is its month. On failure `error` says why.
std::optional<DayInterval> parse_date(std::string_view text, DateError& error);
/// `2025-06-01`.
std::string print_date(Day day);

}  // namespace pol::ir
