#include "compiler/ir/types.h"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "compiler/support/result.h"

namespace pol::ir {

std::string_view to_text(Truth truth) {
  switch (truth) {
    case Truth::No: return "no";
    case Truth::Unknown: return "unknown";
    case Truth::Yes: return "yes";
  }
  POL_BUG("truth out of range");
}

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::Meets: return "meets";
    case Outcome::DoesNotMeet: return "does_not_meet";
    case Outcome::NeedsInformation: return "needs_information";
    case Outcome::Contraindicated: return "contraindicated";
    case Outcome::Refer: return "refer";
    case Outcome::NotApplicable: return "not_applicable";
    case Outcome::Conflicting: return "conflicting";
  }
  POL_BUG("outcome out of range");
}

std::optional<Outcome> outcome_named(std::string_view text) {
  for (int i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (to_text(outcome) == text) return outcome;
  }
  return std::nullopt;
}

std::string_view to_text(Disposition disposition) {
  switch (disposition) {
    case Disposition::Approve: return "approve";
    case Disposition::Withhold: return "withhold";
    case Disposition::Route: return "route";
    case Disposition::Pend: return "pend";
  }
  POL_BUG("disposition out of range");
}

Disposition disposition_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Meets: return Disposition::Approve;
    case Outcome::DoesNotMeet:
    case Outcome::Contraindicated: return Disposition::Withhold;
    case Outcome::Refer:
    case Outcome::NotApplicable: return Disposition::Route;
    case Outcome::NeedsInformation:
    case Outcome::Conflicting: return Disposition::Pend;
  }
  POL_BUG("outcome out of range");
}

const DimensionRow& row_of(Dimension dimension) {
  static constexpr std::array rows = {
#define POL_DIMENSION(Name, text, decimals, low, high) DimensionRow{text, decimals, low, high},
#include "compiler/ir/units.def"
  };
  return rows[static_cast<std::size_t>(dimension)];
}

const std::vector<UnitRow>& all_units() {
  static const std::vector<UnitRow> rows = {
#define POL_UNIT(one, many, Dimension_, factor) UnitRow{one, many, Dimension::Dimension_, factor},
#include "compiler/ir/units.def"
  };
  return rows;
}

const UnitRow* unit_named(std::string_view text) {
  for (const UnitRow& row : all_units()) {
    if (row.one == text || row.many == text) return &row;
  }
  return nullptr;
}

namespace {

std::int64_t power_of_ten(int n) {
  std::int64_t p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

/// Every quantity stays below this, so that doubling and adding two of them cannot overflow.
constexpr std::int64_t kMaxParts = std::int64_t{1} << 52U;

}  // namespace

std::optional<Half> parse_quantity(std::string_view digits, std::int64_t factor, int decimals) {
  bool negative = false;
  if (!digits.empty() && digits[0] == '-') {
    negative = true;
    digits.remove_prefix(1);
  }
  const std::size_t dot = digits.find('.');
  const std::string_view whole = digits.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? std::string_view() : digits.substr(dot + 1);
  if (whole.empty() || (dot != std::string_view::npos && fraction.empty())) return std::nullopt;

  // One written unit is `scale` parts.
  const std::int64_t scale = factor * power_of_ten(decimals);
  std::int64_t parts = 0;
  for (const char c : whole) {
    if (c < '0' || c > '9') return std::nullopt;
    if (parts > kMaxParts / 10) return std::nullopt;
    parts = parts * 10 + (c - '0');
  }
  if (parts > kMaxParts / scale) return std::nullopt;
  parts *= scale;
  // The fraction is worth numerator / denominator parts. Digits too far behind the point to count exactly are only
  // looked at for whether they are zero: no dimension is measured that finely.
  std::int64_t numerator = 0, denominator = 1;
  bool finer = false;
  for (const char c : fraction) {
    if (c < '0' || c > '9') return std::nullopt;
    const std::int64_t d = c - '0';
    if (denominator > std::numeric_limits<std::int64_t>::max() / 100 / scale) {
      finer = finer || d != 0;
      continue;
    }
    denominator *= 10;
    numerator = numerator * 10 + d * scale;
  }
  parts += numerator / denominator;
  finer = finer || numerator % denominator != 0;
  if (parts > kMaxParts) return std::nullopt;
  if (!negative) return 2 * parts + (finer ? 1 : 0);
  return -(2 * parts) - (finer ? 1 : 0);
}

std::string print_quantity(Half value, std::int64_t factor, int decimals) {
  const bool finer = value % 2 != 0;
  const bool negative = value < 0;
  const std::int64_t parts = (negative ? -value : value) / 2;
  const std::int64_t scale = factor * power_of_ten(decimals);
  std::string text = fmt::format("{}{}", negative ? "-" : "", parts / scale);
  std::int64_t rest = parts % scale;
  if (rest != 0) {
    text += '.';
    for (int i = 0; i < 18 && rest != 0; ++i) {
      rest *= 10;
      text += static_cast<char>('0' + rest / scale);
      rest %= scale;
    }
  }
  return finer ? text + "…" : text;
}

}  // namespace pol::ir
