#include "compiler/smt/variables.h"

#include <algorithm>

#include "compiler/ir/civil.h"
#include "compiler/support/result.h"

namespace pol::smt {

using ir::FactId;
using ir::FactKind;
using ir::FactState;

std::int64_t floor_half(std::int64_t value) { return value >= 0 ? value / 2 : -((1 - value) / 2); }

Variables::Variables(const ir::Policy& policy, Logic& logic, std::optional<ir::Day> today, const expr& pin)
    : policy_(policy),
      logic_(logic),
      today_(today),
      pin_(pin) {}

std::size_t Variables::value_count(FactId fact) const { return policy_.value_sets[type(fact).values].values.size(); }

void Variables::enter(FactId fact) {
  const auto [at, is_new] = of_.try_emplace(fact);
  if (!is_new) return;
  entered_.push_back(fact);
  make(fact, at->second);
}

Variables::Of& Variables::of(FactId fact) {
  enter(fact);
  return of_.at(fact);
}

void Variables::make(FactId fact, Of& of) {
  const ir::Fact& declared = policy_.facts[fact];
  const std::string& name = declared.name;
  switch (declared.type.kind) {
    case FactKind::Finding:
      of.value = logic_.boolean(name);
      break;
    case FactKind::Choice:
      for (const ir::Value& value : policy_.value_sets[declared.type.values].values) {
        of.values.push_back(logic_.boolean(name + "=" + value.name));
      }
      if (declared.type.or_none) of.values.push_back(logic_.boolean(name + " none"));
      exactly_one(of.values, name);
      return;
    case FactKind::Set:
      break;
    case FactKind::Number:
      of.value = logic_.integer(name);
      logic_.require(*of.value >= logic_.number(floor_half(declared.type.low + 1)));
      logic_.require(*of.value <= logic_.number(floor_half(declared.type.high)));
      break;
    case FactKind::Date:
      of.value = logic_.integer(name);
      logic_.require(*of.value >= logic_.number(ir::kFirstDay));
      logic_.require(*of.value <= logic_.number(ir::kLastDay));
      if (declared.planned || fact == policy_.reference) break;
      if (today_) {
        logic_.require(logic_.implies(pin_, *of.value <= logic_.number(*today_)));
      } else {
        logic_.require(*of.value - value(policy_.reference) <= logic_.number(0));
      }
      break;
  }
  if (declared.type.or_none) of.none = logic_.boolean(name + " none");
}

void Variables::exactly_one(const std::vector<expr>& values, const std::string& name) {
  logic_.require(logic_.any(values));
  constexpr std::size_t kPairwise = 6;
  if (values.size() <= kPairwise) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) logic_.require(!values[i] || !values[j]);
    }
    return;
  }
  // `before`: one of those so far holds. Three clauses a value rather than one a pair.
  expr before = values.front();
  for (std::size_t i = 1; i < values.size(); ++i) {
    logic_.require(!before || !values[i]);
    if (i + 1 == values.size()) break;
    const expr so_far = logic_.boolean(logic_.fresh(name));
    logic_.require(!before || so_far);
    logic_.require(!values[i] || so_far);
    before = so_far;
  }
}

expr Variables::finding(FactId fact) {
  return *of(fact).value;
}

expr Variables::choice(FactId fact, const ir::Members& values) {
  Of& here = of(fact);
  for (const auto& [mask, known] : here.masks) {
    if (mask == values) return known;
  }
  std::vector<expr> in, out;
  for (std::size_t i = 0; i < here.values.size(); ++i) {
    const bool is_value = i < value_count(fact);
    (is_value && values.contains(i) ? in : out).push_back(here.values[i]);
  }
  const expr e = logic_.named(in.size() <= out.size() ? logic_.any(in) : logic_.negate(logic_.any(out)),
                              policy_.facts[fact].name + " in");
  here.masks.emplace_back(values, e);
  return e;
}

expr Variables::is_none(FactId fact) {
  if (!fact.is_set()) return logic_.constant(true);
  if (!type(fact).or_none) return logic_.constant(false);
  const Of& here = of(fact);
  return type(fact).kind == FactKind::Choice ? here.values.back() : *here.none;
}

