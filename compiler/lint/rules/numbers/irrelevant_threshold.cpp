#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/numbers/bounds.h"
#include "compiler/lint/rules/numbers/number_line.h"

namespace pol::lint {

using ir::ExprId;
using numbers::Bound;

namespace {

void tell(Context& cx, const Bound& idle, const Bound& strong, std::string message) {
  Finding& finding = cx.report(cx.policy().range(idle.test), {logic::path_of(cx, idle.test)}, std::move(message));
  logic::add_path(finding, logic::path_of(cx, strong.test));
  finding.core.push_back(logic::clause_of(cx, strong.test));
  finding.number_line = numbers::draw(
      cx, {{numbers::test_text(cx, idle.test), {idle.test}}, {numbers::test_text(cx, strong.test), {strong.test}}},
      numbers::Flaws::None);
  cx.speak_for(idle.test);
}

/// Among what must hold beside `bound`, one that lies further.
std::optional<Bound> tighter_demand(const Context& cx, const logic::Written& written, const Bound& bound) {
  for (const ExprId demanded : written.demands(bound.test)) {
    for (const ExprId clause : written.conjuncts(demanded)) {
      const std::optional<Bound> other = numbers::bound_of(cx.policy(), clause);
      if (!other || other->subject != bound.subject || other->is_lower != bound.is_lower) continue;
      if (numbers::is_tighter(*other, bound)) return other;
    }
  }
  return std::nullopt;
}

/// Among the branches of an `any`, one that is met wherever `bound` is.
std::optional<Bound> looser_branch(const Context& cx, const logic::Written& written, const Bound& bound) {
  const ExprId up = written.above(bound.test);
  if (!up.is_set()) return std::nullopt;
  const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[up]);
  if (group == nullptr || !logic::is_any(*group)) return std::nullopt;
  for (const ExprId branch : written.branches(up)) {
    const std::optional<Bound> other = numbers::bound_of(cx.policy(), branch);
    if (!other || other->subject != bound.subject || other->is_lower != bound.is_lower) continue;
    if (numbers::is_tighter(bound, *other)) return other;
  }
  return std::nullopt;
}

}  // namespace

/// Finds: a threshold that another one makes irrelevant: the lower of two that must both be passed, the higher of two
/// of
///   which one is enough.
/// Why: who reads it believes that it decides something; mostly one of the two numbers is a leftover, or `<` was meant.
/// Example: `age > 5 years and age > 12 years`; `any { age > 5 years, age > 12 years }`.
/// Instead: keep the one that is meant; turn the other round if a band was meant.
/// Limits: only thresholds that stand there as numbers. A definition that says less than what is beside it (`adult and
///   age >= 65 years`) is no finding, nor is a heading whose branches are narrower.
void irrelevant_threshold(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  for (const ExprId id : written.conditions()) {
    const std::optional<Bound> bound = numbers::bound_of(cx.policy(), id);
    if (!bound || cx.is_spoken_for(id)) continue;
    const std::string mine = numbers::test_text(cx, id);
    if (const std::optional<Bound> strong = tighter_demand(cx, written, *bound)) {
      tell(cx, *bound, *strong,
           fmt::format("{} decides nothing: {} is demanded as well", mine, numbers::test_text(cx, strong->test)));
    } else if (const std::optional<Bound> wide = looser_branch(cx, written, *bound)) {
      tell(cx, *bound, *wide,
           fmt::format("{} decides nothing: {} is enough", mine, numbers::test_text(cx, wide->test)));
    }
  }
}

}  // namespace pol::lint
