#include "compiler/ingest/documented.h"

#include <fmt/format.h>

#include <optional>

namespace pol::ingest {

namespace {

using Kind = ir::FactState::Kind;

/// digits · 10^-places
struct Decimal {
  std::int64_t digits = 0;
  std::uint32_t places = 0;
};

/// In the fact's unit. Empty where no decimal number comes to it: ten days in weeks.
std::optional<Decimal> decimal_of(ir::Half half, const ir::Type& type) {
  constexpr std::uint32_t kMostPlaces = 12;
  const bool is_negative = half < 0, is_finer = half % 2 != 0;
  const std::int64_t parts = (is_negative ? -half : half) / 2;
  std::int64_t scale = type.factor;
  for (int i = 0; i < ir::row_of(type.dimension).decimals; ++i) scale *= 10;
  Decimal decimal{parts / scale, 0};
  std::int64_t rest = parts % scale;
  // One digit more for what is finer than the base unit: any digit means the same.
  while (
      (rest != 0 || (is_finer && decimal.places <= static_cast<std::uint32_t>(ir::row_of(type.dimension).decimals)))) {
    if (decimal.places == kMostPlaces || decimal.digits > INT64_MAX / 100) return std::nullopt;
    decimal.digits = decimal.digits * 10 + rest * 10 / scale;
    rest = rest * 10 % scale;
    ++decimal.places;
  }
  if (is_finer) {
    if (decimal.places == kMostPlaces || decimal.digits > INT64_MAX / 100) return std::nullopt;
    decimal.digits = decimal.digits * 10 + 1;
    ++decimal.places;
  }
  if (is_negative) decimal.digits = -decimal.digits;
  return decimal;
}

pol_status set_members(const ir::FactState& state, std::uint32_t fact, pol_case* one, pol_error* error) {
  pol_status status = POL_OK;
  for (const bool is_in : {true, false}) {
    for (const std::size_t member : (is_in ? state.in : state.out).list()) {
      if (status == POL_OK) status = pol_set_member(one, fact, static_cast<std::uint32_t>(member), is_in, error);
    }
  }
  return status;
}

pol_status set_value(const ir::Type& type, const ir::FactState& state, std::uint32_t fact, pol_case* one,
                     pol_error* error) {
  switch (type.kind) {
    case ir::FactKind::Finding:
      return pol_set_finding(one, fact, state.low != 0, error);
    case ir::FactKind::Choice:
      return pol_set_choice(one, fact, static_cast<std::uint32_t>(state.low), error);
    case ir::FactKind::Set:
      return set_members(state, fact, one, error);
    case ir::FactKind::Number: {
      const auto decimal = decimal_of(state.low, type);
      if (decimal) return pol_set_decimal(one, fact, decimal->digits, decimal->places, error);
      *error = {};
      fmt::format_to_n(error->message, sizeof error->message - 1, "no decimal number of {} comes to it exactly",
                       type.unit);
      return POL_BAD_VALUE;
    }
    case ir::FactKind::Date:
      return pol_set_date(one, fact, static_cast<std::int32_t>(state.low), static_cast<std::int32_t>(state.high),
                          error);
  }
  return POL_OK;
}

}  // namespace

Documented document(const ir::Policy& policy, const ir::Patient& patient, pol_case* one) {
  Documented documented;
  pol_case_clear(one);
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    const ir::FactState& state = patient.facts[i];
    const ir::Fact& fact = policy.facts[ir::FactId{i}];
    pol_error error = {};
    pol_status status = POL_OK;
    // What is documented in two ways takes no default either.
    documented.is_in_conflict = documented.is_in_conflict || state.conflict;
    if (state.asked || state.conflict) status = pol_set_unknown(one, i, &error);
    if (state.kind == Kind::None) status = pol_set_none(one, i, &error);
    if (state.kind == Kind::Value) status = set_value(fact.type, state, i, one, &error);
    if (status == POL_OK) continue;
    documented.error = fmt::format("{}: {}", fact.name, error.message);
    return documented;
  }
  return documented;
}

}  // namespace pol::ingest
