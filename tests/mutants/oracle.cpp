#include "tests/mutants/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pol::mutants {

using ir::ExprId;
using ir::Quantifier;

namespace {

/// Of the session about clauses of `determine`; no section has this number.
constexpr std::uint32_t kWhole = UINT32_MAX;
/// More would take longer than the linter.
constexpr std::size_t kMostConditions = 60;

bool is_at_or_below(const std::string& path, const std::string& above) {
  return path == above ||
         (path.size() > above.size() && path.compare(0, above.size(), above) == 0 && path[above.size()] == '.');
}

/// `always` or `never` as the author wrote it, or as the reading says that was chosen.
bool is_constant(const ir::Policy& policy, ExprId id) {
  return match(
      policy.exprs[id], [](const ir::Literal&) { return true; },
      [&](const ir::Not& e) { return is_constant(policy, e.operand); },
      [&](const ir::Group& e) {
        return std::all_of(e.children.begin(), e.children.end(),
                           [&](ExprId each) { return is_constant(policy, each); });
      },
      [&](const ir::DefineRef& ref) { return is_constant(policy, policy.defines[ref.define].condition); },
      [&](const ir::CriterionRef& ref) { return is_constant(policy, policy.criteria[ref.criterion].body); },
      [&](const ir::Ambiguous& ref) {
        const ir::Ambiguity& ambiguity = policy.ambiguities[ref.ambiguity];
        return is_constant(policy, policy.criteria[ambiguity.readings[ambiguity.chosen]].body);
      },
      [](const auto&) { return false; });
}

}  // namespace

Oracle::Oracle(const ir::Policy& policy) : policy_(policy), outline_(policy) {}

smt::Session& Oracle::session(std::uint32_t section) {
  std::unique_ptr<smt::Session>& session = sessions_[section];
  if (!session) session = std::make_unique<smt::Session>(policy_);
  return *session;
}

bool Oracle::is_impossible(std::uint32_t section, std::vector<smt::Form> forms, smt::Form last) {
  forms.push_back(last);
  return session(section).ask(forms).is_impossible();
}

/// A reference to the definition, or a test of the fact.
bool Oracle::reads(ExprId id, const std::string& name) const {
  const ir::Expr& expr = policy_.exprs[id];
  if (const auto* ref = std::get_if<ir::DefineRef>(&expr)) return policy_.defines[ref->define].name == name;
  for (const ir::FactId fact : ir::own_facts(policy_, id)) {
    if (policy_.facts[fact].name == name) return true;
  }
  return false;
}

std::vector<ExprId> Oracle::region_of(const std::string& path) const {
  // Definitions that rest on the place are places too.
  std::set<std::string> names = {path};
  for (bool grows = true; grows;) {
    grows = false;
    for (const ExprId id : outline_.written()) {
      if (outline_.owner(id).kind != lint::Owner::Kind::Define) continue;
      const std::string at = outline_.path(id).substr(0, outline_.path(id).find('.'));
      for (const std::string& name : std::set<std::string>(names)) {
        if (reads(id, name) && names.insert(at).second) grows = true;
      }
    }
  }
  std::vector<ExprId> region;
  for (const ExprId id : outline_.written()) {
    if (region.size() >= kMostConditions) break;
    const bool is_place = is_at_or_below(outline_.path(id), path);
    const auto named = [&](const std::string& name) { return reads(id, name); };
    if (is_place || std::any_of(names.begin(), names.end(), named)) region.push_back(id);
  }
  // What they are parts of may have become empty with them.
  const std::vector<ExprId> inner = region;
  for (ExprId id : inner) {
    for (id = outline_.parent(id); id.is_set(); id = outline_.parent(id)) {
      if (std::find(region.begin(), region.end(), id) != region.end()) break;
      region.push_back(id);
    }
  }
  return region;
}

Flaws Oracle::around(const std::string& path) {
  Flaws flaws;
  for (const ExprId id : region_of(path)) look_at(id, flaws);
  look_at_claims(flaws);
  if (is_at_or_below(path, "determine")) look_at_rules(flaws);
  return flaws;
}

