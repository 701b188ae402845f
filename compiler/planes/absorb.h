#pragma once
// Conditions that follow from their neighbours.

#include <vector>

#include "compiler/planes/program.h"

namespace pol::planes {

/// Leaves out of `children`, joined by And or Or, comparisons that another one of the same two slots makes idle:
/// `r < a + 5 or r < a + 9` is `r < a + 9`, and `d and r < a + 5 or r < a + 9` too. Never changes Kleene's answer: where
/// one truth is at most the other in the order no, unknown, yes, their `and` is the one and their `or` the other.
std::vector<NodeIndex> absorb(const Program& program, Node::Op op, const std::vector<NodeIndex>& children);

}  // namespace pol::planes
