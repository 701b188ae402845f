#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <type_traits>
#include <utility>

#include "compiler/planes/builder.h"
#include "compiler/planes/sharpen.h"
#include "compiler/planes/unstated.h"
#include "compiler/support/result.h"
#include "pol/calendar.h"

namespace pol::planes {

using ir::Truth;

namespace {

// A slot's undocumented ends must stay outside every documented value whatever constant is added. With values
// clipped to kValueLimit, two of them differ by twice that at most, so a constant one beyond decides by itself and
// may be clipped there.
constexpr std::int64_t kAddLimit32 = 2 * kValueLimit32 + 1;
constexpr std::int64_t kAddLimit64 = 2 * kValueLimit64 + 1;

// A shift by more months than this leaves the calendar on either side (ir::kFirstDay, ir::kLastDay).
constexpr std::int32_t kMonthsLimit = 1 << 20;

std::int32_t clipped_months(std::int32_t months) { return std::clamp(months, -kMonthsLimit, kMonthsLimit); }

class Lowering {
 public:
  Lowering(const ir::Policy& policy, Program& program)
      : policy_(policy), builder_(program), program_(program), nodes_(policy.exprs.size()) {
    find_month_pairs();
  }

  void run() {
    for (const ir::Rule& rule : policy_.rules) {
      const NodeIndex when = node_of(rule.when);
      program_.rules.push_back({rule.outcome, when, when});
    }
    program_.otherwise = policy_.otherwise;
    program_.of_expr.reserve(policy_.exprs.size());
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) program_.of_expr.push_back(node_of(ir::ExprId{i}));
  }
  void make_exact() { sharpen(policy_, program_, builder_); }

 private:
  NodeIndex node_of(ir::ExprId root) {
    // A stack of our own: chains of definitions may be longer than the machine's stack.
    struct Visit {
      ir::ExprId id;
      std::vector<ir::ExprId> operands;
      std::size_t next = 0;
    };
    std::vector<Visit> stack;
    const auto enter = [&](ir::ExprId id) {
      if (!nodes_[id.index]) stack.push_back({id, ir::operands(policy_, id), 0});
    };
    enter(root);
    while (!stack.empty()) {
      Visit& top = stack.back();
      if (top.next < top.operands.size()) {
        const ir::ExprId operand = top.operands[top.next++];
        enter(operand);  // may move `top`
        continue;
      }
      const ir::ExprId id = top.id;
      stack.pop_back();
      if (!nodes_[id.index]) nodes_[id.index] = lower_expr(id);
    }
    return known(root);
  }
  NodeIndex known(ir::ExprId id) const { return *nodes_[id.index]; }

  /// The operands of `id` are known.
  NodeIndex lower_expr(ir::ExprId id) {
    return match(
        policy_.exprs[id], [&](const ir::Literal& e) { return builder_.constant(e.value); },
        [&](const ir::Finding& e) {
          const NodeIndex finding = builder_.atom({Atom::Kind::Finding, e.fact, {}, 0});
          const ir::ExprId signs = policy_.facts[e.fact].shown_by;
          return signs.is_set() ? builder_.shown(finding, known(signs)) : finding;
        },
        [&](const ir::ChoiceIs& e) {
          return builder_.atom({Atom::Kind::ChoiceIs, e.fact, e.values, 0});
        },
        [&](const ir::IsNone& e) {
          return builder_.atom({Atom::Kind::IsNone, e.fact, {}, 0});
        },
        [&](const ir::IsDocumented& e) {
          return builder_.atom({Atom::Kind::IsDocumented, e.fact, {}, 0});
        },
        [&](const ir::Includes& e) { return lower_includes(e); },
        [&](const ir::Compare& e) { return lower_compare(e); },
        [&](const ir::Not& e) { return builder_.negate(known(e.operand)); },
        [&](const ir::Group& e) { return lower_group(e); },
        [&](const ir::DefineRef& e) { return known(policy_.defines[e.define].condition); },
        [&](const ir::CriterionRef& e) { return known(policy_.criteria[e.criterion].truth); },
        [&](const ir::Ambiguous& e) {
          const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
          return known(policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth);
        });
  }

