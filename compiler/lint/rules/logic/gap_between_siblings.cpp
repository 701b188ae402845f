#include <algorithm>
#include <cmath>
#include <cstdint>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/windows.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using logic::Bound;
using logic::Line;
using logic::Window;

namespace {

using Band = NumberLine::Band;

/// Branches whose other conditions are the same: what they differ in is where they lie on the line.
struct Siblings {
  std::vector<ExprId> branches;
  std::vector<ExprId> beside;  ///< what each of them demands besides its bounds
  Line line;
};

/// "Very young or very old" leaves out the middle on purpose: two branches, open to both sides, with more between them
/// than lies below. Bands that follow one another do not.
bool is_meant(const Line& line, const Band& gap) {
  const auto is_closed = [](const Window& window) {
    const auto is_lower = [](const Bound& bound) { return bound.is_lower; };
    return std::any_of(window.bounds.begin(), window.bounds.end(), is_lower) &&
           !std::all_of(window.bounds.begin(), window.bounds.end(), is_lower);
  };
  if (std::any_of(line.windows.begin(), line.windows.end(), is_closed)) return false;
  return *gap.high - *gap.low >= *gap.low;
}

/// `< 6 weeks` beside `> 6 weeks`, `< 5 years` of age beside `> 5 years`: a boundary that is left out, of which another
/// rule tells.
bool is_boundary(const ir::Policy& policy, const Line& line, const Band& gap) {
  const double width = *gap.high - *gap.low;
  if (width == 0) return true;
  const bool is_age = std::any_of(policy.records.begin(), policy.records.end(), [&](const ir::Record& record) {
    return record.kind == ir::Record::Kind::Age && record.birth == line.fact;
  });
  constexpr double kMonthsOfAYear = 12;
  const bool is_year = line.unit == "months" && width == kMonthsOfAYear && std::fmod(*gap.low, kMonthsOfAYear) == 0;
  return is_age && (is_year || (width == 1 && line.unit != "days"));
}

std::string text_without_place(const Context& cx, ExprId id) {
  return text_of(cx.sources(), cx.policy().range(id), SIZE_MAX);
}

/// Not set: some branch bounds nothing, or they differ in more than their bounds.
std::optional<Siblings> siblings_of(Context& cx, ExprId group) {
  const auto& written = cx.shared<logic::Written>();
  Siblings siblings;
  siblings.branches = written.branches(group);
  if (siblings.branches.size() < 2) return std::nullopt;
  std::vector<std::vector<ExprId>> bounding;
  std::vector<std::string> said;
  for (const ExprId branch : siblings.branches) {
    std::vector<ExprId> bounds, beside;
    for (const ExprId clause : written.conjuncts(branch)) {
      (logic::is_bound(cx.policy(), clause) ? bounds : beside).push_back(clause);
    }
    std::vector<std::string> its;
    for (const ExprId clause : beside) its.push_back(text_without_place(cx, clause));
    std::sort(its.begin(), its.end());
    const bool is_first = bounding.empty();
    if (bounds.empty() || (!is_first && its != said)) return std::nullopt;
    if (is_first) {
      said = std::move(its);
      siblings.beside = std::move(beside);
    }
    bounding.push_back(std::move(bounds));
  }
  std::optional<Line> line = logic::line_of(cx.policy(), siblings.branches, bounding);
  if (!line) return std::nullopt;
  siblings.line = std::move(*line);
  return siblings;
}

/// Above the branches that end before the gap, below those that begin behind it, and in none.
std::vector<smt::Form> gap_forms(smt::Session& session, const ir::Policy& policy, const Line& line, const Band& gap) {
  std::vector<smt::Form> forms;
  // What is documented as none is in no branch either, but in no gap.
  ir::Operand value;
  value.kind = ir::Operand::Kind::Fact;
  value.fact = line.fact;
  value.is_date = policy.facts[line.fact].type.kind == ir::FactKind::Date;
  if (policy.facts[line.fact].type.or_none) forms.push_back(session.compare(value, ir::Relation::LessEqual, value));
  for (const Window& window : line.windows) {
    forms.push_back(session.negate(session.condition(window.condition)));
    for (const Bound& bound : window.bounds) {
      const bool ends_before = !bound.is_lower && *bound.at <= *gap.low;
      const bool begins_behind = bound.is_lower && *bound.at >= *gap.high;
      if (ends_before || begins_behind) forms.push_back(session.negate(session.condition(bound.test)));
    }
  }
  return forms;
}

/// `from 2 to 3 years`.
std::string gap_words(const Line& line, const Band& gap) {
  return *gap.low == *gap.high ? fmt::format("of {} {}", *gap.low, line.unit)
                               : fmt::format("from {} to {} {}", *gap.low, *gap.high, line.unit);
}

/// The gaps that a patient can be in; the first one's patient is shown.
struct Gaps {
  std::vector<std::string> words;
  std::optional<Witness> witness;
};
Gaps gaps_of(Context& cx, ExprId group, const Siblings& siblings, NumberLine& drawn) {
  const auto& written = cx.shared<logic::Written>();
  auto& cases = cx.shared<logic::Cases>();
  logic::Question question{written.demands(group), {}};
  question.yes.insert(question.yes.end(), siblings.beside.begin(), siblings.beside.end());
  Gaps gaps;
  std::erase_if(drawn.bands, [&](const Band& band) {
    if (!band.is_flaw) return false;
    if (!band.low || !band.high || is_meant(siblings.line, band) ||
        is_boundary(cx.policy(), siblings.line, band)) {
      return true;
    }
    std::optional<Witness> witness =
        cases.patient(group, question, gap_forms(cx.session(group), cx.policy(), siblings.line, band),
                      fmt::format("meets no branch of {}", logic::subject_of(cx, group)));
    if (!witness) return true;
    gaps.words.push_back(gap_words(siblings.line, band));
    if (!gaps.witness) gaps.witness = std::move(witness);
    return false;
  });
  return gaps;
}

}  // namespace

