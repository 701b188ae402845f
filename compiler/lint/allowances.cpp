#include "compiler/lint/allowances.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "compiler/lint/changes.h"
#include "compiler/lint/context.h"
#include "compiler/lint/linter.h"

namespace pol::lint {

namespace {

bool is_among(int code, const std::vector<int>& codes) {
  return codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// A finding about an allowance; it cannot be allowed in turn.
bool is_about_allowances(int code) { return code / 100 == 40; }

bool is_known(int code) { return code == kUndecided || rule_of(code) != nullptr; }

/// The allowance is of the whole policy: it has the policy's name, and nothing else is called so.
bool is_of_everything(const ir::Policy& policy, const ir::Allowance& allowance) {
  if (allowance.path != policy.name) return false;
  const auto has_name = [&](const auto& each) { return each.name == allowance.path; };
  const auto has_path = [&](const ir::Criterion& each) { return each.path == allowance.path; };
  return std::none_of(policy.criteria.begin(), policy.criteria.end(), has_path) &&
         std::none_of(policy.defines.begin(), policy.defines.end(), has_name) &&
         std::none_of(policy.facts.begin(), policy.facts.end(), has_name);
}

bool holds(Range outer, Range inner) {
  return outer.source == inner.source && outer.begin <= inner.begin && inner.end <= outer.end;
}

/// Of a finding that names no path: where it stands.
bool stands_below(const ir::Policy& policy, std::string_view path, Range range) {
  const auto is_in = [&](std::string_view name, ir::ExprId condition) {
    return name == path && condition.is_set() && holds(policy.range(condition), range);
  };
  return std::any_of(policy.criteria.begin(), policy.criteria.end(),
                     [&](const ir::Criterion& each) { return is_in(each.path, each.body); }) ||
         std::any_of(policy.defines.begin(), policy.defines.end(),
                     [&](const ir::Define& each) { return is_in(each.name, each.condition); });
}

bool is_about(const ir::Policy& policy, const ir::Allowance& allowance, const Finding& finding) {
  if (is_of_everything(policy, allowance)) return true;
  if (finding.paths.empty()) return stands_below(policy, allowance.path, finding.range);
  const std::string& path = finding.paths.front();
  if (path == allowance.path || "[" + path + "]" == allowance.path) return true;
  return path.size() > allowance.path.size() && path.starts_with(allowance.path) && path[allowance.path.size()] == '.';
}

Finding about(const ir::Allowance& allowance, int code, std::string message) {
  Finding finding;
  finding.code = code;
  finding.severity = rule_of(code)->severity;
  finding.range = allowance.range;
  finding.paths = {allowance.path};
  finding.message = std::move(message);
  return finding;
}

/// Fails as hard as what it holds back would.
Finding expired(const ir::Allowance& allowance, const std::vector<const Finding*>& held_back) {
  Finding finding = about(allowance, kExpired,
                          fmt::format("POL{} was allowed at `{}` until {}", allowance.code, allowance.path,
                                      ir::print_date(*allowance.until)));
  finding.details.push_back(fmt::format("the reason was: {}", allowance.because));
  finding.details.emplace_back("mend what it holds back, or give it another last day");
  for (const Finding* each : held_back) {
    finding.severity = std::min(finding.severity, each->severity);
    finding.related.push_back({each->range, each->paths.empty() ? "" : each->paths.front(), each->message});
  }
  return finding;
}

Finding needless(const ir::Policy& policy, const ir::Allowance& allowance) {
  const bool is_own = !policy.modules.empty() && allowance.range.source == policy.modules.front().source;
  Finding finding = about(allowance, kNeedless,
                          fmt::format("POL{} is allowed at `{}`, where nothing is found{}", allowance.code,
                                      allowance.path, is_own ? "" : fmt::format(" in `{}`", policy.name)));
  if (is_own) {
    finding.details.emplace_back("take the `allow` out, so that a later finding is not missed");
    finding.fixes.push_back({FixKind::Safe, allowance.range, ""});
  } else {
    // Another policy that imports the module may have the finding.
    finding.severity = Severity::Note;
  }
  return finding;
}

}  // namespace

void apply_allowances(const ir::Policy& policy, std::optional<ir::Day> today, const std::vector<int>& codes,
                      bool is_compared, std::vector<Finding>& findings, std::vector<Finding>& suppressed) {
  std::vector<std::vector<std::size_t>> held_back(policy.allowances.size());
  std::vector<bool> is_held_back(findings.size(), false);
  std::vector<bool> is_open(policy.allowances.size(), false);
  for (std::size_t i = 0; i < policy.allowances.size(); ++i) {
    const ir::Allowance& allowance = policy.allowances[i];
    for (std::size_t k = 0; k < findings.size(); ++k) {
      const bool is_code = findings[k].code == allowance.code && !is_about_allowances(allowance.code);
      const bool is_undecided = findings[k].code == kUndecided;
      if ((!is_code && !is_undecided) || !is_about(policy, allowance, findings[k])) continue;
      if (is_code) {
        held_back[i].push_back(k);
        is_held_back[k] = true;
      } else {
        is_open[i] = true;
      }
    }
  }
  std::vector<Finding> shown;
  for (std::size_t i = 0; i < policy.allowances.size(); ++i) {
    const ir::Allowance& allowance = policy.allowances[i];
    if (!held_back[i].empty()) {
      if (!today || !allowance.until || *allowance.until >= *today) continue;
      if (!is_among(kExpired, codes) && !is_among(allowance.code, codes)) continue;
      std::vector<const Finding*> which;
      for (const std::size_t k : held_back[i]) which.push_back(&findings[k]);
      shown.push_back(expired(allowance, which));
    } else if (!is_open[i] && is_known(allowance.code) &&
               (is_among(kNeedless, codes) || is_among(allowance.code, codes)) && (is_compared || !needs_earlier_revision(allowance.code))) {
      shown.push_back(needless(policy, allowance));
    }
  }
  for (std::size_t k = 0; k < findings.size(); ++k) {
    (is_held_back[k] ? suppressed : shown).push_back(std::move(findings[k]));
  }
  findings = std::move(shown);
  sort(findings);
  sort(suppressed);
}

std::vector<int> codes_to_run(const ir::Policy& policy, const std::vector<int>& codes) {
  std::vector<int> all = codes;
  if (codes.empty() || (!is_among(kExpired, codes) && !is_among(kNeedless, codes))) return all;
  for (const ir::Allowance& allowance : policy.allowances) {
    if (!is_among(allowance.code, all)) all.push_back(allowance.code);
  }
  return all;
}

}  // namespace pol::lint
