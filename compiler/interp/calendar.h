#pragma once
// The interpreter's own calendar: month arithmetic by std::chrono, independent of the runtime's.

#include <cstdint>

#include "compiler/ir/civil.h"

namespace pol::interp {

/// `day` moved by `months`: keeps the day of month, clamped to the month's end (Jan 31 + 1 is Feb 28 or 29).
ir::Day add_months(ir::Day day, std::int64_t months);

/// The largest n with `from + n months <= to`; negative when `to` lies before `from`.
std::int64_t completed_months(ir::Day from, ir::Day to);

/// The last day B with `B + months <= day`.
ir::Day last_day_reaching(ir::Day day, std::int64_t months);

}  // namespace pol::interp
