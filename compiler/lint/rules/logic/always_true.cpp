#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;

namespace {

/// Part of an `all`, and certain because of what stands beside it: then it is a condition too many, which another rule
/// tells.
bool is_repeated(Context& cx, const logic::Written& written, ExprId id) {
  const ExprId up = written.above(id);
  const auto* group = up.is_set() ? std::get_if<ir::Group>(&cx.policy().exprs[up]) : nullptr;
  if (group == nullptr || !logic::is_all(*group)) return false;
  return !cx.shared<logic::Cases>().proves_never(id, {{}, {id}});
}

bool has_certain_part(const logic::Standing& standing, const logic::Written& written, ExprId id) {
  for (const ExprId part : written.branches(id)) {
    if (standing.is_certain(part) || has_certain_part(standing, written, part)) return true;
  }
  return false;
}

}  // namespace

/// Finds: a criterion, or a branch of `any`, that everybody meets who comes as far as it.
/// Why: it tests nothing, and an `any` around it tests nothing either: all who reach it are approved.
/// Example: `any { a. "Child" : age < 18 years  b. "Adult" : age >= 18 years }`.
/// Instead: mend the bound; write `always` where nothing is to be tested.
/// Limits: complete cases only: somebody whose age nobody documented may still be asked for it. Where an author wrote
///   `always` it is silent.
void always_true(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  const auto& standing = cx.shared<logic::Standing>();
  for (const ExprId id : written.conditions()) {
    const Owner::Kind owner = cx.outline().owner(id).kind;
    if (owner != Owner::Kind::Criterion && owner != Owner::Kind::Define) continue;
    if (!standing.is_certain(id) || cx.is_spoken_for(id) || is_repeated(cx, written, id)) continue;
    // The branch tells why; what is around it holds because of it.
    if (has_certain_part(standing, written, id)) continue;
    Finding& finding = cx.report(cx.policy().range(id), {logic::path_of(cx, id)},
                                 "");
    smt::Session& session = cx.session(id);
    const std::vector<ExprId> demands = written.demands(id);
    std::vector<smt::Form> forms = {session.negate(session.condition(id))};
    for (const ExprId demanded : demands) forms.push_back(session.condition(demanded));
    std::vector<ExprId> needed;
    for (const std::size_t i : session.core(forms)) {
      if (i == 0) continue;
      needed.push_back(demands[i - 1]);
      finding.core.push_back(cx.clause(demands[i - 1]));
    }
    finding.message =
        finding.core.empty()
            ? fmt::format("{} tests nothing: every patient meets it", logic::subject_of(cx, id))
            : fmt::format("{} tests nothing: whoever meets what is demanded above meets it", logic::subject_of(cx, id));
    logic::tell_grounds(cx, finding, {needed, {id}});
    cx.speak_for(id);
  }
}

}  // namespace pol::lint
