#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/civil.h"
#include "tools/polc/lint.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;  ///< of this JSON; changes when a program that reads it would have to

Json range_json(const Sources& sources, Range range) {
  const Place begin = sources.place(range.source, range.begin);
  const Place end = sources.place(range.source, range.end);
  return {{"line", begin.line}, {"column", begin.column}, {"end_line", end.line}, {"end_column", end.column}};
}

Json clauses_json(const Linted& linted, const std::vector<lint::Clause>& clauses) {
  const Sources& sources = linted.compiled->sources;
  Json out = Json::array();
  for (const lint::Clause& clause : clauses) {
    out.push_back({{"path", clause.path},
                   {"file", shown_path(linted, clause.range.source)},
                   {"range", range_json(sources, clause.range)},
                   {"text", clause.says}});
  }
  return out;
}

Json fixes_json(const Linted& linted, const std::vector<Fix>& fixes) {
  const Sources& sources = linted.compiled->sources;
  Json out = Json::array();
  for (const Fix& fix : fixes) {
    out.push_back({{"kind", fix.kind == FixKind::Safe ? "safe" : "review"},
                   {"file", shown_path(linted, fix.range.source)},
                   {"range", range_json(sources, fix.range)},
                   {"replacement", fix.replacement}});
  }
  return out;
}

Json facts_json(const ir::Policy& policy, const ir::Patient& patient) {
  Json facts = Json::object();
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    const ir::FactId fact{i};
    const bool is_documented = patient[fact].kind != ir::FactState::Kind::Undocumented;
    if (is_documented) facts[policy.facts[fact].name] = case_value(policy, fact, patient[fact]);
  }
  return facts;
}

Json witness_json(const ir::Policy& policy, const LintEntry& entry) {
  if (!entry.finding.witness) return nullptr;
  Json out = {{"facts", facts_json(policy, entry.finding.witness->patient)}, {"shows", entry.finding.witness->shows}};
  if (entry.outcome) out["outcome"] = *entry.outcome;
  if (entry.outcome) out["possible"] = entry.possible;
  return out;
}

Json entry_json(const Linted& linted, const LintEntry& entry) {
  const Sources& sources = linted.compiled->sources;
  const lint::Finding& finding = entry.finding;
  return {{"code", code_text(finding.code)},
          {"rule", rule_words(finding.code).name},
          {"severity", word_for(finding.severity)},
          {"paths", finding.paths},
          {"file", shown_path(linted, finding.range.source)},
          {"range", range_json(sources, finding.range)},
          {"message", finding.message},
          {"details", finding.details},
          {"core", clauses_json(linted, finding.core)},
          {"related", clauses_json(linted, finding.related)},
          {"witness", witness_json(linted.policy(), entry)},
          {"fixes", fixes_json(linted, finding.fixes)},
          {"fingerprint", entry.fingerprint}};
}

Json members_json(const ir::ValueSet& set, const ir::Members& members) {
  Json out = Json::array();
  for (const std::size_t i : members.list()) {
    const std::string& name = set.values[i].name;
    out.push_back(name.empty() ? "another code" : name);
  }
  return out;
}

/// As many days as the text stands for: a day, or a month.
std::string date_words(const ir::FactState& state) {
  const std::string day = ir::print_date(static_cast<ir::Day>(state.low));
  return state.low == state.high ? day : day.substr(0, 7);
}

}  // namespace

Json case_value(const ir::Policy& policy, ir::FactId fact, const ir::FactState& state) {
  const ir::Type& type = policy.facts[fact].type;
  switch (state.kind) {
    case ir::FactState::Kind::Undocumented:
      return nullptr;
    case ir::FactState::Kind::None:
      return "none";
    case ir::FactState::Kind::Value:
      break;
  }
  switch (type.kind) {
    case ir::FactKind::Finding:
      return state.low != 0;
    case ir::FactKind::Choice: {
      const std::string& name = policy.value_sets[type.values].values[static_cast<std::size_t>(state.low)].name;
      return name.empty() ? "another code" : name;
    }
    case ir::FactKind::Set: {
      const ir::ValueSet& set = policy.value_sets[type.values];
      bool is_complete = true;
      for (std::size_t i = 0; i < set.values.size(); ++i) {
        if (!state.in.contains(i) && !state.out.contains(i)) is_complete = false;
      }
      if (is_complete) return members_json(set, state.in);
      return {{"includes", members_json(set, state.in)}, {"excludes", members_json(set, state.out)}};
    }
    case ir::FactKind::Number: {
      const std::string digits = ir::print_quantity(state.low, type.factor, ir::row_of(type.dimension).decimals);
      if (type.unit.empty()) return Json::parse(digits);
      return fmt::format("{} {}", digits, type.unit);
    }
    case ir::FactKind::Date:
      return date_words(state);
  }
  POL_BUG("fact kind out of range");
}

Json lint_json(const Linted& linted) {
  const LintCounts counts = count(linted.entries);
  Json files = Json::array();
  const Sources& sources = linted.compiled->sources;
  for (std::uint32_t source = 1; source < sources.size(); ++source) {
    const std::string name = shown_path(linted, source);
    if (std::find(files.begin(), files.end(), name) == files.end()) files.push_back(name);
  }
  Json findings = Json::array();
  for (const LintEntry& entry : linted.entries) {
    if (entry.is_shown()) findings.push_back(entry_json(linted, entry));
  }
  return {{"format", kFormat},
          {"version", pipeline::kVersion},
          {"policy", linted.policy().name},
          {"content_hash", linted.policy().content_hash},
          {"file", linted.path},
          {"files", std::move(files)},
          {"findings", std::move(findings)},
          {"counts",
           {{"error", counts.errors},
            {"warning", counts.warnings},
            {"note", counts.notes},
            {"allowed", counts.allowed},
            {"baselined", counts.baselined}}},
          {"gone_from_baseline", linted.gone}};
}

}  // namespace pol::tool
