#pragma once
// What must hold and what must fail for the truth of one condition to reach the whole it is part of.

#include <optional>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::logic {

struct Route {
  std::vector<ir::ExprId> yes;  ///< stand beside it, or beside something around it, in an `all`
  std::vector<ir::ExprId> no;   ///< the same in an `any` or a `none`
  bool neutral = false;         ///< what would take its place in its own group: yes in an `all`, no in an `any`
  std::size_t depth = 0;
};

/// Up to the root of the section or definition. Not set where it stands in a count, in several places, in a reading
/// that was not chosen, or in no group.
std::optional<Route> route_of(Context& cx, ir::ExprId id);

}  // namespace pol::lint::logic
