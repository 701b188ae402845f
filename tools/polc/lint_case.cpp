// Patients as `case` blocks: what shows a finding today tells tomorrow whether it still does.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/ir/civil.h"
#include "compiler/pipeline/expect.h"
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
    const std::string expectations = expectations_of(witness);
    if (expectations.empty()) {
      text_ += fmt::format("// {}: its patient cannot be determined\n\n", code_text(finding.code));
      return;
    }
    text_ += fmt::format("// {}: {}\n", code_text(finding.code), printable(finding.message));
    text_ += fmt::format("case {} {{\n{}{}}}\n\n", between_quotes(title_of(finding)), facts, expectations);
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

  /// What the policy decides, and the criteria that the finding is about. Empty: it decides nothing.
  std::string expectations_of(const lint::Witness& witness) const {
    const pipeline::CaseRun run = pipeline::run_case(policy_, engine_, witness.patient, {});
    if (!run.determined) return "";
    const interp::Determination& determination = run.determination;
    const bool is_settled = determination.possible == ir::outcome_bit(determination.outcome);
    std::string lines =
        is_settled ? fmt::format("  expect {}\n", to_text(determination.outcome))
                   : fmt::format("  expect possible {}\n", fmt::join(outcome_names(determination.possible), ", "));
    std::set<std::string> told;
    for (const auto& [condition, truth] : witness.truths) {
      const std::string path = path_of(condition);
      if (!path.empty() && told.insert(path).second) lines += fmt::format("  expect {} is {}\n", path, to_text(truth));
    }
    return lines;
  }

  /// Of the criterion whose truth the condition is; "" when it is a part of one.
  std::string path_of(ir::ExprId condition) const {
    for (const ir::Criterion& criterion : policy_.criteria) {
      if (criterion.truth == condition && criterion.kind != ir::Criterion::Kind::Reading) return criterion.path;
    }
    return "";
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const pipeline::Engine& engine_;
  std::set<std::string> titles_;
  std::string text_;
};

}  // namespace

std::string lint_cases(const Linted& linted, const pipeline::Engine& engine) {
  CaseText cases(linted, engine);
  for (const LintEntry& entry : linted.entries) {
    if (entry.is_shown() && entry.finding.witness) cases.add(entry);
  }
  return cases.take();
}

}  // namespace pol::tool
