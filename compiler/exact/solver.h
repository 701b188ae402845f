#pragma once
// Is there a completion in which some nodes are yes and others no? Kleene's truth over intervals, what is required
// pushed down to the facts, and a choice where that decides nothing. Parts that share no open fact are solved one by
// one; a fact that is wanted one way only is set that way without a choice.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/exact/network.h"
#include "compiler/ir/types.h"

namespace pol::exact {

struct Required {
  NodeId node;
  bool sign = true;
};

class Solver {
 public:
  /// Keeps a reference; nodes may be added to `network` between the questions.
  Solver(const Network& network, std::size_t trials) : network_(network), limit_(trials) {}

  /// Forgets earlier questions. False and not `is_spent()`: there is none.
  bool solve(const std::vector<Required>& required);
  /// A further question about other facts: what was found stays.
  bool solve_also(const std::vector<Required>& required);
  bool is_spent() const { return is_spent_; }
  std::size_t trials() const { return trials_; }

  /// After `solve` found a completion: a value of the variable in it.
  std::int64_t value(VariableId id) const { return low_[id.index]; }
  /// Of a Choice. The number of values: none.
  std::size_t choice(VariableId id) const;

 private:
  using Truth = ir::Truth;
  using Nodes = std::vector<NodeId>;

  struct Change {
    enum class Kind : std::uint8_t { Variable, Required };
    Kind kind = Kind::Variable;
    std::uint32_t index = 0;
    std::int64_t low = 0, high = 0;
  };
  struct Mark {
    std::size_t changes, masks, constraints;
  };
  /// What was required of a comparison or a link of open facts.
  struct Constraint {
    Term lhs, rhs;               ///< lhs <= rhs
    const Link* link = nullptr;  ///< set: that link instead
  };
  struct Component {
    Nodes frontier, scope;
    std::vector<std::size_t> constraints;
  };
  /// How the open part of a question wants its variables.
  struct Wanted {
    bool more = false, less = false;  ///< by comparisons with open facts, and of flags
    bool is_mixed = false;
    bool is_used = false;
    std::int64_t low = INT64_MIN, high = INT64_MAX;
    Words mask;  ///< Choice: the values that serve
  };

  /// By NodeId: bit 0 when the open part of a question wants it yes, bit 1 when no; by how many conditions.
  struct Uses {
    std::vector<std::uint8_t> signs;
    std::vector<std::uint32_t> count;
  };

  // solver.cpp
  void prepare_arrays();
  Nodes scope_of(const std::vector<Required>& required);
  bool spend();
  bool is_frontier(NodeId id) const;
  std::vector<Component> components(const Nodes& scope, const std::vector<std::size_t>& constraints);
  bool solve_scope(const Nodes& scope, const std::vector<std::size_t>& constraints);
  bool solve_component(const Component& component);
  bool try_out(NodeId node, bool sign, const Component& component);
  std::vector<std::size_t> own(const Component& component, std::size_t before) const;
  bool holds(const Constraint& constraint) const;
  std::vector<VariableId> open_variables(const std::vector<std::size_t>& constraints) const;
  bool finish(const std::vector<std::size_t>& constraints);
  bool settle(const std::vector<std::size_t>& constraints, const std::vector<VariableId>& variables, bool at_low);

  // propagate.cpp
  bool propagate(const Nodes& scope);
  Truth compute(const Node& node) const;
  bool push_down(NodeId id, bool& is_changed);
  bool push_to_children(const Node& node, bool sign, bool& is_changed);
  bool require(NodeId id, bool sign, bool& is_changed);
  bool require_leaf(const Node& node, bool sign, bool& is_changed);
  bool propagate_bounds(bool& is_changed);
  bool propagate_at_most(const Term& lhs, const Term& rhs, bool& is_changed);
  bool propagate_link(const Link& link, bool& is_changed);
  bool at_least(const Term& term, std::int64_t bound, bool& is_changed);
  bool at_most(const Term& term, std::int64_t bound, bool& is_changed);
  bool narrow(VariableId id, std::int64_t low, std::int64_t high, bool& is_changed);
  bool narrow_choice(VariableId id, const Words& mask, bool sign, bool& is_changed);
  bool has_rising_cycle() const;

  // wanted.cpp
  Uses uses_of(const Component& component) const;
  bool set_pure(const Component& component, const Uses& uses, bool& is_changed);
  bool set_wanted(VariableId id, const Wanted& by, bool& is_changed);
  void want(const Node& node, std::uint8_t signs);
  void want_at_most(const Term& lhs, const Term& rhs);
  void want_mixed(const Term& term);
  Wanted& wanted(VariableId id);
  std::pair<NodeId, bool> alternative(const Component& component, const Uses& uses) const;

  Bounds interval(VariableId id) const { return {low_[id.index], high_[id.index]}; }
  Bounds bounds_of(const Term& term) const {
    return bounds(term, [this](VariableId id) { return interval(id); });
  }
  bool is_open(VariableId id) const { return low_[id.index] < high_[id.index]; }
  bool is_open(const Term& term) const;
  Mark mark() const { return {changes_.size(), masks_.size(), constraints_.size()}; }
  void undo(const Mark& mark);

  const Network& network_;
  std::size_t limit_;
  std::size_t trials_ = 0;
  bool is_spent_ = false;

  std::vector<std::int64_t> low_, high_;  ///< by VariableId; of a Choice, `low_` is an index into `masks_`
  std::vector<Words> masks_;
  std::size_t base_masks_ = 0;   ///< those of the network
  std::vector<Truth> required_;  ///< by NodeId
  std::vector<Truth> computed_;  ///< by NodeId: Kleene's truth
  std::vector<Truth> truth_;     ///< by NodeId: computed, else required
  std::vector<Constraint> constraints_;
  std::vector<Change> changes_;

  std::vector<Wanted> wanted_;  ///< by VariableId, while `set_pure` works
  std::vector<VariableId> wanted_variables_;
};

}  // namespace pol::exact
