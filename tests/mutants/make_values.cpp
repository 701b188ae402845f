// Bounds, figures, units and values of enumerations.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/mutants/make.h"
#include "tests/mutants/spots.h"

namespace pol::mutants {

namespace {

/// A quantity that a test compares something with, and what that is.
struct Figure {
  Spot spot;
  ast::Quantity quantity;
  std::string subject;
};

/// Quantities beside a fact: `age < 2 years`, `surgery_date within 90 days before …`.
std::vector<Figure> figures_of(const Original& original) {
  std::vector<Figure> out;
  for (const Spot& spot : spots_of(original)) {
    if (spot.role == Spot::Role::Claim) continue;
    if (const auto* compare = std::get_if<ast::Compare>(&spot.condition().node)) {
      if (compare->rhs.primary.kind == ast::Primary::Kind::Quantity) {
        out.push_back({spot, compare->rhs.primary.quantity, original.text(compare->lhs.range)});
      } else if (compare->lhs.shifts.size() == 1) {
        out.push_back({spot, compare->lhs.shifts.front().by, compare->lhs.primary.name.text});
      }
    } else if (const auto* window = std::get_if<ast::Window>(&spot.condition().node)) {
      out.push_back({spot, window->to, original.text(window->subject.range)});
    }
  }
  return out;
}

bool is_whole(const std::string& digits) {
  return !digits.empty() && digits.size() < 6 && digits.find_first_not_of("0123456789") == std::string::npos;
}

std::string word_of(const Original& original, const ast::Quantity& quantity) {
  return quantity.unit ? original.text(quantity.unit->range) : std::string();
}

/// The compare's relation by another one.
Mutations with_relation(const Original& original, const std::map<std::string, std::string>& other) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* compare = std::get_if<ast::Compare>(&spot.condition().node);
    if (compare == nullptr || spot.role == Spot::Role::Claim) continue;
    const auto to = other.find(original.text(compare->op_range));
    if (to != other.end()) out.push_back(edit_at(spot, compare->op_range, to->second));
  }
  return out;
}

/// Figures that stand several times beside the same fact.
std::vector<Figure> repeated(const Original& original) {
  const std::vector<Figure> all = figures_of(original);
  std::map<std::pair<std::string, std::string>, int> count;
  for (const Figure& each : all) ++count[{each.subject, original.text(each.quantity.range)}];
  std::vector<Figure> out;
  for (const Figure& each : all) {
    if (count[{each.subject, original.text(each.quantity.range)}] > 1) out.push_back(each);
  }
  return out;
}

/// A value of the fact's that the test does not name.
std::string another_value(const Original& original, const ast::IsValue& test) {
  const ir::Policy& policy = original.policy();
  const std::string name = original.text(test.subject.range);
  for (const ir::Fact& fact : policy.facts) {
    if (fact.name != name || fact.type.kind != ir::FactKind::Choice || !fact.type.values.is_set()) continue;
    const ir::ValueSet& set = policy.value_sets[fact.type.values];
    for (const ir::Value& value : set.values) {
      const bool is_named = std::any_of(test.values.begin(), test.values.end(),
                                        [&](const ast::Member& member) { return member.text == value.name; });
      if (!is_named && !set.open) return value.name;
    }
  }
  return {};
}

}  // namespace

Mutations flipped_bound(const Original& original) {
  return with_relation(original, {{"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}});
}

Mutations shifted_boundary(const Original& original) {
  return with_relation(original, {{"<", "<="}, {"<=", "<"}, {">", ">="}, {">=", ">"}});
}

Mutations shifted_threshold(const Original& original) {
  Mutations out;
  for (const Figure& each : figures_of(original)) {
    const std::string& digits = each.quantity.digits;
    if (!is_whole(digits)) continue;
    const int figure = std::stoi(digits);
    Range at = each.quantity.range;
    at.end = at.begin + static_cast<std::uint32_t>(digits.size());
    for (const int other : {figure * 2, figure / 2}) {
      if (other != figure && other > 0) out.push_back(edit_at(each.spot, at, std::to_string(other)));
    }
  }
  return out;
}

Mutations one_figure_of_several(const Original& original) {
  Mutations out;
  for (const Figure& each : repeated(original)) {
    // What is counted from the day that all schedules are counted from has a figure of its own in each.
    const bool is_shift = original.text(each.spot.range()).find('+') != std::string::npos;
    if (!is_whole(each.quantity.digits) || is_shift) continue;
    Range at = each.quantity.range;
    at.end = at.begin + static_cast<std::uint32_t>(each.quantity.digits.size());
    out.push_back(edit_at(each.spot, at, std::to_string(std::stoi(each.quantity.digits) + 1)));
  }
  return out;
}

Mutations one_unit_of_several(const Original& original) {
  Mutations out;
  for (const Figure& each : repeated(original)) {
    const std::string unit = word_of(original, each.quantity);
    if (!is_whole(each.quantity.digits) || (unit != "months" && unit != "month")) continue;
    // A quarter of a year is 13 weeks.
    const int weeks = std::stoi(each.quantity.digits) * 13 / 3;
    out.push_back(edit_at(each.spot, each.quantity.range, fmt::format("{} weeks", weeks)));
  }
  return out;
}

Mutations exchanged_unit(const Original& original) {
  static const std::map<std::string, std::string> other = {
      {"days", "weeks"}, {"weeks", "days"}, {"months", "weeks"}, {"years", "months"}, {"mm", "cm"}, {"cm", "mm"}};
  Mutations out;
  for (const Figure& each : figures_of(original)) {
    const auto to = other.find(word_of(original, each.quantity));
    if (to != other.end()) out.push_back(edit_at(each.spot, each.quantity.unit->range, to->second));
  }
  return out;
}

Mutations swapped_value(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* test = std::get_if<ast::IsValue>(&spot.condition().node);
    if (test == nullptr || spot.role == Spot::Role::Claim) continue;
    const std::string other = another_value(original, *test);
    for (const ast::Member& member : test->values) {
      if (!other.empty() && member.kind == ast::Member::Kind::Name) out.push_back(edit_at(spot, member.range, other));
    }
  }
  return out;
}

Mutations dropped_value(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* test = std::get_if<ast::IsValue>(&spot.condition().node);
    if (test == nullptr || spot.role == Spot::Role::Claim) continue;
    for (std::size_t i = 1; i < test->values.size(); ++i) {
      const Range member = test->values[i].range;
      out.push_back(edit_at(spot, {member.source, test->values[i - 1].range.end, member.end}, ""));
    }
  }
  return out;
}

}  // namespace pol::mutants