expr Variables::is_documented(FactId fact) {
  if (fact == policy_.reference) return logic_.constant(true);
  const auto at = documented_.find(fact);
  if (at != documented_.end()) return at->second;
  asked_documented_.push_back(fact);
  return documented_.emplace(fact, logic_.boolean(policy_.facts[fact].name + " documented")).first->second;
}

expr Variables::member(FactId fact, std::size_t i) {
  std::map<std::size_t, expr>& members = of(fact).members;
  const auto at = members.find(i);
  if (at != members.end()) return at->second;
  const std::string& name = policy_.value_sets[type(fact).values].values[i].name;
  return members.emplace(i, logic_.boolean(policy_.facts[fact].name + "." + name)).first->second;
}

expr Variables::value(FactId fact) {
  return *of(fact).value;
}

expr Variables::at_most(FactId fact, std::int64_t bound) {
  enter(fact);
  const bool is_number = type(fact).kind == FactKind::Number;
  const std::int64_t low = is_number ? floor_half(type(fact).low + 1) : ir::kFirstDay;
  const std::int64_t high = is_number ? floor_half(type(fact).high) : ir::kLastDay;
  if (is_number) bound = floor_half(bound);
  if (bound >= high) return logic_.constant(true);
  if (bound < low) return logic_.constant(false);
  Of& here = of(fact);
  const auto at = here.at_most.find(bound);
  if (at != here.at_most.end()) return at->second;
  here.bounds.push_back(bound);
  return here.at_most.emplace(bound, *here.value <= logic_.number(bound)).first->second;
}

bool is_true_in(const z3::model& model, const expr& literal) {
  const expr atom = literal.is_not() ? literal.arg(0) : literal;
  const z3::func_decl declared = atom.decl();
  const bool yes = model.has_interp(declared) && model.get_const_interp(declared).is_true();
  return yes != literal.is_not();
}

std::int64_t number_in(const z3::model& model, const expr& variable, std::int64_t otherwise) {
  const z3::func_decl declared = variable.decl();
  std::int64_t value = otherwise;
  if (model.has_interp(declared)) model.get_const_interp(declared).is_numeral_i64(value);
  return value;
}

std::int64_t Variables::decoded_value(FactId fact, const z3::model& model) {
  const bool is_number = type(fact).kind == FactKind::Number;
  const std::int64_t value = number_in(model, *of(fact).value, is_number ? floor_half(type(fact).low + 1) : 0);
  return is_number ? 2 * value : value;
}

bool Variables::decoded_documented(FactId fact, const z3::model& model) {
  const auto at = documented_.find(fact);
  return fact == policy_.reference || (at != documented_.end() && is_true_in(model, at->second));
}

FactState Variables::decoded(FactId fact, const z3::model& model) {
  const Of& here = of(fact);
  FactState state;
  state.kind = FactState::Kind::Value;
  if (here.none && is_true_in(model, *here.none)) {
    state.kind = FactState::Kind::None;
    return state;
  }
  switch (type(fact).kind) {
    case FactKind::Finding:
      state.low = is_true_in(model, *here.value) ? 1 : 0;
      break;
    case FactKind::Choice:
      for (std::size_t i = 0; i < here.values.size(); ++i) {
        if (!is_true_in(model, here.values[i])) continue;
        if (i == value_count(fact)) {
          state.kind = FactState::Kind::None;
        } else {
          state.low = static_cast<std::int64_t>(i);
        }
        break;
      }
      break;
    case FactKind::Set:
      for (std::size_t i = 0; i < value_count(fact); ++i) {
        const auto at = here.members.find(i);
        (at != here.members.end() && is_true_in(model, at->second) ? state.in : state.out).insert(i);
      }
      break;
    case FactKind::Number:
    case FactKind::Date:
      state.low = decoded_value(fact, model);
      break;
  }
  state.high = state.low;
  return state;
}

}  // namespace pol::smt
