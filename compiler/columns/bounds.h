#pragma once
// Between which bounds the sides of a comparison lie, whatever the case.

#include <vector>

#include "compiler/planes/program.h"

namespace pol::columns {

/// Rows outside are prepared one by one: with a reference date outside [kFirstToday, kLastToday], or another date
/// before kFirstUsual. Inside, little depends on the ends of the calendar.
inline constexpr std::int32_t kFirstUsual = -23741;  ///< 1905-01-01
inline constexpr std::int32_t kFirstToday = -7305;   ///< 1950-01-01
inline constexpr std::int32_t kLastToday = 66108;    ///< 2150-12-31
/// A month that a date is moved by stays within these, so that the calendar of columns reaches.
inline constexpr std::int32_t kMostMonths = 1200;

/// Sides of a comparison that are not documented while the other one, if it is not named, is.
struct OpenCase {
  bool left = false, right = false;
  bool can_be_yes = false, can_be_no = false;  ///< surely so, surely not so: in some case
};

/// The ways in which a comparison may be decided although a side is open. Mostly there are none: then whether it is so
/// is a mask of documented values.
std::vector<OpenCase> decided_while_open(const ir::Policy& policy, const planes::Program& program,
                                         const planes::Node& less);

}  // namespace pol::columns
