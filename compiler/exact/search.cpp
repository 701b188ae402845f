#include "compiler/exact/search.h"

#include <algorithm>

#include "compiler/exact/gamma.h"
#include "compiler/exact/network.h"
#include "compiler/exact/solver.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/records.h"

namespace pol::exact {

using ir::ExprId;
using ir::FactId;
using ir::FactKind;
using ir::FactState;
using ir::Patient;
using ir::Truth;

class Search::Questions {
 public:
  Questions(const ir::Policy& policy, const Patient& prepared, Limits limits)
      : policy_(policy),
        prepared_(prepared),
        network_(policy, prepared),
        gamma_(gamma_of(policy, prepared, network_)),
        parts_of_(policy.facts.size()),
        solver_(network_, limits.trials),
        truths_(policy.exprs.size()) {
    for (std::size_t i = 0; i < gamma_.size(); ++i) {
      for (const FactId fact : gamma_[i].facts) parts_of_[fact.index].push_back(i);
    }
  }

  std::optional<Patient> completion(const std::vector<ExprId>& yes, const std::vector<ExprId>& no) {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      if (!is_settled(FactId{i})) network_.open(FactId{i});
    }
    std::vector<Required> required;
    for (const ExprId id : yes) required.push_back({network_.condition(id), true});
    for (const ExprId id : no) required.push_back({network_.condition(id), false});
    std::vector<bool> is_asked(gamma_.size(), false);
    if (!ask(required, is_asked)) return std::nullopt;

    // Γ says something of the other facts too.
    std::vector<Required> rest;
    std::vector<FactId> facts;
    for (std::size_t i = 0; i < gamma_.size(); ++i) {
      if (is_asked[i] || gamma_[i].defines.is_set()) continue;
      facts.insert(facts.end(), gamma_[i].facts.begin(), gamma_[i].facts.end());
    }
    add_gamma(facts, is_asked, rest);
    const bool is_found = solver_.solve_also(rest);
    count_trials();
    if (!is_found) return std::nullopt;
    return filled_in(yes, no);
  }

  bool is_possible(NodeId node, bool sign) {
    if (node == kNever || node == kAlways) return sign == (node == kAlways);
    std::vector<bool> is_asked(gamma_.size(), false);
    return ask({{node, sign}}, is_asked);
  }

  Truth truth(NodeId node) {
    if (node == kNever || node == kAlways) return node == kAlways ? Truth::Yes : Truth::No;
    bool is_spent = false;
    const bool yes = is_possible(node, true);
    is_spent |= !yes && solver_.is_spent();
    const bool no = is_possible(node, false);
    is_spent |= !no && solver_.is_spent();
    if (is_spent || yes == no) return Truth::Unknown;
    return yes ? Truth::Yes : Truth::No;
  }

  Truth truth(ExprId id) {
    std::optional<Truth>& known = truths_[id.index];
    if (!known) known = truth(network_.condition(id));
    return *known;
  }

  Truth any_of(const std::vector<ExprId>& ids) {
    std::vector<NodeId> nodes;
    for (const ExprId id : ids) nodes.push_back(network_.condition(id));
    return truth(network_.any(nodes));
  }

  /// Exactly one rule decides a completion, so it is the one that must where no other may.
  const std::vector<Truth>& deciding_rules() {
    if (!rules_.empty()) return rules_;
    std::vector<NodeId> here;
    std::vector<bool> may;
    bool is_any_spent = false;
    for (std::size_t i = 0; i <= policy_.rules.size(); ++i) {
      const NodeId when = i < policy_.rules.size() ? network_.condition(policy_.rules[i].when) : kAlways;
      here.push_back(when);
      may.push_back(is_possible(network_.all(here), true));
      if (!may.back() && !is_trivial(here) && solver_.is_spent()) {
        is_any_spent = true;
        may.back() = true;
      }
      here.back() = network_.negate(when);
    }
    const auto count = std::count(may.begin(), may.end(), true);
    for (const bool one : may) {
      rules_.push_back(!one ? Truth::No : count == 1 && !is_any_spent ? Truth::Yes : Truth::Unknown);
    }
    // With no completion at all nothing is said.
    if (count == 0) std::fill(rules_.begin(), rules_.end(), Truth::Unknown);
    return rules_;
  }

