#pragma once
// Conditions that bound one number or one span between two days, as windows on a line.

#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::logic {

/// A test that bounds the subject on one side. `from below`: whoever fails it lies below.
struct Bound {
  ir::ExprId test;
  bool is_lower = false;
  bool is_open = false;      ///< the bound itself lies outside
  std::optional<double> at;  ///< in the line's unit
};
struct Window {
  ir::ExprId condition;
  std::vector<Bound> bounds;  ///< all must hold
};
/// Windows of one subject.
struct Line {
  std::string subject, unit;
  ir::FactId fact;
  std::vector<Window> windows;
};

/// Does it bound something, and nothing else?
bool is_bound(const ir::Policy& policy, ir::ExprId condition);
/// Of conditions each of which does nothing but bound the same number, or the same day. Not set: some do more.
std::optional<Line> line_of(const ir::Policy& policy, const std::vector<ir::ExprId>& conditions);

/// The windows of branches: of each branch the conditions that bound, which hold together.
std::optional<Line> line_of(const ir::Policy& policy, const std::vector<ir::ExprId>& branches,
                            const std::vector<std::vector<ir::ExprId>>& bounding);

/// For a drawing; the stretches that no window covers, inside their hull, are flaws. Empty where bounds are not all in
/// one unit.
std::optional<NumberLine> drawing(const Context& cx, const Line& line);

}  // namespace pol::lint::logic
