#include "compiler/cases/words.h"

#include <fmt/format.h>

#include "compiler/diag/sink.h"
#include "compiler/support/printable.h"

namespace pol::cases {

std::string quoted(std::string_view text) { return fmt::format("`{}`", printable(text, kLongestQuote)); }

std::string seen(const Json& json) {
  switch (json.kind) {
    case Json::Kind::Null:
      return "null";
    case Json::Kind::Bool:
      return json.truth ? "true" : "false";
    case Json::Kind::Number:
      return fmt::format("the number {}", quoted(json.text));
    case Json::Kind::String:
      return fmt::format("the text {}", quoted(json.text));
    case Json::Kind::Array:
      return "a list";
    case Json::Kind::Object:
      return "an object";
  }
  return "";
}

namespace {

std::string names_of(const ir::ValueSet& values) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < values.values.size() && i < kShown; ++i) {
    text += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", values.values[i].name);
  }
  return values.values.size() > kShown ? text + " …" : text;
}

}  // namespace

std::string fits(const ir::Policy& policy, const ir::Fact& fact) {
  const std::string_view none = fact.type.or_none ? ", or \"none\"" : "";
  switch (fact.type.kind) {
    case ir::FactKind::Finding:
      return "write true or false";
    case ir::FactKind::Choice: {
      const ir::ValueSet& values = policy.value_sets[fact.type.values];
      if (values.open) return fmt::format("write a code in quotes, such as \"72148\"{}", none);
      return fmt::format("write one of {}{}", names_of(values), none);
    }
    case ir::FactKind::Set: {
      const ir::ValueSet& values = policy.value_sets[fact.type.values];
      if (values.open) return fmt::format("write a list of codes in quotes, [] for none{}", none);
      return fmt::format("write a list of any of {}, [] for none{}", names_of(values), none);
    }
    case ir::FactKind::Number: {
      const ir::DimensionRow& row = ir::row_of(fact.type.dimension);
      const std::string_view unit = fact.type.unit;
      if (unit.empty()) return fmt::format("write a number{}", none);
      return fmt::format("write a number of {} ({}){}", unit, row.text, none);
    }
    case ir::FactKind::Date:
      return fmt::format("write a date such as \"2025-06-01\" or \"2025-06\"{}", none);
  }
  return "";
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = nearest(word, candidates);
  return near.empty() ? "" : fmt::format("; did you mean `{}`?", near);
}

}  // namespace pol::cases