  NodeIndex lower_includes(const ir::Includes& e) {
    const std::size_t members = policy_.value_sets[policy_.facts[e.fact].type.values].values.size();
    std::vector<NodeIndex> children;
    for (std::size_t i = 0; i < members; ++i) {
      const bool listed = e.values.contains(i);
      if (listed == (e.mode == ir::Inclusion::Only)) continue;
      const NodeIndex member = builder_.atom({Atom::Kind::Member, e.fact, {}, static_cast<std::uint32_t>(i)});
      children.push_back(listed ? member : builder_.negate(member));
    }
    return e.mode == ir::Inclusion::AnyOf ? builder_.any(std::move(children)) : builder_.all(std::move(children));
  }

  NodeIndex lower_group(const ir::Group& e) {
    std::vector<NodeIndex> children;
    children.reserve(e.children.size());
    for (const ir::ExprId child : e.children) children.push_back(known(child));
    switch (e.quantifier) {
      case ir::Quantifier::Any:
      case ir::Quantifier::Either:
      case ir::Quantifier::One:
        return builder_.any(std::move(children));
      case ir::Quantifier::All:
      case ir::Quantifier::Both:
        return builder_.all(std::move(children));
      case ir::Quantifier::None:
        return builder_.negate(builder_.any(std::move(children)));
      case ir::Quantifier::AtLeast:
        return builder_.at_least(e.k, children);
      case ir::Quantifier::Exactly: {
        const NodeIndex enough = builder_.at_least(e.k, children);
        return builder_.all({enough, builder_.negate(builder_.at_least(e.k + 1, children))});
      }
    }
    POL_BUG("quantifier out of range");
  }

  NodeIndex lower_compare(const ir::Compare& e) {
    std::vector<NodeIndex> parts;
    for (const ir::Operand* operand : {&e.lhs, &e.rhs}) {
      if (operand->kind == ir::Operand::Kind::Literal || !policy_.facts[operand->fact].type.or_none) continue;
      parts.push_back(builder_.negate(builder_.atom({Atom::Kind::IsNone, operand->fact, {}, 0})));
    }
    switch (e.relation) {
      case ir::Relation::Less:
        parts.push_back(less(e.lhs, e.rhs));
        break;
      case ir::Relation::LessEqual:
        parts.push_back(builder_.negate(less(e.rhs, e.lhs)));
        break;
      case ir::Relation::Greater:
        parts.push_back(less(e.rhs, e.lhs));
        break;
      case ir::Relation::GreaterEqual:
        parts.push_back(builder_.negate(less(e.lhs, e.rhs)));
        break;
      case ir::Relation::Equal:
        parts.push_back(builder_.negate(less(e.rhs, e.lhs)));
        parts.push_back(builder_.negate(less(e.lhs, e.rhs)));
        break;
    }
    return builder_.all(std::move(parts));
  }

  /// Two dates that some comparison holds against each other after months, with the side moved. Without months they are
  /// compared by the same keys, so that one comparison may follow from the other.
  void find_month_pairs() {
    const auto find = [&](const ir::Operand& lhs, const ir::Operand& rhs) {
      if (!lhs.is_date || !takes_month_key(lhs, rhs) || is_moved(lhs) == is_moved(rhs)) return;
      if (lhs.kind == ir::Operand::Kind::Fact && rhs.kind == ir::Operand::Kind::Fact)
        month_pairs_.insert({lhs.fact, rhs.fact, is_moved(lhs)});
    };
    for (const ir::Expr& expr : policy_.exprs) {
      const auto* compare = std::get_if<ir::Compare>(&expr);
      if (compare == nullptr) continue;
      using ir::Relation;
      const Relation relation = compare->relation;
      const bool in_order = relation == Relation::Less || relation == Relation::GreaterEqual;
      if (in_order || relation == Relation::Equal) find(compare->lhs, compare->rhs);
      if (!in_order) find(compare->rhs, compare->lhs);
    }
  }
  static bool is_plain_date(const ir::Operand& o) {
    return o.is_date && o.kind == ir::Operand::Kind::Fact && o.months == 0 && o.amount == 0;
  }

