#include "tools/polc/questionnaire.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/cases/load.h"
#include "compiler/interp/rationale.h"

namespace pol::tool {

using Json = nlohmann::ordered_json;

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// A value by its name or its number in the list; any text for an open set of codes.
std::optional<std::string> value_named(const ir::Policy& policy, ir::FactId fact, std::string_view typed) {
  const std::vector<std::string> choices = choices_of(policy, fact);
  const bool is_open = policy.value_sets[policy.facts[fact].type.values].open;
  for (const std::string& choice : choices) {
    if (lower(choice) == lower(typed)) return choice;
  }
  if (is_open) return std::string(typed);  // a code may look like a number
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  const bool is_number = error == std::errc() && end == typed.data() + typed.size();
  if (is_number && number >= 1 && number <= choices.size()) return choices[number - 1];
  return std::nullopt;
}

Answer problem(const ir::Policy& policy, ir::FactId fact, std::string_view typed) {
  return {std::nullopt,
          fmt::format("`{}` does not fit; write {}, or ? if it is not known", typed, what_fits(policy, fact))};
}

}  // namespace

std::vector<std::string> choices_of(const ir::Policy& policy, ir::FactId fact) {
  const ir::Type& type = policy.facts[fact].type;
  std::vector<std::string> names;
  if (type.kind != ir::FactKind::Choice && type.kind != ir::FactKind::Set) return names;
  for (const ir::Value& value : policy.value_sets[type.values].values) {
    if (!value.name.empty()) names.push_back(value.name);
  }
  return names;
}

std::string what_fits(const ir::Policy& policy, ir::FactId fact) {
  const ir::Type& type = policy.facts[fact].type;
  const std::string none = type.or_none ? ", or none" : "";
  switch (type.kind) {
    case ir::FactKind::Finding:
      return "yes or no";
    case ir::FactKind::Choice:
      return (policy.value_sets[type.values].open ? "a code" : "one of the values, or its number") + none;
    case ir::FactKind::Set:
      return "all that apply, with commas between them, or none";
    case ir::FactKind::Date:
      return "a date such as 2025-06-01, or a month such as 2025-06" + none;
    case ir::FactKind::Number: {
      ir::FactState range;
      range.kind = ir::FactState::Kind::Value;
      range.low = type.low;
      range.high = type.high;
      return fmt::format("a number, {}", interp::value_text(policy, fact, range)) + none;
    }
  }
  return "";
}

Answer read_answer(const ir::Policy& policy, ir::FactId fact, std::string_view line) {
  const std::string_view typed = trimmed(line);
  const ir::Type& type = policy.facts[fact].type;
  const std::string word = lower(typed);
  if (word == "?" || word == "unknown") return {Json(nullptr), ""};
  if (typed.empty()) return problem(policy, fact, typed);
  // Somebody who is asked for the latest X-ray answers `no`.
  const bool is_none = word == "none" || (word == "no" && type.kind != ir::FactKind::Finding);
  if (is_none && type.or_none) return {Json("none"), ""};
  switch (type.kind) {
    case ir::FactKind::Finding:
      if (word == "y" || word == "yes" || word == "true") return {Json(true), ""};
      if (word == "n" || word == "no" || word == "false") return {Json(false), ""};
      return problem(policy, fact, typed);
    case ir::FactKind::Choice: {
      const auto value = value_named(policy, fact, typed);
      if (!value) return problem(policy, fact, typed);
      return {Json(*value), ""};
    }
    case ir::FactKind::Set: {
      Json members = Json::array();
      if (is_none) return {members, ""};
      for (std::size_t at = 0; at <= typed.size();) {
        const std::size_t comma = std::min(typed.find(',', at), typed.size());
        const auto value = value_named(policy, fact, trimmed(typed.substr(at, comma - at)));
        if (!value) return problem(policy, fact, trimmed(typed.substr(at, comma - at)));
        members.push_back(*value);
        at = comma + 1;
      }
      return {members, ""};
    }
    case ir::FactKind::Date:
      return {Json(std::string(typed)), ""};
    case ir::FactKind::Number: {
      // Digits alone are a JSON number; with a unit behind them, text.
      const bool is_plain = typed.find_first_not_of("0123456789.-") == std::string_view::npos;
      Json number = is_plain ? Json::parse(typed, nullptr, false) : Json(std::string(typed));
      if (number.is_discarded()) return problem(policy, fact, typed);
      return {std::move(number), ""};
    }
  }
  return problem(policy, fact, typed);
}

bool Record::load(const Json& object, std::vector<std::string>& errors) {
  const std::string text = object.dump(2, ' ', false, Json::error_handler_t::replace);
  cases::LoadedCases loaded = cases::load_cases(policy_, text, name_);
  errors = std::move(loaded.errors);
  if (!errors.empty() || loaded.cases.size() != 1) return false;
  patient_ = std::move(loaded.cases.front().patient);
  title_ = loaded.cases.front().title;
  return true;
}

bool Record::start_from(const std::string& json, const std::string& name, std::vector<std::string>& errors) {
  name_ = name;
  cases::LoadedCases loaded = cases::load_cases(policy_, json, name);
  errors = std::move(loaded.errors);
  if (!errors.empty()) return false;
  object_ = Json::parse(json, nullptr, false);
  if (!object_.is_object()) {
    errors = {fmt::format("{}: questions are asked of one case; here is a list", name)};
    return false;
  }
  return load(object_, errors);
}

std::optional<std::string> Record::document(ir::FactId fact, Json value) {
  Json object = object_;
  object[policy_.facts[fact].name] = std::move(value);
  std::vector<std::string> errors;
  if (!load(object, errors)) {
    std::vector<std::string> ignored;
    load(object_, ignored);
    if (errors.empty()) return "that cannot be documented";
    // `case:3: fact: what was seen …`: the place is of no use here.
    const std::string lead = policy_.facts[fact].name + ": ";
    const std::size_t at = errors.front().find(lead);
    return at == std::string::npos ? errors.front() : errors.front().substr(at + lead.size());
  }
  answered_.emplace_back(fact, std::move(object_));
  object_ = std::move(object);
  return std::nullopt;
}

std::optional<ir::FactId> Record::take_back() {
  if (answered_.empty()) return std::nullopt;
  const ir::FactId fact = answered_.back().first;
  object_ = std::move(answered_.back().second);
  answered_.pop_back();
  std::vector<std::string> ignored;
  load(object_, ignored);
  return fact;
}

}  // namespace pol::tool
