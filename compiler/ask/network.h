#pragma once
// Conditions as gates whose Kleene truth is kept up to date: deciding a leaf touches only what it changes.

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "compiler/ir/types.h"

namespace pol::ask {

/// A node of a network, or its negation.
class Edge {
 public:
  Edge() = default;
  Edge(std::uint32_t node, bool is_negated) : code_(node * 2 + (is_negated ? 1 : 0)) {}
  std::uint32_t node() const { return code_ / 2; }
  bool is_negated() const { return (code_ & 1U) != 0; }
  Edge negated() const { return {node(), !is_negated()}; }
  friend auto operator<=>(Edge, Edge) = default;

 private:
  std::uint32_t code_ = 0;
};

/// Leaves and counting gates, children before parents. Node 0 is always yes.
class Network {
 public:
  struct Gate {
    std::uint32_t k = 0;  ///< yes when at least k inputs are, or exactly k; 0 inputs: a leaf
    bool is_exact = false;
    std::vector<Edge> inputs;
    std::vector<Edge> outputs;  ///< gates that read it, negated where they read its negation
    std::uint32_t leaves = 1;   ///< leaves below it, each counted as often as it is reached; bounded
  };

  Network();

  // Building. A gate that is there already is not made again; settled inputs are folded.
  Edge constant(bool yes) const { return {0, !yes}; }
  Edge leaf();
  Edge at_least(std::uint32_t k, std::vector<Edge> inputs) { return gate(k, false, std::move(inputs)); }
  Edge exactly(std::uint32_t k, std::vector<Edge> inputs) { return gate(k, true, std::move(inputs)); }

  std::size_t size() const { return gates_.size(); }
  const Gate& operator[](std::uint32_t node) const { return gates_[node]; }
  bool is_leaf(std::uint32_t node) const { return gates_[node].inputs.empty(); }

  ir::Truth truth(std::uint32_t node) const { return truths_[node]; }
  ir::Truth truth(Edge edge) const {
    return edge.is_negated() ? ir::truth_not(truths_[edge.node()]) : truths_[edge.node()];
  }

  /// Decides an undecided leaf.
  void decide(std::uint32_t leaf, bool yes);
  /// What `undo` takes back to.
  std::size_t mark() const { return trail_.size(); }
  void undo(std::size_t mark);

 private:
  Edge gate(std::uint32_t k, bool is_exact, std::vector<Edge> inputs);
  ir::Truth counted(std::uint32_t node) const;

  using Key = std::pair<std::uint32_t, std::vector<Edge>>;
  std::vector<Gate> gates_;
  std::map<Key, std::uint32_t> known_;
  std::vector<ir::Truth> truths_;
  std::vector<std::uint32_t> yes_, no_;  ///< inputs that are, by gate
  std::vector<std::uint32_t> trail_;     ///< decided nodes, in order
};

}  // namespace pol::ask
