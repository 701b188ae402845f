#pragma once
// Tests that bound a number, or the time between two days, on one side.

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/numbers/lengths.h"

namespace pol::lint::numbers {

/// A number, a day, or, with `other`, the time that lies between `fact` and it.
struct Subject {
  ir::FactId fact, other;
  bool is_count = false;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

struct Bound {
  ir::ExprId test;
  Subject subject;
  bool is_lower = false;   ///< what meets the test lies above
  bool is_open = false;    ///< the bound itself does not meet it
  bool is_length = false;  ///< `at` counts time, else it is `value`
  Length at;
  std::int64_t value = 0;  ///< half units, or a day
};

/// Of a test of one comparison with a constant.
std::optional<Bound> bound_of(const ir::Policy& policy, ir::ExprId id);
/// Of that, and of the parts of a window as `within 6 months before …` or `age = 5 years`.
std::vector<Bound> bounds_of(const Context& cx, ir::ExprId id);

/// Whoever meets `a` meets `b`, and not the other way round. Of one subject and one side.
bool is_tighter(const Bound& a, const Bound& b);
/// Both cut at the same place.
bool is_same_place(const Bound& a, const Bound& b);

/// The title of the fact, of the age …
std::string subject_title(const ir::Policy& policy, const Subject& subject);

/// "`age < 5 years`" in quotes, as written.
std::string test_text(const Context& cx, ir::ExprId id);

}  // namespace pol::lint::numbers
