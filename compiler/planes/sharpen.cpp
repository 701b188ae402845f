#include "compiler/planes/sharpen.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

#include "compiler/planes/linked.h"
#include "compiler/planes/literals.h"
#include "compiler/planes/regions.h"

namespace pol::planes {

using ir::Truth;

namespace {

/// What is asked of a condition: whether every completion makes it yes, or no.
enum class Rail : std::uint8_t { Yes, No };

/// Literals by the unit that they read.
using ByUnit = std::map<Unit, std::vector<Literal>>;

/// Sets of parts of one group that have to be looked at together.
class Parts {
 public:
  explicit Parts(std::size_t count) : up_(count) { std::iota(up_.begin(), up_.end(), std::size_t{0}); }
  void join(std::size_t a, std::size_t b) { up_[root(b)] = root(a); }
  std::size_t root(std::size_t i) const {
    while (up_[i] != i) i = up_[i];
    return i;
  }

 private:
  std::vector<std::size_t> up_;
};

class Sharpening {
 public:
  Sharpening(const ir::Policy& policy, Program& program, Builder& builder)
      : policy_(policy), program_(program), builder_(builder), literals_(policy, program) {
    most_added_ = std::max(kFewestAddedNodes, program.nodes.size() * kMostAddedPercent / 100);
  }

  void run() {
    const std::size_t before = program_.nodes.size();
    first_added_ = before;
    program_.plain_nodes = before;
    for (Program::Rule& rule : program_.rules) rule.when = exact(rule.when);
    reach_rules();
    program_.is_read = read_criteria();
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const NodeIndex truth = program_.of_expr[policy_.criteria[ir::CriterionId{i}].truth.index];
      program_.of_criterion.push_back(program_.is_read[i] ? exact(truth) : truth);
    }
    list_gaps();
  }

 private:
  /// By CriterionId: neither a reading that was not chosen nor below one.
  std::vector<bool> read_criteria() const {
    std::vector<bool> read(policy_.criteria.size(), true);
    for (const ir::Ambiguity& ambiguity : policy_.ambiguities) {
      for (std::size_t i = 0; i < ambiguity.readings.size(); ++i) {
        if (i != ambiguity.chosen) read[ambiguity.readings[i].index] = false;
      }
    }
    // Parents are declared before their children.
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const ir::CriterionId parent = policy_.criteria[ir::CriterionId{i}].parent;
      if (parent.is_set() && !read[parent.index]) read[i] = false;
    }
    return read;
  }

  /// A rule gives its outcome in a completion in which no earlier rule of another outcome is met.
  void reach_rules() {
    std::vector<NodeIndex> plain;
    for (const ir::Rule& rule : policy_.rules) plain.push_back(without_decided(program_.of_expr[rule.when.index]));
    for (std::size_t i = 0; i <= plain.size(); ++i) {
      const bool is_rule = i < plain.size();
      const ir::Outcome outcome = is_rule ? policy_.rules[i].outcome : policy_.otherwise;
      std::vector<NodeIndex> parts;
      for (std::size_t j = 0; j < i; ++j) {
        if (policy_.rules[j].outcome != outcome) parts.push_back(builder_.negate(plain[j]));
      }
      const std::size_t own = parts.size();
      if (is_rule) parts.push_back(plain[i]);
      std::vector<NodeIndex> joined;
      bool own_is_joined = false;
      for (const std::vector<std::size_t>& group : linked_parts(parts)) {
        if (group.size() < 2) continue;
        const auto found = sharper_group(Node::Op::And, 0, picked(parts, group), Rail::No);
        if (!found) continue;
        if (std::find(group.begin(), group.end(), own) != group.end()) own_is_joined = true;
        joined.push_back(*found);
      }
      if (is_rule && joined.empty()) {
        program_.rules[i].reached = program_.rules[i].when;
      } else if (is_rule) {
        if (!own_is_joined) joined.push_back(program_.rules[i].when);
        program_.rules[i].reached = builder_.all(std::move(joined));
      } else if (!joined.empty()) {
        program_.otherwise_reached = builder_.all(std::move(joined));
      }
    }
  }

  static std::vector<NodeIndex> picked(const std::vector<NodeIndex>& parts, const std::vector<std::size_t>& which) {
    std::vector<NodeIndex> out;
    for (const std::size_t i : which) out.push_back(parts[i]);
    return out;
  }

  /// The same with leaves that types decide put in.
  NodeIndex without_decided(NodeIndex root) {
    std::unordered_map<NodeIndex, Truth> decided;
    for (const Literal& literal : literals_.below(root)) {
      const Node& leaf = program_.nodes[literal.leaf];
      if (const auto truth = decided_by_type(policy_, program_, literal.leaf)) {
        decided.emplace(literal.leaf, *truth);
      } else if (reads_one_fact_twice(program_, leaf)) {
        leave(program_.slots[leaf.lhs.slot].fact, Gap::Reason::Order, 0);
      }
    }
    return decided.empty() ? root : put_in(root, decided);
  }

