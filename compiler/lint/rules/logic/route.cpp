#include "compiler/lint/rules/logic/route.h"

#include "compiler/lint/rules/logic/written.h"

namespace pol::lint::logic {

using ir::ExprId;
using ir::Quantifier;

namespace {

bool is_chosen(const ir::Policy& policy, const ir::Ambiguous& open, ExprId truth) {
  const ir::Ambiguity& ambiguity = policy.ambiguities[open.ambiguity];
  return policy.criteria[ambiguity.readings[ambiguity.chosen]].truth == truth;
}

}  // namespace

std::optional<Route> route_of(Context& cx, ExprId id) {
  const ir::Policy& policy = cx.policy();
  const Outline& outline = cx.outline();
  const auto& written = cx.shared<Written>();
  const ExprId first = written.above(id);
  const auto* own = first.is_set() ? std::get_if<ir::Group>(&policy.exprs[first]) : nullptr;
  if (own == nullptr) return std::nullopt;
  Route route;
  route.neutral = is_all(*own);
  for (ExprId here = id; !outline.is_shared(here); ++route.depth) {
    const ExprId up = outline.parent(here);
    if (!up.is_set()) return route;
    const ir::Expr& expr = policy.exprs[up];
    if (const auto* open = std::get_if<ir::Ambiguous>(&expr); open != nullptr && !is_chosen(policy, *open, here)) break;
    if (const auto* group = std::get_if<ir::Group>(&expr)) {
      if (group->quantifier == Quantifier::AtLeast || group->quantifier == Quantifier::Exactly) break;
      std::vector<ExprId>& others = is_all(*group) ? route.yes : route.no;
      for (const ExprId child : group->children) {
        if (child != here) others.push_back(child);
      }
    }
    here = up;
  }
  return std::nullopt;
}

}  // namespace pol::lint::logic
