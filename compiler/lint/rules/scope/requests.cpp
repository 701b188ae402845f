#include "compiler/lint/rules/scope/requests.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace pol::lint::scope {

namespace {

/// The fact that `request` names in the head; else the first that a condition compares with a code of the tables.
ir::FactId find_fact(const ir::Policy& policy) {
  if (policy.request.is_set()) return policy.request;
  if (policy.procedures.empty() || policy.procedures.front().procedures.empty()) return {};
  const std::string& code = policy.procedures.front().procedures.front().code;
  for (const ir::Expr& expr : policy.exprs) {
    const auto* is = std::get_if<ir::ChoiceIs>(&expr);
    if (is == nullptr) continue;
    const ir::ValueSet& set = policy.value_sets[policy.facts[is->fact].type.values];
    if (!set.open) continue;
    for (const std::size_t i : is->values.list()) {
      if (set.values[i].name == code) return is->fact;
    }
  }
  return {};
}

}  // namespace

Requests::Requests(Context& cx) : policy_(cx.policy()), fact_(find_fact(policy_)) {
  if (!fact_.is_set()) return;
  std::unordered_map<std::string, std::size_t> values;
  const std::vector<ir::Value>& all = policy_.value_sets[policy_.facts[fact_].type.values].values;
  for (std::size_t i = 0; i < all.size(); ++i) values.emplace(all[i].name, i);
  for (const ir::ProcedureTable& table : policy_.procedures) {
    for (const ir::Procedure& procedure : table.procedures) {
      if (const auto at = values.find(procedure.code); at != values.end()) codes_.push_back({&procedure, at->second});
    }
  }
}

std::vector<std::vector<Requests::Code>> Requests::alike() const {
  std::vector<const ir::Members*> named;
  for (const ir::Expr& expr : policy_.exprs) {
    const auto* is = std::get_if<ir::ChoiceIs>(&expr);
    if (is != nullptr && is->fact == fact_) named.push_back(&is->values);
  }
  std::map<std::vector<bool>, std::size_t> group_of;
  std::vector<std::vector<Code>> groups;
  for (const Code& code : codes_) {
    std::vector<bool> where;
    for (const ir::Members* members : named) where.push_back(members->contains(code.value));
    const auto [at, is_new] = group_of.try_emplace(std::move(where), groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(code);
  }
  return groups;
}

smt::Form Requests::is(smt::Session& session, const Code& code) const {
  ir::FactState state;
  state.kind = ir::FactState::Kind::Value;
  state.low = state.high = static_cast<std::int64_t>(code.value);
  return session.is(fact_, state);
}

smt::Form Requests::is_one(smt::Session& session) const {
  std::vector<smt::Form> forms;
  for (const Code& code : codes_) forms.push_back(is(session, code));
  return session.any(forms);
}

}  // namespace pol::lint::scope
