#include <algorithm>
#include <string_view>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;

namespace {

constexpr std::string_view kOtherwise = "otherwise";

/// Of the conditions that would have to hold, and those that would have to fail, the fewest that clash. Gives the
/// earlier clauses among them.
std::vector<std::size_t> show_clash(Context& cx, Finding& finding, std::size_t clause) {
  const std::vector<ir::Rule>& rules = cx.policy().rules;
  smt::Session& session = cx.whole();
  std::vector<smt::Form> forms;
  std::vector<std::size_t> of;
  if (clause < rules.size()) {
    forms.push_back(session.condition(rules[clause].when));
    of.push_back(clause);
  }
  for (std::size_t i = 0; i < clause; ++i) {
    forms.push_back(session.negate(session.condition(rules[i].when)));
    of.push_back(i);
  }
  std::vector<std::size_t> earlier;
  logic::Question question;
  for (const std::size_t i : session.core(forms)) {
    const ExprId when = rules[of[i]].when;
    (of[i] == clause ? question.yes : question.no).push_back(when);
    if (of[i] == clause) {
      finding.core.push_back(cx.clause(when));
    } else {
      finding.related.push_back(cx.clause(when));
      finding.paths.push_back(fmt::format("determine.{}", of[i] + 1));
      earlier.push_back(of[i]);
    }
  }
  logic::tell_grounds(cx, finding, question);
  return earlier;
}

/// `otherwise` and its outcome: the next words behind the last clause, past blanks and comments.
Range range_of_otherwise(const Context& cx) {
  const Range last = cx.policy().rules.back().range;
  const std::string_view text = cx.sources().text(last.source);
  std::size_t at = last.end;
  const auto skip_to = [&](std::string_view end) { at = std::min(text.find(end, at), text.size()); };
  for (;;) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    if (text.substr(at, 2) == "//") {
      skip_to("\n");
    } else if (text.substr(at, 2) == "/*") {
      skip_to("*/");
      at = std::min(at + 2, text.size());
    } else {
      break;
    }
  }
  const std::size_t name = std::min(text.find_first_not_of(" \t\r\n", at + kOtherwise.size()), text.size());
  if (text.substr(at, kOtherwise.size()) != kOtherwise) return last;
  const std::size_t end = name + ir::to_text(cx.policy().otherwise).size();
  return {last.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(std::min(end, text.size()))};
}

std::string covering_words(const std::vector<std::size_t>& clauses) {
  if (clauses.empty()) return "its own condition never holds";
  std::vector<std::string> said;
  for (const std::size_t clause : clauses) said.push_back(fmt::format("{}", clause + 1));
  if (said.size() == 1) return fmt::format("clause {} takes every patient who comes so far", said.front());
  const std::string last = said.back();
  said.pop_back();
  return fmt::format("clauses {} and {} take every patient who comes so far", fmt::join(said, ", "), last);
}

}  // namespace

/// Finds: a clause of `determine`, `otherwise` among them, that decides no case, and an outcome that no case gets.
/// Why: clauses are tried in order; one that an earlier clause leaves nothing to decide looks like a rule and is none.
/// Example: `meets when guideline   does_not_meet when guideline and contract_provision`.
/// Instead: move the clause up, or narrow the one before it.
/// Limits: complete cases only; fires only on proof, and a question out of budget is reported as POL5001.
void unreachable_clause(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const logic::Written& written = cx.shared<logic::Written>();
  std::vector<bool> decides(policy.rules.size() + 1, true);
  const auto outcome_of = [&](std::size_t i) {
    return i < policy.rules.size() ? policy.rules[i].outcome : policy.otherwise;
  };
  for (std::size_t i = 0; i < decides.size(); ++i) {
    if (policy.rules.empty()) break;  // no determination, or one that is `otherwise` alone
    if (i < policy.rules.size() && !written.can_hold(policy.rules[i].when)) continue;
    const Range range = policy.rules[std::min(i, policy.rules.size() - 1)].range;
    decides[i] = !cx.ask(cx.whole(), range, {cx.whole().decides(i)}).is_impossible();
  }
  for (std::size_t i = 0; i < decides.size(); ++i) {
    if (decides[i]) continue;
    const bool is_rule = i < policy.rules.size();
    const std::string path = is_rule ? fmt::format("determine.{}", i + 1) : "determine.otherwise";
    Finding& finding = cx.report(is_rule ? policy.rules[i].range : range_of_otherwise(cx), {path}, "");
    const std::string outcome(ir::to_text(outcome_of(i)));
    const std::string clause = is_rule ? fmt::format("clause {} of `determine`, `{}`,", i + 1, outcome)
                                       : fmt::format("`otherwise {}`", outcome);
    finding.message = fmt::format("{} decides no case: {}", clause, covering_words(show_clash(cx, finding, i)));
    const auto reaches = [&](std::size_t k) { return decides[k] && outcome_of(k) == outcome_of(i); };
    bool is_reached = false;
    for (std::size_t k = 0; k < decides.size(); ++k) is_reached = is_reached || reaches(k);
    if (!is_reached) finding.details.push_back(fmt::format("so no case is ever determined as `{}`", outcome));
    if (is_rule) cx.speak_for(policy.rules[i].when);
  }
}

}  // namespace pol::lint
