#include "compiler/ask/domain.h"

#include <algorithm>
#include <map>

namespace pol::ask {

using ir::FactId;
using ir::FactKind;
using ir::FactState;

namespace {

bool is_undecided(const FactState& state, std::size_t member) {
  return !state.in.contains(member) && !state.out.contains(member);
}

}  // namespace

bool is_open(const ir::Policy& policy, const ir::Patient& patient, FactId fact) {
  const FactState& state = patient[fact];
  switch (state.kind) {
    case FactState::Kind::Undocumented:
      return true;
    case FactState::Kind::None:
      return false;
    case FactState::Kind::Value:
      break;
  }
  const ir::Type& type = policy.facts[fact].type;
  if (type.kind != FactKind::Set) return state.low != state.high;
  const std::size_t members = policy.value_sets[type.values].values.size();
  for (std::size_t i = 0; i < members; ++i) {
    if (is_undecided(state, i)) return true;
  }
  return false;
}

void write(const ir::Patient& prepared, const Part& part, const Sample& sample, ir::Patient& patient) {
  FactState& state = patient[part.fact];
  state.assumed = prepared[part.fact].kind == FactState::Kind::Undocumented || prepared[part.fact].assumed;
  switch (part.kind) {
    case Part::Kind::Whole:
      state.kind = sample.is_none ? FactState::Kind::None : FactState::Kind::Value;
      state.low = state.high = sample.values.empty() ? sample.low : static_cast<std::int64_t>(sample.values.list()[0]);
      return;
    case Part::Kind::Members: {
      if (state.kind != FactState::Kind::None) state.kind = FactState::Kind::Value;
      std::int64_t wanted = sample.low == 2 ? INT64_MAX : sample.low;
      for (const std::size_t i : part.members.list()) {
        (wanted > 0 ? state.in : state.out).insert(i);
        (wanted > 0 ? state.out : state.in).erase(i);
        --wanted;
      }
      return;
    }
    case Part::Kind::SetIsNone:
      state.kind = sample.is_none ? FactState::Kind::None : FactState::Kind::Value;
      return;
  }
}

namespace {

class Division {
 public:
  Division(const ir::Policy& policy, const ir::Patient& patient, const std::vector<FactId>& facts,
           const std::vector<ir::ExprId>& leaves)
      : policy_(policy), patient_(patient), facts_(facts), leaves_(policy.facts.size()), cuts_(policy, patient, facts) {
    for (const ir::ExprId leaf : leaves) {
      if (const auto* compare = std::get_if<ir::Compare>(&policy.exprs[leaf])) cuts_.add(*compare);
      for (const FactId fact : ir::own_facts(policy, leaf)) leaves_[fact.index].push_back(leaf);
    }
  }

  Parts run() {
    Parts result;
    // Births and starts are cut by ages and lengths, and the other way round, before and after dates cut one another.
    const auto add_records = [&] {
      for (const ir::Record& record : policy_.records) cuts_.add(record);
    };
    add_records();
    for (int round = 0; round < 2; ++round) {
      cuts_.spread();
      add_records();
    }
    result.are_all = cuts_.are_all();
    for (const FactId fact : facts_) {
      if (is_open(policy_, patient_, fact)) add_parts(fact, result.parts);
    }
    return result;
  }

 private:
  void add_parts(FactId fact, std::vector<Part>& parts) const {
    const ir::Type& type = policy_.facts[fact].type;
    Part part;
    part.fact = fact;
    switch (type.kind) {
      case FactKind::Finding:
        part.samples = {{false, 1, 1, {}}, {false, 0, 0, {}}};
        break;
      case FactKind::Choice:
        part.samples = choices(fact);
        break;
      case FactKind::Set:
        return add_set(fact, parts);
      case FactKind::Number:
      case FactKind::Date:
        part.samples = cuts_.samples(fact);
        break;
    }
    if (type.or_none && patient_[fact].kind == FactState::Kind::Undocumented) {
      part.samples.push_back({true, 0, 0, {}});
    }
    parts.push_back(std::move(part));
  }

