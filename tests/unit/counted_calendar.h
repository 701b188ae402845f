#pragma once
// A third calendar for tests: every day of 1700 to 2320 counted out, one after the other. It divides nothing and
// knows only the lengths of the months.

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "compiler/ir/civil.h"

namespace pol::test {

class CountedCalendar {
 public:
  CountedCalendar() {
    constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int days = 0;
    for (int year = kFirstYear; year <= kLastYear; ++year) {
      if (year == 1970) epoch_ = days;
      const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
      for (int month = 0; month < 12; ++month) {
        const int length = kLengths[static_cast<std::size_t>(month)] + (is_leap && month == 1 ? 1 : 0);
        month_of_.insert(month_of_.end(), static_cast<std::size_t>(length), static_cast<int>(months_.size()));
        months_.push_back({days, length});
        days += length;
      }
    }
  }

  /// Keeps the day of the month, or takes the month's last.
  ir::Day plus_months(ir::Day day, int months) const {
    const int at = day + epoch_;
    const int from = month_of_[static_cast<std::size_t>(at)];
    const Month& to = month(from + months);
    return to.begin + std::min(at - month(from).begin, to.length - 1) - epoch_;
  }
  ir::Day first_of(int year) const { return month((year - kFirstYear) * 12).begin - epoch_; }
  ir::DayInterval month_around(ir::Day day) const {
    const Month& around = month(month_of_[static_cast<std::size_t>(day + epoch_)]);
    return {around.begin - epoch_, around.begin + around.length - 1 - epoch_};
  }

 private:
  static constexpr int kFirstYear = 1700, kLastYear = 2320;
  struct Month {
    int begin = 0, length = 0;  // in days from the first day of the first year
  };
  const Month& month(int index) const { return months_[static_cast<std::size_t>(index)]; }

  std::vector<Month> months_;
  std::vector<int> month_of_;  // by day
  int epoch_ = 0;              // 1970-01-01
};

}  // namespace pol::test
