#pragma once
// Truths, types of facts, units.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/id.h"

namespace pol::ir {

/// Strong Kleene truth. `Unknown` is a value; it becomes `No` only where the author wrote so.
enum class Truth : std::uint8_t { No = 0, Unknown = 1, Yes = 2 };

constexpr Truth truth_not(Truth a) { return static_cast<Truth>(2 - static_cast<int>(a)); }
constexpr Truth truth_and(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth truth_or(Truth a, Truth b) { return a < b ? b : a; }
std::string_view to_text(Truth truth);  ///< `no`, `unknown`, `yes`

/// The outcome of a determination (DESIGN M5).
enum class Outcome : std::uint8_t {
  Meets,
  DoesNotMeet,
  NeedsInformation,
  Contraindicated,
  Refer,
  NotApplicable,
  Conflicting
};
inline constexpr int kOutcomes = 7;
std::string_view to_text(Outcome outcome);  ///< `meets`, `does_not_meet` …
std::optional<Outcome> outcome_named(std::string_view text);

/// What an outcome does to the request: approve, withhold, route, pend.
enum class Disposition : std::uint8_t { Approve, Withhold, Route, Pend };
std::string_view to_text(Disposition disposition);  ///< `approve`, `withhold`, `route`, `pend`
Disposition disposition_of(Outcome outcome);

/// Set of outcomes: bit `1 << outcome`.
using OutcomeSet = std::uint8_t;
constexpr OutcomeSet outcome_bit(Outcome outcome) { return static_cast<OutcomeSet>(1U << static_cast<unsigned>(outcome)); }

enum class Dimension : std::uint8_t {
#define POL_DIMENSION(Name, text, decimals, low, high) Name,
#include "compiler/ir/units.def"
};
struct DimensionRow {
  std::string_view text;
  int decimals;
  std::int64_t low, high;  ///< default range, base units
};
const DimensionRow& row_of(Dimension dimension);

struct UnitRow {
  std::string_view one, many;
  Dimension dimension;
  std::int64_t factor;  ///< base units of the dimension in one of it
};
const std::vector<UnitRow>& all_units();
/// By either spelling; null when there is no such unit.
const UnitRow* unit_named(std::string_view text);

/// A quantity in *half units*: twice the whole 10^-decimals parts of the base unit, plus one when the
/// written digits go finer. So comparisons with anything on the grid stay exact (DESIGN M7).
using Half = std::int64_t;
inline constexpr Half kUndocumentedLow = INT32_MIN;
inline constexpr Half kUndocumentedHigh = INT32_MAX;

/// Half units of `digits` (`12`, `-0.5`, `1.25e1` is not a quantity) counted in `factor` base units.
/// Empty when it is no number or does not fit 53 bits.
std::optional<Half> parse_quantity(std::string_view digits, std::int64_t factor, int decimals);
/// The shortest decimal that reads back to `value`, in units of `factor` base units.
std::string print_quantity(Half value, std::int64_t factor, int decimals);

enum class FactKind : std::uint8_t { Finding, Choice, Set, Number, Date };

struct ValueSetTag;
using ValueSetId = Id<ValueSetTag>;

/// Type of a fact.
struct Type {
  FactKind kind = FactKind::Finding;
  ValueSetId values;                          ///< Choice, Set
  Dimension dimension = Dimension::Plain;     ///< Number
  std::int64_t factor = 1;                    ///< Number: base units in one unit as documented
  std::string_view unit;                      ///< Number: that unit's plural spelling; "" for counts and scores
  Half low = 0, high = 0;                     ///< Number: range, half units
  bool or_none = false;                       ///< may be documented as none
};

}  // namespace pol::ir
