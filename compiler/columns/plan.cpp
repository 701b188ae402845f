#include "compiler/columns/plan.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>

#include "compiler/columns/bounds.h"

namespace pol::columns {

using ir::FactId;
using planes::Node;
using planes::NodeIndex;

namespace {

std::vector<FactId> facts_of(const ir::Policy& policy, const ir::Record& record) {
  std::vector<FactId> out;
  for (const FactId fact :
       {record.start, record.end, record.length, record.status, record.birth, record.years, record.months, record.at}) {
    if (fact.is_set() && fact != policy.reference) out.push_back(fact);
  }
  return out;
}

bool is_of_today(const ir::Policy& policy, const ir::Record& age) {
  return !age.at.is_set() || age.at == policy.reference;
}

class Planner {
 public:
  Planner(const ir::Policy& policy, const planes::Program& program)
      : policy_(policy), program_(program), plan_(policy) {}

  Plan run() {
    plan_.inputs.add(policy_.reference);
    find_clusters();
    mark_what_decides();
    read_inputs(plan_.decides);
    for (const Cluster& cluster : plan_.clusters) {
      for (const FactId fact : cluster.facts) plan_.inputs.add(fact);
    }
    for (const planes::Gap& gap : program_.gaps) plan_.inputs.add(gap.fact);
    choose_records();
    plan_.decide_inputs = static_cast<std::uint32_t>(plan_.inputs.list().size());
    mark_criteria();
    read_inputs(plan_.with_criteria);
    choose_records();
    classify_comparisons();
    return std::move(plan_);
  }

 private:
  void mark(std::vector<bool>& live, NodeIndex node) const { live[node] = true; }

  void close(std::vector<bool>& live) const {
    for (std::size_t i = program_.nodes.size(); i-- > 0;) {
      if (!live[i]) continue;
      for (const NodeIndex child : program_.nodes[i].children) live[child] = true;
    }
  }

  void mark_what_decides() {
    std::vector<bool>& live = plan_.decides;
    live.assign(program_.nodes.size(), false);
    for (const planes::Program::Rule& rule : program_.rules) {
      mark(live, rule.when);
      mark(live, rule.reached);
    }
    if (program_.otherwise_reached) mark(live, *program_.otherwise_reached);
    for (const Cluster& cluster : plan_.clusters) {
      for (const NodeIndex claim : cluster.claims) mark(live, claim);
      for (const FactId fact : cluster.shown) mark(live, signs_of(fact));
    }
    close(live);
  }

  void mark_criteria() {
    std::vector<bool>& live = plan_.with_criteria;
    live = plan_.decides;
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      mark(live, program_.of_expr[policy_.criteria[ir::CriterionId{i}].truth.index]);
      if (program_.is_read[i]) mark(live, program_.of_criterion[i]);
    }
    close(live);
  }

  NodeIndex signs_of(FactId fact) const { return program_.of_expr[policy_.facts[fact].shown_by.index]; }

  void read_inputs(const std::vector<bool>& live) {
    for (NodeIndex i = 0; i < program_.nodes.size(); ++i) {
      const Node& node = program_.nodes[i];
      if (!live[i]) continue;
      if (node.op == Node::Op::Atom) {
        const planes::Atom& atom = program_.atoms[node.atom];
        if (atom.kind == planes::Atom::Kind::Member) {
          plan_.inputs.add_member(atom.fact, atom.member);
        } else {
          plan_.inputs.add(atom.fact);
        }
      } else if (node.op == Node::Op::Less) {
        for (const planes::Side& side : {node.lhs, node.rhs}) {
          if (side.kind == planes::Side::Kind::Slot) read_slot(program_.slots[side.slot], side.months);
        }
      }
    }
  }

  void read_slot(const planes::Slot& slot, std::int32_t months) {
    plan_.inputs.add(slot.fact);
    if (slot.kind == planes::Slot::Kind::Count) plan_.inputs.add_count(slot.fact);
    if (std::abs(slot.months) > kMostMonths || std::abs(months) > kMostMonths) only_single(slot.fact);
  }

  void only_single(FactId fact) {
    plan_.inputs.add(fact);
    std::vector<FactId>& all = plan_.only_single;
    if (std::find(all.begin(), all.end(), fact) == all.end()) all.push_back(fact);
  }

  /// As Clusters of the interpreter, with every length of an episode tied to it.
  void find_clusters() {
    std::vector<std::uint32_t> up(policy_.facts.size());
    std::iota(up.begin(), up.end(), 0U);
    const auto root = [&](FactId fact) {
      std::uint32_t i = fact.index;
      while (up[i] != i) i = up[i];
      return i;
    };
    const auto unite = [&](std::vector<FactId> facts) {
      std::erase(facts, policy_.reference);
      for (const FactId fact : facts) up[root(fact)] = root(facts.front());
    };
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const ir::ExprId signs = policy_.facts[FactId{i}].shown_by;
      if (!signs.is_set()) continue;
      std::vector<FactId> facts = ir::facts_of(policy_, signs);
      facts.push_back(FactId{i});
      unite(std::move(facts));
    }
    for (const ir::Claim& claim : policy_.assumptions) unite(ir::facts_of(policy_, claim.condition));
    for (const ir::Record& record : policy_.records) {
      if (record.kind != ir::Record::Kind::Study) unite(facts_of(policy_, record));
    }

