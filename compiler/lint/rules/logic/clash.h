#pragma once
// Conditions that nobody meets, by the shape of what clashes: each is reported once, by the rule that fits best.

#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::logic {

struct Clash {
  enum class Shape : std::uint8_t {
    Exclusive,  ///< `all` or `both` of states of one thing, of which a patient has one
    Guards,     ///< a guard, and a guard above it
    Exception,  ///< an `except` beside what its criterion says, or an exclusion of what is excluded already
    Clause,     ///< a clause of `determine`
    Other
  };
  Shape shape = Shape::Other;
  ir::ExprId id;
  std::vector<ir::ExprId> core;  ///< minimal: clauses of the condition first, then of what is demanded above it
  std::size_t own = 0;           ///< how many of them are its own
};

/// One for a policy: `cx.shared<Clashes>()`. In file order.
class Clashes {
 public:
  explicit Clashes(Context& cx);
  const std::vector<Clash>& all() const { return all_; }

 private:
  std::vector<Clash> all_;
};

/// Adds to a finding the clauses that clash, and speaks for the condition.
void tell(Context& cx, Finding& finding, const Clash& clash);
/// Where the clash shows: the last of its own clauses.
Range mark_of(const Context& cx, const Clash& clash);
/// "`a` and `b` cannot both hold", "`a`, `b` and `c` cannot hold together", "`a` never holds".
std::string words_of(const Context& cx, const Clash& clash);

}  // namespace pol::lint::logic
