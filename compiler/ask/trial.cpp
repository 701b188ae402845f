#include "compiler/ask/trial.h"

#include <algorithm>

namespace pol::ask {

using ir::Truth;

Answer Trial::some_gives(Labels wanted, const std::function<void()>& found) {
  left_ = steps_;
  last_failed_.reset();
  varied_ = UINT32_MAX;
  return search(wanted, found);
}

Answer Trial::differs(std::uint32_t group, std::uint32_t one, const std::vector<std::uint32_t>& others,
                      const std::function<void()>& found) {
  left_ = steps_;
  last_failed_.reset();
  varied_ = group;
  std::vector<std::uint32_t> columns = {one};
  columns.insert(columns.end(), others.begin(), others.end());
  if (columns.size() > 64) return Answer::Spent;
  versions_.choose(group, std::move(columns));
  return search(found);
}

template <class Go>
Answer Trial::branch(const Decision& decision, Go&& go) {
  Model::Halving halving =
      decision.version ? model_.towards(decision.leaf, decision.yes, varied_, versions_.column(*decision.version))
                       : model_.towards(decision.leaf, decision.yes);
  Answer result = Answer::No;
  for (int side = 0; side < 2; ++side) {
    const Model::Mark mark = model_.mark();
    if (model_.keep(halving.group, halving.kept.data())) {
      const Answer answer = go();
      model_.undo(mark);
      if (answer == Answer::Yes) return answer;
      if (answer == Answer::Spent) result = answer;
      if (left_ == 0) return Answer::Spent;
    }
    for (std::uint64_t& word : halving.kept) word = ~word;
  }
  // The innermost is kept on the way out, as long as it is open there.
  if (!failed_before()) last_failed_ = decision;
  return result;
}

Answer Trial::search(Labels wanted, const std::function<void()>& found) {
  const Labels possible = model_.possible();
  if ((possible & ~wanted) == 0) {
    if (found) found();
    return Answer::Yes;
  }
  if ((possible & wanted) == 0) return Answer::No;
  if (left_ == 0) return Answer::Spent;
  --left_;
  std::optional<Decision> decision = failed_before();
  if (!decision) decision = towards_label(wanted);
  // Nothing is left to decide: what is unknown now is so in every completion, and each label is possible.
  if (!decision) return Answer::Yes;
  return branch(*decision, [&] { return search(wanted, found); });
}

Answer Trial::search(const std::function<void()>& found) {
  if (left_ == 0) return Answer::Spent;
  --left_;
  versions_.evaluate();
  const Labels one = versions_.possible(0);
  Labels others = 0;
  for (std::size_t i = 1; i < versions_.size(); ++i) {
    others = static_cast<Labels>(others | versions_.possible(i));
    const bool is_single = (one & (one - 1)) == 0;
    if (is_single && versions_.possible(i) == one) return Answer::No;
    bool can_differ = false;
    for (const Model::Rule& rule : model_.rules()) can_differ = can_differ || versions_.may_differ(rule.when, i);
    if (!can_differ) return Answer::No;
  }
  if ((one & others) == 0) {
    found();
    return Answer::Yes;
  }
  std::optional<Decision> decision = failed_before();
  if (!decision) decision = towards_difference();
  if (!decision) decision = any_undecided();
  if (!decision) {
    // What is still unknown is so in every completion.
    if ((one & ~others) == 0) return Answer::No;
    found();
    return Answer::Yes;
  }
  return branch(*decision, [&] { return search(found); });
}

std::optional<Trial::Decision> Trial::towards_label(Labels wanted) const {
  for (const Model::Rule& rule : model_.rules()) {
    if (model_.network().truth(rule.when) != Truth::Unknown) continue;
    const auto decision = trace(rule.when, (rule.label & wanted) != 0, std::nullopt);
    if (decision) return decision;
  }
  return any_undecided();
}

std::optional<Trial::Decision> Trial::towards_difference() const {
  std::size_t other = 1;
  while (other + 1 < versions_.size() && (versions_.possible(0) & versions_.possible(other)) == 0) ++other;
  const std::vector<Model::Rule>& rules = model_.rules();
  for (const Model::Rule& rule : rules) {
    if (!versions_.may_differ(rule.when, other)) continue;
    const Truth a = versions_.truth(rule.when, 0), b = versions_.truth(rule.when, other);
    if (a != Truth::Unknown || b != Truth::Unknown) break;
    if (const auto decision = trace_difference(rule.when, other)) return decision;
    break;
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Truth a = versions_.truth(rules[i].when, 0), b = versions_.truth(rules[i].when, other);
    if (a == Truth::No && b == Truth::No) continue;
    if (a != Truth::Unknown && b != Truth::Unknown) {
      if (a == b) return std::nullopt;
      // One has its label; the other one is led to a different one.
      const std::size_t open = a == Truth::Yes ? other : 0;
      for (std::size_t j = i + 1; j < rules.size(); ++j) {
        if (versions_.truth(rules[j].when, open) != Truth::Unknown) continue;
        const auto decision = trace(rules[j].when, rules[j].label != rules[i].label, open);
        if (decision) return decision;
      }
      return std::nullopt;
    }
    std::optional<Decision> decision;
    if (a != Truth::Unknown) {
      decision = trace(rules[i].when, a == Truth::No, other);
    } else if (b != Truth::Unknown) {
      decision = trace(rules[i].when, b == Truth::No, 0);
    } else if (versions_.may_differ(rules[i].when, other)) {
      decision = trace_difference(rules[i].when, other);
    } else {
      decision = trace(rules[i].when, false, 0);
    }
    if (decision) return decision;
  }
  return std::nullopt;
}

std::optional<Trial::Decision> Trial::trace(Edge edge, bool yes, std::optional<std::size_t> version) const {
  const Network& network = model_.network();
  yes = yes != edge.is_negated();
  if (network.is_leaf(edge.node())) {
    const std::uint32_t index = model_.leaf_at(edge.node());
    if (index == UINT32_MAX) return std::nullopt;
    const Leaf& leaf = model_.leaves()[index];
    const bool is_varied = leaf.is_pair && (leaf.group == varied_ || leaf.other == varied_);
    return Decision{index, yes, is_varied ? version : std::nullopt};
  }
  const Network::Gate& gate = network[edge.node()];
  std::vector<Edge> open;
  std::uint32_t settled_yes = 0;
  for (const Edge input : gate.inputs) {
    const Truth now = truth(input, version);
    if (now == Truth::Unknown) open.push_back(input);
    if (now == Truth::Yes) ++settled_yes;
  }
  const bool wants = gate.is_exact ? yes == (settled_yes < gate.k) : yes;
  // Where one input is enough, first the one that rests on least; where all are needed, the one that rests on most.
  const bool is_one_enough = wants ? gate.k == 1 : gate.k == gate.inputs.size();
  while (!open.empty()) {
    const auto better = [&](Edge a, Edge b) {
      const std::uint32_t x = network[a.node()].leaves, y = network[b.node()].leaves;
      return is_one_enough ? x < y : x > y;
    };
    const auto best = std::min_element(open.begin(), open.end(), better);
    // Nothing is found below what no documentation decides.
    if (const auto decision = trace(*best, wants, version)) return decision;
    open.erase(best);
  }
  return std::nullopt;
}

std::optional<Trial::Decision> Trial::trace_difference(Edge edge, std::size_t version) const {
  const Network& network = model_.network();
  if (network.is_leaf(edge.node())) return std::nullopt;
  const Network::Gate& gate = network[edge.node()];
  const bool is_any = gate.k == 1 && !gate.is_exact;
  // What stands beside the difference close to where it begins comes first: contradictions mostly lie there.
  for (const Edge input : gate.inputs) {
    if (!versions_.may_differ(input, version)) continue;
    const Truth a = versions_.truth(input, 0), b = versions_.truth(input, version);
    if (a != Truth::Unknown && b != Truth::Unknown) continue;
    const auto decision = a == Truth::Unknown && b == Truth::Unknown ? trace_difference(input, version)
                          : a == Truth::Unknown                      ? trace(input, b == Truth::No, 0)
                                                                     : trace(input, a == Truth::No, version);
    if (decision) return decision;
    break;
  }
  // A branch beside the path must not settle the gate.
  for (const Edge input : gate.inputs) {
    for (const std::size_t side : {std::size_t{0}, version}) {
      if (versions_.truth(input, side) != Truth::Unknown) continue;
      const auto decision = trace(input, !is_any, side);
      if (decision) return decision;
    }
  }
  return std::nullopt;
}

std::optional<Trial::Decision> Trial::failed_before() const {
  if (!last_failed_) return std::nullopt;
  const Edge leaf(model_.leaves()[last_failed_->leaf].node, false);
  if (truth(leaf, last_failed_->version) != Truth::Unknown) return std::nullopt;
  return model_.network().truth(leaf) == Truth::Unknown ? last_failed_ : std::nullopt;
}

std::optional<Trial::Decision> Trial::any_undecided() const {
  for (std::uint32_t i = 0; i < model_.leaves().size(); ++i) {
    const Leaf& leaf = model_.leaves()[i];
    if (model_.network().truth(leaf.node) != Truth::Unknown) continue;
    const bool is_varied = leaf.group == varied_ || (leaf.is_pair && leaf.other == varied_);
    if (!is_varied) return Decision{i, true, std::nullopt};
    if (!leaf.is_pair) continue;
    for (std::size_t version = 0; version < versions_.size(); ++version) {
      if (versions_.truth(Edge(leaf.node, false), version) == Truth::Unknown) return Decision{i, true, version};
    }
  }
  return std::nullopt;
}

}  // namespace pol::ask