    std::map<std::uint32_t, Cluster> clusters;
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      if (policy_.facts[FactId{i}].shown_by.is_set()) clusters[root(FactId{i})].shown.push_back(FactId{i});
    }
    for (const ir::Claim& claim : policy_.assumptions) {
      std::vector<FactId> facts = ir::facts_of(policy_, claim.condition);
      std::erase(facts, policy_.reference);
      const NodeIndex node = program_.of_expr[claim.condition.index];
      // About nothing but the reference date: whom it does not fit is prepared by itself.
      clusters[facts.empty() ? ir::FactId::kNone : root(facts.front())].claims.push_back(node);
    }
    for (auto& [id, cluster] : clusters) {
      for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
        if (FactId{i} != policy_.reference && root(FactId{i}) == id) cluster.facts.push_back(FactId{i});
      }
      plan_.clusters.push_back(std::move(cluster));
    }
  }

  /// Records with a fact that is read. What two of them share, and what columns do not prepare, goes by itself.
  void choose_records() {
    plan_.episodes.clear();
    plan_.ages.clear();
    std::map<FactId, int> times;
    for (bool grows = true; grows;) {
      grows = false;
      times.clear();
      for (const ir::Record& record : policy_.records) {
        if (record.kind == ir::Record::Kind::Study) continue;
        const std::vector<FactId> facts = facts_of(policy_, record);
        if (std::none_of(facts.begin(), facts.end(), [&](FactId fact) { return plan_.inputs.of(fact).has_value(); })) {
          continue;
        }
        for (const FactId fact : facts) {
          grows = grows || !plan_.inputs.of(fact);
          plan_.inputs.add(fact);
          ++times[fact];
        }
      }
    }
    for (const ir::Record& record : policy_.records) {
      const std::vector<FactId> facts = facts_of(policy_, record);
      if (record.kind == ir::Record::Kind::Study || facts.empty() || times[facts.front()] == 0) continue;
      const bool is_alone = std::all_of(facts.begin(), facts.end(), [&](FactId fact) { return times[fact] == 1; });
      const bool is_age = record.kind == ir::Record::Kind::Age;
      const bool is_fit = is_age ? fits_columns_age(record) : fits_columns_episode(record);
      if (!is_alone || !is_fit) {
        for (const FactId fact : facts) only_single(fact);
      } else {
        (is_age ? plan_.ages : plan_.episodes).push_back(&record);
      }
    }
  }

  bool fits_columns_age(const ir::Record& record) const {
    if (!record.birth.is_set()) return true;  // says nothing
    if (!is_of_today(policy_, record)) return false;
    for (const FactId age : {record.years, record.months}) {
      if (!age.is_set()) continue;
      const ir::Type& type = policy_.facts[age].type;
      const std::int64_t units = type.high / (2 * power_of_ten(ir::row_of(type.dimension).decimals));
      if (is_wide(type) || type.low < 0 || ir::row_of(type.dimension).decimals > 5 ||
          units * (age == record.years ? 12 : 1) >= kMostMonths * 2)
        return false;
    }
    return !policy_.facts[record.birth].planned;
  }

  bool fits_columns_episode(const ir::Record& record) const {
    // It may have to end before it begins, which takes tries.
    if (record.start.is_set() && policy_.facts[record.start].planned) return false;
    if (!record.length.is_set()) return true;
    const ir::Type& type = policy_.facts[record.length].type;
    return !is_wide(type) && ir::row_of(type.dimension).decimals <= 3;  // all days of the calendar fit 32 bits
  }

  static std::int64_t power_of_ten(int n) {
    std::int64_t power = 1;
    while (n-- > 0) power *= 10;
    return power;
  }

  void classify_comparisons() {
    plan_.open_cases.resize(program_.nodes.size());
    plan_.has_ends.assign(program_.nodes.size(), false);
    std::set<FactId> has_bounds;  // of what is known only between bounds
    for (const ir::Record* age : plan_.ages) {
      if (age->birth.is_set()) has_bounds.insert(age->birth);
    }
    for (NodeIndex i = 0; i < program_.nodes.size(); ++i) {
      const Node& node = program_.nodes[i];
      if (node.op != Node::Op::Less) continue;
      for (const planes::Side& side : {node.lhs, node.rhs}) {
        if (side.kind == planes::Side::Kind::Constant) continue;
        const planes::Slot& slot = program_.slots[side.slot];
        if (slot.kind == planes::Slot::Kind::Count || has_bounds.contains(slot.fact)) plan_.has_ends[i] = true;
      }
      if (!plan_.has_ends[i]) plan_.open_cases[i] = decided_while_open(policy_, program_, node);
    }
  }

  const ir::Policy& policy_;
  const planes::Program& program_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const ir::Policy& policy, const planes::Program& program) { return Planner(policy, program).run(); }

}  // namespace pol::columns
