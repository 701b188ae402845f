#include "compiler/cases/quantity.h"

#include <fmt/format.h>

#include <cstdlib>

#include "compiler/cases/words.h"

namespace pol::cases {

namespace {

ReadQuantity refuse(std::string why) { return {std::nullopt, std::move(why)}; }

/// Exponents beyond this move a number out of every range; they are refused before they cost memory.
constexpr int kMaxExponent = 40;

/// `1.25e1` as `12.5`: moves the point by the exponent. Empty when the exponent is too large to write out.
std::optional<std::string> without_exponent(std::string_view digits) {
  const std::size_t e = digits.find_first_of("eE");
  if (e == std::string_view::npos) return std::string(digits);
  const std::string exponent_text(digits.substr(e + 1));
  if (exponent_text.size() > 8) return std::nullopt;
  const int exponent = std::atoi(exponent_text.c_str());
  if (exponent > kMaxExponent || exponent < -kMaxExponent) return std::nullopt;

  std::string mantissa(digits.substr(0, e));
  const bool negative = mantissa.front() == '-';
  if (negative) mantissa.erase(0, 1);
  std::size_t point = mantissa.find('.');
  if (point == std::string::npos) {
    point = mantissa.size();
  } else {
    mantissa.erase(point, 1);
  }
  auto place = static_cast<std::ptrdiff_t>(point) + exponent;
  if (place <= 0) {
    mantissa.insert(0, static_cast<std::size_t>(1 - place), '0');
    place = 1;
  }
  const auto whole = static_cast<std::size_t>(place);
  if (whole >= mantissa.size()) {
    mantissa.append(whole - mantissa.size(), '0');
  } else {
    mantissa.insert(whole, 1, '.');
  }
  return (negative ? "-" : "") + mantissa;
}

/// Base units in one `unit` of the fact's dimension; empty when the unit does not fit.
std::optional<std::int64_t> factor_of(const ir::Type& type, std::string_view unit) {
  if (unit.empty() || unit == type.unit) return type.factor;
  const ir::UnitRow* row = ir::unit_named(unit);
  if (row == nullptr) return std::nullopt;
  // An age is counted in completed years or months and in nothing else, so it has no rows of its own.
  if (row->many == type.unit || row->one == type.unit) return type.factor;
  if (row->dimension != type.dimension) return std::nullopt;
  return row->factor;
}

std::string with_article(std::string_view noun) {
  return fmt::format("{} {}", noun.starts_with('a') ? "an" : "a", noun);
}

std::string wrong_unit(const ir::Fact& fact, std::string_view unit) {
  const ir::Type& type = fact.type;
  const ir::UnitRow* row = ir::unit_named(unit);
  const std::string what = with_article(ir::row_of(type.dimension).text);
  std::string text = row == nullptr ? fmt::format("{} is no unit", quoted(unit))
                                    : fmt::format("`{}` does not fit {}", row->many, what);
  text += type.unit.empty() ? "; write the number alone" : fmt::format("; write it in {}", type.unit);
  const bool days = type.dimension == ir::Dimension::Days;
  const bool months = type.dimension == ir::Dimension::Months || type.dimension == ir::Dimension::AgeMonths ||
                      type.dimension == ir::Dimension::AgeYears;
  if (row != nullptr &&
      ((days && row->dimension == ir::Dimension::Months) || (months && row->dimension == ir::Dimension::Days))) {
    text += " (days and weeks count days, months and years are calendar units; they do not convert)";
  }
  return text;
}

bool is_whole_only(ir::Dimension dimension) {
  switch (dimension) {
    case ir::Dimension::Count:
    case ir::Dimension::Score:
    case ir::Dimension::AgeYears:
    case ir::Dimension::AgeMonths:
      return true;
    case ir::Dimension::Plain:
    case ir::Dimension::Percent:
    case ir::Dimension::Length:
    case ir::Dimension::Angle:
    case ir::Dimension::Mass:
    case ir::Dimension::Days:
    case ir::Dimension::Months:
      return false;
  }
  return false;
}

std::string range_text(const ir::Type& type) {
  const int decimals = ir::row_of(type.dimension).decimals;
  const std::string text = fmt::format("{} to {}", ir::print_quantity(type.low, type.factor, decimals),
                                       ir::print_quantity(type.high, type.factor, decimals));
  return type.unit.empty() ? text : fmt::format("{} {}", text, type.unit);
}

}  // namespace

ReadQuantity read_quantity(const ir::Fact& fact, std::string_view digits, std::string_view unit) {
  const ir::Type& type = fact.type;
  const auto factor = factor_of(type, unit);
  if (!factor) return refuse(wrong_unit(fact, unit));
  const auto plain = without_exponent(digits);
  const int decimals = ir::row_of(type.dimension).decimals;
  const auto value = plain ? ir::parse_quantity(*plain, *factor, decimals) : std::nullopt;
  const std::string written =
      unit.empty() ? quoted(digits) : quoted(fmt::format("{} {}", digits, unit));
  if (!value || *value < type.low || *value > type.high) {
    return refuse(fmt::format("{} is out of range; {} fits", written, range_text(type)));
  }
  if (*value % 2 != 0 && is_whole_only(type.dimension)) {
    return refuse(fmt::format("{} is no whole number; {} is one", written, with_article(ir::row_of(type.dimension).text)));
  }
  if (*value % 2 != 0 && fact.needs_grid) {
    return refuse(fmt::format("{} is finer than the policy can compare; round it to {} decimals of a base unit",
                              written, decimals));
  }
  return {value, ""};
}

ReadQuantity read_quantity_text(const ir::Fact& fact, std::string_view text) {
  std::size_t end = 0;
  if (end < text.size() && text[end] == '-') ++end;
  const std::size_t first_digit = end;
  while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
  const std::string_view digits = text.substr(0, end);
  std::string_view unit = text.substr(end);
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  while (!unit.empty() && unit.back() == ' ') unit.remove_suffix(1);
  const bool is_number = end > first_digit && ir::parse_quantity(digits, 1, 0).has_value();
  const std::string_view own = fact.type.unit;
  if (!is_number) {
    return refuse(fmt::format("the text {} is no quantity; write a number{}", quoted(text),
                              own.empty() ? "" : fmt::format(", or a text such as \"6 {}\"", own)));
  }
  if (unit.empty()) {
    return refuse(fmt::format("the text {} has no unit; write the number without quotes{}", quoted(text),
                              own.empty() ? "" : fmt::format(", or \"{} {}\"", digits, own)));
  }
  return read_quantity(fact, digits, unit);
}

}  // namespace pol::cases
