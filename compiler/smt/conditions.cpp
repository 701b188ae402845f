#include "compiler/smt/conditions.h"

#include <algorithm>
#include <numeric>

#include "compiler/support/result.h"

namespace pol::smt {

using ir::ExprId;
using ir::Truth;

Sense opposite(Sense sense) {
  switch (sense) {
    case Sense::Plain:
      return Sense::Plain;
    case Sense::Least:
      return Sense::Most;
    case Sense::Most:
      return Sense::Least;
    case Sense::BlankLeast:
      return Sense::BlankMost;
    case Sense::BlankMost:
      return Sense::BlankLeast;
  }
  POL_BUG("sense out of range");
}

namespace {

bool is_blank(Sense sense) { return sense == Sense::BlankLeast || sense == Sense::BlankMost; }

}  // namespace

Conditions::Conditions(const ir::Policy& policy, Logic& logic, Variables& variables, Comparisons& comparisons)
    : policy_(policy),
      logic_(logic),
      variables_(variables),
      comparisons_(comparisons),
      parents_(policy) {
  index_of(Variant{});
}

/// Some `unknown` stands below it.
bool Conditions::rests_on_unstated(ExprId id) const {
  std::vector<ExprId> waiting = {id};
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    if (rests_on_unstated_.contains(top)) {
      waiting.pop_back();
      continue;
    }
    const auto* literal = std::get_if<ir::Literal>(&policy_.exprs[top]);
    bool rests = literal != nullptr && literal->value == Truth::Unknown, is_ready = true;
    for (const ExprId part : parts_of(policy_, top)) {
      const auto below = rests_on_unstated_.find(part);
      if (below == rests_on_unstated_.end()) {
        waiting.push_back(part);
        is_ready = false;
      } else {
        rests |= below->second;
      }
    }
    if (is_ready) rests_on_unstated_.emplace(top, rests);
  }
  return rests_on_unstated_.at(id);
}

std::uint32_t Conditions::index_of(const Variant& variant) {
  const auto [at, is_new] = variant_index_.try_emplace(variant, static_cast<std::uint32_t>(variants_.size()));
  if (!is_new) return at->second;
  variants_.push_back(variant);
  above_variant_.push_back(variant.is_plain() ? Parents::Above() : parents_.above(variant));
  return at->second;
}

/// The same condition where the variant or the sense makes no difference.
Conditions::Key Conditions::shared(Key key) const {
  if (key.variant != 0 && !above_variant_[key.variant].contains(key.id)) key.variant = 0;
  if (!is_blank(key.sense) && !rests_on_unstated(key.id)) key.sense = Sense::Plain;
  return key;
}

std::vector<ExprId> Conditions::below(ExprId id, std::uint32_t variant) const {
  if (const auto* e = std::get_if<ir::Ambiguous>(&policy_.exprs[id])) {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[e->ambiguity];
    const Variant& read = variants_[variant];
    const bool is_reread = read.reading != Variant::kAsChosen && read.ambiguity == e->ambiguity;
    return {policy_.criteria[ambiguity.readings[is_reread ? read.reading : ambiguity.chosen]].truth};
  }
  return parts_of(policy_, id);
}

std::vector<Conditions::Key> Conditions::needed(const Key& key) const {
  if (key.variant != 0 && variants_[key.variant].of == key.id) return {};
  std::vector<Key> keys;
  const auto add = [&](Sense sense) {
    for (const ExprId part : below(key.id, key.variant)) keys.push_back(shared({key.variant, sense, part}));
  };
  const auto* group = std::get_if<ir::Group>(&policy_.exprs[key.id]);
  const bool is_exactly = group != nullptr && group->quantifier == ir::Quantifier::Exactly;
  const bool is_none = group != nullptr && group->quantifier == ir::Quantifier::None;
  const bool is_turned = is_none || std::holds_alternative<ir::Not>(policy_.exprs[key.id]);
  if (!is_turned) add(key.sense);
  if (is_turned || is_exactly) add(opposite(key.sense));
  if (is_blank(key.sense)) {
    // What is not documented may be shown.
    const auto* e = std::get_if<ir::Finding>(&policy_.exprs[key.id]);
    if (e != nullptr && policy_.facts[e->fact].shown_by.is_set()) {
      keys.push_back({key.variant, key.sense, policy_.facts[e->fact].shown_by});
    }
  }
  return keys;
}

