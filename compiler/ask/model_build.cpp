#include <algorithm>
#include <map>
#include <numeric>

#include "compiler/ask/model.h"
#include "compiler/support/result.h"

namespace pol::ask {

using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Truth;

namespace {

constexpr std::size_t kMostRows = 4096;  ///< joint values looked at for one group

void append(std::vector<std::uint32_t>& to, std::uint32_t value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

/// Two occurrences of one condition are one leaf.
using LeafKey = std::vector<std::int64_t>;

}  // namespace

class ModelBuilder {
 public:
  ModelBuilder(Model& model, const std::vector<Truth>& truths, Aim aim)
      : model_(model),
        policy_(model.policy_),
        prepared_(model.prepared_),
        truths_(truths),
        constraints_(policy_, prepared_, truths),
        aim_(aim) {}

  void build() {
    find_live_leaves();
    find_facts();
    std::vector<ExprId> leaves = constraints_.leaves(model_.facts_);
    leaves.insert(leaves.begin(), live_.begin(), live_.end());
    Parts parts = parts_of(policy_, prepared_, model_.facts_, leaves);
    model_.parts_ = std::move(parts.parts);
    model_.is_exact_ = parts.are_all;
    parts_of_fact_.resize(policy_.facts.size());
    for (std::uint32_t i = 0; i < model_.parts_.size(); ++i) {
      parts_of_fact_[model_.parts_[i].fact.index].push_back(i);
    }
    build_rules();
    build_groups();
    for (std::uint32_t i = 0; i < model_.groups_.size(); ++i) fill(model_.groups_[i]);
    for (std::uint32_t i = 0; i < model_.leaves_.size(); ++i) attach(i);
    model_.finish();
  }

 private:
  /// Undecided leaves that an undecided rule reaches through undecided conditions.
  void find_live_leaves() {
    std::vector<bool> seen(policy_.exprs.size(), false);
    std::vector<ExprId> waiting;
    for (const ir::Rule& rule : policy_.rules) {
      waiting.push_back(rule.when);
      if (truths_[rule.when.index] == Truth::Yes) break;
    }
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      waiting.pop_back();
      if (seen[id.index] || truths_[id.index] != Truth::Unknown) continue;
      seen[id.index] = true;
      if (!ir::own_facts(policy_, id).empty()) {
        live_.push_back(id);
        continue;
      }
      for (const ExprId operand : inputs(id)) waiting.push_back(operand);
    }
    std::sort(live_.begin(), live_.end());
  }

