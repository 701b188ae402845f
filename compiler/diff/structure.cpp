#include "compiler/diff/structure.h"

#include <algorithm>

#include "compiler/support/store.h"

namespace pol::diff {

using ir::ExprId;

namespace {

enum Tag : std::int64_t {
  kAll,
  kAtLeast,
  kExactly,
  kUnstated,
  kInstead,
  kFinding,
  kChoice,
  kNone,
  kDocumented,
  kIncludes,
  kLess,
  kLessEqual,
  kEqual
};

void append(std::vector<std::int64_t>& key, const ir::Members& members) {
  for (const std::size_t i : members.list()) key.push_back(static_cast<std::int64_t>(i));
}

std::vector<std::int64_t> key_of(const ir::Operand& operand) {
  const std::int64_t fact =
      operand.kind == ir::Operand::Kind::Literal ? -1 : static_cast<std::int64_t>(operand.fact.index);
  // An amount added to a number that is written out is part of it; so are days added to a day.
  const bool is_sum = operand.kind == ir::Operand::Kind::Literal && operand.months == 0;
  return {static_cast<std::int64_t>(operand.kind),
          operand.is_date ? 1 : 0,
          fact,
          is_sum ? operand.literal + operand.amount : operand.literal,
          operand.months,
          is_sum ? 0 : operand.amount};
}

}  // namespace

Structure::Structure(const ir::Policy& policy, Instead instead)
    : policy_(policy), instead_(std::move(instead)), of_(policy.exprs.size()) {
  yes_ = intern({kAll});
  conjunctions_[yes_.edge] = {};
}

Likeness Structure::of(ExprId id) {
  if (of_.size() < policy_.exprs.size()) of_.resize(policy_.exprs.size());
  // Conditions may be nested deeply: no recursion.
  std::vector<ExprId> waiting = {id};
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    if (known(top).is_set()) {
      waiting.pop_back();
      continue;
    }
    bool is_ready = true;
    for (const ExprId part : parts(top)) {
      if (known(part).is_set()) continue;
      waiting.push_back(part);
      is_ready = false;
    }
    if (!is_ready) continue;
    of_[top.index] = compute(top);
    waiting.pop_back();
  }
  return known(id);
}

/// What `compute` asks for.
std::vector<ExprId> Structure::parts(ExprId id) const {
  const ir::Expr& expr = policy_.exprs[id];
  if (const auto* e = std::get_if<ir::Not>(&expr)) return {e->operand};
  if (const auto* e = std::get_if<ir::Group>(&expr)) {
    std::vector<ExprId> children;
    for (const ExprId child : e->children) {
      if (!instead_.is_left_out || !instead_.is_left_out(child)) children.push_back(child);
    }
    return children;
  }
  if (const auto* e = std::get_if<ir::DefineRef>(&expr)) {
    if (instead_.define && instead_.define(e->define)) return {};
    return {policy_.defines[e->define].condition};
  }
  if (const auto* e = std::get_if<ir::CriterionRef>(&expr)) {
    if (instead_.criterion && instead_.criterion(e->criterion)) return {};
    return {policy_.criteria[e->criterion].truth};
  }
  if (const auto* e = std::get_if<ir::Ambiguous>(&expr)) {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[e->ambiguity];
    const ir::CriterionId chosen = ambiguity.readings[ambiguity.chosen];
    if (instead_.criterion && instead_.criterion(chosen)) return {};
    return {policy_.criteria[chosen].truth};
  }
  return {};
}