  ir::OutcomeSet possible() {
    ir::OutcomeSet outcomes = 0;
    const std::vector<Truth>& rules = deciding_rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i] == Truth::No) continue;
      const ir::Outcome outcome = i < policy_.rules.size() ? policy_.rules[i].outcome : policy_.otherwise;
      outcomes = static_cast<ir::OutcomeSet>(outcomes | ir::outcome_bit(outcome));
    }
    return outcomes;
  }

  bool is_consistent(const std::vector<FactId>& facts) {
    std::vector<bool> is_asked(gamma_.size(), false);
    std::vector<Required> required;
    add_gamma(facts, is_asked, required);
    const bool is_found = solver_.solve(required);
    count_trials();
    return is_found || solver_.is_spent();
  }

  bool is_spent() const { return is_spent_; }
  std::size_t trials() const { return trials_; }

 private:
  static bool is_trivial(const std::vector<NodeId>& all) {
    return std::find(all.begin(), all.end(), kNever) != all.end();
  }

  bool ask(std::vector<Required> required, std::vector<bool>& is_asked) {
    std::vector<FactId> facts;
    for (const Required& one : required) {
      const std::vector<FactId> of_one = network_.facts(one.node);
      facts.insert(facts.end(), of_one.begin(), of_one.end());
    }
    add_gamma(facts, is_asked, required);
    const bool is_found = solver_.solve(required);
    count_trials();
    return is_found;
  }

  void count_trials() {
    trials_ += solver_.trials();
    is_spent_ |= solver_.is_spent();
  }

  /// The parts of Γ about `facts` and what it links with them. What only defines another fact's value always fits.
  void add_gamma(std::vector<FactId> facts, std::vector<bool>& is_asked, std::vector<Required>& required) {
    std::vector<bool> seen(policy_.facts.size(), false);
    while (!facts.empty()) {
      const FactId fact = facts.back();
      facts.pop_back();
      if (seen[fact.index]) continue;
      seen[fact.index] = true;
      for (const std::size_t i : parts_of_[fact.index]) {
        if (is_asked[i] || (gamma_[i].defines.is_set() && gamma_[i].defines != fact)) continue;
        is_asked[i] = true;
        required.push_back({gamma_[i].root, true});
        facts.insert(facts.end(), gamma_[i].facts.begin(), gamma_[i].facts.end());
      }
    }
  }

  bool is_documented(FactId fact) const {
    return prepared_[fact].kind != FactState::Kind::Undocumented && !prepared_[fact].assumed;
  }

  /// The value that was found for one fact, inside what is documented.
  void fill_in(FactId fact, FactState& state) const {
    const VariableId none = network_.none_variable(fact), value = network_.value_variable(fact);
    if (none.is_set() && solver_.value(none) != 0) {
      state.kind = FactState::Kind::None;
      state.low = state.high = 0;
      return;
    }
    state.kind = FactState::Kind::Value;
    const ir::Type& type = policy_.facts[fact].type;
    switch (type.kind) {
      case FactKind::Finding:
        state.low = state.high = solver_.value(value);
        return;
      case FactKind::Choice: {
        const std::size_t choice = solver_.choice(value);
        if (choice == policy_.value_sets[type.values].values.size()) {
          state.kind = FactState::Kind::None;
          return;
        }
        state.low = state.high = static_cast<std::int64_t>(choice);
        return;
      }
      case FactKind::Set:
        for (std::uint32_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
          const bool is_in = solver_.value(VariableId{value.index + i}) != 0;
          (is_in ? state.in : state.out).insert(i);
        }
        return;
      case FactKind::Number:
      case FactKind::Date: {
        // What is current ends today, whatever end is planned.
        const FactState& given = prepared_[fact];
        state.low = solver_.value(value);
        if (given.kind == FactState::Kind::Value) state.low = std::clamp(state.low, given.low, given.high);
        state.high = state.low;
        return;
      }
    }
  }

  bool is_settled(FactId fact) const {
    const FactState& state = prepared_[fact];
    if (network_.is_dependent(fact)) return false;
    switch (state.kind) {
      case FactState::Kind::Undocumented:
        return false;
      case FactState::Kind::None:
        return true;
      case FactState::Kind::Value:
        break;
    }
    const ir::Type& type = policy_.facts[fact].type;
    if (type.kind != FactKind::Set) return state.low == state.high;
    for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
      if (!state.in.contains(i) && !state.out.contains(i)) return false;
    }
    return true;
  }

  /// What the solver found, as the interpreter sees it. Empty: it does not agree, which counts as the limit met.
  std::optional<Patient> filled_in(const std::vector<ExprId>& yes, const std::vector<ExprId>& no) {
    Patient patient = prepared_;
    const auto each = [&](auto&& visit) {
      for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) visit(FactId{i}, patient.facts[i]);
    };
    each([&](FactId fact, FactState& state) {
      if (is_settled(fact)) return;
      if (!network_.is_dependent(fact)) {
        fill_in(fact, state);
        state.assumed = true;
      } else if (state.kind == FactState::Kind::Value) {
        state.kind = FactState::Kind::Undocumented;
        state.derived = false;
      }
    });
    std::vector<FactId> replaced_defaults;
    bool agrees = interp::apply_records(policy_, patient, replaced_defaults).empty();
    each([&](FactId fact, FactState& state) {
      if (state.kind == FactState::Kind::Undocumented) fill_in(fact, state);
      state.assumed = !is_documented(fact);
    });
    interp::Evaluation evaluation(policy_, patient), before(policy_, prepared_);
    for (const ExprId id : yes) agrees = agrees && evaluation.truth(id) == Truth::Yes;
    for (const ExprId id : no) agrees = agrees && evaluation.truth(id) == Truth::No;
    for (const ir::Claim& claim : policy_.assumptions) {
      const bool is_given_up = before.truth(claim.condition) == Truth::No;
      agrees = agrees && (is_given_up || evaluation.truth(claim.condition) == Truth::Yes);
    }
    if (agrees) return patient;
    is_spent_ = true;
    return std::nullopt;
  }

  const ir::Policy& policy_;
  const Patient& prepared_;
  Network network_;
  std::vector<GammaPart> gamma_;
  std::vector<std::vector<std::size_t>> parts_of_;  ///< by FactId: indices into `gamma_`
  Solver solver_;
  std::vector<std::optional<Truth>> truths_;
  std::vector<Truth> rules_;
  bool is_spent_ = false;
  std::size_t trials_ = 0;
};

Search::Search(const ir::Policy& policy, const ir::Patient& prepared, Limits limits)
    : questions_(std::make_unique<Questions>(policy, prepared, limits)) {}
Search::~Search() = default;
Search::Search(Search&&) noexcept = default;
Search& Search::operator=(Search&&) noexcept = default;

std::optional<Patient> Search::completion() { return completion({}, {}); }
std::optional<Patient> Search::completion(const std::vector<ExprId>& yes, const std::vector<ExprId>& no) {
  return questions_->completion(yes, no);
}
Truth Search::truth(ExprId id) { return questions_->truth(id); }
Truth Search::any_of(const std::vector<ExprId>& ids) { return questions_->any_of(ids); }
std::vector<Truth> Search::deciding_rules() { return questions_->deciding_rules(); }
ir::OutcomeSet Search::possible() { return questions_->possible(); }
bool Search::is_consistent(const std::vector<FactId>& facts) { return questions_->is_consistent(facts); }
bool Search::is_spent() const { return questions_->is_spent(); }
std::size_t Search::trials() const { return questions_->trials(); }

}  // namespace pol::exact
