#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/numbers/quantities.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;

namespace {

/// `6 weeks`, as the text has it.
struct Span {
  const ir::UnitRow* unit = nullptr;
  ir::Half value = 0;
  std::string words;
};

std::string digits_of(const std::string& word) {
  static constexpr std::array<std::string_view, 13> kNumbers = {
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
  const auto at = std::find(kNumbers.begin(), kNumbers.end(), word);
  if (at != kNumbers.end()) return std::to_string(at - kNumbers.begin());
  const bool is_number = !word.empty() && word.front() >= '0' && word.front() <= '9';
  return is_number ? word : "";
}

/// Words of letters, numbers with their decimal point, `%`.
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_digit(text[i])) {
      while (end < text.size() &&
             (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1])))) {
        ++end;
      }
      tokens.emplace_back(text.substr(i, end - i));
    } else if (text[i] == '%') {
      tokens.emplace_back("%");
    } else if (std::vector<std::string> word = document::words_of(text.substr(i, 1)); !word.empty()) {
      while (end < text.size() && !is_digit(text[end]) && !document::words_of(text.substr(end, 1)).empty()) ++end;
      tokens.push_back(document::words_of(text.substr(i, end - i)).front());
    }
    i = end;
  }
  return tokens;
}

/// Every `6 weeks` and both of `6 to 8 weeks`.
std::vector<Span> spans_in(std::string_view text) {
  std::vector<Span> spans;
  const std::vector<std::string> tokens = tokens_of(text);
  const auto is_joint = [](const std::string& word) { return word == "to" || word == "or" || word == "and"; };
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const std::string digits = digits_of(tokens[i]);
    if (digits.empty()) continue;
    std::size_t unit_at = i + 1;
    if (unit_at + 2 < tokens.size() && is_joint(tokens[unit_at]) && !digits_of(tokens[unit_at + 1]).empty())
      unit_at += 2;
    const ir::UnitRow* unit = ir::unit_named(tokens[unit_at]);
    if (unit == nullptr) continue;
    const auto value = ir::parse_quantity(digits, unit->factor, ir::row_of(unit->dimension).decimals);
    if (value) spans.push_back({unit, *value, fmt::format("{} {}", digits, tokens[unit_at])});
  }
  return spans;
}

/// Without texts in quotes and comments.
std::string conditions_only(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
      }
      out += ' ';
    } else if (text.substr(i, 2) == "//") {
      while (i < text.size() && text[i] != '\n') ++i;
      out += ' ';
    } else {
      out += text[i];
    }
  }
  return out;
}

class TitleFigures {
 public:
  explicit TitleFigures(Context& cx) : cx_(cx), policy_(cx.policy()) {
    for (const ir::Schedule& schedule : policy_.schedules) schedules_.insert(schedule.truth);
  }

  void compare(const std::string& path, const std::string& named, const std::string& title, ExprId condition) {
    const std::vector<Span> said = spans_in(title);
    if (said.empty() || !condition.is_set()) return;
    if (cx_.shared<numbers::TitlesTold>().paths.contains(path)) return;  // told of the figure itself
    std::vector<Span> written;
    if (!collect(condition, written)) return;
    for (const Span& span : said) {
      std::vector<const Span*> alike;
      for (const Span& each : written) {
        if (each.unit == span.unit) alike.push_back(&each);
      }
      const auto is_same = [&](const Span* each) { return each->value == span.value; };
      if (alike.empty() || std::any_of(alike.begin(), alike.end(), is_same)) continue;
      Finding& finding =
          cx_.report(policy_.range(condition), {path},
                     fmt::format("{} speaks of {}, its condition of {}", named, span.words, alike.front()->words));
      finding.details.emplace_back("one of the two is not what was meant");
      return;
    }
  }

 private:
  /// The spans in the condition's text and in the definitions that it rests on; false where a schedule is among them,
  /// whose lengths add up.
  bool collect(ExprId root, std::vector<Span>& spans) {
    std::vector<ExprId> waiting = {root};
    std::set<ExprId> seen;
    bool has_schedule = false;
    const auto add_text = [&](ExprId id) {
      const std::string text = conditions_only(cx_.sources().text(policy_.range(id)));
      const std::vector<Span> found = spans_in(text);
      spans.insert(spans.end(), found.begin(), found.end());
    };
    add_text(root);
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      waiting.pop_back();
      if (!seen.insert(id).second) continue;
      if (schedules_.contains(id)) has_schedule = true;
      if (const auto* named = std::get_if<ir::DefineRef>(&policy_.exprs[id])) {
        add_text(policy_.defines[named->define].condition);
      } else if (const auto* finding = std::get_if<ir::Finding>(&policy_.exprs[id])) {
        const ir::Fact& fact = policy_.facts[finding->fact];
        if (fact.shown_by.is_set()) add_text(fact.shown_by);
      }
      for (const ExprId part : ir::operands(policy_, id)) waiting.push_back(part);
    }
    return !has_schedule;
  }

  Context& cx_;
  const ir::Policy& policy_;
  std::set<ExprId> schedules_;
};

}  // namespace

/// Finds: a title that states a figure, where the condition below it tests other figures of that unit only.
/// Why: reviewers and letters show the title, the determination follows the condition; one of them was not changed with
///   the other.
/// Example: `define pediatric "21 years or younger" = age <= 18 years`.
/// Instead: bring title and condition to one figure.
/// Limits: compares figures of one and the same unit, in titles of definitions and criteria; says nothing where a
///   schedule takes part, nor where the condition has no figure of that unit. What POL4205 tells of the figure itself is
///   not told again.
void definition_at_odds(Context& cx) {
  const ir::Policy& policy = cx.policy();
  TitleFigures figures(cx);
  for (const ir::Define& define : policy.defines) {
    figures.compare(define.name, fmt::format("`{}` \"{}\"", define.name, define.title), define.title, define.condition);
  }
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    const ir::Criterion& criterion = policy.criteria[ir::CriterionId{i}];
    figures.compare(criterion.path, name_of(policy, ir::CriterionId{i}), criterion.title, criterion.body);
  }
}

}  // namespace pol::lint
