// Two checks of what is documented: the text of a case loads back, and more documentation changes nothing definite.

#include <fmt/format.h>

#include "compiler/cases/load.h"
#include "compiler/interp/eval.h"
#include "tests/agreement/agree.h"

namespace pol::agreement {

namespace {

using ir::Truth;

/// Expressions below which an `is documented` answers differently in the two cases.
std::vector<bool> touched_by_documented(const ir::Policy& policy, const std::vector<Truth>& a,
                                        const std::vector<Truth>& b) {
  std::vector<bool> touched(policy.exprs.size(), false);
  const auto at = [&](ir::ExprId id) { return id.is_set() && touched[id.index]; };
  // A definition or a sign may stand behind what refers to it, so until nothing is added.
  for (bool grown = true; grown;) {
    grown = false;
    for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
      const bool now = match(
          policy.exprs[ir::ExprId{i}], [](const ir::Literal&) { return false; },
          [&](const ir::Finding& e) { return at(policy.facts[e.fact].shown_by); },
          [](const ir::ChoiceIs&) { return false; }, [](const ir::IsNone&) { return false; },
          [&](const ir::IsDocumented&) { return a[i] != b[i]; }, [](const ir::Includes&) { return false; },
          [](const ir::Compare&) { return false; }, [&](const ir::Not& e) { return at(e.operand); },
          [&](const ir::Group& e) {
            bool any = false;
            for (const ir::ExprId child : e.children) any |= at(child);
            return any;
          },
          [&](const ir::DefineRef& e) { return at(policy.defines[e.define].condition); },
          [&](const ir::CriterionRef& e) { return at(policy.criteria[e.criterion].truth); },
          [&](const ir::Ambiguous& e) {
            const ir::Ambiguity& ambiguity = policy.ambiguities[e.ambiguity];
            return at(policy.criteria[ambiguity.readings[ambiguity.chosen]].truth);
          });
      grown |= now && !touched[i];
      touched[i] = now || touched[i];
    }
  }
  return touched;
}

bool same_conflicts(const interp::Prepared& a, const interp::Prepared& b) {
  if (a.conflicts.size() != b.conflicts.size() || a.dropped_defaults != b.dropped_defaults) return false;
  for (std::size_t i = 0; i < a.patient.facts.size(); ++i) {
    if (a.patient.facts[i].conflict != b.patient.facts[i].conflict) return false;
  }
  return true;
}

/// An episode's length follows from its start and end until it is documented; then what is documented counts, for a
/// course may pause. So a derived value is an assumption that documentation may replace.
bool replaces_derived(const ir::FactState& before, const ir::FactState& after) {
  return before.derived && !after.derived && (after.low < before.low || after.high > before.high);
}

}  // namespace

Disagreement compare_loaded(const Subject& subject, const GeneratedCase& generated, Tally& tally) {
  ++tally.loaded_back;
  const auto loaded = cases::load_cases(subject.policy, print(generated.keys), "generated.json");
  if (!loaded.errors.empty()) return "loading: " + loaded.errors.front();
  if (loaded.cases.size() != 1) return fmt::format("loading: {} cases where one was written", loaded.cases.size());
  const ir::Patient& read = loaded.cases.front().patient;
  for (std::uint32_t i = 0; i < generated.patient.facts.size(); ++i) {
    const ir::FactState& want = generated.patient.facts[i];
    const ir::FactState& got = read.facts[i];
    if (!same_value(want, got) || want.asked != got.asked || want.conflict != got.conflict ||
        want.sources != got.sources) {
      return fmt::format("loading: fact {} is read otherwise than it was written (kind {} low {} high {} asked {} "
                         "conflict {}, written as {} {} {} {} {})",
                         subject.policy.facts[ir::FactId{i}].name, static_cast<int>(got.kind), got.low, got.high,
                         got.asked, got.conflict, static_cast<int>(want.kind), want.low, want.high, want.asked,
                         want.conflict);
    }
  }
  return std::nullopt;
}

Disagreement check_more_documentation(Random& random, const Subject& subject, const Thresholds& thresholds,
                                      const ir::Patient& documented, Tally& tally) {
  const ir::Policy& policy = subject.policy;
  ir::Patient richer = documented;
  const ir::FactId fact = document_more(random, policy, thresholds, richer);
  if (!fact.is_set()) return std::nullopt;
  const auto before = interp::prepare(policy, documented);
  const auto after = interp::prepare(policy, richer);
  if (!before.ok() || !after.ok()) return "prepare: " + (before.ok() ? after.error() : before.error());
  ++tally.more_documented;
  if (!same_conflicts(before.value(), after.value()) || before.value().assumed != after.value().assumed ||
      replaces_derived(before.value().patient[fact], after.value().patient[fact])) {
    ++tally.more_clashed;
    return std::nullopt;
  }
  const std::vector<Truth> poor = interp::evaluate(policy, before.value().patient);
  const std::vector<Truth> rich = interp::evaluate(policy, after.value().patient);
  const std::vector<bool> touched = touched_by_documented(policy, poor, rich);
  for (std::uint32_t i = 0; i < poor.size(); ++i) {
    if (touched[i] || poor[i] == Truth::Unknown || poor[i] == rich[i]) continue;
    return fmt::format("documenting {} changes {} (`{}`) from {} to {}", policy.facts[fact].name,
                       ir::print(policy, ir::ExprId{i}), subject.sources.text(policy.range(ir::ExprId{i})),
                       to_text(poor[i]), to_text(rich[i]));
  }
  for (const ir::Rule& rule : policy.rules) {
    if (touched[rule.when.index]) return std::nullopt;
  }
  const ir::OutcomeSet could = interp::possible_outcomes(policy, poor);
  const ir::OutcomeSet can = interp::possible_outcomes(policy, rich);
  tally.more_definite += (could & (could - 1)) == 0 ? 1 : 0;
  if ((can & ~could) != 0) {
    return fmt::format("documenting {} makes an outcome possible that was not: {:#x} to {:#x}",
                       policy.facts[fact].name, could, can);
  }
  return std::nullopt;
}

}  // namespace pol::agreement
