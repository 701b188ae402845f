#include "compiler/lint/rules/document/reach.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "compiler/interp/clusters.h"

namespace pol::lint::document {

using ir::ExprId;
using ir::FactId;
using ir::Quantifier;
using ir::Truth;

namespace {

/// The conditions so that the parts of each come before it. Without recursion: definitions may nest deep.
std::vector<ExprId> parts_first(const ir::Policy& policy) {
  std::vector<ExprId> order;
  std::vector<bool> is_placed(policy.exprs.size(), false);
  for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
    std::vector<ExprId> waiting = {ExprId{i}};
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      const std::size_t before = waiting.size();
      if (!is_placed[id.index]) {
        for (const ExprId part : ir::operands(policy, id)) {
          if (!is_placed[part.index]) waiting.push_back(part);
        }
      }
      if (waiting.size() > before) continue;
      waiting.pop_back();
      if (!is_placed[id.index]) order.push_back(id);
      is_placed[id.index] = true;
    }
  }
  return order;
}

std::vector<FactId> facts_of(const ir::Record& record) {
  std::vector<FactId> facts = {record.start,  record.end,  record.length, record.status, record.kinds,  record.date,
                               record.result, record.done, record.birth,  record.years,  record.months, record.at};
  std::erase_if(facts, [](FactId fact) { return !fact.is_set(); });
  return facts;
}

}  // namespace

Reach::Reach(Context& cx) : policy_(cx.policy()) {
  settle();
  mark_deciding(cx);
  mark_read();
  mark_used();
}

std::optional<bool> Reach::settled(ExprId id) const {
  const Truth low = low_[id.index];
  if (low != high_[id.index] || low == Truth::Unknown) return std::nullopt;
  return low == Truth::Yes;
}

void Reach::settle() {
  low_.assign(policy_.exprs.size(), Truth::No);
  high_.assign(policy_.exprs.size(), Truth::Yes);
  const auto of = [&](ExprId part) { return std::pair(low_[part.index], high_[part.index]); };
  const auto open = [] { return std::pair(Truth::No, Truth::Yes); };
  const auto of_group = [&](const ir::Group& e) {
    const bool is_all = e.quantifier == Quantifier::All || e.quantifier == Quantifier::Both;
    if (e.quantifier == Quantifier::AtLeast || e.quantifier == Quantifier::Exactly) return open();
    std::pair sum = is_all ? std::pair(Truth::Yes, Truth::Yes) : std::pair(Truth::No, Truth::No);
    for (const ExprId child : e.children) {
      const auto [low, high] = of(child);
      sum = is_all ? std::pair(truth_and(sum.first, low), truth_and(sum.second, high))
                   : std::pair(truth_or(sum.first, low), truth_or(sum.second, high));
    }
    return e.quantifier == Quantifier::None ? std::pair(truth_not(sum.second), truth_not(sum.first)) : sum;
  };
  for (const ExprId id : parts_first(policy_)) {
    std::tie(low_[id.index], high_[id.index]) = match(
        policy_.exprs[id], [](const ir::Literal& e) { return std::pair(e.value, e.value); },
        [&](const ir::Finding&) { return open(); }, [&](const ir::ChoiceIs&) { return open(); },
        [&](const ir::IsNone&) { return open(); }, [&](const ir::IsDocumented&) { return open(); },
        [&](const ir::Includes&) { return open(); }, [&](const ir::Compare&) { return open(); },
        [&](const ir::Not& e) {
          const auto [low, high] = of(e.operand);
          return std::pair(truth_not(high), truth_not(low));
        },
        of_group, [&](const ir::DefineRef& e) { return of(policy_.defines[e.define].condition); },
        [&](const ir::CriterionRef& e) { return of(policy_.criteria[e.criterion].truth); },
        [&](const ir::Ambiguous& e) {
          const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
          return of(policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth);
        });
  }
}

/// Where a constant settles a condition none of its parts matters; else those do that it does not settle themselves.
/// Every reading does, for another one may be chosen.
std::vector<ExprId> Reach::parts_that_matter(ExprId id) const {
  if (settled(id)) return {};
  std::vector<ExprId> parts = ir::operands(policy_, id);
  if (!std::holds_alternative<ir::Ambiguous>(policy_.exprs[id])) {
    std::erase_if(parts, [&](ExprId part) { return settled(part).has_value(); });
  }
  return parts;
}

