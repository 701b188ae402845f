#include "compiler/lint/linter.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "compiler/lint/causes.h"
#include "compiler/lint/rules.h"

namespace pol::lint {

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> rules = {
#define POL_LINT(code, severity, rule, summary) {code, Severity::severity, #rule, &rule, summary},
#include "compiler/lint/rules.def"
  };
  return rules;
}

const Rule* rule_of(int code) {
  for (const Rule& rule : all_rules()) {
    if (rule.code == code) return &rule;
  }
  return nullptr;
}

namespace {

/// Of nobody everything is true: where the assumptions leave no patient, every other proof is empty, so that alone is told.
void leave_what_is_about_somebody(std::vector<Finding>& findings) {
  constexpr int kInconsistentAssumptions = 4613;
  const auto is_empty = [](const Finding& finding) { return finding.code == kInconsistentAssumptions; };
  if (std::none_of(findings.begin(), findings.end(), is_empty)) return;
  std::erase_if(findings, [&](const Finding& finding) { return !is_empty(finding); });
}

}  // namespace

std::vector<Finding> run(Context& cx, const std::vector<int>& codes, std::vector<RuleCost>* costs,
                         const std::function<void(const Rule&)>& before_rule) {
  const auto is_wanted = [&](int code) {
    return codes.empty() || code == kUndecided || std::find(codes.begin(), codes.end(), code) != codes.end();
  };
  // A sharper rule speaks for a condition before a weaker one looks at it: those of one block build on each other.
  const std::vector<Rule>& rules = all_rules();
  const auto is_needed = [&](std::size_t i) {
    for (std::size_t k = i; k < rules.size(); ++k) {
      if (rules[k].code / 100 == rules[i].code / 100 && is_wanted(rules[k].code)) return true;
    }
    return false;
  };
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!is_needed(i)) continue;
    const Rule& rule = rules[i];
    if (before_rule) before_rule(rule);
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const std::size_t before = cx.questions();
    cx.begin(rule);
    rule.check(cx);
    for (Finding& finding : cx.take()) {
      if (is_wanted(rule.code)) findings.push_back(std::move(finding));
    }
    if (costs == nullptr) continue;
    const double spent = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    costs->push_back({rule.code, spent, cx.questions() - before});
  }
  leave_what_is_about_somebody(findings);
  soften_outside_scope(cx, findings);
  // Who asks for single rules wants each of their findings; 4616 is then told with the rules that it sums up.
  if (is_wanted(kAssumptionDecides)) tell_once_at_assumptions(cx.policy(), findings);
  sort(findings);
  return findings;
}

void sort(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tuple(a.range.source, a.range.begin, a.code) < std::tuple(b.range.source, b.range.begin, b.code);
  });
}

}  // namespace pol::lint
