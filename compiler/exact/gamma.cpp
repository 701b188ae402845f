#include "compiler/exact/gamma.h"

#include <algorithm>

#include "compiler/interp/eval.h"

namespace pol::exact {

using ir::FactId;
using ir::FactState;
using ir::Record;

namespace {

class Gamma {
 public:
  Gamma(const ir::Policy& policy, const ir::Patient& prepared, Network& network)
      : policy_(policy), prepared_(prepared), network_(network), today_(prepared[policy.reference].low) {}

  std::vector<GammaPart> run() {
    // Before any condition is built: what `end` may be.
    for (const Record& record : policy_.records) {
      if (record.kind == Record::Kind::Episode) widen_end(record);
    }
    for (const Record& record : policy_.records) {
      here_.clear();
      for (const FactId fact : {record.start, record.end, record.status, record.birth, record.years, record.months}) {
        if (fact.is_set()) here_.push_back(fact);
      }
      switch (record.kind) {
        case Record::Kind::Episode:
          add_episode(record);
          break;
        case Record::Kind::Age:
          add_age(record);
          break;
        case Record::Kind::Study:
          break;
      }
    }
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) add_signs(FactId{i});
    interp::Evaluation evaluation(policy_, prepared_);
    for (const ir::Claim& claim : policy_.assumptions) {
      if (evaluation.truth(claim.condition) == ir::Truth::No) continue;  // given up
      here_ = ir::facts_of(policy_, claim.condition);
      add(network_.condition(claim.condition));
    }
    keep_defined_in_use();
    return std::move(parts_);
  }

 private:
  /// What the rest of Γ says of a fact that follows from others, it says of those.
  void keep_defined_in_use() {
    std::vector<bool> is_in_use(policy_.facts.size(), false);
    for (const GammaPart& part : parts_) {
      if (part.defines.is_set()) continue;
      for (const FactId fact : part.facts) is_in_use[fact.index] = true;
    }
    for (GammaPart& part : parts_) {
      if (part.defines.is_set() && is_in_use[part.defines.index]) part.defines = {};
    }
  }

  void add(NodeId root, FactId defines = {}) {
    if (root == kAlways) return;
    parts_.push_back({root, root == kNever ? here_ : network_.facts(root), defines});
  }

  /// The signs show the finding; not the other way round.
  void add_signs(FactId fact) {
    const ir::ExprId signs = policy_.facts[fact].shown_by;
    if (!signs.is_set()) return;
    here_ = ir::facts_of(policy_, signs);
    here_.push_back(fact);
    add(network_.any({network_.negate(network_.condition(signs)), network_.finding(fact)}));
  }

  /// The status is `current`, or a value that `current` stands for.
  NodeId current(const Record& record) {
    if (!record.status.is_set()) return kNever;
    for (const ir::Value& candidate : policy_.value_sets[policy_.facts[record.status].type.values].values) {
      if (candidate.name == "current") return network_.choice(record.status, candidate.covers);
    }
    return kNever;
  }

  /// Of what is current, an end that is planned counts as today.
  void widen_end(const Record& record) {
    if (!record.end.is_set() || current(record) == kNever) return;
    const FactState& end = prepared_[record.end];
    if (end.kind == FactState::Kind::Value && end.low > today_) network_.widen(record.end, today_);
  }

