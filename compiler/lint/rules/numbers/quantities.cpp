#include "compiler/lint/rules/numbers/quantities.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <initializer_list>
#include <utility>

#include "compiler/ir/types.h"

namespace pol::lint::numbers {

namespace {

using ir::Relation;

bool is_relation(char c) { return c == '<' || c == '>' || c == '='; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_'; }

/// In small letters; a word, `<=`, or one mark each.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    const auto take_while = [&](bool (*belongs)(char)) {
      while (end < text.size() && belongs(text[end])) ++end;
    };
    if (is_word(text[i])) take_while(is_word);
    if (is_relation(text[i])) take_while(is_relation);
    std::string word(text.substr(i, end - i));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    while (word.size() > 1 && word.back() == '.') word.pop_back();
    if (word.find_first_not_of(" \t\n\r") != std::string::npos) words.push_back(std::move(word));
    i = end;
  }
  return words;
}

std::optional<double> number_in(const std::string& word) {
  static constexpr std::array<std::pair<const char*, int>, 20> kWords = {{
      {"one", 1},     {"two", 2},     {"three", 3},  {"four", 4},    {"five", 5},    {"six", 6},      {"seven", 7},
      {"eight", 8},   {"nine", 9},    {"ten", 10},   {"eleven", 11}, {"twelve", 12}, {"fifteen", 15}, {"eighteen", 18},
      {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50},  {"sixty", 60},  {"ninety", 90},
  }};
  for (const auto& [spelled, value] : kWords) {
    if (word == spelled) return value;
  }
  if (word.empty() || std::isdigit(static_cast<unsigned char>(word[0])) == 0) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  return *end == '\0' ? std::optional(value) : std::nullopt;
}

std::string unit_in(const std::string& word) {
  const ir::UnitRow* unit = ir::unit_named(word);
  return unit == nullptr ? "" : std::string(unit->many);
}

bool is_any_of(const std::string& word, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* each) { return word == each; });
}

std::optional<Relation> relation_before(const std::vector<std::string>& words, std::size_t at) {
  const std::string before = at > 0 ? words[at - 1] : "", first = at > 1 ? words[at - 2] : "";
  if (before == "than") {
    if (is_any_of(first, {"more", "greater", "older", "longer", "larger", "higher"})) return Relation::Greater;
    if (is_any_of(first, {"less", "fewer", "younger", "shorter", "smaller", "lower"})) return Relation::Less;
    return std::nullopt;
  }
  if (before == "least" && first == "at") return Relation::GreaterEqual;
  if (before == "most" && first == "at") return Relation::LessEqual;
  if (before == "to" && first == "up") return Relation::LessEqual;
  if (is_any_of(before, {"over", "above", "beyond", ">"})) return Relation::Greater;
  if (is_any_of(before, {"under", "below", "<"})) return Relation::Less;
  if (before == ">=") return Relation::GreaterEqual;
  if (before == "<=") return Relation::LessEqual;
  if (before == "=") return Relation::Equal;
  return std::nullopt;
}

std::optional<Relation> relation_behind(const std::vector<std::string>& words, std::size_t at) {
  if (at + 1 >= words.size() || words[at] != "or") return std::nullopt;
  const std::string& word = words[at + 1];
  if (is_any_of(word, {"more", "older", "greater", "longer", "larger", "higher", "above", "over"}))
    return Relation::GreaterEqual;
  if (is_any_of(word, {"less", "younger", "fewer", "shorter", "smaller", "lower", "below", "under"}))
    return Relation::LessEqual;
  return std::nullopt;
}

}  // namespace

std::vector<Quantity> quantities_in(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  std::vector<Quantity> found;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::optional<double> number = number_in(words[i]);
    if (!number) continue;
    std::size_t behind = i + 1;
    // `11 to 14 years`: one unit for both.
    const bool is_range =
        behind + 2 < words.size() && is_any_of(words[behind], {"to", "-", "and"}) && number_in(words[behind + 1]);
    const std::string unit = behind < words.size() ? unit_in(words[is_range ? behind + 2 : behind]) : "";
    if (unit.empty()) continue;
    Quantity quantity{*number, unit, std::nullopt};
    if (!is_range) {
      quantity.relation = relation_before(words, i);
      const std::optional<Relation> later = relation_behind(words, behind + 1);
      if (!quantity.relation) quantity.relation = later;
    }
    found.push_back(std::move(quantity));
  }
  return found;
}

std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> found;
  for (const std::string& word : words_of(text)) {
    if (const std::optional<double> number = number_in(word)) found.push_back(*number);
  }
  return found;
}

}  // namespace pol::lint::numbers
