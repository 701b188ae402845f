#pragma once
// Nodes of a plane program under construction: each written once, constants folded.

#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/planes/program.h"

namespace pol::planes {

/// Folds only what leaves Kleene's answer as it was, Unknown included: constants, repeated children, double not,
/// comparisons that follow from others (absorb.h), `not none` where none answers.
/// Never `x and not x`, which is unknown when x is.
class Builder {
 public:
  explicit Builder(Program& program) : program_(program) {}

  NodeIndex constant(ir::Truth truth);
  NodeIndex atom(const Atom& atom);
  NodeIndex negate(NodeIndex operand);
  NodeIndex all(std::vector<NodeIndex> children);
  NodeIndex any(std::vector<NodeIndex> children);
  /// Over the count interval [yes, yes + unknown].
  NodeIndex at_least(std::uint32_t k, const std::vector<NodeIndex>& children);
  /// A finding that is unknown is yes when its signs are.
  NodeIndex shown(NodeIndex finding, NodeIndex signs);
  NodeIndex less(const Side& lhs, const Side& rhs);
  /// What one of `children` knows; they never contradict each other.
  NodeIndex known(std::vector<NodeIndex> children);

  /// Number of the slot; of Low64 the next one is its High64.
  std::uint32_t slot(Slot::Kind kind, ir::FactId fact, std::int32_t months = 0);

 private:
  NodeIndex add(Node node);
  NodeIndex join(Node::Op op, std::vector<NodeIndex> children);
  void drop_denials(std::vector<NodeIndex>& children);
  bool compares(NodeIndex node, ir::FactId fact) const;
  bool is_constant(NodeIndex node, ir::Truth truth) const;

  Program& program_;
  std::unordered_map<std::string, NodeIndex> nodes_;
  std::unordered_map<std::string, NodeIndex> atoms_;
  std::unordered_map<std::string, std::uint32_t> slots_;
};

/// Appends bytes that differ when the nodes do.
void append(std::string& out, const Node& node);

}  // namespace pol::planes
