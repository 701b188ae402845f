#include "compiler/interp/grounds.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::interp {

using ir::ExprId;
using ir::FactId;
using ir::FactState;

namespace {

void add_facts(const ir::Policy& policy, ExprId id, std::vector<FactId>& facts) {
  for (const FactId fact : ir::own_facts(policy, id)) {
    if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
  }
  if (std::holds_alternative<ir::Finding>(policy.exprs[id])) return;
  for (const ExprId part : ir::operands(policy, id)) add_facts(policy, part, facts);
}

std::string origin_text(const FactState& state) {
  if (state.kind == FactState::Kind::Undocumented) return "";
  std::string origin = state.assumed ? "assumed: absent means no" : "";
  for (const std::string& source : state.sources) {
    if (!source.empty()) origin += (origin.empty() ? "" : ", ") + source;
  }
  return origin.empty() ? "" : fmt::format(" ({})", origin);
}

}  // namespace

std::vector<FactId> facts_tested(const ir::Policy& policy, ExprId test) {
  std::vector<FactId> facts;
  add_facts(policy, test, facts);
  return facts;
}

std::string grounds_text(const ir::Policy& policy, const ConditionWords& words, const ir::Patient& patient,
                         ExprId test, bool names_fact) {
  std::vector<FactId> facts = facts_tested(policy, test);
  if (facts.size() > 1) std::erase(facts, policy.reference);
  std::string out;
  for (const FactId fact : facts) {
    const FactState& state = patient[fact];
    if (!out.empty()) out += "; ";
    if (facts.size() > 1 || !names_fact) out += words.of(fact) + ": ";
    const bool is_silent = state.kind == FactState::Kind::Undocumented;
    out += is_silent && state.conflict ? "documentation conflicts" : words.of_value(fact, state);
    out += origin_text(state);
  }
  return out;
}

}  // namespace pol::interp
