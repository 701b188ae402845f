#pragma once
// Sides of comparisons over variables that are intervals, and what a bound of a side says of its variable.

#include <compare>
#include <cstdint>

#include "compiler/support/id.h"

namespace pol::exact {

struct VariableTag;
using VariableId = Id<VariableTag>;

struct Bounds {
  std::int64_t low = 0, high = 0;
};

/// One side of a comparison: the value, shifted as ir::Operand says.
struct Term {
  enum class Kind : std::uint8_t { Constant, Value, Count };
  Kind kind = Kind::Constant;
  VariableId variable;        ///< Count: the first member's flag; the others follow
  std::uint32_t members = 0;  ///< Count
  std::int32_t months = 0;
  std::int64_t add = 0;  ///< Constant: the value

  friend auto operator<=>(const Term&, const Term&) = default;
};

/// `value` shifted; it keeps the order.
std::int64_t shifted(const Term& term, std::int64_t value);
/// The least value that is at least `bound` when shifted.
std::int64_t least_reaching(const Term& term, std::int64_t bound);
/// The greatest value that is at most `bound` when shifted.
std::int64_t greatest_within(const Term& term, std::int64_t bound);
/// How far a shift certainly moves, and at most.
Bounds reach(const Term& term);

std::int64_t floor_divide(std::int64_t a, std::int64_t b);
std::int64_t ceiling_divide(std::int64_t a, std::int64_t b);

/// `of`: the bounds of a variable.
template <class Of>
Bounds bounds(const Term& term, Of&& of) {
  switch (term.kind) {
    case Term::Kind::Constant:
      return {term.add, term.add};
    case Term::Kind::Value: {
      const Bounds value = of(term.variable);
      return {shifted(term, value.low), shifted(term, value.high)};
    }
    case Term::Kind::Count:
      break;
  }
  Bounds count{term.add, term.add};
  for (std::uint32_t i = 0; i < term.members; ++i) {
    const Bounds member = of(VariableId{term.variable.index + i});
    count.low += 2 * member.low;
    count.high += 2 * member.high;
  }
  return count;
}

}  // namespace pol::exact
