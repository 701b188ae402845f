#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/windows.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using ir::ExprId;
using logic::Bound;
using logic::Line;
using logic::Window;

namespace {

/// "Very young or very old" leaves out the middle on purpose. Bands that follow one another do not.
bool are_bands(const Line& line) {
  const auto is_closed = [](const Window& window) {
    const auto is_lower = [](const Bound& bound) { return bound.is_lower; };
    return std::any_of(window.bounds.begin(), window.bounds.end(), is_lower) &&
           !std::all_of(window.bounds.begin(), window.bounds.end(), is_lower);
  };
  return std::any_of(line.windows.begin(), line.windows.end(), is_closed);
}

/// Above some branch, below another, and in none.
std::vector<smt::Form> gap_forms(smt::Session& session, const ir::Policy& policy, const Line& line) {
  std::vector<smt::Form> above, below, gap;
  // What is documented as none is in no branch either, but in no gap.
  ir::Operand value;
  value.kind = ir::Operand::Kind::Fact;
  value.fact = line.fact;
  value.is_date = policy.facts[line.fact].type.kind == ir::FactKind::Date;
  if (policy.facts[line.fact].type.or_none) gap.push_back(session.compare(value, ir::Relation::LessEqual, value));
  for (const Window& window : line.windows) {
    gap.push_back(session.negate(session.condition(window.condition)));
    for (const Bound& bound : window.bounds) {
      (bound.is_lower ? below : above).push_back(session.negate(session.condition(bound.test)));
    }
  }
  gap.push_back(session.any(above));
  gap.push_back(session.any(below));
  return gap;
}

/// `Age from 2 to 3 years`.
std::string gap_words(const Line& line, const std::optional<NumberLine>& drawn) {
  if (!drawn) return line.subject;
  for (const NumberLine::Band& band : drawn->bands) {
    if (!band.is_flaw || !band.low || !band.high) continue;
    return *band.low == *band.high ? fmt::format("{} of {} {}", line.subject, *band.low, line.unit)
                                   : fmt::format("{} from {} to {} {}", line.subject, *band.low, *band.high, line.unit);
  }
  return line.subject;
}

}  // namespace

/// Finds: branches of an `any` that all bound one number, age or span of days, and leave a stretch between them.
/// Why: bands that follow one another mostly mean to follow without a gap; who falls between them is approved by none.
/// Example: `any { a. age < 2 years  b. age > 2 years and age < 12 years }`.
/// Instead: let one band begin where the other ends.
/// Limits: branches that do anything else are not looked at, and two branches open to both sides leave out the middle
///   on purpose. A question out of budget is reported as POL5001.
void gap_between_siblings(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  auto& cases = cx.shared<logic::Cases>();
  for (const ExprId id : written.conditions()) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || !logic::is_any(*group)) continue;
    const std::vector<ExprId> branches = written.branches(id);
    if (branches.size() < 2) continue;
    const std::optional<Line> line = logic::line_of(cx.policy(), branches);
    if (!line || !are_bands(*line)) continue;
    logic::Question question{written.demands(id), {}};
    std::optional<Witness> witness = cases.patient(id, question, gap_forms(cx.session(id), cx.policy(), *line),
                                                   fmt::format("meets no branch of {}", logic::subject_of(cx, id)));
    if (!witness) continue;
    for (const ExprId branch : branches) witness->truths.emplace_back(branch, ir::Truth::No);
    Finding& finding = cx.report(cx.policy().range(id), {cx.outline().path(id)},
                                 fmt::format("the branches of {} leave a gap between them: {}",
                                             logic::subject_of(cx, id), gap_words(*line, logic::drawing(cx, *line))));
    for (const ExprId branch : branches) {
      logic::add_path(finding, logic::path_of(cx, branch));
      finding.related.push_back(logic::clause_of(cx, branch));
    }
    finding.witness = std::move(witness);
    finding.number_line = logic::drawing(cx, *line);
  }
}

}  // namespace pol::lint