const expr* Conditions::known(const Key& key) const {
  if (key.variant == 0 && key.sense == Sense::Plain) {
    const auto at = plain_.find(key.id);
    return at == plain_.end() ? nullptr : &at->second;
  }
  const auto at = other_.find(key);
  return at == other_.end() ? nullptr : &at->second;
}

expr Conditions::condition(ExprId id, const Variant& variant, Sense sense) {
  const Key asked = shared({index_of(variant), sense, id});
  std::vector<Key> waiting = {asked};
  while (!waiting.empty()) {
    const Key top = waiting.back();
    if (known(top) != nullptr) {
      waiting.pop_back();
      continue;
    }
    bool ready = true;
    for (const Key& part : needed(top)) {
      if (known(part) != nullptr) continue;
      waiting.push_back(part);
      ready = false;
    }
    if (!ready) continue;
    const expr e = build(top);
    if (top.variant == 0 && top.sense == Sense::Plain) {
      plain_.emplace(top.id, e);
    } else {
      other_.emplace(top, e);
    }
  }
  return *known(asked);
}

expr Conditions::build(const Key& key) {
  const Variant& variant = variants_[key.variant];
  if (variant.of == key.id) return logic_.constant(variant.instead);
  const auto part = [&](ExprId id, Sense sense) { return built({key.variant, sense, id}); };
  const auto only = [&] { return part(below(key.id, key.variant).front(), key.sense); };
  return match(
      policy_.exprs[key.id],
      [&](const ir::Literal& e) {
        if (e.value != Truth::Unknown) return logic_.constant(e.value == Truth::Yes);
        if (key.sense != Sense::Plain) return logic_.constant(key.sense == Sense::Most || key.sense == Sense::BlankMost);
        const expr free = logic_.boolean(logic_.fresh("unstated"));
        unstated_.emplace_back(key.id, free);
        return free;
      },
      [&](const ir::Finding& e) { return is_blank(key.sense) ? blank(key) : variables_.finding(e.fact); },
      [&](const ir::ChoiceIs& e) { return is_blank(key.sense) ? blank(key) : variables_.choice(e.fact, e.values); },
      [&](const ir::IsNone& e) { return is_blank(key.sense) ? blank(key) : variables_.is_none(e.fact); },
      [&](const ir::IsDocumented& e) { return variables_.is_documented(e.fact); },
      [&](const ir::Includes& e) { return is_blank(key.sense) ? blank(key) : includes(e); },
      [&](const ir::Compare& e) { return is_blank(key.sense) ? blank(key) : comparisons_.compare(e); },
      [&](const ir::Not& e) { return logic_.negate(part(e.operand, opposite(key.sense))); },
      [&](const ir::Group& e) {
        const auto name = names_.find(key.id);
        return logic_.named(group(e, key), name == names_.end() ? "condition" : name->second);
      },
      [&](const ir::DefineRef&) { return only(); }, [&](const ir::CriterionRef&) { return only(); },
      [&](const ir::Ambiguous&) { return only(); });
}

/// Nothing is known but the reference date and what it shows.
expr Conditions::blank(const Key& key) {
  const bool is_most = key.sense == Sense::BlankMost;
  if (const auto* e = std::get_if<ir::Finding>(&policy_.exprs[key.id])) {
    const ExprId signs = policy_.facts[e->fact].shown_by;
    if (is_most || !signs.is_set()) return logic_.constant(is_most);
    return built({key.variant, key.sense, signs});
  }
  const std::vector<ir::FactId> facts = ir::own_facts(policy_, key.id);
  const bool is_known = std::all_of(facts.begin(), facts.end(), [&](ir::FactId f) { return f == policy_.reference; });
  const auto* e = std::get_if<ir::Compare>(&policy_.exprs[key.id]);
  return is_known && e != nullptr ? comparisons_.compare(*e) : logic_.constant(is_most);
}

expr Conditions::includes(const ir::Includes& e) {
  std::vector<expr> members;
  for (std::size_t i = 0; i < variables_.value_count(e.fact); ++i) {
    if (e.values.contains(i) == (e.mode != ir::Inclusion::Only)) members.push_back(variables_.member(e.fact, i));
  }
  const expr none = variables_.is_none(e.fact);
  switch (e.mode) {
    case ir::Inclusion::AnyOf:
      return logic_.all({logic_.negate(none), logic_.any(members)});
    case ir::Inclusion::AllOf:
      if (members.empty()) return logic_.constant(true);
      return logic_.all({logic_.negate(none), logic_.all(members)});
    case ir::Inclusion::Only:
      return logic_.any({none, logic_.negate(logic_.any(members))});
  }
  POL_BUG("inclusion out of range");
}