Likeness Structure::compute(ExprId id) {
  const auto referred = [&](const std::optional<std::int64_t>& token, std::int64_t kind, ExprId condition) {
    return token ? intern({kInstead, kind, *token}) : known(condition);
  };
  const auto criterion = [&](ir::CriterionId which) {
    return referred(instead_.criterion ? instead_.criterion(which) : std::nullopt, 0, policy_.criteria[which].truth);
  };
  return match(
      policy_.exprs[id],
      [&](const ir::Literal& e) {
        if (e.value != ir::Truth::Unknown) return e.value == ir::Truth::Yes ? yes_ : yes_.negated();
        return intern({kUnstated, instead_.unstated ? instead_.unstated(id) : 0});
      },
      [&](const ir::Finding& e) {
        return intern({kFinding, e.fact.index});
      },
      [&](const ir::ChoiceIs& e) {
        Key key = {kChoice, e.fact.index};
        append(key, e.values);
        return intern(std::move(key));
      },
      [&](const ir::IsNone& e) {
        return intern({kNone, e.fact.index});
      },
      [&](const ir::IsDocumented& e) {
        return intern({kDocumented, e.fact.index});
      },
      [&](const ir::Includes& e) {
        Key key = {kIncludes, e.fact.index, static_cast<std::int64_t>(e.mode)};
        // Of one member, any and all are the same.
        if (e.mode == ir::Inclusion::AllOf && e.values.list().size() == 1)
          key[2] = static_cast<std::int64_t>(ir::Inclusion::AnyOf);
        append(key, e.values);
        return intern(std::move(key));
      },
      [&](const ir::Compare& e) { return compare(e); }, [&](const ir::Not& e) { return known(e.operand).negated(); },
      [&](const ir::Group& e) { return group(e); },
      [&](const ir::DefineRef& e) {
        return referred(instead_.define ? instead_.define(e.define) : std::nullopt, 1,
                        policy_.defines[e.define].condition);
      },
      [&](const ir::CriterionRef& e) { return criterion(e.criterion); },
      [&](const ir::Ambiguous& e) {
        const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
        return criterion(ambiguity.readings[ambiguity.chosen]);
      });
}

Likeness Structure::compare(const ir::Compare& e) {
  std::vector<std::int64_t> lhs = key_of(e.lhs), rhs = key_of(e.rhs);
  std::int64_t tag = kEqual;
  switch (e.relation) {
    case ir::Relation::Less:
      tag = kLess;
      break;
    case ir::Relation::LessEqual:
      tag = kLessEqual;
      break;
    case ir::Relation::Greater:
      tag = kLess;
      std::swap(lhs, rhs);
      break;
    case ir::Relation::GreaterEqual:
      tag = kLessEqual;
      std::swap(lhs, rhs);
      break;
    case ir::Relation::Equal:
      if (rhs < lhs) std::swap(lhs, rhs);
      break;
  }
  Key key = {tag};
  key.insert(key.end(), lhs.begin(), lhs.end());
  key.insert(key.end(), rhs.begin(), rhs.end());
  return intern(std::move(key));
}

Likeness Structure::group(const ir::Group& e) {
  std::vector<Likeness> children;
  for (const ExprId child : e.children) {
    if (!instead_.is_left_out || !instead_.is_left_out(child)) children.push_back(known(child));
  }
  const auto none = [&] {
    std::vector<Likeness> negated;
    for (const Likeness child : children) negated.push_back(child.negated());
    return all(std::move(negated));
  };
  const auto counted = [&](std::int64_t tag) {
    Key key = {tag, e.k};
    std::sort(children.begin(), children.end());
    for (const Likeness child : children) key.push_back(child.edge);
    return intern(std::move(key));
  };
  switch (e.quantifier) {
    case ir::Quantifier::All:
    case ir::Quantifier::Both:
      return all(std::move(children));
    case ir::Quantifier::Any:
    case ir::Quantifier::Either:
    case ir::Quantifier::One:
      return none().negated();
    case ir::Quantifier::None:
      return none();
    case ir::Quantifier::AtLeast:
      if (e.k == 0) return yes_;
      if (e.k == 1) return none().negated();
      if (e.k == children.size()) return all(std::move(children));
      return counted(kAtLeast);
    case ir::Quantifier::Exactly:
      if (e.k == 0) return none();
      return counted(kExactly);
  }
  return {};
}

/// Conjunctions in it are taken apart; what is said twice is said once. `x and not x` stays: it may be unknown.
Likeness Structure::all(std::vector<Likeness> parts) {
  std::vector<Likeness> flat;
  for (const Likeness part : parts) {
    if (part == yes_.negated()) return part;
    const auto inner = conjunctions_.find(part.edge);
    if (inner == conjunctions_.end()) {
      flat.push_back(part);
    } else {
      flat.insert(flat.end(), inner->second.begin(), inner->second.end());
    }
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  if (flat.size() == 1) return flat.front();
  Key key = {kAll};
  for (const Likeness part : flat) key.push_back(part.edge);
  const Likeness result = intern(std::move(key));
  conjunctions_.try_emplace(result.edge, std::move(flat));
  return result;
}

Likeness Structure::intern(Key key) {
  const auto [at, is_new] = classes_.try_emplace(std::move(key), static_cast<std::int32_t>(classes_.size()) + 1);
  (void)is_new;
  return {at->second};
}

}  // namespace pol::diff