bool Oracle::is_never_met(const std::string& path) {
  const auto is_never = [&](ExprId id) {
    smt::Session& solver = session(outline_.section(id));
    std::vector<smt::Form> forms = {solver.condition(id)};
    for (const ExprId demanded : outline_.demands(id)) forms.push_back(solver.condition(demanded));
    return solver.ask(forms).is_impossible();
  };
  for (const ir::Criterion& criterion : policy_.criteria) {
    if (criterion.path == path) return is_never(criterion.truth);
  }
  for (const ir::Define& define : policy_.defines) {
    if (define.name == path) return is_never(define.condition);
  }
  return false;
}

void Oracle::look_at(ExprId id, Flaws& flaws) {
  const lint::Owner::Kind kind = outline_.owner(id).kind;
  const bool is_claim = kind == lint::Owner::Kind::Assumption || kind == lint::Owner::Kind::Check;
  if (is_claim || is_constant(policy_, id) || outline_.is_shared(id)) return;
  const std::uint32_t section = outline_.section(id);
  smt::Session& solver = session(section);
  std::vector<smt::Form> demands;
  for (const ExprId demanded : outline_.demands(id)) demands.push_back(solver.condition(demanded));
  const smt::Form form = solver.condition(id);
  if (is_impossible(section, demands, form)) {
    ++flaws["never " + outline_.path(id)];
    return;
  }
  // A guard before branches that all demand more is no flaw: what stands behind it counts only where that is one test.
  std::vector<smt::Form> before;
  for (const ExprId demanded : outline_.demands(id)) {
    const bool is_group = std::holds_alternative<ir::Group>(policy_.exprs[demanded]);
    const bool is_before = policy_.range(demanded).begin < policy_.range(id).begin;
    if (is_before || !is_group) before.push_back(solver.condition(demanded));
  }
  if (is_impossible(section, before, solver.negate(form))) ++flaws["always " + outline_.path(id)];
  look_at_branches(id, demands, flaws);
}

/// The condition as one branch of a group, beside the others.
void Oracle::look_at_branches(ExprId id, const std::vector<smt::Form>& demands, Flaws& flaws) {
  const ExprId parent = outline_.parent(id);
  const auto* group = parent.is_set() ? std::get_if<ir::Group>(&policy_.exprs[parent]) : nullptr;
  if (group == nullptr) return;
  const std::uint32_t section = outline_.section(id);
  smt::Session& solver = session(section);
  const bool is_choice = group->quantifier == Quantifier::Any || group->quantifier == Quantifier::Either;
  for (const ExprId other : group->children) {
    if (other == id || is_constant(policy_, other)) continue;
    std::vector<smt::Form> forms = demands;
    forms.push_back(solver.condition(id));
    if (is_choice && is_impossible(section, forms, solver.negate(solver.condition(other)))) {
      ++flaws["covered " + outline_.path(id)];
    }
    std::vector<smt::Form> others = demands;
    others.push_back(solver.condition(other));
    if (is_choice && is_impossible(section, others, solver.negate(solver.condition(id)))) {
      ++flaws["covered " + outline_.path(other)];
    }
    if (group->quantifier == Quantifier::One) {
      forms.push_back(solver.condition(other));
      if (solver.ask(forms).is_possible()) ++flaws["together " + outline_.path(parent)];
    }
  }
}

void Oracle::look_at_claims(Flaws& flaws) {
  for (const ir::Claim& check : policy_.checks) {
    smt::Session& solver = session(outline_.section(check.condition));
    const smt::Form form = solver.condition(check.condition);
    if (solver.ask({solver.negate(form)}).is_possible()) ++flaws["broken " + check.title];
  }
}

void Oracle::look_at_rules(Flaws& flaws) {
  smt::Session& solver = session(kWhole);
  for (std::size_t i = 0; i < policy_.rules.size(); ++i) {
    if (solver.ask({solver.decides(i)}).is_impossible()) ++flaws["unreached determine." + std::to_string(i + 1)];
  }
}

}  // namespace pol::mutants
