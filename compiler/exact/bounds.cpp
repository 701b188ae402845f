#include "compiler/exact/bounds.h"

#include "compiler/interp/calendar.h"

namespace pol::exact {

namespace {
ir::Day to_day(std::int64_t day) { return static_cast<ir::Day>(day); }
}  // namespace

std::int64_t shifted(const Term& term, std::int64_t value) {
  if (term.months != 0) value = interp::add_months(to_day(value), term.months);
  return value + term.add;
}

std::int64_t least_reaching(const Term& term, std::int64_t bound) {
  bound -= term.add;
  if (term.months == 0) return bound;
  return std::int64_t{interp::last_day_reaching(to_day(bound - 1), term.months)} + 1;
}

std::int64_t greatest_within(const Term& term, std::int64_t bound) {
  bound -= term.add;
  if (term.months == 0) return bound;
  return interp::last_day_reaching(to_day(bound), term.months);
}

Bounds reach(const Term& term) {
  if (term.months == 0) return {term.add, term.add};
  // A month is 30.436875 days in the mean; no run of months strays by more than four days.
  const std::int64_t days = floor_divide(std::int64_t{term.months} * 30436875, 1000000);
  return {days - 4 + term.add, days + 5 + term.add};
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }
std::int64_t ceiling_divide(std::int64_t a, std::int64_t b) { return -floor_divide(-a, b); }

}  // namespace pol::exact
