#include "compiler/interp/condition_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/interp/rationale.h"

namespace pol::interp {

namespace {

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The name at the beginning of `text`, its dots included: `conservative_care.length`.
std::string_view leading_name(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const bool is_dot = text[end] == '.' && end + 1 < text.size() && is_of_name(text[end + 1]);
    if (!is_of_name(text[end]) && !is_dot) break;
    ++end;
  }
  return text.substr(0, end);
}

/// The string literal at the beginning of `text`, its quotes included.
std::string_view leading_string(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return text.substr(0, end + 1);
}

/// A day is earlier or later, not less or more.
struct Sign {
  std::string_view written, of_numbers, of_days;
};
/// The longer ones first.
constexpr Sign kSigns[] = {{">=", "at least", "on or after"},
                           {"<=", "at most", "on or before"},
                           {">", "more than", "after"},
                           {"<", "less than", "before"}};

/// `2025-03-01` stands at the beginning.
bool begins_with_day(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  if (text.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kShape[i] == 'd' ? !is_digit : text[i] != kShape[i]) return false;
  }
  return true;
}

const Sign* leading_sign(std::string_view text) {
  for (const Sign& sign : kSigns) {
    if (text.substr(0, sign.written.size()) == sign.written) return &sign;
  }
  return nullptr;
}

std::string without_underscores(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string titled(const std::string& title, const std::string& name) { return title.empty() ? name : title; }

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string out;
  bool space = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      space = true;
      ++i;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    const std::string_view piece = c == '"' ? leading_string(text.substr(i)) : text.substr(i, 1);
    out += piece;
    i += piece.size();
  }
  return out;
}

std::string value_title(const ir::Value& value) {
  if (!value.title.empty() && value.title != value.name) return value.title;
  return value.name.empty() ? "another code" : without_underscores(value.name);
}

ConditionWords::ConditionWords(const ir::Policy& policy) : policy_(policy) {
  for (const ir::Fact& fact : policy.facts) {
    titles_.emplace(fact.name, titled(fact.title, fact.name));
    are_days_.emplace(fact.name, fact.type.kind == ir::FactKind::Date);
  }
  for (const ir::Define& define : policy.defines) titles_.emplace(define.name, titled(define.title, define.name));
  for (const ir::Record& record : policy.records) {
    const std::string title = titled(record.title, record.name);
    titles_.emplace(record.name, title);
    are_days_.emplace(record.name, false);
    for (const char* part : {"start", "end", "length", "status", "kinds", "date", "result", "done", "birth"}) {
      const std::string_view name = part;
      parts_.emplace(record.name + "." + part, fmt::format("{}, its {}", title, name));
      are_days_.emplace(record.name + "." + part, name == "start" || name == "end" || name == "date" || name == "birth");
    }
  }
}

std::string ConditionWords::of(ir::FactId fact) const {
  return titled(policy_.facts[fact].title, policy_.facts[fact].name);
}

std::string ConditionWords::name_words(std::string_view name, const std::vector<ir::FactId>& facts,
                                       bool may_be_value) const {
  if (may_be_value) {
    for (const ir::FactId fact : facts) {
      if (!policy_.facts[fact].type.values.is_set()) continue;
      for (const ir::Value& value : policy_.value_sets[policy_.facts[fact].type.values].values) {
        if (value.name == name) return value_title(value);
      }
    }
  }
  const std::string text(name);
  if (const auto title = titles_.find(text); title != titles_.end()) return title->second;
  if (const auto part = parts_.find(text); part != parts_.end()) return part->second;
  // A path is a name that people quote.
  return text.find('.') == std::string::npos ? without_underscores(text) : text;
}

std::string ConditionWords::say(std::string_view written, const std::vector<ir::FactId>& facts) const {
  const std::string text = on_one_line(written);
  std::string out;
  bool may_be_value = false;  // after `is`, `include`: values stand there, not facts
  bool is_day = false;        // what was named last is one
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = std::string_view(text).substr(i);
    if (rest.front() == '"') {
      const std::string_view string = leading_string(rest);
      out += string;
      i += string.size();
    } else if (begins_name(rest.front())) {
      const std::string_view name = leading_name(rest);
      out += name_words(name, facts, may_be_value);
      if (const auto days = are_days_.find(std::string(name)); days != are_days_.end()) is_day = days->second;
      may_be_value = may_be_value || name == "is" || name == "include";
      if (name == "and") may_be_value = false;
      i += name.size();
    } else if (const Sign* sign = leading_sign(rest)) {
      out += is_day ? sign->of_days : sign->of_numbers;
      i += sign->written.size();
    } else {
      is_day = is_day || begins_with_day(rest);
      // A number keeps its letters: a code such as 0649T.
      const std::string_view number = is_of_name(rest.front()) ? leading_name(rest) : rest.substr(0, 1);
      out += number;
      i += number.size();
    }
  }
  return out;
}

std::string ConditionWords::of_value(ir::FactId fact, const ir::FactState& state) const {
  const ir::Type& type = policy_.facts[fact].type;
  if (state.kind != ir::FactState::Kind::Value || !type.values.is_set()) return value_text(policy_, fact, state);
  const std::vector<ir::Value>& values = policy_.value_sets[type.values].values;
  if (type.kind == ir::FactKind::Choice) return value_title(values[static_cast<std::size_t>(state.low)]);
  const auto listed = [&](const ir::Members& members) {
    std::string words;
    for (const std::size_t i : members.list()) words += (words.empty() ? "" : ", ") + value_title(values[i]);
    return words;
  };
  bool is_complete = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!state.in.contains(i) && !state.out.contains(i)) is_complete = false;
  }
  if (is_complete) return state.in.empty() ? "none" : listed(state.in);
  if (state.in.empty() && state.out.empty()) return "not documented";
  std::string out = state.in.empty() ? "" : listed(state.in);
  if (!state.out.empty()) out += fmt::format("{}not {}", out.empty() ? "" : "; ", listed(state.out));
  return out + "; the rest is not documented";
}

}  // namespace pol::interp
