#include "compiler/lint/rules/logic/standing.h"

#include <algorithm>

namespace pol::lint::logic {

using ir::ExprId;

Standing::Standing(Context& cx)
    : cx_(cx),
      written_(cx.shared<Written>()),
      cases_(cx.shared<Cases>()),
      impossible_(cx.policy().exprs.size(), false),
      certain_(cx.policy().exprs.size(), false) {
  // Where the assumptions clash nobody is a patient, and everything would follow.
  const std::vector<ExprId>& conditions = written_.conditions();
  if (conditions.empty() || cases_.ask(conditions.front(), {}) != smt::Answer::Verdict::Possible) return;
  // The innermost first: a patient who meets it meets what is around it.
  for (auto id = conditions.rbegin(); id != conditions.rend(); ++id) judge(*id);
  for (const ExprId id : conditions) {
    if (!impossible_[id.index]) continue;
    ExprId around = cx.outline().parent(id);
    while (around.is_set() && !impossible_[around.index]) around = cx.outline().parent(around);
    if (!around.is_set() && clashes_without_schedules(id)) outermost_.push_back(id);
  }
}

void Standing::judge(ExprId id) {
  const std::vector<ExprId> demands = written_.demands(id);
  if (written_.can_hold(id)) {
    Question meets{demands, {}};
    meets.yes.push_back(id);
    impossible_[id.index] = cases_.proves_never(id, meets);
  }
  if (!impossible_[id.index] && written_.can_hold(id) && written_.can_fail(id)) {
    certain_[id.index] = cases_.proves_never(id, {demands, {id}});
  }
}

std::vector<ExprId> Standing::clauses_of(ExprId id) const {
  std::vector<ExprId> clauses = written_.conjuncts(id);
  for (const ExprId demanded : written_.demands(id)) {
    const std::vector<ExprId> more = written_.conjuncts(demanded);
    clauses.insert(clauses.end(), more.begin(), more.end());
  }
  std::vector<ExprId> kept;
  for (const ExprId clause : clauses) {
    const bool is_new = std::find(kept.begin(), kept.end(), clause) == kept.end();
    if (is_new && !written_.has_schedule(clause)) kept.push_back(clause);
  }
  return kept;
}

bool Standing::clashes_without_schedules(ExprId id) const {
  return !written_.has_schedule(id) || cases_.proves_never(id, {clauses_of(id), {}});
}

std::vector<ExprId> Standing::clash(ExprId id) const {
  const std::vector<ExprId> clauses = clauses_of(id);
  smt::Session& session = cx_.session(id);
  std::vector<smt::Form> forms;
  for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
  std::vector<ExprId> core;
  for (const std::size_t i : session.core(forms)) core.push_back(clauses[i]);
  return core;
}

}  // namespace pol::lint::logic