  NodeIndex less(const ir::Operand& lhs, const ir::Operand& rhs) {
    if (lhs.is_date && takes_month_key(lhs, rhs)) return less_of_month_keys(lhs, rhs, is_moved(lhs) && !is_moved(rhs));
    for (const bool left_is_moved : {true, false}) {
      if (is_plain_date(lhs) && is_plain_date(rhs) && month_pairs_.contains({lhs.fact, rhs.fact, left_is_moved})) {
        return less_of_month_keys(lhs, rhs, left_is_moved);
      }
    }
    const bool wide = needs_64_bits(lhs) || needs_64_bits(rhs);
    Side left = side_of(lhs, wide);
    Side right = side_of(rhs, wide);
    move_constants(left, right, wide);
    return builder_.less(left, right);
  }

  /// Sides moved by months and nothing else, one or both: they are compared by their month keys.
  static bool takes_month_key(const ir::Operand& lhs, const ir::Operand& rhs) {
    const auto fits = [](const ir::Operand& o) { return o.kind == ir::Operand::Kind::Literal || o.amount == 0; };
    return (is_moved(lhs) || is_moved(rhs)) && fits(lhs) && fits(rhs);
  }
  static bool is_moved(const ir::Operand& o) { return o.months != 0 && o.kind == ir::Operand::Kind::Fact; }

  /// `x + n months < r` is Month(x) + 32n < Month(r); `r < x + n months` is MonthUp(r) < Month(x) + 32n.
  /// Where both are moved, `r` is the left one after its months, which are added when the row is packed.
  NodeIndex less_of_month_keys(const ir::Operand& lhs, const ir::Operand& rhs, bool left_is_moved) {
    const auto key_of = [&](const ir::Operand& operand, bool moved) {
      Side side;
      if (operand.kind == ir::Operand::Kind::Literal) {
        const std::int32_t day = literal_day(operand);
        side.add = left_is_moved ? pol_month_key(day) : pol_month_key_up(day);
        return side;
      }
      const bool up = !moved && !left_is_moved;
      side.kind = Side::Kind::Slot;
      side.slot = builder_.slot(up ? Slot::Kind::MonthUp : Slot::Kind::Month, operand.fact,
                                moved ? 0 : clipped_months(operand.months));
      if (moved) side.add = std::int64_t{32} * clipped_months(operand.months);
      return side;
    };
    Side left = key_of(lhs, left_is_moved);
    Side right = key_of(rhs, !left_is_moved);
    move_constants(left, right, false);
    return builder_.less(left, right);
  }

  static std::int32_t literal_day(const ir::Operand& operand) {
    const auto day =
        static_cast<std::int32_t>(std::clamp<std::int64_t>(operand.literal, -kValueLimit32, kValueLimit32));
    const std::int64_t moved = pol_add_months(day, clipped_months(operand.months)) + operand.amount;
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(moved, -kValueLimit32, kValueLimit32));
  }

  bool needs_64_bits(const ir::Operand& operand) const {
    if (operand.is_date || operand.kind != ir::Operand::Kind::Fact) return false;
    const ir::Type& type = policy_.facts[operand.fact].type;
    return type.low < -kValueLimit32 || type.high > kValueLimit32;
  }

  Side side_of(const ir::Operand& operand, bool wide) {
    Side side;
    if (operand.kind == ir::Operand::Kind::Literal) {
      side.add = operand.is_date ? literal_day(operand)
                                 : std::clamp(operand.literal, -kAddLimit64, kAddLimit64) +
                                       std::clamp(operand.amount, -kAddLimit64, kAddLimit64);
      return side;
    }
    const Slot::Kind kind = wide                                         ? Slot::Kind::Low64
                            : operand.kind == ir::Operand::Kind::CountOf ? Slot::Kind::Count
                                                                         : Slot::Kind::Value;
    side.kind = Side::Kind::Slot;
    side.slot = builder_.slot(kind, operand.fact);
    side.months = operand.is_date ? clipped_months(operand.months) : 0;
    side.add = std::clamp(operand.amount, -kAddLimit64, kAddLimit64);
    return side;
  }