  /// As ir::operands, but of an ambiguity the chosen reading only, and no signs: those are part of Γ.
  std::vector<ExprId> inputs(ExprId id) const {
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&policy_.exprs[id])) {
      const ir::Ambiguity& ambiguity = policy_.ambiguities[ambiguous->ambiguity];
      return {policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth};
    }
    if (std::holds_alternative<ir::Finding>(policy_.exprs[id])) return {};
    return ir::operands(policy_, id);
  }

  void find_facts() {
    std::vector<bool> is_in(policy_.facts.size(), false);
    std::vector<FactId> waiting;
    const auto take = [&](FactId fact) {
      if (is_in[fact.index] || !is_open(policy_, prepared_, fact)) return;
      is_in[fact.index] = true;
      waiting.push_back(fact);
    };
    for (const ExprId leaf : live_) {
      for (const FactId fact : ir::own_facts(policy_, leaf)) take(fact);
    }
    while (!waiting.empty()) {
      const FactId fact = waiting.back();
      waiting.pop_back();
      for (const std::vector<FactId>& link : constraints_.links()) {
        if (std::find(link.begin(), link.end(), fact) == link.end()) continue;
        for (const FactId linked : link) take(linked);
      }
    }
    for (std::uint32_t i = 0; i < is_in.size(); ++i) {
      if (is_in[i]) model_.facts_.push_back(FactId{i});
    }
  }

  // ---- network ----

  Edge edge_of(Truth truth) const { return model_.network_.constant(truth == Truth::Yes); }

  void build_rules() {
    edges_.resize(policy_.exprs.size());
    for (const ir::Rule& rule : policy_.rules) {
      const Truth truth = truths_[rule.when.index];
      if (truth == Truth::No) continue;
      model_.rules_.push_back({edge(rule.when), label_of(aim_, rule.outcome)});
      if (truth == Truth::Yes) return;
    }
    model_.rules_.push_back({model_.network_.constant(true), label_of(aim_, policy_.otherwise)});
  }

  Edge edge(ExprId root) {
    std::vector<ExprId> waiting = {root};
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      if (edges_[id.index]) {
        waiting.pop_back();
        continue;
      }
      if (truths_[id.index] != Truth::Unknown) {
        edges_[id.index] = edge_of(truths_[id.index]);
        continue;
      }
      bool is_ready = true;
      for (const ExprId input : inputs(id)) {
        if (edges_[input.index]) continue;
        waiting.push_back(input);
        is_ready = false;
      }
      if (is_ready) edges_[id.index] = combine(id);
    }
    return *edges_[root.index];
  }

  Edge combine(ExprId id) {
    return match(
        policy_.exprs[id], [&](const ir::Not& e) { return edges_[e.operand.index]->negated(); },
        [&](const ir::Group& e) {
          std::vector<Edge> children;
          for (const ExprId child : e.children) children.push_back(*edges_[child.index]);
          return join(e.quantifier, e.k, std::move(children));
        },
        [&](const ir::Includes& e) { return includes(e); },
        [&](const ir::DefineRef& e) { return *edges_[policy_.defines[e.define].condition.index]; },
        [&](const ir::CriterionRef& e) { return *edges_[policy_.criteria[e.criterion].truth.index]; },
        [&](const ir::Ambiguous&) { return *edges_[inputs(id).front().index]; },
        [&](const ir::Literal&) { return free_leaf(); },  // `unstated`: unknown in every completion
        [&](const auto&) { return condition_leaf(id); });
  }

  Edge join(ir::Quantifier quantifier, std::uint32_t k, std::vector<Edge> children) {
    const auto n = static_cast<std::uint32_t>(children.size());
    switch (quantifier) {
      case ir::Quantifier::Any:
      case ir::Quantifier::Either:
      case ir::Quantifier::One:
        return model_.network_.at_least(1, std::move(children));
      case ir::Quantifier::All:
      case ir::Quantifier::Both:
        return model_.network_.at_least(n, std::move(children));
      case ir::Quantifier::None:
        return model_.network_.at_least(1, std::move(children)).negated();
      case ir::Quantifier::AtLeast:
        return model_.network_.at_least(k, std::move(children));
      case ir::Quantifier::Exactly:
        return model_.network_.exactly(k, std::move(children));
    }
    POL_BUG("quantifier out of range");
  }

  /// Nobody's documentation decides it.
  Edge free_leaf() {
    model_.has_unstated_ = true;
    if (!free_) free_ = model_.network_.leaf();
    return *free_;
  }

  Edge condition_leaf(ExprId id) {
    LeafKey key = {static_cast<std::int64_t>(policy_.exprs[id].index())};
    Leaf leaf;
    leaf.expr = id;
    for (const FactId fact : ir::own_facts(policy_, id)) {
      key.push_back(fact.index);
      for (const std::uint32_t part : parts_of_fact_[fact.index]) append(leaf.parts, part);
    }
    if (const auto* is = std::get_if<ir::ChoiceIs>(&policy_.exprs[id])) {
      for (const std::size_t value : is->values.list()) key.push_back(static_cast<std::int64_t>(value));
    }
    if (const auto* compare = std::get_if<ir::Compare>(&policy_.exprs[id])) {
      key.push_back(static_cast<std::int64_t>(compare->relation));
      for (const ir::Operand& operand : {compare->lhs, compare->rhs}) {
        key.insert(key.end(), {static_cast<std::int64_t>(operand.kind), operand.fact.index, operand.literal,
                               operand.months, operand.amount});
      }
    }
    if (std::holds_alternative<ir::IsNone>(policy_.exprs[id])) {
      // Of a set: only the part that says so.
      std::erase_if(leaf.parts, [&](std::uint32_t part) { return model_.parts_[part].kind == Part::Kind::Members; });
    }
    return known_leaf(std::move(key), std::move(leaf));
  }

  Edge known_leaf(LeafKey key, Leaf leaf) {
    const auto [found, is_new] = known_.emplace(std::move(key), Edge());
    if (is_new) {
      found->second = model_.network_.leaf();
      leaf.node = found->second.node();
      model_.leaves_.push_back(std::move(leaf));
    }
    return found->second;
  }

  Edge member_leaf(std::uint32_t part, Leaf::Kind kind) {
    Leaf leaf;
    leaf.kind = model_.parts_[part].samples.size() == 3 ? kind : Leaf::Kind::AnyMember;
    leaf.parts = {part};
    return known_leaf({-1, part, static_cast<std::int64_t>(leaf.kind)}, std::move(leaf));
  }

  /// Kleene's answer on the members one by one; those that are undecided together stand in the same conditions.
  Edge includes(const ir::Includes& e) {
    const FactState& state = prepared_[e.fact];
    const std::size_t members = policy_.value_sets[policy_.facts[e.fact].type.values].values.size();
    std::vector<Edge> inputs;
    for (std::size_t i = 0; i < members; ++i) {
      const bool is_listed = e.values.contains(i);
      if (!state.in.contains(i) || is_listed != (e.mode != ir::Inclusion::Only)) continue;
      if (e.mode != ir::Inclusion::AllOf) inputs.push_back(model_.network_.constant(true));
    }
    for (const std::uint32_t index : parts_of_fact_[e.fact.index]) {
      const Part& part = model_.parts_[index];
      if (part.kind != Part::Kind::Members) continue;
      const bool is_listed = e.values.contains(part.members.list()[0]);
      if (is_listed != (e.mode != ir::Inclusion::Only)) continue;
      inputs.push_back(
          member_leaf(index, e.mode == ir::Inclusion::AllOf ? Leaf::Kind::AllMembers : Leaf::Kind::AnyMember));
    }
    const auto n = static_cast<std::uint32_t>(inputs.size());
    switch (e.mode) {
      case ir::Inclusion::AnyOf:
        return model_.network_.at_least(1, std::move(inputs));
      case ir::Inclusion::AllOf:
        return model_.network_.at_least(n, std::move(inputs));  // undecided: no listed member is surely out
      case ir::Inclusion::Only:
        return model_.network_.at_least(1, std::move(inputs)).negated();
    }
    POL_BUG("inclusion out of range");
  }

  // ---- groups ----

  bool is_pair(const Leaf& leaf) const {
    if (leaf.kind != Leaf::Kind::Condition || leaf.parts.size() != 2) return false;
    const auto* compare = std::get_if<ir::Compare>(&policy_.exprs[leaf.expr]);
    return compare != nullptr && compare->lhs.kind == ir::Operand::Kind::Fact &&
           compare->rhs.kind == ir::Operand::Kind::Fact;
  }

  void build_groups() {
    std::vector<std::uint32_t> up(model_.parts_.size());
    std::iota(up.begin(), up.end(), 0U);
    const auto root = [&](std::uint32_t part) {
      while (up[part] != part) part = up[part];
      return part;
    };
    const auto unite = [&](const std::vector<std::uint32_t>& parts) {
      for (const std::uint32_t part : parts) up[root(part)] = root(parts.front());
    };
    for (const std::vector<FactId>& link : constraints_.links()) {
      std::vector<std::uint32_t> parts;
      for (const FactId fact : link) {
        const auto& own = parts_of_fact_[fact.index];
        parts.insert(parts.end(), own.begin(), own.end());
      }
      if (!parts.empty()) unite(parts);
    }
    for (const auto& own : parts_of_fact_) {
      if (!own.empty() && model_.parts_[own.back()].kind == Part::Kind::SetIsNone) unite(own);
    }
    for (const Leaf& leaf : model_.leaves_) {
      if (!is_pair(leaf) && !leaf.parts.empty()) unite(leaf.parts);
    }
    model_.group_of_.assign(model_.parts_.size(), 0);
    std::map<std::uint32_t, std::uint32_t> groups;
    for (std::uint32_t part = 0; part < model_.parts_.size(); ++part) {
      const auto found = groups.emplace(root(part), static_cast<std::uint32_t>(model_.groups_.size()));
      if (found.second) model_.groups_.emplace_back();
      Group& group = model_.groups_[found.first->second];
      model_.group_of_[part] = found.first->second;
      group.parts.push_back(part);
      const FactId fact = model_.parts_[part].fact;
      if (group.facts.empty() || group.facts.back() != fact) group.facts.push_back(fact);
    }
  }

  void fill(Group& group) {
    std::vector<Part> parts;
    for (const std::uint32_t part : group.parts) parts.push_back(model_.parts_[part]);
    const bool is_linked = std::any_of(constraints_.links().begin(), constraints_.links().end(), [&](const auto& link) {
      return std::find(link.begin(), link.end(), group.facts.front()) != link.end();
    });
    if (parts.size() > 1 || is_linked) {
      Constraints::Rows rows = constraints_.rows(parts, kMostRows);
      group.rows = std::move(rows.allowed);
      model_.is_exact_ = model_.is_exact_ && rows.are_all && !group.rows.empty();
    }
    if (!group.rows.empty()) return;
    // Nothing goes with what is documented, or no constraint: every value of its own.
    std::size_t longest = 0;
    for (const Part& part : parts) longest = std::max(longest, part.samples.size());
    for (std::size_t i = 0; i < longest; ++i) {
      std::vector<std::uint16_t> row;
      for (const Part& part : parts) row.push_back(static_cast<std::uint16_t>(std::min(i, part.samples.size() - 1)));
      group.rows.push_back(std::move(row));
    }
  }

  /// Truth of a leaf in every row, for now kept as if each row were a column.
  void attach(std::uint32_t index) {
    Leaf& leaf = model_.leaves_[index];
    leaf.group = model_.group_of_[leaf.parts.front()];
    leaf.is_pair = is_pair(leaf) && model_.group_of_[leaf.parts[1]] != leaf.group;
    ir::Patient patient = prepared_;
    const auto each_row = [&](Group& group, const std::vector<std::uint32_t>& parts, auto&& see) {
      append(group.leaves, index);
      std::map<std::vector<std::uint16_t>, std::size_t> seen;  // rows that differ elsewhere say the same
      for (std::size_t i = 0; i < group.rows.size(); ++i) {
        std::vector<std::uint16_t> values;
        for (const std::uint32_t part : parts) values.push_back(group.rows[i][place(group, part)]);
        const auto [found, is_new] = seen.emplace(values, i);
        if (is_new) {
          for (std::size_t j = 0; j < parts.size(); ++j) {
            const Part& part = model_.parts_[parts[j]];
            write(prepared_, part, part.samples[values[j]], patient);
          }
        }
        see(i, found->second, is_new);
      }
    };
    if (!leaf.is_pair) {
      leaf.yes.assign((model_.groups_[leaf.group].rows.size() + 63) / 64, 0);
      each_row(model_.groups_[leaf.group], leaf.parts, [&](std::size_t row, std::size_t same, bool is_new) {
        const bool yes = is_new ? holds(leaf, patient, row) : (leaf.yes[same / 64] >> (same % 64) & 1U) != 0;
        if (yes) leaf.yes[row / 64] |= std::uint64_t{1} << (row % 64);
      });
      return;
    }
    const auto& compare = std::get<ir::Compare>(policy_.exprs[leaf.expr]);
    const std::uint32_t left = parts_of_fact_[compare.lhs.fact.index].front();
    const std::uint32_t right = parts_of_fact_[compare.rhs.fact.index].front();
    leaf.group = model_.group_of_[left];
    leaf.other = model_.group_of_[right];
    const auto sides = [&](std::uint32_t part, const ir::Operand& operand, std::vector<interp::Side>& to) {
      each_row(model_.groups_[model_.group_of_[part]], {part}, [&](std::size_t, std::size_t same, bool is_new) {
        to.push_back(is_new ? interp::side_of(policy_, patient, operand) : to[same]);
      });
    };
    sides(left, compare.lhs, leaf.lhs);
    sides(right, compare.rhs, leaf.rhs);
  }

  bool holds(const Leaf& leaf, const ir::Patient& patient, std::size_t row) const {
    if (leaf.kind == Leaf::Kind::Condition) return interp::leaf_truth(policy_, patient, leaf.expr) == Truth::Yes;
    const Group& group = model_.groups_[leaf.group];
    const std::uint32_t part = leaf.parts.front();
    const std::int64_t in = model_.parts_[part].samples[group.rows[row][place(group, part)]].low;
    return leaf.kind == Leaf::Kind::AnyMember ? in > 0 : in == 2;
  }

  static std::size_t place(const Group& group, std::uint32_t part) {
    return static_cast<std::size_t>(std::find(group.parts.begin(), group.parts.end(), part) - group.parts.begin());
  }

  Model& model_;
  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  const std::vector<Truth>& truths_;
  Constraints constraints_;
  Aim aim_;
  std::vector<ExprId> live_;
  std::vector<std::vector<std::uint32_t>> parts_of_fact_;  ///< by FactId
  std::vector<std::optional<Edge>> edges_;                 ///< by ExprId
  std::map<LeafKey, Edge> known_;
  std::optional<Edge> free_;
};

Model::Model(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<Truth>& truths, Aim aim)
    : policy_(policy), prepared_(prepared) {
  ModelBuilder(*this, truths, aim).build();
}

}  // namespace pol::ask
