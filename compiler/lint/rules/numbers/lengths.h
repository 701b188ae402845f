#pragma once
// Lengths of time: how many days so many months come to, and which of two lengths is the longer.

#include <cstdint>
#include <optional>
#include <string>

namespace pol::lint {

/// Months, then days.
struct Length {
  std::int32_t months = 0;
  std::int64_t days = 0;
  friend bool operator==(const Length&, const Length&) = default;
};

struct DayCount {
  std::int64_t low = 0, high = 0;
};
/// The fewest and the most days that a length comes to, over all days that it may begin on.
DayCount days_in(Length length);
/// Is it so wherever both begin on the same day? Not set: that depends on the day.
std::optional<bool> is_shorter(Length a, Length b);
/// One is written in days or weeks, the other in months, and they are the same but for some days: 12 weeks and 3
/// months.
bool drift_apart(Length a, Length b);

/// "3 months", "2 years", "12 weeks", "10 days", "6 weeks and 3 months".
std::string length_words(Length length);
/// "84 days", "89 to 92 days".
std::string days_words(Length length);

}  // namespace pol::lint
