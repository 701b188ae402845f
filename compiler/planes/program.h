#pragma once
// The plane program: a policy as straight-line three-valued logic, equal work shared, constants folded,
// nodes in criterion order. A truth is two planes, `yes` and `no`, never both set; neither is Unknown.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::planes {

/// Where a case's facts stand in its row: first the planes of all atoms, packed 64 a word, then numbers.
///   bit planes: words() words of `yes`, then words() words of `no`
///   numbers:    slots, 8 bytes each: two int32, low and high. Undocumented, or none: INT32_MIN, INT32_MAX.
/// A quantity whose range does not fit 30 bits takes two slots, Low64 and High64: one int64 each.
/// Undocumented, or none: -kUndocumented64, kUndocumented64.
/// The ends stay ends when a constant is added, because values and constants are kept far inside (see lower.cpp).
struct Atom {
  enum class Kind : std::uint8_t { Finding, ChoiceIs, IsNone, IsDocumented, Member };
  Kind kind = Kind::Finding;
  ir::FactId fact;
  ir::Members values;        ///< ChoiceIs
  std::uint32_t member = 0;  ///< Member: in the set
  friend bool operator==(const Atom&, const Atom&) = default;
};

inline constexpr std::int64_t kUndocumented64 = std::int64_t{1} << 62;
/// Documented values are clipped to these on packing; no comparison can tell.
inline constexpr std::int64_t kValueLimit32 = std::int64_t{1} << 29;
inline constexpr std::int64_t kValueLimit64 = std::int64_t{1} << 60;

/// What a numeric slot holds of its fact.
///   Value: half units, or days of a date.   Month: `(year*12 + month)*32 + day`, which orders dates.
///   MonthUp: the same with day 31 where the day is its month's last; so
///   `x + n months <= r` is Month(x) + 32n <= MonthUp(r), and `x + n months >= r` is Month(x) + 32n >= Month(r).
///   Both may be those of a day `months` later (pol_add_months): `x + m months < y + n months` is
///   MonthUp(x + m months) < Month(y) + 32n.
///   Count: how many members a set has, in half units: surely, possibly.
///   Low64, High64: as Value, but one end each; they stand next to each other.
struct Slot {
  enum class Kind : std::uint8_t { Value, Month, MonthUp, Count, Low64, High64 };
  Kind kind = Kind::Value;
  ir::FactId fact;
  std::int32_t months = 0;  ///< Month, MonthUp: added to the day when the row is packed
  friend bool operator==(const Slot&, const Slot&) = default;
};

/// One side of a comparison, an interval [low, high]: a slot moved by `months` (pol_add_months), then by `add`;
/// or the constant `add`.
struct Side {
  enum class Kind : std::uint8_t { Constant, Slot };
  Kind kind = Kind::Constant;
  std::uint32_t slot = 0;  ///< the Low64 slot of two
  std::int32_t months = 0;
  std::int64_t add = 0;
};

using NodeIndex = std::uint32_t;

struct Node {
  /// Less: `lhs < rhs`, yes when lhs.high < rhs.low, no when lhs.low >= rhs.high. The other relations are made of it:
  /// `a <= b` is not `b < a`. That a side may be none is an IsNone atom beside it.
  /// Known: what one of its children knows, in their order; they never contradict each other.
  enum class Op : std::uint8_t { Constant, Atom, Less, And, Or, Not, AtLeast, Shown, Known };
  Op op = Op::Constant;
  ir::Truth constant = ir::Truth::Unknown;  ///< Constant
  std::uint32_t atom = 0;                   ///< Atom
  Side lhs, rhs;                            ///< Less; one of them is a slot
  std::uint32_t k = 0;                      ///< AtLeast
  /// And, Or, AtLeast, Known: two or more; Not: one; Shown: the finding (an Atom), its signs.
  std::vector<NodeIndex> children;
};

/// Facts that were not expanded: where one of them is open, the program may say Unknown though all completions agree.
struct Gap {
  enum class Reason : std::uint8_t { Budget, Order, Linked };
  ir::FactId fact;
  Reason reason = Reason::Budget;
  std::size_t nodes = 0;    ///< Budget: about what the expansion would have taken
  std::size_t cluster = 0;  ///< Linked: the same for facts that Γ ties together; a fact by itself has its own
};

struct Program {
  std::vector<Node> nodes;  ///< children before parents
  std::vector<Atom> atoms;
  std::vector<Slot> slots;
  std::vector<NodeIndex> of_expr;  ///< by ExprId
  struct Rule {
    ir::Outcome outcome;
    NodeIndex when;     ///< where it is yes, no later rule decides
    NodeIndex reached;  ///< where it is no, this rule gives its outcome in no completion; `when` unless rules are linked
  };
  std::vector<Rule> rules;
  ir::Outcome otherwise = ir::Outcome::DoesNotMeet;
  std::optional<NodeIndex> otherwise_reached;  ///< not set: nothing but a rule that is yes keeps `otherwise` away

  // What `lower_exact` adds.
  std::vector<NodeIndex> of_criterion;  ///< by CriterionId: its exact truth; Kleene's below a reading not chosen
  std::vector<bool> is_read;            ///< by CriterionId: false below a reading that was not chosen
  std::vector<Gap> gaps;                ///< of a case that has one value for each fact here, everything is exact
  /// Conditions of the rules with a part that nobody knows of any case (an interval that the document leaves unstated).
  /// Where one is Unknown, outcomes that exclude each other may stand as possible. Each is as large as it is part of one
  /// other only, for a larger one is more often decided by the rest of it.
  std::vector<NodeIndex> unstated;
  std::size_t plain_nodes = 0;          ///< how many nodes there would be without

  std::size_t words() const { return (atoms.size() + 63) / 64; }
  std::size_t row_bytes() const { return words() * 16 + slots.size() * 8; }
};

/// Kleene's truth at every node.
Program lower(const ir::Policy& policy);

/// The same nodes, and beside them the exact truth of rules and criteria (DESIGN M4): mixed facts are expanded by
/// cofactor, within a budget of nodes; what it leaves out is listed in `gaps`.
Program lower_exact(const ir::Policy& policy);

/// What `polc dump --stage=planes` prints.
std::string print(const ir::Policy& policy, const Program& program);

/// Bytes that are equal if and only if the programs compile to the same code.
std::string serialise(const Program& program);

/// What is packed of a number or date that is not documented.
enum class Undocumented : std::uint8_t {
  Unbounded,  ///< it may be anything: Kleene's truths, as the interpreter has them
  InRange,    ///< what its type and the reference date allow: what completions say, as far as the program goes
};

/// Writes the row of a prepared patient: `program.row_bytes()` bytes, 8-byte aligned.
void pack(const ir::Policy& policy, const Program& program, const ir::Patient& patient, std::uint64_t* row,
          Undocumented undocumented = Undocumented::Unbounded);

}  // namespace pol::planes
