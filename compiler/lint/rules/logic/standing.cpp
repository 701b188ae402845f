#include "compiler/lint/rules/logic/standing.h"

#include <algorithm>

namespace pol::lint::logic {

using ir::ExprId;

Standing::Standing(Context& cx)
    : cx_(cx), written_(cx.shared<Written>()), cases_(cx.shared<Cases>()), impossible_(cx.policy().exprs.size(), false),
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
    if (!around.is_set()) outermost_.push_back(id);
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

std::vector<ExprId> Standing::clash(ExprId id) const {
  std::vector<ExprId> clauses = written_.conjuncts(id);
  for (const ExprId demanded : cx_.outline().demands(id)) {
    for (const ExprId clause : written_.conjuncts(demanded)) {
      const bool is_new = std::find(clauses.begin(), clauses.end(), clause) == clauses.end();
      if (is_new && written_.can_hold(clause)) clauses.push_back(clause);
    }
  }
  smt::Session& session = cx_.session(id);
  std::vector<smt::Form> forms;
  for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
  std::vector<ExprId> core;
  for (const std::size_t i : session.core(forms)) core.push_back(clauses[i]);
  return core;
}

}  // namespace pol::lint::logic
