// Patients as `case` blocks: what shows a finding today tells tomorrow whether it still does.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/exact/consistent.h"
#include "compiler/ir/civil.h"
#include "compiler/support/printable.h"
#include "tools/polc/determination.h"
#include "tools/polc/lint.h"

namespace pol::tool {

namespace {

std::string between_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

class CaseText {
 public:
  CaseText(const Linted& linted, const pipeline::Engine& engine)
      : policy_(linted.policy()), sources_(linted.compiled->sources), engine_(engine) {
    for (const ir::Case& one : policy_.cases) titles_.insert(one.title);
  }

  void add(const LintEntry& entry) {
    const lint::Finding& finding = entry.finding;
    const lint::Witness& witness = *finding.witness;
    std::string facts;
    for (std::uint32_t i = 0; i < witness.patient.facts.size(); ++i) {
      const ir::FactId fact{i};
      if (witness.patient[fact].kind == ir::FactState::Kind::Undocumented) continue;
      const std::optional<std::string> line = fact_lines(fact, witness.patient[fact]);
      if (!line) {
        text_ += fmt::format("// {}: a case block cannot write the value of {}\n\n", code_text(finding.code),
                             policy_.facts[fact].name);
        return;
      }
      facts += *line;
    }
    const auto prepared = exact::prepare(policy_, witness.patient);
    if (!prepared) {
      text_ += fmt::format("// {}: its patient cannot be determined: {}\n\n", code_text(finding.code),
                           printable(prepared.error()));
      return;
    }
    const std::string truths = truths_expected(finding, prepared.value());
    text_ += fmt::format("// {}: {}\n", code_text(finding.code), printable(finding.message));
    if (truths.empty()) {
      text_ += "// This case guards nothing: what it is about is no criterion that `expect` can name, or stays open.\n";
    }
    text_ += fmt::format("case {} {{\n{}{}{}}}\n\n", between_quotes(title_of(finding)), facts,
                         outcome_expected(finding, prepared.value()), truths);
  }

  std::string take() { return std::move(text_); }

 private:
  /// Unlike that of every other case of the policy.
  std::string title_of(const lint::Finding& finding) {
    const std::string path = finding.paths.empty() ? policy_.name : finding.paths.front();
    const std::string title = fmt::format("{} {}: {}", code_text(finding.code), path, finding.witness->shows);
    std::string unlike = title;
    for (int i = 2; !titles_.insert(unlike).second; ++i) unlike = fmt::format("{} ({})", title, i);
    return unlike;
  }

  /// A word as it stands in the policy: in quotes where the language has another meaning for it.
  std::string member(const ir::ValueSet& set, std::size_t index) const {
    const std::string& name = set.values[index].name;
    if (name.empty()) return "\"another code\"";
    const std::string written = between_quotes(name);
    const bool needs_quotes = set.open || sources_.text(set.range).find(written) != std::string_view::npos;
    return needs_quotes ? written : name;
  }

  std::string members(const ir::ValueSet& set, const ir::Members& members) const {
    std::string out;
    for (const std::size_t i : members.list()) out += (out.empty() ? "" : ", ") + member(set, i);
    return "{" + out + "}";
  }

  /// One line; of a set that is documented in part, one for each part. Empty: a case block cannot say it.
  std::optional<std::string> fact_lines(ir::FactId fact, const ir::FactState& state) const {
    const ir::Fact& declared = policy_.facts[fact];
    const auto line = [&](std::string_view value) { return fmt::format("  {}: {}\n", declared.name, value); };
    if (state.kind == ir::FactState::Kind::None) return line("none");
    switch (declared.type.kind) {
      case ir::FactKind::Finding:
        return line(state.low != 0 ? "yes" : "no");
      case ir::FactKind::Choice:
        return line(member(policy_.value_sets[declared.type.values], static_cast<std::size_t>(state.low)));
      case ir::FactKind::Set: {
        const ir::ValueSet& set = policy_.value_sets[declared.type.values];
        std::size_t known = 0;
        for (std::size_t i = 0; i < set.values.size(); ++i) {
          known += state.in.contains(i) || state.out.contains(i) ? 1U : 0U;
        }
        if (known == set.values.size()) return line(members(set, state.in));
        std::string lines;
        if (!state.in.empty()) lines += fmt::format("  {} include: {}\n", declared.name, members(set, state.in));
        if (!state.out.empty()) lines += fmt::format("  {} exclude: {}\n", declared.name, members(set, state.out));
        return lines;
      }
      case ir::FactKind::Number: {
        const ir::Type& type = declared.type;
        if (state.low != state.high || state.low < 0) return std::nullopt;
        const std::string digits = ir::print_quantity(state.low, type.factor, ir::row_of(type.dimension).decimals);
        if (type.unit.empty()) return line(digits);
        return line(fmt::format("{} {}", digits, type.unit));
      }
      case ir::FactKind::Date: {
        const std::string day = ir::print_date(static_cast<ir::Day>(state.low));
        return line(state.low == state.high ? day : day.substr(0, 7));
      }
    }
    POL_BUG("fact kind out of range");
  }

