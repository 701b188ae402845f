#include "compiler/lint/causes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/scope/outside.h"

namespace pol::lint {

namespace {

bool is_same(Range a, Range b) { return a.source == b.source && a.begin == b.begin && a.end == b.end; }

/// Of logic and numbers: what is told of assumptions themselves names them in its own right.
bool is_of_conditions(int code) { return code / 100 == 41 || code / 100 == 42; }

/// Findings whose proof has this assumption in it, and no other.
std::vector<std::size_t> resting_on(const ir::Policy& policy, const ir::Claim& claim,
                                    const std::vector<Finding>& findings) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    if (!is_of_conditions(finding.code)) continue;
    const auto is_allowed = [&](const ir::Allowance& each) { return each.code == finding.code; };
    if (std::any_of(policy.allowances.begin(), policy.allowances.end(), is_allowed)) continue;
    const auto is_in_proof = [&](const ir::Claim& each) {
      return std::any_of(finding.core.begin(), finding.core.end(),
                         [&](const Clause& clause) { return is_same(clause.range, each.range); });
    };
    if (!is_in_proof(claim)) continue;
    if (std::count_if(policy.assumptions.begin(), policy.assumptions.end(), is_in_proof) == 1) found.push_back(i);
  }
  return found;
}

Finding decides(const ir::Claim& claim, const std::vector<const Finding*>& which) {
  Finding finding;
  finding.code = kAssumptionDecides;
  finding.severity = Severity::Note;
  finding.range = claim.range;
  finding.paths = {claim.title};
  finding.message = fmt::format("the assumption \"{}\" alone is behind {} findings", claim.title, which.size());
  finding.details.emplace_back("if it is not always true, none of them holds: take it out, or narrow it");
  finding.details.emplace_back("if it is, each is to be mended where it stands; `--rule` with its code shows the proof");
  for (const Finding* each : which) {
    finding.severity = std::min(finding.severity, each->severity);
    const std::string path = each->paths.empty() ? "" : each->paths.front();
    finding.related.push_back({each->range, path, fmt::format("POL{}: {}", each->code, each->message)});
    for (const std::string& named : each->paths) {
      const bool is_new = std::find(finding.paths.begin(), finding.paths.end(), named) == finding.paths.end();
      if (is_new) finding.paths.push_back(named);
    }
  }
  return finding;
}

}  // namespace

void tell_once_at_assumptions(const ir::Policy& policy, std::vector<Finding>& findings) {
  std::vector<bool> is_told(findings.size(), false);
  std::vector<Finding> told;
  for (const ir::Claim& claim : policy.assumptions) {
    const std::vector<std::size_t> resting = resting_on(policy, claim, findings);
    if (resting.size() < 2) continue;
    std::vector<const Finding*> which;
    for (const std::size_t i : resting) {
      which.push_back(&findings[i]);
      is_told[i] = true;
    }
    told.push_back(decides(claim, which));
  }
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!is_told[i]) kept.push_back(std::move(findings[i]));
  }
  for (Finding& finding : told) kept.push_back(std::move(finding));
  findings = std::move(kept);
}

void soften_outside_scope(Context& cx, std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (finding.severity != Severity::Warning || finding.paths.empty()) continue;
    if (!cx.shared<scope::Outside>().holds(finding.paths.front())) continue;
    finding.severity = Severity::Note;
    finding.details.emplace_back("no procedure code of this policy is for what is imaged here");
  }
  // To find out may have left a question open.
  for (Finding& open : cx.take()) findings.push_back(std::move(open));
}

}  // namespace pol::lint
