#include "tests/smt/complete.h"

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/ir/civil.h"
#include "tests/exact/open_facts.h"

namespace pol::questions {

using agreement::Random;
using ir::FactId;
using ir::FactKind;
using ir::FactState;

ir::Day usual_day(const ir::Policy& policy) {
  ir::DateError error{};
  const auto reviewed = ir::parse_date(policy.revision, error);
  return reviewed ? reviewed->high : ir::parse_date("2025-07-01", error)->high;
}

ir::Patient blank_case(const ir::Policy& policy, ir::Day reference) {
  ir::Patient patient;
  patient.facts.resize(policy.facts.size());
  for (FactState& state : patient.facts) state.asked = true;
  FactState& day = patient[policy.reference];
  day.kind = FactState::Kind::Value;
  day.low = day.high = reference;
  return patient;
}

namespace {

class Filling {
 public:
  Filling(Random& random, const ir::Policy& policy, const agreement::Thresholds& thresholds)
      : random_(random), policy_(policy), thresholds_(thresholds), given_(oracle::given_by_records(policy)) {}

  std::optional<ir::Patient> run() {
    ir::Patient patient = agreement::invent_case(random_, policy_, thresholds_).patient;
    if (random_.chance(50)) move_to_usual_day(patient);
    today_ = patient[policy_.reference].low;
    each([&](FactId fact) {
      if (fact == policy_.reference) return;
      if (patient[fact].conflict || given_[fact.index]) patient[fact] = {};
      patient[fact].asked = true;
      if (!given_[fact.index]) fill_in(fact, patient[fact]);
    });
    constexpr int kAttempts = 4;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const auto prepared = interp::prepare(policy_, patient);
      if (!prepared.ok()) return std::nullopt;
      if (!prepared.value().conflicts.empty()) {
        for (const interp::Conflict& conflict : prepared.value().conflicts) {
          for (const FactId fact : conflict.facts) patient[fact] = invented(fact);
        }
        continue;
      }
      ir::Patient complete = prepared.value().patient;
      each([&](FactId fact) {
        FactState& state = complete[fact];
        const bool is_documented = fact == policy_.reference || random_.chance(60);
        if (state.kind == FactState::Kind::Undocumented || state.low != state.high) state = invented(fact);
        state.assumed = !is_documented;
        state.asked = false;
      });
      // What no record gave has been made up since.
      if (fits(complete)) return complete;
    }
    return std::nullopt;
  }

 private:
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) visit(FactId{i});
  }

  bool fits(const ir::Patient& complete) const {
    interp::Evaluation evaluation(policy_, complete);
    bool fits = true;
    each([&](FactId fact) {
      const ir::ExprId signs = policy_.facts[fact].shown_by;
      fits &= !signs.is_set() || complete[fact].low != 0 || evaluation.truth(signs) != ir::Truth::Yes;
    });
    const ir::Patient blank = blank_case(policy_, static_cast<ir::Day>(today_));
    interp::Evaluation before(policy_, blank);
    for (const ir::Claim& claim : policy_.assumptions) {
      fits &= evaluation.truth(claim.condition) != ir::Truth::No || before.truth(claim.condition) == ir::Truth::No;
    }
    return fits;
  }

  /// The whole case on another day, as far from it as before.
  void move_to_usual_day(ir::Patient& patient) const {
    const std::int64_t days = usual_day(policy_) - patient[policy_.reference].low;
    each([&](FactId fact) {
      FactState& state = patient[fact];
      if (policy_.facts[fact].type.kind != FactKind::Date || state.kind != FactState::Kind::Value) return;
      state.low = std::clamp<std::int64_t>(state.low + days, ir::kFirstDay, ir::kLastDay);
      state.high = std::clamp<std::int64_t>(state.high + days, state.low, ir::kLastDay);
    });
  }

  /// What is known of it is kept.
  void fill_in(FactId fact, FactState& state) {
    if (state.kind == FactState::Kind::None) return;
    if (state.kind == FactState::Kind::Undocumented) {
      state = invented(fact);
      return;
    }
    const ir::Type& type = policy_.facts[fact].type;
    if (type.kind == FactKind::Set) {
      for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
        if (!state.in.contains(i) && !state.out.contains(i)) (random_.chance(50) ? state.in : state.out).insert(i);
      }
      return;
    }
    state.low = random_.between(state.low, state.high);
    if (type.kind == FactKind::Number) state.low = on_grid(type, state.low);
    state.high = state.low;
  }

  static std::int64_t on_grid(const ir::Type& type, std::int64_t half) {
    const std::int64_t low = type.low + (type.low & 1), high = type.high - (type.high & 1);
    return std::clamp(half - (half & 1), low, high);
  }

  FactState invented(FactId fact) {
    const ir::Type& type = policy_.facts[fact].type;
    FactState state;
    state.asked = true;
    if (type.or_none && random_.chance(25)) {
      state.kind = FactState::Kind::None;
      return state;
    }
    state.kind = FactState::Kind::Value;
    const agreement::Thresholds::OfFact& of = thresholds_.of(fact);
    const std::int64_t nudge = random_.between(-2, 2);
    switch (type.kind) {
      case FactKind::Finding:
        state.low = random_.chance(50) ? 1 : 0;
        break;
      case FactKind::Choice:
        state.low = static_cast<std::int64_t>(random_.below(policy_.value_sets[type.values].values.size()));
        break;
      case FactKind::Set:
        for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
          (random_.chance(40) ? state.in : state.out).insert(i);
        }
        break;
      case FactKind::Number:
        state.low = of.points.empty() || random_.chance(20) ? random_.between(type.low, type.high)
                                                            : random_.pick(of.points) + nudge;
        state.low = on_grid(type, state.low);
        break;
      case FactKind::Date: {
        state.low = of.points.empty() || random_.chance(70) ? today_ - random_.between(0, 800)
                                                            : random_.pick(of.points) + nudge;
        const std::int64_t last = policy_.facts[fact].planned ? ir::kLastDay : today_;
        state.low = std::clamp<std::int64_t>(state.low, ir::kFirstDay, last);
        break;
      }
    }
    state.high = state.low;
    return state;
  }

  Random& random_;
  const ir::Policy& policy_;
  const agreement::Thresholds& thresholds_;
  std::vector<bool> given_;
  std::int64_t today_ = 0;
};

}  // namespace

std::optional<ir::Patient> invent_complete_case(Random& random, const ir::Policy& policy,
                                                const agreement::Thresholds& thresholds) {
  return Filling(random, policy, thresholds).run();
}

}  // namespace pol::questions
