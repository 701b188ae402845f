#pragma once
// Conditions of the policy IR. One node for each written occurrence; its range stands beside it in Policy.

#include <cstdint>
#include <variant>
#include <vector>

#include "compiler/ir/members.h"
#include "compiler/ir/types.h"
#include "compiler/support/id.h"

namespace pol::ir {

struct FactTag;
using FactId = Id<FactTag>;
struct ExprTag;
using ExprId = Id<ExprTag>;
struct CriterionTag;
using CriterionId = Id<CriterionTag>;
struct DefineTag;
using DefineId = Id<DefineTag>;

/// `always`, `never`.
struct Literal {
  Truth value = Truth::Yes;
};
/// A finding. Documented, it has that value; else `yes` when its `shown by` is `yes`; else unknown.
struct Finding {
  FactId fact;
};
/// The one value of a Choice lies in `values`. Documented as none: `no`.
struct ChoiceIs {
  FactId fact;
  Members values;
};
/// `x is none`: yes when documented as none, no when documented with a value.
struct IsNone {
  FactId fact;
};
/// `x is documented`: yes or no, never unknown. Documented as none counts; for a set, any documentation does.
/// What `absent means no` assumes does not count.
struct IsDocumented {
  FactId fact;
};
enum class Inclusion : std::uint8_t { AnyOf, AllOf, Only };
/// AnyOf: some member of `values` is in the set; AllOf: every one; Only: no member outside `values` is.
/// Of a set documented as none no member is in it.
struct Includes {
  FactId fact;
  Inclusion mode = Inclusion::AnyOf;
  Members values;
};

enum class Relation : std::uint8_t { Less, LessEqual, Greater, GreaterEqual, Equal };

/// A number or a date, with at most one shift by months, then one by days or by an amount.
///   Number: Fact or Literal (half units); `amount` (half units) is added.
///   Date:   Fact or Literal (days since 1970-01-01); `months` are added (clamping to the month's end), then `amount` days.
///   Count:  how many members the Set `fact` has: between the surely included and the possibly included. In half
///           units, as every number. The "" of an open value set counts as one member.
struct Operand {
  enum class Kind : std::uint8_t { Fact, Literal, CountOf };
  Kind kind = Kind::Literal;
  bool is_date = false;
  FactId fact;
  std::int64_t literal = 0;
  std::int32_t months = 0;
  std::int64_t amount = 0;
};
/// Both sides numbers of one dimension, or both dates. Each side is an interval [low, high]:
/// `a < b` is yes when a.high < b.low, no when a.low >= b.high, else unknown. A side documented as none: no.
/// An undocumented side: unknown (but none on the other side still gives no).
/// `=` is `<=` and `>=` joined by Kleene and.
struct Compare {
  Operand lhs;
  Relation relation = Relation::Equal;
  Operand rhs;
};
struct Not {
  ExprId operand;
};
enum class Quantifier : std::uint8_t { Any, All, Either, Both, One, None, AtLeast, Exactly };
/// `a and b` is All. Any, Either, One: Kleene or. All, Both: Kleene and. None: not-any.
/// AtLeast, Exactly: over the count interval [yes, yes + unknown].
struct Group {
  Quantifier quantifier = Quantifier::All;
  std::uint32_t k = 0;
  std::vector<ExprId> children;
  bool joined_by_and = false;  ///< written with `and`, not as a group
};
struct DefineRef {
  DefineId define;
};
/// A labelled branch in place, or a section named in a condition.
struct CriterionRef {
  CriterionId criterion;
};
/// Its truth is that of the chosen reading, readings[chosen].
struct Ambiguous {
  std::uint32_t ambiguity = 0;  ///< index into Policy::ambiguities
};

using Expr = std::variant<Literal, Finding, ChoiceIs, IsNone, IsDocumented, Includes, Compare, Not, Group, DefineRef,
                          CriterionRef, Ambiguous>;

}  // namespace pol::ir
