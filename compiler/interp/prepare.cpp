#include "compiler/interp/prepare.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/clusters.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "compiler/interp/records.h"
#include "compiler/ir/civil.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::FactId;
using ir::FactKind;
using ir::FactState;
using ir::Truth;

namespace {

/// Γ applied once, with some defaults left out.
struct Trial {
  ir::Patient patient;
  std::vector<FactId> assumed;
  std::vector<FactId> replaced_defaults;
  std::vector<Violation> violations;
};

class Preparation {
 public:
  Preparation(const ir::Policy& policy, const ir::Patient& documented, const Withdrawn& withdrawn)
      : policy_(policy), documented_(documented), no_default_(policy.facts.size(), false) {
    documented_.facts.resize(policy.facts.size());
    report_documented_twice();
    for (const Conflict& conflict : withdrawn.conflicts) withdraw(conflict);
    for (const FactId fact : withdrawn.defaults) no_default_[fact.index] = true;
    prepared_.dropped_defaults = withdrawn.defaults;
  }

  Prepared run() {
    Trial trial = try_out(no_default_);
    // Each round withdraws a documented fact or a default, or gives a constraint up: there is an end.
    while (!trial.violations.empty()) {
      resolve(trial);
      trial = try_out(no_default_);
    }
    prepared_.patient = std::move(trial.patient);
    prepared_.assumed = std::move(trial.assumed);
    std::vector<FactId>& dropped = prepared_.dropped_defaults;
    dropped.insert(dropped.end(), trial.replaced_defaults.begin(), trial.replaced_defaults.end());
    std::sort(dropped.begin(), dropped.end());
    return std::move(prepared_);
  }

 private:
  void report_documented_twice() {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const FactId fact{i};
      FactState& state = documented_[fact];
      if (!state.conflict) continue;
      // Sets conflict only in members that differ; those are in neither list already.
      if (policy_.facts[fact].type.kind != FactKind::Set) state.kind = FactState::Kind::Undocumented;
      const std::string sources = state.sources.empty() ? "" : fmt::format(" ({})", fmt::join(state.sources, "; "));
      prepared_.conflicts.push_back(
          {{fact}, fmt::format("`{}` is documented twice, with different values{}", policy_.facts[fact].name, sources)});
    }
  }

