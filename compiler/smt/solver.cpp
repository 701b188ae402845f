#include "compiler/smt/solver.h"

#include <algorithm>

namespace pol::smt {

using ir::Truth;

Solver::Solver(z3::context& context, const ir::Policy& policy, const Forms& forms, Limits limits,
               std::optional<ir::Day> today)
    : policy_(policy),
      forms_(forms),
      limits_(limits),
      today_(today),
      logic_(context, limits.rlimit),
      pin_(today ? logic_.boolean("on the day") : logic_.constant(true)),
      variables_(policy, logic_, today, pin_),
      months_(policy, logic_, variables_),
      comparisons_(policy, logic_, variables_, months_, today, pin_),
      conditions_(policy, logic_, variables_, comparisons_),
      gamma_(policy, logic_, variables_, comparisons_, conditions_, today),
      dependent_(dependent_facts(policy)) {
  if (!today) variables_.enter(policy.reference);
}

Found Solver::ask(const std::vector<Form>& forms) {
  Found found = ask(forms, Sense::Plain);
  if (!found.answer.is_possible() || !found.answer.rests_on_unstated) return found;
  // Perhaps it can be had without.
  Found surely = ask(forms, Sense::Least);
  return surely.answer.is_possible() ? surely : found;
}

Found Solver::ask(const std::vector<Form>& forms, Sense sense) {
  std::vector<std::pair<expr, std::size_t>> assumed;
  z3::expr_vector assumptions(logic_.context());
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const auto [at, is_new] = literals_.try_emplace({forms[i], sense}, logic_.constant(true));
    if (is_new) at->second = logic_.named(conditions_.form(forms_, forms[i], sense), "form");
    if (at->second.is_true()) continue;
    if (at->second.is_false()) {
      Found found;
      found.answer.verdict = Answer::Verdict::Impossible;
      found.core = {i};
      return found;
    }
    assumed.emplace_back(at->second, i);
    assumptions.push_back(at->second);
  }
  if (today_) assumptions.push_back(pin_);
  gamma_.tell();
  months_.begin_question();

  Found found;
  std::vector<expr> windows;  // to look in first
  for (unsigned refined = 0; refined <= limits_.refinements;) {
    z3::expr_vector all(logic_.context());
    for (const expr& one : assumptions) all.push_back(one);
    for (const expr& window : windows) all.push_back(window);
    ++questions_;
    const z3::check_result result = logic_.solver().check(all);
    if (result == z3::unknown) return found;
    if (result == z3::unsat) {
      if (windows.empty()) return impossible(assumed);
      windows.clear();
      continue;
    }
    const z3::model model = logic_.solver().get_model();
    Candidate one = candidate(forms, model);
    const Truth truth = sense == Sense::Plain ? one.truth_filled : one.truth;
    if (one.broken.empty() && truth == Truth::Yes) {
      found.answer.verdict = Answer::Verdict::Possible;
      found.answer.rests_on_unstated = one.truth != Truth::Yes;
      found.answer.witness = std::move(one.patient);
      return found;
    }
    ++refined;
    // Either a month is not as long as the model has it, or a fact that no question named matters.
    windows.clear();
    const bool is_month_corrected = months_.correct(model);
    if (is_month_corrected) windows = months_.windows();
    if (gamma_.correct(model) || is_month_corrected) continue;
    if (!pull_in(one.broken)) {
      ++disagreements_;
      return found;
    }
    gamma_.tell();
  }
  return found;
}

Found Solver::impossible(const std::vector<std::pair<expr, std::size_t>>& assumed) {
  Found found;
  found.answer.verdict = Answer::Verdict::Impossible;
  const z3::expr_vector core = logic_.solver().unsat_core();
  for (unsigned i = 0; i < core.size(); ++i) {
    const expr literal = core[static_cast<int>(i)];
    found.rests_on_day |= today_ && z3::eq(literal, pin_);
    // Of forms that mean the same the first is enough.
    const auto at = std::find_if(assumed.begin(), assumed.end(), [&](const auto& one) { return z3::eq(one.first, literal); });
    if (at != assumed.end()) found.core.push_back(at->second);
  }
  std::sort(found.core.begin(), found.core.end());
  return found;
}

bool Solver::pull_in(const std::vector<ir::FactId>& facts) {
  bool is_any_new = false;
  for (const ir::FactId fact : facts) {
    is_any_new |= !variables_.is_in(fact);
    variables_.enter(fact);
  }
  return is_any_new;
}

std::string Solver::text(const std::vector<std::pair<std::string, Form>>& named) {
  conditions_.name_by_path();
  for (const auto& [name, form] : named) {
    const expr meant = conditions_.form(forms_, form, Sense::Plain);
    gamma_.tell();
    logic_.require(logic_.boolean(name) == meant);
  }
  return logic_.solver().to_smt2();
}

}  // namespace pol::smt
