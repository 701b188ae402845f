#pragma once
// A case's open conditions as a network: what the documented facts decide is folded away, what is left are variables
// and the connectives over them. The fact that may be none is a value and a flag of its own.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "compiler/exact/bounds.h"
#include "compiler/ir/policy.h"

namespace pol::exact {

struct NodeTag;
using NodeId = Id<NodeTag>;
using Words = std::vector<std::uint64_t>;  ///< values of a Choice, by index; behind the last: none

struct Variable {
  /// Flag: 0 or 1, of a finding, of a set's member or of `is none`. Choice: `low` is an index into Network::masks.
  enum class Kind : std::uint8_t { Flag, Choice, Number, Date };
  Kind kind = Kind::Flag;
  ir::FactId fact;
  std::int64_t low = 0, high = 1;
  std::int64_t step = 1;  ///< Number: 2 where only even half units are values
};

/// `length` is `end - start` in days; or `length` is the age in units of `months` of one born on `start` on day `end`.
struct Link {
  Term length, start, end;
  std::int64_t scale = 2;   ///< half units of `length` in one of its unit
  std::int64_t months = 0;  ///< of a unit; 0: days
};

struct Node {
  enum class Kind : std::uint8_t {
    Constant,
    Flag,    ///< yes when it is 1
    Choice,  ///< the value lies in the mask
    AtMost,  ///< lhs <= rhs
    Linked,
    Not,
    Any,
    All,
    AtLeast,
    Exactly
  };
  Kind kind = Kind::Constant;
  std::uint32_t k = 0;                ///< Choice: index of the mask; AtMost, Linked: of the pair, the link
  VariableId variable;                ///< Flag, Choice
  std::uint32_t first = 0, size = 0;  ///< children, in Network::children
};

inline constexpr NodeId kNever{0}, kAlways{1};

/// Facts whose value another fact of a record gives, unless they are documented themselves.
std::vector<bool> dependent_facts(const ir::Policy& policy, const ir::Patient& prepared);

class Network {
 public:
  /// Keeps references to both.
  Network(const ir::Policy& policy, const ir::Patient& prepared);

  /// The condition; `shown by` is not followed (it is part of Γ).
  NodeId condition(ir::ExprId id);
  NodeId negate(NodeId node);
  NodeId any(const std::vector<NodeId>& nodes) { return group(Node::Kind::Any, 0, nodes); }
  NodeId all(const std::vector<NodeId>& nodes) { return group(Node::Kind::All, 0, nodes); }
  NodeId at_most(Term lhs, Term rhs);
  NodeId linked(const Link& link);
  NodeId finding(ir::FactId fact);
  NodeId choice(ir::FactId fact, const ir::Members& values, bool or_none = false);
  /// A fact that is not set is none.
  NodeId is_none(ir::FactId fact);

  /// A number's or a date's value, whether or not it is none.
  Term value(ir::FactId fact, std::int32_t months = 0, std::int64_t add = 0);
  static Term constant(std::int64_t value) { return {Term::Kind::Constant, {}, 0, 0, value}; }
  /// The day `end` is given may also be `day`; what else it may be is said by Γ. Before any condition is asked for.
  void widen(ir::FactId end, std::int64_t day) { widened_[end] = day; }
  /// Gives an open fact its variables though no condition asks for it.
  void open(ir::FactId fact);
  bool is_dependent(ir::FactId fact) const { return dependent_[fact.index]; }

  const Node& operator[](NodeId id) const { return nodes_[id.index]; }
  const NodeId* children(const Node& node) const { return children_.data() + node.first; }
  std::size_t size() const { return nodes_.size(); }
  const std::vector<Variable>& variables() const { return variables_; }
  const Words& mask(std::size_t index) const { return masks_[index]; }
  const std::vector<Words>& masks() const { return masks_; }
  const std::pair<Term, Term>& pair(const Node& node) const { return pairs_[node.k]; }
  const Link& link(const Node& node) const { return links_[node.k]; }
  /// Not set: no condition asked for it.
  VariableId value_variable(ir::FactId fact) const { return values_[fact.index]; }
  VariableId none_variable(ir::FactId fact) const { return nones_[fact.index]; }
  std::vector<ir::FactId> facts(NodeId node) const;

 private:
  NodeId add(Node node);
  NodeId group(Node::Kind kind, std::uint32_t k, std::vector<NodeId> nodes);
  NodeId flag(VariableId variable);
  NodeId build(ir::ExprId id);
  NodeId compare(const ir::Compare& e);
  NodeId includes(const ir::Includes& e);
  NodeId member(ir::FactId fact, std::size_t i);
  Bounds bounds(const Term& term) const;
  std::vector<ir::ExprId> below(ir::ExprId id) const;
  VariableId value_of(ir::FactId fact);
  VariableId add_variable(Variable variable);
  Term term(const ir::Operand& operand);
  Variable domain(ir::FactId fact) const;
  bool is_settled(ir::FactId fact) const;
  std::size_t value_count(ir::FactId fact) const {
    return policy_.value_sets[policy_.facts[fact].type.values].values.size();
  }

  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  std::vector<bool> dependent_;
  std::map<ir::FactId, std::int64_t> widened_;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::vector<Variable> variables_;
  std::vector<Words> masks_;
  std::vector<std::pair<Term, Term>> pairs_;
  std::vector<Link> links_;
  std::vector<NodeId> of_expr_;     ///< by ExprId
  std::vector<VariableId> values_;  ///< by FactId; of a set, its first member
  std::vector<VariableId> nones_;   ///< by FactId
  std::vector<NodeId> flags_;       ///< by VariableId
  std::map<std::pair<Term, Term>, NodeId> comparisons_;
};

}  // namespace pol::exact
