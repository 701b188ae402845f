#include "compiler/ask/network.h"

#include <algorithm>

namespace pol::ask {

using ir::Truth;

Network::Network() {
  gates_.emplace_back();
  truths_.push_back(Truth::Yes);
  yes_.push_back(0);
  no_.push_back(0);
}

Edge Network::leaf() {
  gates_.emplace_back();
  truths_.push_back(Truth::Unknown);
  yes_.push_back(0);
  no_.push_back(0);
  return {static_cast<std::uint32_t>(gates_.size() - 1), false};
}

Edge Network::gate(std::uint32_t k, bool is_exact, std::vector<Edge> inputs) {
  std::sort(inputs.begin(), inputs.end());
  std::uint32_t settled_yes = 0;
  std::vector<Edge> open;
  for (const Edge input : inputs) {
    if (input.node() != 0) {
      open.push_back(input);
    } else if (!input.is_negated()) {
      ++settled_yes;
    }
  }
  if (is_exact && settled_yes > k) return constant(false);
  k = settled_yes >= k ? 0 : k - settled_yes;
  const auto n = static_cast<std::uint32_t>(open.size());
  if (k > n) return constant(false);
  if (is_exact && k == 0) return gate(1, false, std::move(open)).negated();
  if (!is_exact && k == 0) return constant(true);
  if (k == n) is_exact = false;
  if (k == 1 || k == n) open.erase(std::unique(open.begin(), open.end()), open.end());
  if (k == n) k = static_cast<std::uint32_t>(open.size());
  if (open.size() == 1 && k == 1) return open.front();

  Key key{k * 2 + (is_exact ? 1 : 0), open};
  const auto [found, is_new] = known_.emplace(std::move(key), static_cast<std::uint32_t>(gates_.size()));
  if (!is_new) return {found->second, false};
  const Edge made = leaf();
  Gate& gate = gates_[made.node()];
  gate.k = k;
  gate.is_exact = is_exact;
  gate.leaves = 0;
  constexpr std::uint32_t kMany = 1U << 20;
  for (const Edge input : open) {
    gates_[input.node()].outputs.push_back({made.node(), input.is_negated()});
    gate.leaves = std::min(kMany, gate.leaves + gates_[input.node()].leaves);
  }
  gate.inputs = std::move(open);
  return made;
}

Truth Network::counted(std::uint32_t node) const {
  const Gate& gate = gates_[node];
  const std::uint32_t least = yes_[node];
  const auto most = static_cast<std::uint32_t>(gate.inputs.size()) - no_[node];
  if (most < gate.k) return Truth::No;
  if (!gate.is_exact) return least >= gate.k ? Truth::Yes : Truth::Unknown;
  if (least > gate.k) return Truth::No;
  return least == most ? Truth::Yes : Truth::Unknown;
}

void Network::decide(std::uint32_t leaf, bool yes) {
  std::size_t next = trail_.size();
  truths_[leaf] = yes ? Truth::Yes : Truth::No;
  trail_.push_back(leaf);
  // Whatever is on the trail behind `next` has still to tell the gates that read it.
  for (; next < trail_.size(); ++next) {
    const std::uint32_t node = trail_[next];
    const bool is_yes = truths_[node] == Truth::Yes;
    for (const Edge output : gates_[node].outputs) {
      const std::uint32_t reader = output.node();
      ++(is_yes != output.is_negated() ? yes_ : no_)[reader];
      if (truths_[reader] != Truth::Unknown) continue;
      const Truth now = counted(reader);
      if (now == Truth::Unknown) continue;
      truths_[reader] = now;
      trail_.push_back(reader);
    }
  }
}

void Network::undo(std::size_t mark) {
  while (trail_.size() > mark) {
    const std::uint32_t node = trail_.back();
    trail_.pop_back();
    const bool is_yes = truths_[node] == Truth::Yes;
    for (const Edge output : gates_[node].outputs) --(is_yes != output.is_negated() ? yes_ : no_)[output.node()];
    truths_[node] = Truth::Unknown;
  }
}

}  // namespace pol::ask
