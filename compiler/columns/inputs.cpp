#include "compiler/columns/inputs.h"

#include "compiler/support/result.h"

namespace pol::columns {

namespace {

Input::Kind kind_of(const ir::Policy& policy, const ir::Type& type) {
  switch (type.kind) {
    case ir::FactKind::Finding:
      return Input::Kind::Finding;
    case ir::FactKind::Choice:
      return policy.value_sets[type.values].values.size() <= 256 ? Input::Kind::Codes8 : Input::Kind::Codes16;
    case ir::FactKind::Set:
      return Input::Kind::Set;
    case ir::FactKind::Number:
      return is_wide(type) ? Input::Kind::Number64 : Input::Kind::Number32;
    case ir::FactKind::Date:
      return Input::Kind::Date;
  }
  POL_BUG("kind of fact out of range");
}

}  // namespace

bool is_wide(const ir::Type& type) {
  return type.kind == ir::FactKind::Number && (type.low < -planes::kValueLimit32 || type.high > planes::kValueLimit32);
}

InputIndex Inputs::add(ir::FactId fact) {
  const auto [place, is_new] = facts_.emplace(fact, list_.size());
  if (is_new) list_.push_back({kind_of(policy_, policy_.facts[fact].type), fact, 0});
  return place->second;
}

InputIndex Inputs::add_member(ir::FactId fact, std::uint32_t member) {
  const auto [place, is_new] = members_.emplace(std::pair(fact, member), list_.size());
  if (is_new) list_.push_back({Input::Kind::Member, fact, member});
  return place->second;
}

InputIndex Inputs::add_count(ir::FactId fact) {
  const auto [place, is_new] = counts_.emplace(fact, list_.size());
  if (is_new) list_.push_back({Input::Kind::Count, fact, 0});
  return place->second;
}

std::optional<InputIndex> Inputs::of(ir::FactId fact) const {
  const auto place = facts_.find(fact);
  if (place == facts_.end()) return std::nullopt;
  return place->second;
}

}  // namespace pol::columns