  Trial try_out(const std::vector<bool>& no_default) const {
    Trial trial;
    trial.patient = documented_;
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      if (!no_default[i] && assume_default(FactId{i}, trial.patient)) trial.assumed.push_back(FactId{i});
    }
    check_ranges(trial);
    check_past_events(trial);
    for (Violation& violation : apply_records(policy_, trial.patient, trial.replaced_defaults)) {
      trial.violations.push_back(std::move(violation));
    }
    std::erase_if(trial.assumed, [&](FactId fact) { return !trial.patient[fact].assumed; });
    check_conditions(trial);
    return trial;
  }

  /// `absent means no`: for an absent key, not for an explicit null and not for what clashed.
  bool assume_default(FactId id, ir::Patient& patient) const {
    const ir::Fact& fact = policy_.facts[id];
    FactState& state = patient[id];
    if (!fact.absent_means_no || state.kind != FactState::Kind::Undocumented || state.asked || state.conflict) {
      return false;
    }
    switch (fact.type.kind) {
      case FactKind::Finding:
        state.kind = FactState::Kind::Value;
        break;
      case FactKind::Set:
        state.kind = FactState::Kind::Value;
        for (std::size_t i = 0; i < policy_.value_sets[fact.type.values].values.size(); ++i) state.out.insert(i);
        break;
      case FactKind::Choice:
      case FactKind::Number:
      case FactKind::Date:
        if (!fact.type.or_none) return false;
        state.kind = FactState::Kind::None;
        break;
    }
    state.assumed = true;
    return true;
  }

  std::string with_value(FactId fact, const FactState& state) const {
    return fmt::format("`{}` = {}", policy_.facts[fact].name, value_text(policy_, fact, state));
  }

  void check_ranges(Trial& trial) const {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const ir::Type& type = policy_.facts[FactId{i}].type;
      FactState& state = trial.patient.facts[i];
      if (type.kind != FactKind::Number || state.kind != FactState::Kind::Value) continue;
      if (state.low > type.high || state.high < type.low) {
        FactState range;
        range.kind = FactState::Kind::Value;
        range.low = type.low;
        range.high = type.high;
        trial.violations.push_back({{FactId{i}}, "the range is " + value_text(policy_, FactId{i}, range), true, {}});
        continue;
      }
      state.low = std::max(state.low, type.low);
      state.high = std::min(state.high, type.high);
    }
  }

  void check_past_events(Trial& trial) const {
    const std::int64_t reference = documented_[policy_.reference].low;
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const FactId fact{i};
      FactState& state = trial.patient[fact];
      if (policy_.facts[fact].type.kind != FactKind::Date || state.kind != FactState::Kind::Value) continue;
      if (policy_.facts[fact].planned) continue;
      if (state.low > reference) {
        trial.violations.push_back(
            {{fact}, "it lies after the reference date " + ir::print_date(static_cast<ir::Day>(reference)), true, {}});
      }
      state.high = std::min(state.high, reference);
      state.low = std::min(state.low, reference);  // only until the violation is resolved
    }
  }

  /// `shown by` and `assume`: broken when Kleene's answer on what is documented is a definite no.
  void check_conditions(Trial& trial) const {
    Evaluation evaluation(policy_, trial.patient);
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const ir::Fact& fact = policy_.facts[FactId{i}];
      const FactState& state = trial.patient.facts[i];
      if (!fact.shown_by.is_set() || state.kind != FactState::Kind::Value || state.low != 0) continue;
      if (evaluation.truth(fact.shown_by) != Truth::Yes) continue;
      std::vector<FactId> facts = ir::facts_of(policy_, fact.shown_by);
      facts.insert(facts.begin(), FactId{i});
      add_violation(trial, std::move(facts), fmt::format("the signs of `{}` are there", fact.name), {});
    }
    for (std::size_t i = 0; i < policy_.assumptions.size(); ++i) {
      const ir::Claim& claim = policy_.assumptions[i];
      if (std::find(given_up_.begin(), given_up_.end(), i) != given_up_.end()) continue;
      if (evaluation.truth(claim.condition) != Truth::No) continue;
      std::vector<FactId> facts = ir::facts_of(policy_, claim.condition);
      add_violation(trial, std::move(facts), fmt::format("breaks \"{}\"", claim.title), i);
    }
  }

  void add_violation(Trial& trial, std::vector<FactId> facts, std::string breaks,
                     std::optional<std::size_t> assumption) const {
    std::erase(facts, policy_.reference);
    trial.violations.push_back({std::move(facts), std::move(breaks), false, assumption});
  }

  /// Makes the first violation of `trial`, and all others of its cluster, go away.
  void resolve(const Trial& trial) {
    const Violation& first = trial.violations.front();
    if (first.alone) return withdraw(first.facts, trial, {first});

    const Clusters all(policy_, documented_);
    const auto lies_in = [&](const Violation& violation, std::uint32_t cluster) {
      return !violation.alone && !violation.facts.empty() && all.root(violation.facts.front()) == cluster;
    };
    std::vector<Violation> broken;
    std::vector<FactId> defaults, documented;
    if (!first.facts.empty()) {
      const std::uint32_t cluster = all.root(first.facts.front());
      for (const Violation& violation : trial.violations) {
        if (lies_in(violation, cluster)) broken.push_back(violation);
      }
      for (const FactId fact : trial.assumed) {
        if (all.root(fact) == cluster) defaults.push_back(fact);
      }
      for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
        const FactId fact{i};
        if (fact == policy_.reference || all.root(fact) != cluster) continue;
        if (documented_[fact].kind != FactState::Kind::Undocumented) documented.push_back(fact);
      }
      if (!defaults.empty()) {
        std::vector<bool> without = no_default_;
        for (const FactId fact : defaults) without[fact.index] = true;
        const Trial repaired = try_out(without);
        const bool helps = std::none_of(repaired.violations.begin(), repaired.violations.end(),
                                        [&](const Violation& v) { return lies_in(v, cluster); });
        if (helps || documented.empty()) {
          no_default_ = std::move(without);
          prepared_.dropped_defaults.insert(prepared_.dropped_defaults.end(), defaults.begin(), defaults.end());
          return;
        }
      }
    }
    if (documented.empty()) {
      // An `assume` that fails with nothing documented (`never`, or of the reference date only) says nothing of the
      // case.
      if (!first.assumption) POL_BUG("a record or a sign fails with nothing documented");
      given_up_.push_back(*first.assumption);
      return;
    }
    withdraw(documented, trial, broken);
  }

  /// `facts` count as undocumented from now on.
  void withdraw(const std::vector<FactId>& facts, const Trial& trial, const std::vector<Violation>& broken) {
    withdraw(Conflict{facts, reason(facts, trial, broken)});
  }
  void withdraw(const Conflict& conflict) {
    prepared_.conflicts.push_back(conflict);
    for (const FactId fact : conflict.facts) {
      FactState& state = documented_[fact];
      state.kind = FactState::Kind::Undocumented;
      state.conflict = true;
      state.low = state.high = 0;
      state.in = state.out = ir::Members();
    }
  }

  std::string reason(const std::vector<FactId>& facts, const Trial& trial, const std::vector<Violation>& broken) const {
    std::string text;
    std::vector<FactId> named;
    for (const Violation& violation : broken) {
      std::string values;
      for (const FactId fact : violation.facts) {
        // As documented: the trial may hold a narrowed value.
        const bool is_documented = documented_[fact].kind != FactState::Kind::Undocumented;
        const FactState& state = is_documented ? documented_[fact] : trial.patient[fact];
        if (state.kind == FactState::Kind::Undocumented) continue;
        values += (values.empty() ? "" : ", ") + with_value(fact, state);
        named.push_back(fact);
      }
      text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", values, violation.breaks);
    }
    std::string others;
    for (const FactId fact : facts) {
      if (std::find(named.begin(), named.end(), fact) != named.end()) continue;
      others += fmt::format("{}`{}`", others.empty() ? "" : ", ", policy_.facts[fact].name);
    }
    return others.empty() ? text : fmt::format("{}; linked with them: {}", text, others);
  }

  const ir::Policy& policy_;
  ir::Patient documented_;
  std::vector<bool> no_default_;       ///< by FactId: the default was dropped
  std::vector<std::size_t> given_up_;  ///< assumptions that no documentation breaks
  Prepared prepared_;
};

}  // namespace

Result<Prepared> prepare(const ir::Policy& policy, const ir::Patient& documented, const Withdrawn& withdrawn) {
  if (!policy.reference.is_set()) return failure("the policy names no reference date");
  const std::string& name = policy.facts[policy.reference].name;
  const FactState reference =
      policy.reference.index < documented.facts.size() ? documented[policy.reference] : FactState();
  if (reference.conflict) return failure(fmt::format("the reference date `{}` is documented twice", name));
  if (reference.kind != FactState::Kind::Value) {
    return failure(fmt::format("the reference date `{}` is not documented; a case needs it as one day", name));
  }
  if (reference.low != reference.high) {
    return failure(fmt::format("the reference date `{}` is {}; a case needs it as one day", name,
                               value_text(policy, policy.reference, reference)));
  }
  return Preparation(policy, documented, withdrawn).run();
}

}  // namespace pol::interp