  NodeIndex exact(NodeIndex root) {
    const NodeIndex start = without_decided(root);
    const NodeIndex surely = sharpened(start, Rail::Yes);
    return known({surely, sharpened(start, Rail::No)});
  }

  NodeIndex known(std::vector<NodeIndex> children) { return builder_.known(std::move(children)); }

  /// A node that is yes (no) exactly where `root` is in every completion, as far as its units are expanded. Its other
  /// rail claims nothing that is not so.
  NodeIndex sharpened(NodeIndex root, Rail rail) {
    std::unordered_map<NodeIndex, NodeIndex>& done = sharpened_[static_cast<std::size_t>(rail)];
    if (const auto at = done.find(root); at != done.end()) return at->second;
    const NodeIndex found = is_mixed(root) ? sharpen_one(root, rail) : root;
    done.emplace(root, found);
    return found;
  }

  NodeIndex sharpen_one(NodeIndex index, Rail rail) {
    const Node node = program_.nodes[index];  // a copy: nodes are added
    switch (node.op) {
      case Node::Op::Constant:
      case Node::Op::Atom:
      case Node::Op::Less:
      case Node::Op::Known:
      case Node::Op::Shown:
        return index;
      case Node::Op::Not:
        return builder_.negate(sharpened(node.children.front(), rail == Rail::Yes ? Rail::No : Rail::Yes));
      case Node::Op::And:
      case Node::Op::Or: {
        const std::vector<NodeIndex> children = flattened(node.op, node.children);
        std::vector<NodeIndex> parts;
        // All are yes in every completion where each is; only whether all can be yes at once has to be asked of them
        // together. The mirror of that for `or`.
        if ((node.op == Node::Op::And) == (rail == Rail::Yes)) {
          for (const NodeIndex child : children) parts.push_back(sharpened(child, rail));
          return is_same(parts, children) ? index : join(node.op, 0, std::move(parts));
        }
        // What Kleene says stands as it is, so that its code is shared; beside it, what is sharper.
        parts.push_back(index);
        for (const std::vector<std::size_t>& group : linked_parts(children)) {
          if (const auto found = sharper_group(node.op, 0, picked(children, group), rail)) parts.push_back(*found);
        }
        return parts.size() == 1 ? index : join(node.op, 0, std::move(parts));
      }
      case Node::Op::AtLeast: {
        const auto found = sharper_group(node.op, node.k, node.children, rail);
        return found ? known({index, *found}) : index;
      }
    }
    return index;
  }

  static bool is_same(std::vector<NodeIndex> a, std::vector<NodeIndex> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
  }

  /// The parts of an `or` of `or`s: only those that share a mixed fact have to be looked at together.
  std::vector<NodeIndex> flattened(Node::Op op, const std::vector<NodeIndex>& children) const {
    std::vector<NodeIndex> out, waiting(children.rbegin(), children.rend());
    while (!waiting.empty()) {
      const NodeIndex top = waiting.back();
      waiting.pop_back();
      if (program_.nodes[top].op != op) {
        if (std::find(out.begin(), out.end(), top) == out.end()) out.push_back(top);
        continue;
      }
      const std::vector<NodeIndex>& inner = program_.nodes[top].children;
      waiting.insert(waiting.end(), inner.rbegin(), inner.rend());
    }
    return out;
  }

  NodeIndex join(Node::Op op, std::uint32_t k, std::vector<NodeIndex> parts) {
    if (op == Node::Op::AtLeast) return builder_.at_least(k, parts);
    return op == Node::Op::And ? builder_.all(std::move(parts)) : builder_.any(std::move(parts));
  }

  ByUnit by_unit(const std::vector<Literal>& literals) const {
    ByUnit out;
    for (const Literal& literal : literals) {
      for (const Unit& unit : literals_.units(literal.leaf)) out[unit].push_back(literal);
    }
    return out;
  }

  bool is_mixed(NodeIndex node) {
    const ByUnit units = by_unit(literals_.below(node));
    return std::any_of(units.begin(), units.end(),
                       [&](const auto& entry) { return !literals_.is_wanted_one_way(entry.first, entry.second); });
  }

