#include "compiler/ask/constraints.h"

#include <algorithm>
#include <map>

#include "compiler/interp/eval.h"
#include "compiler/interp/records.h"

namespace pol::ask {

using ir::FactId;
using ir::FactState;
using ir::Truth;

namespace {

/// A policy of the records that link some facts and of no other fact, so that applying them costs little.
class SmallRecords {
 public:
  SmallRecords(const ir::Policy& policy, const std::vector<const ir::Record*>& records) : policy_(policy) {
    own(policy.reference);
    small_.reference = small_id(policy.reference);
    for (const ir::Record* record : records) {
      ir::Record copy = *record;
      for (FactId* fact : {&copy.start, &copy.end, &copy.length, &copy.status, &copy.kinds, &copy.date, &copy.result,
                           &copy.done, &copy.birth, &copy.years, &copy.months, &copy.at}) {
        if (!fact->is_set()) continue;
        own(*fact);
        *fact = small_id(*fact);
      }
      for (const FactId derived : {record->length, record->years, record->months}) {
        if (derived.is_set()) derived_.push_back(derived);
      }
      small_.records.push_back(std::move(copy));
    }
    std::sort(derived_.begin(), derived_.end());
    derived_.erase(std::unique(derived_.begin(), derived_.end()), derived_.end());
  }

  bool is_derived(FactId fact) const { return std::binary_search(derived_.begin(), derived_.end(), fact); }

  /// The states of this policy's facts. What is derived and not documented by itself is left to the records.
  ir::Patient patient(const ir::Patient& full, const std::vector<FactId>& withheld) const {
    ir::Patient small;
    for (const FactId fact : facts_) {
      const bool is_withheld = std::find(withheld.begin(), withheld.end(), fact) != withheld.end();
      small.facts.push_back(is_withheld ? FactState() : full[fact]);
    }
    return small;
  }
  const FactState& state(const ir::Patient& small, FactId fact) const { return small[small_id(fact)]; }
  FactState& state(ir::Patient& small, FactId fact) const { return small[small_id(fact)]; }
  bool applies(ir::Patient& small) const {
    std::vector<FactId> replaced;
    return interp::apply_records(small_, small, replaced).empty();
  }

 private:
  void own(FactId fact) {
    if (ids_.count(fact) != 0) return;
    facts_.push_back(fact);
    ir::Fact copy;
    copy.name = policy_.facts[fact].name;
    copy.type = policy_.facts[fact].type;
    copy.planned = policy_.facts[fact].planned;
    if (copy.type.values.is_set()) copy.type.values = small_.value_sets.add(policy_.value_sets[copy.type.values]);
    ids_.emplace(fact, small_.facts.add(std::move(copy)));
  }
  FactId small_id(FactId fact) const { return ids_.at(fact); }

