#include "compiler/interp/calendar.h"

#include <chrono>

namespace pol::interp {

namespace chrono = std::chrono;

namespace {

chrono::year_month_day civil(ir::Day day) { return chrono::year_month_day(chrono::sys_days(chrono::days(day))); }

std::int64_t month_number(const chrono::year_month_day& ymd) {
  return std::int64_t{static_cast<int>(ymd.year())} * 12 + (static_cast<unsigned>(ymd.month()) - 1);
}

}  // namespace

ir::Day add_months(ir::Day day, std::int64_t months) {
  const chrono::year_month_day ymd = civil(day);
  const chrono::year_month target =
      chrono::year_month(ymd.year(), ymd.month()) + chrono::months(static_cast<int>(months));
  const chrono::year_month_day kept = target / ymd.day();
  const chrono::year_month_day clamped = kept.ok() ? kept : chrono::year_month_day(target / chrono::last);
  return static_cast<ir::Day>(chrono::sys_days(clamped).time_since_epoch().count());
}

std::int64_t completed_months(ir::Day from, ir::Day to) {
  const std::int64_t n = month_number(civil(to)) - month_number(civil(from));
  return add_months(from, n) <= to ? n : n - 1;
}

ir::Day last_day_reaching(ir::Day day, std::int64_t months) {
  // Clamping sends up to four days to one, so the answer lies within a few days of `day - months`.
  ir::Day last = add_months(day, -months);
  while (add_months(last + 1, months) <= day) ++last;
  while (add_months(last, months) > day) --last;
  return last;
}

}  // namespace pol::interp