  std::vector<Literal> below_all(const std::vector<NodeIndex>& parts) {
    std::vector<Literal> out;
    for (const NodeIndex part : parts) {
      const std::vector<Literal>& one = literals_.below(part);
      out.insert(out.end(), one.begin(), one.end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Numbers of the parts, those together that want some unit differently.
  std::vector<std::vector<std::size_t>> linked_parts(const std::vector<NodeIndex>& parts) {
    Parts sets(parts.size());
    for (const auto& [unit, literals] : by_unit(below_all(parts))) {
      if (literals_.is_wanted_one_way(unit, literals)) continue;
      std::optional<std::size_t> first;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!reads(parts[i], unit)) continue;
        if (first) sets.join(*first, i);
        first = first.value_or(i);
      }
    }
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < parts.size(); ++i) groups[sets.root(i)].push_back(i);
    std::vector<std::vector<std::size_t>> out;
    for (auto& [root, group] : groups) out.push_back(std::move(group));
    std::sort(out.begin(), out.end());
    return out;
  }

  bool reads(NodeIndex part, const Unit& unit) {
    const std::vector<Literal>& literals = literals_.below(part);
    return std::any_of(literals.begin(), literals.end(), [&](const Literal& literal) {
      const std::vector<Unit> units = literals_.units(literal.leaf);
      return std::find(units.begin(), units.end(), unit) != units.end();
    });
  }

  /// Of parts that belong together, beside what Kleene says of them. Not set: nothing is sharper.
  std::optional<NodeIndex> sharper_group(Node::Op op, std::uint32_t k, const std::vector<NodeIndex>& parts, Rail rail) {
    std::vector<NodeIndex> plain;
    for (const NodeIndex part : parts) plain.push_back(sharpened(part, rail));
    const bool changes = !is_same(plain, parts);
    const auto unit = parts.size() > 1 ? unit_to_expand(parts) : std::nullopt;
    if (!unit) return changes ? std::optional(join(op, k, std::move(plain))) : std::nullopt;
    const NodeIndex found = expanded(join(op, k, parts), *unit, rail);
    return changes ? known({join(op, k, std::move(plain)), found}) : found;
  }

  /// Of the units that more than one part reads and that are wanted differently, the cheapest. Those that cannot be
  /// expanded become gaps.
  std::optional<Unit> unit_to_expand(const std::vector<NodeIndex>& parts) {
    const std::vector<Literal> all = below_all(parts);
    const ByUnit units = by_unit(all);
    std::optional<Unit> best;
    std::size_t best_cost = 0;
    for (const auto& [unit, literals] : units) {
      if (literals_.is_wanted_one_way(unit, literals)) continue;
      const auto reading = std::count_if(parts.begin(), parts.end(), [&](NodeIndex part) { return reads(part, unit); });
      if (reading < 2) continue;
      const std::size_t regions = regions_count(unit, literals, units);
      if (regions == 0) {
        leave(unit.fact, Gap::Reason::Order, 0);
        continue;
      }
      const std::size_t cost = (regions + 2) + regions * dependent_nodes(parts, unit);
      const std::size_t added = program_.nodes.size() - first_added_;
      const bool fits = cost <= kCheap ? added + cost <= 2 * most_added_ : added + cost <= most_added_;
      if (cost > kMostNodesOfOneFact || !fits) {
        leave(unit.fact, Gap::Reason::Budget, cost);
        continue;
      }
      if (!best || cost < best_cost) {
        best = unit;
        best_cost = cost;
      }
    }
    return best;
  }

  std::size_t regions_count(const Unit& unit, const std::vector<Literal>& literals, const ByUnit& units) {
    // Two open facts held against each other are ordered by their difference, as long as nothing else reads them.
    for (const Literal& literal : literals) {
      if (reads_one_fact_twice(program_, program_.nodes[literal.leaf])) return 0;
      for (const Unit& other : literals_.units(literal.leaf)) {
        if (other == unit) continue;
        const std::vector<Literal>& of_other = units.at(other);
        const bool only_together = std::all_of(of_other.begin(), of_other.end(), [&](const Literal& one) {
          const std::vector<Unit> read = literals_.units(one.leaf);
          return std::find(read.begin(), read.end(), unit) != read.end();
        });
        if (!only_together) return 0;
      }
    }
    return count_regions(policy_, program_, unit, leaves_of(literals));
  }

  static std::vector<NodeIndex> leaves_of(const std::vector<Literal>& literals) {
    std::set<NodeIndex> leaves;
    for (const Literal& literal : literals) leaves.insert(literal.leaf);
    return {leaves.begin(), leaves.end()};
  }

  /// How many inner nodes below `parts` change with the unit.
  std::size_t dependent_nodes(const std::vector<NodeIndex>& parts, const Unit& unit) {
    std::set<NodeIndex> seen;
    std::vector<NodeIndex> waiting = parts;
    while (!waiting.empty()) {
      const NodeIndex top = waiting.back();
      waiting.pop_back();
      if (program_.nodes[top].children.empty() || !reads(top, unit) || !seen.insert(top).second) continue;
      for (const NodeIndex child : program_.nodes[top].children) waiting.push_back(child);
    }
    return seen.size();
  }