  const ir::Policy& policy_;
  ir::Policy small_;
  std::vector<FactId> facts_, derived_;
  std::map<FactId, FactId> ids_;
};

}  // namespace

Constraints::Constraints(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<Truth>& truths)
    : policy_(policy), prepared_(prepared), truths_(truths) {
  const auto open = [&](std::vector<FactId> facts) {
    std::erase_if(facts, [&](FactId fact) { return !is_open(policy, prepared, fact); });
    std::sort(facts.begin(), facts.end());
    facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
    return facts;
  };
  const auto add = [&](std::vector<FactId> facts) {
    links_.push_back(std::move(facts));
    return links_.size() - 1;
  };
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const FactId fact{i};
    const ir::ExprId shown_by = policy.facts[fact].shown_by;
    if (!shown_by.is_set()) continue;
    const FactState& state = prepared[fact];
    if (state.kind == FactState::Kind::Value && state.low == 1) continue;
    if (truths[shown_by.index] == Truth::No) continue;
    std::vector<FactId> facts = ir::facts_of(policy, shown_by);
    facts.push_back(fact);
    facts = open(std::move(facts));
    if (!facts.empty()) signs_.push_back({add(std::move(facts)), {fact, shown_by}});
  }
  for (const ir::Claim& claim : policy.assumptions) {
    // One that fails whatever is documented was given up when the case was prepared.
    if (truths[claim.condition.index] != Truth::Unknown) continue;
    std::vector<FactId> facts = open(ir::facts_of(policy, claim.condition));
    if (!facts.empty()) assumptions_.emplace_back(add(std::move(facts)), claim.condition);
  }
  for (const ir::Record& record : policy.records) {
    std::vector<FactId> facts;
    const auto own = [&](FactId fact) {
      if (fact.is_set()) facts.push_back(fact);
    };
    if (record.kind == ir::Record::Kind::Episode) {
      own(record.start);
      own(record.end);
      own(record.status);
      // A length stands by itself when it is documented.
      if (record.length.is_set()) {
        const FactState& length = prepared[record.length];
        if (length.kind == FactState::Kind::Undocumented || length.derived) own(record.length);
      }
    }
    if (record.kind == ir::Record::Kind::Age) {
      for (const FactId fact : {record.birth, record.years, record.months, record.at}) own(fact);
    }
    facts = open(std::move(facts));
    if (!facts.empty()) records_.emplace_back(add(std::move(facts)), &record);
  }
}

bool Constraints::concerns(const std::vector<FactId>& link, const std::vector<FactId>& facts) const {
  return std::any_of(link.begin(), link.end(),
                     [&](FactId fact) { return std::find(facts.begin(), facts.end(), fact) != facts.end(); });
}

std::vector<ir::ExprId> Constraints::leaves(const std::vector<FactId>& facts) const {
  std::vector<ir::ExprId> waiting, leaves;
  for (const auto& [link, condition] : assumptions_) {
    if (concerns(links_[link], facts)) waiting.push_back(condition);
  }
  for (const auto& [link, sign] : signs_) {
    if (concerns(links_[link], facts)) waiting.push_back(sign.shown_by);
  }
  std::vector<bool> seen(policy_.exprs.size(), false);
  while (!waiting.empty()) {
    const ir::ExprId id = waiting.back();
    waiting.pop_back();
    if (seen[id.index] || truths_[id.index] != Truth::Unknown) continue;
    seen[id.index] = true;
    const std::vector<ir::ExprId> operands = ir::operands(policy_, id);
    waiting.insert(waiting.end(), operands.begin(), operands.end());
    if (!ir::own_facts(policy_, id).empty()) leaves.push_back(id);
  }
  return leaves;
}

namespace {

/// Counts through all rows of samples, the last part fastest.
class Counter {
 public:
  Counter(const std::vector<Part>& parts, const std::vector<std::size_t>& which) : parts_(parts), which_(which) {}

  bool advance(std::vector<std::uint16_t>& row) const {
    for (std::size_t i = which_.size(); i-- > 0;) {
      std::uint16_t& sample = row[which_[i]];
      if (++sample < parts_[which_[i]].samples.size()) return true;
      sample = 0;
    }
    return false;
  }

 private:
  const std::vector<Part>& parts_;
  const std::vector<std::size_t>& which_;
};

/// The sample that stands for a derived value.
std::optional<std::uint16_t> sample_of(const Part& part, const FactState& state) {
  for (std::size_t i = 0; i < part.samples.size(); ++i) {
    const Sample& sample = part.samples[i];
    const bool is_none = state.kind == FactState::Kind::None;
    if (sample.is_none != is_none) continue;
    if (is_none || (sample.low <= state.low && state.low <= sample.high)) return static_cast<std::uint16_t>(i);
  }
  return std::nullopt;
}

}  // namespace