  /// Values of a Choice by the conditions that they are in. A record's `current` is told apart from the rest.
  std::vector<Sample> choices(FactId fact) const {
    std::vector<ir::Members> lists;
    for (const ir::ExprId leaf : leaves_[fact.index]) {
      if (const auto* is = std::get_if<ir::ChoiceIs>(&policy_.exprs[leaf])) lists.push_back(is->values);
    }
    const auto& values = policy_.value_sets[policy_.facts[fact].type.values].values;
    const bool is_status = std::any_of(policy_.records.begin(), policy_.records.end(),
                                       [&](const ir::Record& record) { return record.status == fact; });
    for (const ir::Value& value : values) {
      if (is_status && value.name == "current") lists.push_back(value.covers);
    }
    std::map<std::vector<bool>, std::size_t> known;
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::vector<bool> signature;
      for (const ir::Members& list : lists) signature.push_back(list.contains(i));
      const auto [found, is_new] = known.emplace(std::move(signature), samples.size());
      if (is_new) samples.emplace_back();
      samples[found->second].values.insert(i);
    }
    return samples;
  }

  void add_set(FactId fact, std::vector<Part>& parts) const {
    std::vector<ir::Members> lists;
    bool is_counted = false, asks_none = false;
    std::vector<bool> needs_all;
    for (const ir::ExprId leaf : leaves_[fact.index]) {
      const ir::Expr& expr = policy_.exprs[leaf];
      if (const auto* includes = std::get_if<ir::Includes>(&expr)) {
        lists.push_back(includes->values);
        needs_all.push_back(includes->mode == ir::Inclusion::AllOf);
      }
      if (std::holds_alternative<ir::IsNone>(expr)) asks_none = true;
      if (std::holds_alternative<ir::Compare>(expr)) is_counted = true;
    }
    std::map<std::vector<bool>, std::size_t> known;
    std::vector<Part> found_parts;
    const auto& values = policy_.value_sets[policy_.facts[fact].type.values].values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!is_undecided(patient_[fact], i)) continue;
      std::vector<bool> signature;
      bool all = false;
      for (std::size_t j = 0; j < lists.size(); ++j) {
        signature.push_back(lists[j].contains(i));
        all = all || (needs_all[j] && signature.back());
      }
      const auto [found, is_new] = known.emplace(std::move(signature), found_parts.size());
      if (is_new || is_counted) {
        found->second = found_parts.size();
        Part part;
        part.kind = Part::Kind::Members;
        part.fact = fact;
        part.samples = {{false, 0, 0, {}}, {false, 1, 1, {}}};
        found_parts.push_back(std::move(part));
      }
      Part& part = found_parts[found->second];
      part.members.insert(i);
      if (all && part.members.list().size() == 2) part.samples.push_back({false, 2, 2, {}});
    }
    if (asks_none && policy_.facts[fact].type.or_none && patient_[fact].kind == FactState::Kind::Undocumented) {
      Part part;
      part.kind = Part::Kind::SetIsNone;
      part.fact = fact;
      part.samples = {{false, 0, 0, {}}, {true, 0, 0, {}}};
      found_parts.push_back(std::move(part));
    }
    for (Part& part : found_parts) parts.push_back(std::move(part));
  }

  const ir::Policy& policy_;
  const ir::Patient& patient_;
  const std::vector<FactId>& facts_;
  std::vector<std::vector<ir::ExprId>> leaves_;  ///< by FactId
  Cuts cuts_;
};

}  // namespace

Parts parts_of(const ir::Policy& policy, const ir::Patient& patient, const std::vector<FactId>& facts,
               const std::vector<ir::ExprId>& leaves) {
  return Division(policy, patient, facts, leaves).run();
}

}  // namespace pol::ask
