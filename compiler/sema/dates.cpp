// Dates as written, and months held against days.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/sema/analysis.h"

namespace pol::sema {

namespace {

/// The fewest and the most days that `months` calendar months in a row have, over the 400 years of the calendar.
std::pair<std::int64_t, std::int64_t> days_of_months(std::int64_t months) {
  constexpr std::size_t kMonths = 4800;
  constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto count = static_cast<std::size_t>(months);
  std::vector<std::int64_t> before = {0};  // days before each month
  for (std::size_t i = 0; i < kMonths + count; ++i) {
    const std::size_t year = i / 12 % 400;
    const bool leap = i % 12 == 1 && year % 4 == 0 && (year % 100 != 0 || year == 0);
    before.push_back(before.back() + kLengths[i % 12] + (leap ? 1 : 0));
  }
  std::int64_t least = before.back(), most = 0;
  for (std::size_t i = 0; i < kMonths; ++i) {
    least = std::min(least, before[i + count] - before[i]);
    most = std::max(most, before[i + count] - before[i]);
  }
  return {least, most};
}

}  // namespace

/// The days of a date or a month; empty after a message.
std::optional<ir::DayInterval> Analysis::days_written(const ast::Date& date) {
  ir::DateError error = ir::DateError::None;
  const auto days = ir::parse_date(date.text, error);
  switch (error) {
    case ir::DateError::None: break;
    case ir::DateError::Shape:
    case ir::DateError::NoSuchDay: sink_.report(date.range, diag::NotADay, date.text); break;
    case ir::DateError::OutOfRange: sink_.report(date.range, diag::DateOutOfRange, date.text); break;
  }
  return days;
}

/// The same where a month will not do.
std::optional<ir::Day> Analysis::day_written(const ast::Date& date) {
  const auto days = days_written(date);
  if (!days) return std::nullopt;
  if (days->low == days->high) return days->low;
  sink_.report(date.range, diag::NotADay, date.text).hint("it is a month; add the day, as in `2025-06-01`");
  return std::nullopt;
}

/// `2 months are 59 to 62 days; say which is meant`.
std::string Analysis::days_that_are(const ast::Quantity& quantity, std::int64_t months) const {
  const auto [least, most] = days_of_months(months);
  return fmt::format("{} {} {} to {} days; say which is meant", sources_.text(quantity.range),
                     quantity.digits == "1" ? "is" : "are", least, most);
}

/// False, after a message, where the window `from` to `to` holds no day, or none about some reference dates because
/// months are held against days.
bool Analysis::check_order(const ast::Quantity& from, const Span& least, const ast::Quantity& to, const Span& most) {
  const auto days_of = [](const Span& span) {
    return span.months == 0 ? std::pair(span.days, span.days) : days_of_months(span.months);
  };
  const bool alike = (least.months == 0) == (most.months == 0);
  const auto ends_of = [&](const Span& span) {
    return alike ? std::pair(span.months + span.days, span.months + span.days) : days_of(span);
  };
  const auto [from_low, from_high] = ends_of(least);
  const auto [to_low, to_high] = ends_of(most);
  if (from_high <= to_low) return true;
  if (from_low > to_high || alike) {
    sink_.report(to.range, diag::RangeUpsideDown, sources_.text(from.range), sources_.text(to.range));
    return false;
  }
  const bool is_first = least.months != 0;
  const std::string end = fmt::format("`{}`", sources_.text(to.range));
  sink_.report(to.range, diag::DaysAgainstMonths, sources_.text(from.range), end)
      .hint(days_that_are(is_first ? from : to, is_first ? least.months : most.months));
  return false;
}

}  // namespace pol::sema
