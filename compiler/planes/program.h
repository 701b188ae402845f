#pragma once
// The plane program: a policy as straight-line three-valued logic, equal work shared, constants folded,
// nodes in criterion order. A truth is two planes, `yes` and `no`, never both set; neither is Unknown.

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::planes {

/// Where a case's facts stand in its row: first the planes of all atoms, packed 64 a word, then 32-bit numbers.
///   bit planes: words() words of `yes`, then words() words of `no`
///   numbers:    slots, each two int32: low, high. Undocumented: INT32_MIN, INT32_MAX.
/// A quantity whose range needs more than 32 bits takes two slots (low and high 64-bit each).
struct Atom {
  enum class Kind : std::uint8_t { Finding, ChoiceIs, IsNone, IsDocumented, Member };
  Kind kind = Kind::Finding;
  ir::FactId fact;
  ir::Members values;       ///< ChoiceIs
  std::uint32_t member = 0;  ///< Member: in the set
  friend bool operator==(const Atom&, const Atom&) = default;
};

/// What a numeric slot holds of its fact.
///   Value: half units, or days of a date.   Month: `(year*12 + month)*32 + day`, which orders dates.
///   MonthUp: the same with day 31 where the day is its month's last; so
///   `x + n months <= r` is Month(x) + 32n <= MonthUp(r), and `x + n months >= r` is Month(x) + 32n >= Month(r).
///   Count: how many members a set has: surely, possibly.
struct Slot {
  enum class Kind : std::uint8_t { Value, Month, MonthUp, Count };
  Kind kind = Kind::Value;
  ir::FactId fact;
  friend bool operator==(const Slot&, const Slot&) = default;
};

using NodeIndex = std::uint32_t;

struct Node {
  enum class Op : std::uint8_t { Constant, Atom, Compare, And, Or, Not, AtLeast, Shown };
  Op op = Op::Constant;
  ir::Truth constant = ir::Truth::Unknown;  ///< Constant
  std::uint32_t atom = 0;                   ///< Atom
  ir::Compare compare;                      ///< Compare; only Less, LessEqual, Greater, GreaterEqual
  std::uint32_t k = 0;                      ///< AtLeast
  std::vector<NodeIndex> children;          ///< And, Or, AtLeast: two or more; Not: one; Shown: the finding, its signs
};

struct Program {
  std::vector<Node> nodes;  ///< children before parents
  std::vector<Atom> atoms;
  std::vector<Slot> slots;
  std::vector<NodeIndex> of_expr;  ///< by ExprId
  struct Rule {
    ir::Outcome outcome;
    NodeIndex when;
  };
  std::vector<Rule> rules;
  ir::Outcome otherwise = ir::Outcome::DoesNotMeet;

  std::size_t words() const { return (atoms.size() + 63) / 64; }
  std::size_t row_bytes() const { return words() * 16 + slots.size() * 8; }
};

Program lower(const ir::Policy& policy);

/// What `polc dump --stage=planes` prints.
std::string print(const ir::Policy& policy, const Program& program);

/// Bytes that are equal if and only if the programs compile to the same code.
std::string serialise(const Program& program);

/// Writes the row of a prepared patient: `program.row_bytes()` bytes, 8-byte aligned.
void pack(const ir::Policy& policy, const Program& program, const ir::Patient& patient, std::uint64_t* row);

}  // namespace pol::planes
