// Findings by the name under which a baseline and a code scanner know them.

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "compiler/lint/context.h"
#include "tools/polc/lint.h"

namespace pol::tool {

namespace {

/// 128 bits in hexadecimal: enough that two findings of a policy never share one.
std::string hash_of(const std::string& text) {
  std::string hash(crypto_generichash_BYTES_MIN, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  std::string digits(hash.size() * 2 + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
  digits.pop_back();
  return digits;
}

/// What the author gave as the reason.
std::string reason_of(const ir::Policy& policy, const lint::Finding& finding) {
  const std::string path = finding.paths.empty() ? "" : finding.paths.front();
  for (const ir::Allowance& allowance : policy.allowances) {
    const bool is_below = path.rfind(allowance.path + ".", 0) == 0;
    if (allowance.code == finding.code && (allowance.path == path || is_below)) return allowance.because;
  }
  return "allowed in the policy";
}

}  // namespace

std::string shown_path(const Linted& linted, std::uint32_t source) {
  const std::string& path = linted.compiled->sources.path(source);
  if (linted.stdlib.empty()) return path;
  namespace fs = std::filesystem;
  const fs::path below = fs::path(path).lexically_relative(fs::path(linted.stdlib).lexically_normal());
  const bool is_standard = !below.empty() && *below.begin() != ".." && *below.begin() != ".";
  return is_standard ? "stdlib/" + below.generic_string() : path;
}

std::string_view word_for(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "";
}

std::string code_text(int code) { return fmt::format("POL{:04}", code); }

std::string dashed(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

RuleWords rule_words(int code) {
  if (const lint::Rule* rule = lint::rule_of(code)) {
    return {code, rule->severity, dashed(rule->name), std::string(rule->summary), std::string(lint::manual_of(code))};
  }
  if (code == lint::kUndecided) {
    return {code, Severity::Note, "undecided", "a question that the solver left open within its limit",
            "Finds: a rule whose question about this condition was not decided.\n"
            "Why: neither a flaw nor its absence is proved; silence would look like the latter.\n"
            "Example: a criterion over dozens of dates and counts that all hang together.\n"
            "Instead: name parts of it by `define`, or read it once more yourself.\n"
            "Limits: the limit is a count of solver steps, not a time: every machine leaves the same questions open."};
  }
  return {code, Severity::Note, fmt::format("pol{}", code), "a finding", ""};
}

LintCounts count(const std::vector<LintEntry>& entries) {
  LintCounts counts;
  for (const LintEntry& entry : entries) {
    if (entry.is_minor) {
      if (!entry.is_baselined && !entry.allowed_because) ++counts.minor;
      continue;
    }
    if (!entry.is_shown()) {
      ++(entry.allowed_because ? counts.allowed : counts.baselined);
      continue;
    }
    switch (entry.finding.severity) {
      case Severity::Error:
        ++counts.errors;
        break;
      case Severity::Warning:
        ++counts.warnings;
        break;
      case Severity::Note:
        ++counts.notes;
        break;
    }
  }
  return counts;
}

std::vector<LintEntry> entries_of(const std::string& policy_name, std::vector<lint::Finding> findings) {
  std::map<std::string, int> seen;
  std::vector<LintEntry> entries;
  for (lint::Finding& finding : findings) {
    std::string identity = fmt::format("{}\n{}\n{}\n", policy_name, finding.code, finding.message);
    for (const std::string& path : finding.paths) identity += path + "\n";
    LintEntry entry;
    entry.fingerprint = hash_of(identity);
    const int times = ++seen[entry.fingerprint];
    if (times > 1) entry.fingerprint += fmt::format("-{}", times);
    entry.finding = std::move(finding);
    entries.push_back(std::move(entry));
  }
  return entries;
}

void add_allowed(Linted& linted, std::vector<lint::Finding> suppressed) {
  for (LintEntry& entry : entries_of(linted.policy().name, std::move(suppressed))) {
    entry.allowed_because = reason_of(linted.policy(), entry.finding);
    linted.entries.push_back(std::move(entry));
  }
}

}  // namespace pol::tool