/// Finds: branches of an `any` that bound one number, age or span of days, are alike in all else, and leave a stretch
///   between them.
/// Why: bands that follow one another mostly mean to follow without a gap; who falls between them is approved by none.
/// Example: `any { a. age < 2 years  b. age >= 3 years and age < 12 years }`.
/// Instead: let one band begin where the other ends.
/// Limits: branches that differ in more than their bounds are not looked at. Two branches open to both sides that leave
///   out more than lies below them, as `age < 5 years` beside `age > 65 years`, mean it. A boundary that stands in both
///   tests, as `< 6 weeks` beside `> 6 weeks`, is POL4204. A question out of budget is reported as POL5001.
void gap_between_siblings(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  for (const ExprId id : written.conditions()) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || !logic::is_any(*group)) continue;
    const std::optional<Siblings> siblings = siblings_of(cx, id);
    if (!siblings) continue;
    std::optional<NumberLine> drawn = logic::drawing(cx, siblings->line);
    if (!drawn) continue;
    Gaps gaps = gaps_of(cx, id, *siblings, *drawn);
    if (!gaps.witness) continue;
    for (const ExprId branch : siblings->branches) gaps.witness->truths.emplace_back(branch, ir::Truth::No);
    Finding& finding = cx.report(
        cx.policy().range(id), {cx.outline().path(id)},
        fmt::format("the branches of {} leave {} between them: {} {}", logic::subject_of(cx, id),
                    gaps.words.size() == 1 ? "a gap" : "gaps", siblings->line.subject, fmt::join(gaps.words, ", ")));
    for (const ExprId branch : siblings->branches) {
      logic::add_path(finding, logic::path_of(cx, branch));
      finding.related.push_back(logic::clause_of(cx, branch));
    }
    finding.witness = std::move(gaps.witness);
    finding.number_line = std::move(drawn);
  }
}

}  // namespace pol::lint
