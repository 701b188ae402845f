#include "compiler/lint/rules/logic/covering.h"

#include <algorithm>

#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;

Covers::Covers(Context& cx) {
  const Written& written = cx.shared<Written>();
  const Standing& standing = cx.shared<Standing>();
  for (const ExprId id : written.conditions()) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || !is_any(*group) || standing.is_impossible(id)) continue;
    std::vector<ExprId> branches = written.branches(id);
    // A branch that everybody meets covers all others; what it says of them is nothing new.
    const auto is_settled = [&](ExprId each) { return standing.is_certain(each) || !written.can_fail(each); };
    if (std::any_of(branches.begin(), branches.end(), is_settled)) continue;
    std::erase_if(branches, [&](ExprId each) {
      return standing.is_impossible(each) || !written.can_hold(each) || written.has_schedule(each);
    });
    compare(cx, branches);
  }
}

void Covers::compare(Context& cx, const std::vector<ExprId>& branches) {
  const Written& written = cx.shared<Written>();
  auto& cases = cx.shared<Cases>();
  std::vector<bool> is_covered(branches.size(), false);
  const auto covers = [&](std::size_t narrow, std::size_t wide) {
    return written.may_be_linked(branches[narrow], branches[wide]) &&
           cases.proves_never(branches[narrow], covering_question(cx, branches[narrow], branches[wide]));
  };
  for (std::size_t i = 0; i < branches.size(); ++i) {
    Cover cover;
    for (std::size_t k = 0; k < branches.size(); ++k) {
      if (k == i || is_covered[k] || !covers(i, k)) continue;
      const bool is_equal = covers(k, i);
      if (is_equal && k > i) continue;  // told of the later one
      if (!cover.wide.is_set()) {
        cover.narrow = branches[i];
        cover.wide = branches[k];
        cover.is_equal = is_equal;
      } else {
        cover.others.push_back(branches[k]);
      }
    }
    if (!cover.wide.is_set()) continue;
    is_covered[i] = cover.is_equal;  // of equal ones, the earlier stands for both
    all_.push_back(std::move(cover));
  }
}

Question covering_question(Context& cx, ExprId narrow, ExprId wide) {
  Question question{cx.shared<Written>().demands(narrow), {wide}};
  question.yes.push_back(narrow);
  return question;
}

std::vector<ExprId> enough_for(Context& cx, ExprId narrow, ExprId wide) {
  const Written& written = cx.shared<Written>();
  std::vector<ExprId> clauses = written.conjuncts(narrow);
  for (const ExprId demanded : written.demands(narrow)) {
    for (const ExprId clause : written.conjuncts(demanded)) clauses.push_back(clause);
  }
  smt::Session& session = cx.session(narrow);
  std::vector<smt::Form> forms = {session.negate(session.condition(wide))};
  for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
  std::vector<ExprId> core;
  for (const std::size_t i : session.core(forms)) {
    if (i > 0) core.push_back(clauses[i - 1]);
  }
  return core;
}

void tell_enough(Context& cx, Finding& finding, ExprId narrow, ExprId wide) {
  const std::vector<ExprId> core = enough_for(cx, narrow, wide);
  std::vector<std::string> said;
  for (const ExprId id : core) {
    finding.core.push_back(clause_of(cx, id));
    said.push_back(fmt::format("`{}`", text_of(cx.sources(), cx.policy().range(id), 60)));
  }
  finding.related.push_back(clause_of(cx, wide));
  const bool is_told = core.empty() || (core.size() == 1 && core.front() == narrow);
  if (is_told) return;
  finding.details.push_back(fmt::format("{} {} enough for {}", fmt::join(said, " and "),
                                        said.size() == 1 ? "is" : "are", subject_of(cx, wide)));
}

}  // namespace pol::lint::logic