expr Conditions::group(const ir::Group& e, const Key& key) {
  const auto children = [&](Sense sense) {
    std::vector<expr> list;
    for (const ExprId child : e.children) list.push_back(built({key.variant, sense, child}));
    return list;
  };
  const auto at_least = [&](std::uint32_t k, Sense sense) {
    if (k > e.children.size()) return logic_.constant(false);
    return logic_.counts(children(sense), k, "count").back();
  };
  switch (e.quantifier) {
    case ir::Quantifier::Any:
    case ir::Quantifier::Either:
    case ir::Quantifier::One:
      return logic_.any(children(key.sense));
    case ir::Quantifier::All:
    case ir::Quantifier::Both:
      return logic_.all(children(key.sense));
    case ir::Quantifier::None:
      return logic_.negate(logic_.any(children(opposite(key.sense))));
    case ir::Quantifier::AtLeast:
      return at_least(e.k, key.sense);
    case ir::Quantifier::Exactly:
      return logic_.all({at_least(e.k, key.sense), logic_.negate(at_least(e.k + 1, opposite(key.sense)))});
  }
  POL_BUG("quantifier out of range");
}

expr Conditions::is(ir::FactId fact, const ir::FactState& state) {
  const expr none = variables_.is_none(fact);
  if (state.kind == ir::FactState::Kind::None) return none;
  std::vector<expr> parts = {logic_.negate(none)};
  switch (policy_.facts[fact].type.kind) {
    case ir::FactKind::Finding:
      parts.push_back(state.low != 0 ? variables_.finding(fact) : logic_.negate(variables_.finding(fact)));
      break;
    case ir::FactKind::Choice: {
      ir::Members value;
      value.insert(static_cast<std::size_t>(state.low));
      parts.push_back(variables_.choice(fact, value));
      break;
    }
    case ir::FactKind::Set:
      for (std::size_t i = 0; i < variables_.value_count(fact); ++i) {
        const expr member = variables_.member(fact, i);
        parts.push_back(state.in.contains(i) ? member : logic_.negate(member));
      }
      break;
    case ir::FactKind::Number:
    case ir::FactKind::Date: {
      const Term value = comparisons_.value(fact), given = Comparisons::constant(state.low);
      parts.push_back(comparisons_.at_most(value, given));
      parts.push_back(comparisons_.at_most(given, value));
      break;
    }
  }
  return logic_.all(parts);
}

expr Conditions::form(const Forms& forms, Form form, Sense sense) {
  const FormNode& node = forms[form];
  const auto part = [&](std::size_t i, Sense of) { return this->form(forms, node.parts[i], of); };
  switch (node.kind) {
    case FormNode::Kind::Constant:
      return logic_.constant(node.yes);
    case FormNode::Kind::Condition:
      return condition(node.id, node.variant, sense);
    case FormNode::Kind::Compare:
      return comparisons_.compare(node.comparison);
    case FormNode::Kind::Is:
      return is(node.fact, node.state);
    case FormNode::Kind::Documented:
      return variables_.is_documented(node.fact);
    case FormNode::Kind::Not:
      return logic_.negate(part(0, opposite(sense)));
    case FormNode::Kind::All:
    case FormNode::Kind::Any: {
      std::vector<expr> parts;
      for (std::size_t i = 0; i < node.parts.size(); ++i) parts.push_back(part(i, sense));
      return node.kind == FormNode::Kind::All ? logic_.all(parts) : logic_.any(parts);
    }
    case FormNode::Kind::Differ: {
      const Sense turned = opposite(sense);
      return logic_.any({logic_.all({part(0, sense), logic_.negate(part(1, turned))}),
                         logic_.all({logic_.negate(part(0, turned)), part(1, sense)})});
    }
  }
  POL_BUG("kind of form out of range");
}

void Conditions::name_by_path() {
  for (const ir::Criterion& criterion : policy_.criteria) {
    if (criterion.truth.is_set()) names_.emplace(criterion.truth, criterion.path);
  }
}

Unstated Conditions::unstated(const z3::model& model) const {
  Unstated values;
  for (const auto& [id, free] : unstated_) values.emplace_back(id, is_true_in(model, free));
  return values;
}

}  // namespace pol::smt