  /// What the policy decides; and by what, where the finding is about that.
  std::string outcome_expected(const lint::Finding& finding, const interp::Prepared& prepared) const {
    const interp::Determination determination = interp::determine(policy_, prepared, engine_.judges());
    if (determination.possible != ir::outcome_bit(determination.outcome)) {
      return fmt::format("  expect possible {}\n", fmt::join(outcome_names(determination.possible), ", "));
    }
    std::set<std::string> by;
    for (const interp::MetBy& met_by : determination.met_by) {
      const auto& paths = finding.paths;
      if (std::find(paths.begin(), paths.end(), met_by.path) != paths.end()) by.insert(met_by.path);
    }
    return fmt::format("  expect {}{}{}\n", to_text(determination.outcome), by.empty() ? "" : " by ",
                       fmt::join(by, ", "));
  }

  /// The truths that show the finding, of criteria and definitions: with the flaw mended, one of them is another.
  std::string truths_expected(const lint::Finding& finding, const interp::Prepared& prepared) const {
    const std::vector<ir::Truth> truths = engine_.judges().judge(prepared.patient).truths;
    std::string lines;
    std::set<std::string> told;
    const auto add = [&](const Named& named, bool may_be_open) {
      if (!named.truth.is_set()) return;
      const ir::Truth truth = truths[named.truth.index];
      if ((truth == ir::Truth::Unknown && !may_be_open) || !told.insert(named.path).second) return;
      lines += fmt::format("  expect {} is {}\n", named.path, to_text(truth));
    };
    for (const auto& [condition, truth] : finding.witness->truths) {
      for (const ir::Criterion& criterion : policy_.criteria) {
        if (criterion.truth == condition && is_named(criterion)) add({criterion.path, condition}, true);
      }
    }
    for (const std::string& path : finding.paths) add(named_at(path), false);
    for (const auto* clauses : {&finding.core, &finding.related}) {
      for (const lint::Clause& clause : *clauses) add(named_at(clause.path), false);
    }
    return lines;
  }

  struct Named {
    std::string path;
    ir::ExprId truth;
  };

  /// A case cannot ask for one reading of several.
  static bool is_named(const ir::Criterion& criterion) { return criterion.kind != ir::Criterion::Kind::Reading; }

  /// What an `expect` can name: of a reading or a part, what it stands in. Without a truth: nothing.
  Named named_at(std::string path) const {
    while (!path.empty()) {
      for (const ir::Criterion& criterion : policy_.criteria) {
        if (criterion.path == path && is_named(criterion)) return {path, criterion.truth};
      }
      for (const ir::Define& define : policy_.defines) {
        if (define.name == path) return {path, define.condition};
      }
      const std::size_t dot = path.rfind('.');
      path.resize(dot == std::string::npos ? 0 : dot);
    }
    return {};
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const pipeline::Engine& engine_;
  std::set<std::string> titles_;
  std::string text_;
};

}  // namespace

void determine_witnesses(Linted& linted, const pipeline::Engine& engine) {
  for (LintEntry& entry : linted.entries) {
    if (!entry.finding.witness || entry.is_minor) continue;
    const auto prepared = exact::prepare(linted.policy(), entry.finding.witness->patient);
    if (!prepared) continue;
    const interp::Determination determination =
        interp::determine(linted.policy(), prepared.value(), engine.judges());
    entry.outcome = to_text(determination.outcome);
    entry.possible = outcome_names(determination.possible);
  }
}

std::string outcome_text(const LintEntry& entry) {
  if (!entry.outcome) return "";
  if (entry.possible.size() < 2) return *entry.outcome;
  return fmt::format("{}; possible: {}", *entry.outcome, fmt::join(entry.possible, ", "));
}

std::string lint_cases(const Linted& linted, const pipeline::Engine& engine) {
  CaseText cases(linted, engine);
  for (const LintEntry& entry : linted.entries) {
    if (entry.is_shown() && entry.finding.witness) cases.add(entry);
  }
  return cases.take();
}

}  // namespace pol::tool
