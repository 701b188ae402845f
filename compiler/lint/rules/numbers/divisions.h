#pragma once
// What `bands` divide, and where they fail to.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::numbers {

/// "`infancy` \"Birth to 2 years\"".
std::string name_of(const ir::Policy& policy, ir::DefineId id);
/// The path that findings about a definition have.
const std::string& path_of(const ir::Policy& policy, ir::DefineId id);
ir::ExprId condition_of(const ir::Policy& policy, ir::DefineId id);

/// The bands of one declaration as forms of the solver in which the divided definition stands: as chosen, or read
/// another way.
struct Division {
  const ir::Bands* bands = nullptr;
  smt::Session* session = nullptr;
  smt::Form whole;
  std::vector<smt::Form> parts;
};
Division as_chosen(Context& cx, const ir::Bands& bands);

/// A case that two bands hold; by their places in the list.
struct Overlap {
  std::size_t first = 0, second = 0;
  ir::Patient patient;
};
std::vector<Overlap> overlaps(Context& cx, const Division& division);
/// A case that the whole holds and no band does.
std::optional<ir::Patient> gap(Context& cx, const Division& division);
/// That nothing does: the forms of `gap`.
std::vector<smt::Form> gap_forms(const Division& division);

}  // namespace pol::lint::numbers