void Reach::mark_deciding(Context& cx) {
  decides_.assign(policy_.exprs.size(), false);
  matters_.assign(policy_.facts.size(), false);
  std::vector<ExprId> waiting;
  for (const ir::Rule& rule : policy_.rules) waiting.push_back(rule.when);
  while (!waiting.empty()) {
    const ExprId id = waiting.back();
    waiting.pop_back();
    if (decides_[id.index]) continue;
    decides_[id.index] = true;
    for (const ExprId part : parts_that_matter(id)) waiting.push_back(part);
    for (const FactId fact : ir::own_facts(policy_, id)) matters_[fact.index] = true;
  }
  for (const FactId fact : {policy_.reference, policy_.plan, policy_.jurisdiction, policy_.request}) {
    if (fact.is_set()) matters_[fact.index] = true;
  }
  const interp::Clusters clusters(cx.policy(), ir::Patient{std::vector<ir::FactState>(policy_.facts.size())});
  std::vector<bool> is_root_read(policy_.facts.size(), false);
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
    if (matters_[i]) is_root_read[clusters.root(FactId{i})] = true;
  }
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
    if (is_root_read[clusters.root(FactId{i})]) matters_[i] = true;
  }
}

bool Reach::matters(FactId fact) const { return matters_[fact.index]; }

void Reach::mark_read() {
  is_read_.assign(policy_.facts.size(), false);
  const auto mark = [&](FactId fact) {
    if (fact.is_set()) is_read_[fact.index] = true;
  };
  for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
    for (const FactId fact : ir::own_facts(policy_, ExprId{i})) mark(fact);
  }
  for (const ir::Schedule& schedule : policy_.schedules) {
    mark(schedule.anchor);
    mark(schedule.last);
    mark(schedule.reference);
  }
  for (const ir::Record& record : policy_.records) {
    const std::vector<FactId> facts = facts_of(record);
    const bool is_used = std::any_of(facts.begin(), facts.end(), [&](FactId fact) { return is_read_[fact.index]; });
    if (is_used) std::for_each(facts.begin(), facts.end(), mark);
  }
  for (const FactId fact : {policy_.reference, policy_.plan, policy_.jurisdiction, policy_.request}) mark(fact);
}

/// The definitions that a condition names, without what those say in turn.
std::vector<ir::DefineId> Reach::definitions_in(ExprId root, std::vector<bool>& is_seen) const {
  std::vector<ir::DefineId> found;
  std::vector<ExprId> waiting = {root};
  while (!waiting.empty()) {
    const ExprId id = waiting.back();
    waiting.pop_back();
    if (is_seen[id.index]) continue;
    is_seen[id.index] = true;
    if (const auto* named = std::get_if<ir::DefineRef>(&policy_.exprs[id])) {
      found.push_back(named->define);
    } else if (!std::holds_alternative<ir::CriterionRef>(policy_.exprs[id])) {
      for (const ExprId part : ir::operands(policy_, id)) waiting.push_back(part);
    }
  }
  return found;
}

bool Reach::names_criterion(ExprId root) const {
  std::vector<ExprId> waiting = {root};
  while (!waiting.empty()) {
    const ExprId id = waiting.back();
    waiting.pop_back();
    if (std::holds_alternative<ir::CriterionRef>(policy_.exprs[id])) return true;
    if (std::holds_alternative<ir::DefineRef>(policy_.exprs[id])) continue;
    for (const ExprId part : ir::operands(policy_, id)) waiting.push_back(part);
  }
  return false;
}

void Reach::mark_used() {
  uses_.assign(policy_.defines.size(), Use::None);
  std::vector<bool> is_seen(policy_.exprs.size(), false);
  std::vector<std::vector<ir::DefineId>> named(policy_.defines.size());
  for (std::uint32_t i = 0; i < policy_.defines.size(); ++i) {
    named[i] = definitions_in(policy_.defines[ir::DefineId{i}].condition, is_seen);
  }
  std::vector<std::pair<ir::DefineId, Use>> waiting;
  for (const ir::Claim& check : policy_.checks) {
    const Use use = names_criterion(check.condition) ? Use::Conditions : Use::Checks;
    for (const ir::DefineId define : definitions_in(check.condition, is_seen)) waiting.emplace_back(define, use);
  }
  for (const ir::Bands& bands : policy_.bands) {
    waiting.emplace_back(bands.whole, Use::Checks);
    for (const ir::DefineId part : bands.parts) waiting.emplace_back(part, Use::Checks);
  }
  // What is left: criteria, clauses of `determine`, notes, exceptions, assumptions, and the sites of schedules.
  for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
    const auto* ref = std::get_if<ir::DefineRef>(&policy_.exprs[ExprId{i}]);
    if (ref != nullptr && !is_seen[i]) waiting.emplace_back(ref->define, Use::Conditions);
  }
  while (!waiting.empty()) {
    const auto [define, use] = waiting.back();
    waiting.pop_back();
    if (uses_[define.index] >= use) continue;
    uses_[define.index] = use;
    for (const ir::DefineId next : named[define.index]) waiting.emplace_back(next, use);
  }
}

}  // namespace pol::lint::document