  NodeIndex expanded(NodeIndex whole, const Unit& unit, Rail rail) {
    std::vector<NodeIndex> leaves;
    for (const Literal& literal : literals_.below(whole)) {
      const std::vector<Unit> units = literals_.units(literal.leaf);
      if (std::find(units.begin(), units.end(), unit) != units.end()) leaves.push_back(literal.leaf);
    }
    leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
    std::vector<std::pair<NodeIndex, std::vector<NodeIndex>>> guards_of;  // regions that come to the same stand together
    for (const Region& region : regions_of(policy_, program_, builder_, unit, leaves)) {
      const NodeIndex part = sharpened(put_in(whole, region.leaves), rail);
      const auto same = std::find_if(guards_of.begin(), guards_of.end(), [&](const auto& one) { return one.first == part; });
      if (same != guards_of.end()) {
        same->second.push_back(region.guard);
      } else {
        guards_of.push_back({part, {region.guard}});
      }
    }
    std::vector<NodeIndex> parts;
    for (auto& [part, guards] : guards_of) {
      const NodeIndex guard = builder_.any(std::move(guards));
      parts.push_back(rail == Rail::Yes ? builder_.any({builder_.negate(guard), part}) : builder_.all({guard, part}));
    }
    return rail == Rail::Yes ? builder_.all(std::move(parts)) : builder_.any(std::move(parts));
  }

  /// `root` with leaves that are settled.
  NodeIndex put_in(NodeIndex root, const std::unordered_map<NodeIndex, Truth>& leaves) {
    std::unordered_map<NodeIndex, NodeIndex> done;
    std::vector<NodeIndex> waiting = {root};
    while (!waiting.empty()) {
      const NodeIndex top = waiting.back();
      if (done.contains(top)) {
        waiting.pop_back();
        continue;
      }
      if (const auto leaf = leaves.find(top); leaf != leaves.end()) {
        done.emplace(top, builder_.constant(leaf->second));
        waiting.pop_back();
        continue;
      }
      bool ready = true;
      for (const NodeIndex child : program_.nodes[top].children) {
        if (done.contains(child)) continue;
        waiting.push_back(child);
        ready = false;
      }
      if (!ready) continue;
      waiting.pop_back();
      done.emplace(top, rebuilt(top, done));
    }
    return done.at(root);
  }

  NodeIndex rebuilt(NodeIndex index, const std::unordered_map<NodeIndex, NodeIndex>& done) {
    const Node node = program_.nodes[index];  // a copy: nodes are added
    std::vector<NodeIndex> children;
    bool same = true;
    for (const NodeIndex child : node.children) {
      children.push_back(done.at(child));
      same = same && children.back() == child;
    }
    if (same) return index;
    switch (node.op) {
      case Node::Op::Constant:
      case Node::Op::Atom:
      case Node::Op::Less:
        break;
      case Node::Op::Not:
        return builder_.negate(children.front());
      case Node::Op::And:
        return builder_.all(std::move(children));
      case Node::Op::Or:
        return builder_.any(std::move(children));
      case Node::Op::AtLeast:
        return builder_.at_least(node.k, children);
      case Node::Op::Shown:
        return builder_.shown(children[0], children[1]);
      case Node::Op::Known:
        return known(std::move(children));
    }
    return index;
  }

  void leave(ir::FactId fact, Gap::Reason reason, std::size_t nodes) {
    const auto [at, is_new] = gaps_.try_emplace(fact, Gap{fact, reason, nodes, fact.index});
    if (!is_new && reason == Gap::Reason::Budget) at->second.nodes = std::max(at->second.nodes, nodes);
  }

  /// Facts that Γ links are not expanded, whatever reads them.
  void list_gaps() {
    std::set<NodeIndex> roots;
    for (const Program::Rule& rule : program_.rules) roots.insert(rule.when);
    for (const NodeIndex node : program_.of_criterion) roots.insert(node);
    std::set<ir::FactId> read;
    for (const NodeIndex root : roots) {
      for (const Literal& literal : literals_.below(root)) {
        for (const Unit& unit : literals_.units(literal.leaf)) read.insert(unit.fact);
      }
    }
    for (const auto& [fact, cluster] : linked_facts(policy_, read)) {
      leave(fact, Gap::Reason::Linked, 0);
      gaps_.at(fact).cluster = cluster;
    }
    for (const auto& [fact, gap] : gaps_) program_.gaps.push_back(gap);
  }

  const ir::Policy& policy_;
  Program& program_;
  Builder& builder_;
  Literals literals_;
  std::size_t most_added_ = 0, first_added_ = 0;
  std::array<std::unordered_map<NodeIndex, NodeIndex>, 2> sharpened_;  ///< by rail
  std::map<ir::FactId, Gap> gaps_;
};

}  // namespace

void sharpen(const ir::Policy& policy, Program& program, Builder& builder) {
  Sharpening(policy, program, builder).run();
}

}  // namespace pol::planes