  void add_episode(const Record& record) {
    const NodeId is_current = current(record);
    const NodeId no_start = network_.is_none(record.start), no_end = network_.is_none(record.end);
    const NodeId not_current = network_.negate(is_current);
    const Term today = Network::constant(today_);
    if (no_end != kAlways && is_current != kNever) {
      const Term end = network_.value(record.end);
      add(network_.any({not_current, no_end, network_.at_most(today, end)}));
      add(network_.any({not_current, no_end, network_.at_most(end, today)}));
      const FactState& state = prepared_[record.end];
      if (state.kind == FactState::Kind::Value && state.low > today_) {
        add(network_.any({is_current, network_.at_most(Network::constant(state.low), end)}));
      }
    }
    if (no_start != kAlways && no_end != kAlways) {
      add(network_.any({no_start, no_end, network_.at_most(network_.value(record.start), network_.value(record.end))}));
    }
    if (!record.length.is_set() || !network_.is_dependent(record.length)) return;
    const NodeId no_length = network_.is_none(record.length);
    std::vector<NodeId> is_given;
    const auto give = [&](NodeId when, const Term& end) {
      if (no_start == kAlways || when == kNever) return;
      const NodeId given = network_.all({network_.negate(no_start), when, fits(record, end)});
      const NodeId is_length =
          network_.linked({network_.value(record.length), network_.value(record.start), end, kDay, 0});
      add(network_.any({network_.negate(given), network_.all({is_length, network_.negate(no_length)})}), record.length);
      is_given.push_back(given);
    };
    if (no_end != kAlways) give(network_.negate(no_end), network_.value(record.end));
    give(network_.all({no_end, is_current}), today);
    // A default stays where nothing gives the length.
    if (prepared_[record.length].kind != FactState::Kind::None) return;
    add(network_.any({network_.any(is_given), no_length}), record.length);
  }

  /// The range of the length has that from the start to `end`.
  NodeId fits(const Record& record, const Term& end) {
    const ir::Type& type = policy_.facts[record.length].type;
    Term least = network_.value(record.start), most = least;
    least.add += ceiling_divide(type.low, kDay);
    most.add += floor_divide(type.high, kDay);
    return network_.all({network_.at_most(least, end), network_.at_most(end, most)});
  }

  void add_age(const Record& record) {
    if (!record.birth.is_set()) return;
    const FactId at_fact = record.at.is_set() ? record.at : policy_.reference;
    const NodeId no_age = network_.any({network_.is_none(record.birth), network_.is_none(at_fact)});
    if (no_age == kAlways) return;
    const Term at = network_.value(at_fact);
    add(network_.any({no_age, network_.at_most(network_.value(record.birth), at)}));
    add_units(record.years, 12, record.birth, at, no_age);
    add_units(record.months, 1, record.birth, at, no_age);
  }

  /// On `at`, at least `low` and at most `high` units are completed.
  NodeId completed(FactId birth, const Term& at, std::int64_t unit_months, std::int64_t low, std::int64_t high) {
    constexpr std::int64_t kFarMonths = 12000;  // no calendar of ours reaches so far
    const auto after = [&](std::int64_t units) {
      return network_.value(birth, static_cast<std::int32_t>(std::min(units * unit_months, kFarMonths)));
    };
    Term not_yet = at;
    not_yet.add += 1;
    return network_.all({network_.at_most(after(low), at), network_.at_most(not_yet, after(high + 1))});
  }

  void add_units(FactId age, std::int64_t unit_months, FactId birth, const Term& at, NodeId no_age) {
    if (!age.is_set()) return;
    const ir::Type& type = policy_.facts[age].type;
    if (!network_.is_dependent(age)) {
      const FactState& state = prepared_[age];
      const bool is_none = state.kind == FactState::Kind::None;
      const NodeId fits =
          is_none ? kNever
                  : completed(birth, at, unit_months, floor_divide(state.low, kUnit), floor_divide(state.high, kUnit));
      return add(network_.any({no_age, fits}));
    }
    const NodeId fits =
        completed(birth, at, unit_months, ceiling_divide(type.low, kUnit), floor_divide(type.high, kUnit));
    const NodeId is_age = network_.linked({network_.value(age), network_.value(birth), at, kUnit, unit_months});
    add(network_.any({no_age, network_.negate(fits), network_.all({is_age, network_.negate(network_.is_none(age))})}),
        age);
    if (prepared_[age].kind == FactState::Kind::None) {
      add(network_.any({network_.all({network_.negate(no_age), fits}), network_.is_none(age)}), age);
    }
  }

  static constexpr std::int64_t kDay = 2, kUnit = 2;  // half units; neither dimension has decimals

  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  Network& network_;
  std::int64_t today_;
  std::vector<FactId> here_;  ///< that the part is about, for one that is already broken
  std::vector<GammaPart> parts_;
};

}  // namespace

std::vector<GammaPart> gamma_of(const ir::Policy& policy, const ir::Patient& prepared, Network& network) {
  return Gamma(policy, prepared, network).run();
}

}  // namespace pol::exact
