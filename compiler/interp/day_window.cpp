#include "compiler/interp/day_window.h"

#include <algorithm>
#include <vector>

#include "compiler/interp/calendar.h"
#include "compiler/interp/eval.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::Compare;
using ir::Day;
using ir::ExprId;
using ir::FactId;
using ir::Operand;
using ir::Relation;

namespace {

/// The comparisons of dates that `test` is made of; empty when it is made of anything else.
std::vector<Compare> comparisons_of(const ir::Policy& policy, ExprId test) {
  std::vector<Compare> comparisons;
  std::vector<ExprId> parts = {test};
  if (const auto* group = std::get_if<ir::Group>(&policy.exprs[test])) {
    const bool is_all = group->quantifier == ir::Quantifier::All || group->quantifier == ir::Quantifier::Both;
    if (!is_all) return {};
    parts = group->children;
  }
  for (const ExprId part : parts) {
    const auto* compare = std::get_if<Compare>(&policy.exprs[part]);
    if (compare == nullptr || !compare->lhs.is_date) return {};
    comparisons.push_back(*compare);
  }
  return comparisons;
}

bool is_of(const Operand& operand, FactId fact) {
  return operand.kind == Operand::Kind::Fact && operand.fact == fact;
}

bool is_moved(const std::vector<Compare>& comparisons, FactId fact) {
  const auto moves = [&](const Operand& side) { return is_of(side, fact) && (side.months != 0 || side.amount != 0); };
  return std::any_of(comparisons.begin(), comparisons.end(),
                     [&](const Compare& compare) { return moves(compare.lhs) || moves(compare.rhs); });
}

/// `a < b` is `b > a`.
Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::Less:
      return Relation::Greater;
    case Relation::LessEqual:
      return Relation::GreaterEqual;
    case Relation::Greater:
      return Relation::Less;
    case Relation::GreaterEqual:
      return Relation::LessEqual;
    case Relation::Equal:
      return Relation::Equal;
  }
  POL_BUG("relation out of range");
}

/// Narrows `window` to the days x for which `side`, made of x, stands in `relation` to `day`.
void narrow(DayWindow& window, const Operand& side, Relation relation, Day day) {
  const auto moved = static_cast<Day>(day - side.amount);
  const auto last_until = [&](Day limit) { return last_day_reaching(limit, side.months); };
  const auto at_most = [&](Day limit) { window.to = window.to ? std::min(*window.to, limit) : limit; };
  const auto at_least = [&](Day limit) { window.from = window.from ? std::max(*window.from, limit) : limit; };
  switch (relation) {
    case Relation::Less:
      return at_most(last_until(moved - 1));
    case Relation::LessEqual:
      return at_most(last_until(moved));
    case Relation::Greater:
      return at_least(last_until(moved) + 1);
    case Relation::GreaterEqual:
      return at_least(last_until(moved - 1) + 1);
    case Relation::Equal:
      at_most(last_until(moved));
      return at_least(last_until(moved - 1) + 1);
  }
}

std::optional<DayWindow> window_for(const ir::Policy& policy, const ir::Patient& patient,
                                    const std::vector<Compare>& comparisons, FactId subject) {
  DayWindow window;
  window.subject = subject;
  for (const Compare& compare : comparisons) {
    const bool is_left = is_of(compare.lhs, subject), is_right = is_of(compare.rhs, subject);
    if (is_left == is_right) return std::nullopt;
    const Side other = side_of(policy, patient, is_left ? compare.rhs : compare.lhs);
    if (other.kind != ir::FactState::Kind::Value || other.low != other.high) return std::nullopt;
    narrow(window, is_left ? compare.lhs : compare.rhs, is_left ? compare.relation : mirrored(compare.relation),
           static_cast<Day>(other.low));
  }
  if (window.from && window.to && *window.from > *window.to) return std::nullopt;
  return window;
}

}  // namespace

std::optional<DayWindow> window_of(const ir::Policy& policy, const ir::Patient& patient, ExprId test) {
  const std::vector<Compare> comparisons = comparisons_of(policy, test);
  if (comparisons.empty()) return std::nullopt;
  std::vector<FactId> candidates;
  for (const Operand& side : {comparisons.front().lhs, comparisons.front().rhs}) {
    if (side.kind == Operand::Kind::Fact) candidates.push_back(side.fact);
  }
  // `s is 2 to 4 weeks after x` is a test of s: it is x that is moved.
  std::stable_partition(candidates.begin(), candidates.end(),
                        [&](FactId fact) { return !is_moved(comparisons, fact); });
  std::stable_partition(candidates.begin(), candidates.end(), [&](FactId fact) { return fact != policy.reference; });
  for (const FactId candidate : candidates) {
    if (auto window = window_for(policy, patient, comparisons, candidate)) return window;
  }
  return std::nullopt;
}

}  // namespace pol::interp
