#pragma once
// What is documented of one case: a state for each fact of a policy.

#include <string>
#include <vector>

#include "compiler/ir/expr.h"
#include "compiler/ir/members.h"

namespace pol::ir {

struct FactState {
  enum class Kind : std::uint8_t { Undocumented, Value, None };
  Kind kind = Kind::Undocumented;
  bool asked = false;     ///< an explicit null: asked, not known; takes no `absent means no`
  bool assumed = false;   ///< the value comes from `absent means no`
  bool derived = false;   ///< the value follows from other facts of a record
  bool or_reference = false;  ///< an end ahead of the reference date, which it is instead if its episode is current
  bool conflict = false;  ///< was documented twice with different values, or clashes with its cluster; Undocumented
                          ///< then, unless other facts give it a value; of a Set, the members that differ are unknown

  /// Finding: 0 or 1, low == high. Choice: index of the value, low == high.
  /// Number: half units; Date: days since 1970-01-01; a partial date is an interval.
  std::int64_t low = 0, high = 0;
  /// Set, Kind::Value: members surely in, members surely out; both: never. A complete set has all members in one of them.
  Members in, out;

  std::vector<std::string> sources;

  /// Value, ignoring where it comes from.
  friend bool same_value(const FactState& a, const FactState& b) {
    return a.kind == b.kind && a.low == b.low && a.high == b.high && a.in == b.in && a.out == b.out &&
           a.or_reference == b.or_reference;
  }
};

struct Patient {
  std::vector<FactState> facts;  ///< by FactId

  const FactState& operator[](FactId id) const { return facts[id.index]; }
  FactState& operator[](FactId id) { return facts[id.index]; }
};

/// Of a fact with a value, the least that it may be.
inline std::int64_t least(const Patient& patient, FactId fact, FactId reference) {
  const FactState& state = patient[fact];
  return state.or_reference ? patient[reference].low : state.low;
}

}  // namespace pol::ir