Constraints::Rows Constraints::rows(const std::vector<Part>& parts, std::size_t most) const {
  std::vector<FactId> facts;
  for (const Part& part : parts) facts.push_back(part.fact);
  std::vector<const ir::Record*> records;
  for (const auto& [link, record] : records_) {
    if (concerns(links_[link], facts)) records.push_back(record);
  }
  const SmallRecords small(policy_, records);
  std::vector<std::size_t> free, derived;
  for (std::size_t i = 0; i < parts.size(); ++i) (small.is_derived(parts[i].fact) ? derived : free).push_back(i);
  // A documented length or age in part stands by itself, though it is no point.
  std::vector<FactId> withheld;
  for (const std::size_t i : derived) {
    const FactState& state = prepared_[parts[i].fact];
    if (state.kind == FactState::Kind::Undocumented || state.derived || state.assumed) {
      withheld.push_back(parts[i].fact);
    }
  }
  std::erase_if(derived, [&](std::size_t i) {
    const bool is_left = std::find(withheld.begin(), withheld.end(), parts[i].fact) == withheld.end();
    if (is_left) free.push_back(i);
    return is_left;
  });

  Rows result;
  std::size_t looked_at = 0;
  ir::Patient patient = prepared_;
  std::vector<Sign> signs;
  for (const auto& [link, sign] : signs_) {
    if (concerns(links_[link], facts)) signs.push_back(sign);
  }
  std::vector<ir::ExprId> assumptions;
  for (const auto& [link, condition] : assumptions_) {
    if (concerns(links_[link], facts)) assumptions.push_back(condition);
  }
  const auto fits_conditions = [&] {
    if (signs.empty() && assumptions.empty()) return true;
    interp::Evaluation evaluation(policy_, patient);
    for (const Sign& sign : signs) {
      const FactState& state = patient[sign.fact];
      if (state.kind != FactState::Kind::Value || state.low != 0) continue;
      if (evaluation.truth(sign.shown_by) == Truth::Yes) return false;
    }
    return std::all_of(assumptions.begin(), assumptions.end(),
                       [&](ir::ExprId assumption) { return evaluation.truth(assumption) == Truth::Yes; });
  };
  const auto look_at = [&](const std::vector<std::uint16_t>& row, const std::vector<std::size_t>& which) {
    for (const std::size_t i : which) write(prepared_, parts[i], parts[i].samples[row[i]], patient);
  };

  const Counter outer(parts, free);
  std::vector<std::uint16_t> row(parts.size(), 0);
  do {
    result.are_all = ++looked_at <= most;
    if (!result.are_all) break;
    look_at(row, free);
    bool is_consistent = true;
    for (const std::size_t i : free) {
      const bool is_in = parts[i].kind == Part::Kind::Members && parts[i].samples[row[i]].low != 0;
      if (is_in && patient[parts[i].fact].kind == FactState::Kind::None) is_consistent = false;
    }
    if (!is_consistent) continue;
    std::vector<std::size_t> open;  // derived by nothing in this row
    if (!records.empty()) {
      ir::Patient trial = small.patient(patient, withheld);
      if (!small.applies(trial)) continue;
      for (const std::size_t i : derived) {
        const FactState& state = small.state(trial, parts[i].fact);
        if (state.kind == FactState::Kind::Undocumented) {
          open.push_back(i);
          continue;
        }
        const std::optional<std::uint16_t> sample = sample_of(parts[i], state);
        if (!sample) is_consistent = false;
        row[i] = sample.value_or(0);
        write(prepared_, parts[i], parts[i].samples[row[i]], patient);
      }
    }
    if (!is_consistent) continue;
    for (const std::size_t i : open) row[i] = 0;
    const Counter inner(parts, open);
    do {
      ++looked_at;
      look_at(row, open);
      if (!open.empty()) {
        ir::Patient trial = small.patient(patient, {});
        if (!small.applies(trial)) continue;
      }
      if (fits_conditions()) result.allowed.push_back(row);
    } while (inner.advance(row));
  } while (outer.advance(row));
  return result;
}

}  // namespace pol::ask