  /// Leaves one constant: on the right when that is one, on the left otherwise.
  static void move_constants(Side& left, Side& right, bool wide) {
    const std::int64_t limit = wide ? kAddLimit64 : kAddLimit32;
    const bool both_constant = left.kind == Side::Kind::Constant && right.kind == Side::Kind::Constant;
    if (both_constant) return;
    Side& keeps = right.kind == Side::Kind::Constant ? right : left;
    Side& gives = right.kind == Side::Kind::Constant ? left : right;
    keeps.add = std::clamp(keeps.add - gives.add, -limit, limit);
    gives.add = 0;
  }

  const ir::Policy& policy_;
  Builder builder_;
  Program& program_;
  std::vector<std::optional<NodeIndex>> nodes_;
  std::set<std::tuple<ir::FactId, ir::FactId, bool>> month_pairs_;  ///< left, right, whether the left one is moved
};

/// What the rules rest on comes first in the row, in their order: `decide` reads no other part of it, and its groups of
/// atoms are not torn apart by those of conditions that were folded away.
void put_first_what_rules_read(Program& program) {
  std::vector<bool> is_live(program.nodes.size(), false);
  std::vector<bool> reads_atom(program.atoms.size(), false), reads_slot(program.slots.size(), false);
  for (const Program::Rule& rule : program.rules) is_live[rule.when] = is_live[rule.reached] = true;
  if (program.otherwise_reached) is_live[*program.otherwise_reached] = true;
  for (std::size_t i = program.nodes.size(); i-- > 0;) {
    if (!is_live[i]) continue;
    const Node& node = program.nodes[i];
    for (const NodeIndex child : node.children) is_live[child] = true;
    if (node.op == Node::Op::Atom) reads_atom[node.atom] = true;
    if (node.op != Node::Op::Less) continue;
    for (const Side& side : {node.lhs, node.rhs}) {
      if (side.kind == Side::Kind::Slot) reads_slot[side.slot] = true;
    }
  }
  for (std::size_t i = 1; i < program.slots.size(); ++i) {
    if (program.slots[i].kind == Slot::Kind::High64) reads_slot[i] = reads_slot[i - 1];
  }
  /// New places by old ones.
  const auto reorder = [](const std::vector<bool>& is_first, auto& list) {
    std::remove_reference_t<decltype(list)> out;
    std::vector<std::uint32_t> place(list.size());
    for (const bool first : {true, false}) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (is_first[i] != first) continue;
        place[i] = static_cast<std::uint32_t>(out.size());
        out.push_back(list[i]);
      }
    }
    list = std::move(out);
    return place;
  };
  const std::vector<std::uint32_t> atoms = reorder(reads_atom, program.atoms),
                                   slots = reorder(reads_slot, program.slots);
  for (Node& node : program.nodes) {
    if (node.op == Node::Op::Atom) node.atom = atoms[node.atom];
    if (node.op != Node::Op::Less) continue;
    for (Side* side : {&node.lhs, &node.rhs}) {
      if (side->kind == Side::Kind::Slot) side->slot = slots[side->slot];
    }
  }
}

}  // namespace

Program lower_exact(const ir::Policy& policy) {
  Program program;
  Lowering lowering(policy, program);
  lowering.run();
  lowering.make_exact();
  put_first_what_rules_read(program);
  program.unstated = find_unstated(program);
  return program;
}

Program lower(const ir::Policy& policy) {
  Program program;
  Lowering(policy, program).run();
  put_first_what_rules_read(program);
  return program;
}

}  // namespace pol::planes
