// Conditions and branches: taken out, doubled, negated, contradicted, joined otherwise.

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "tests/mutants/make.h"
#include "tests/mutants/spots.h"

namespace pol::mutants {

namespace {

using ast::ConditionId;
using ast::Quantifier;

/// Copies of longer texts would be read by nobody.
constexpr std::size_t kLongestCopy = 400;

bool is_branch(const Spot& spot) { return spot.body != nullptr && spot.item != nullptr; }

/// The first test that everybody meets who comes as far as the spot.
std::string demanded_test(const Original& original, const Spot& spot) {
  for (const ConditionId id : spot.demands) {
    if (is_test(spot.file->conditions[id])) return original.text(spot.file->conditions[id].range);
  }
  return {};
}

/// The first test of the spot's own `and`.
std::string own_test(const Original& original, const Spot& spot) {
  for (const ConditionId id : terms_of(*spot.file, spot.id)) {
    if (is_test(spot.file->conditions[id])) return original.text(spot.file->conditions[id].range);
  }
  return {};
}

/// The group that the spot's labelled branch is one of; null for a reading or a member of a regimen.
const ast::Group* group_of(const Spot& spot) {
  return is_branch(spot) && spot.above() != nullptr ? std::get_if<ast::Group>(&spot.above()->node) : nullptr;
}

Mutations behind_branch(const Original& original, std::string_view joint, bool of_its_own,
                        const std::function<std::string(const std::string& test)>& text) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    if (!is_branch(spot) || spot.role != Spot::Role::Criterion) continue;
    const std::string test = of_its_own ? own_test(original, spot) : demanded_test(original, spot);
    if (test.empty()) continue;
    const Range at = end_of(joint.empty() ? spot.item->range : spot.range());
    out.push_back(edit_at(spot, at, std::string(joint) + text(test)));
  }
  return out;
}

/// The first word of the group becomes another one.
Mutations with_quantifier(const Original& original, const std::vector<Quantifier>& from, std::string_view to) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* group = std::get_if<ast::Group>(&spot.condition().node);
    if (group == nullptr || std::find(from.begin(), from.end(), group->quantifier) == from.end()) continue;
    out.push_back(edit_at(spot, group->quantifier_range, std::string(to)));
  }
  return out;
}

/// From here to the next one, or from the one before to here, so that the joint between them goes too.
Range with_joint(const std::vector<Range>& ranges, std::size_t i) {
  Range out = ranges[i];
  if (i + 1 < ranges.size()) {
    out.end = ranges[i + 1].begin;
  } else {
    out.begin = ranges[i - 1].end;
  }
  return out;
}

Mutations copies(const Original& original, const std::function<std::string(const Spot&)>& more) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const ast::Group* group = group_of(spot);
    const std::string text = original.text(spot.range());
    if (group == nullptr || group->quantifier != Quantifier::Any || text.size() > kLongestCopy) continue;
    out.push_back(edit_at(spot, end_of(spot.item->range),
                          fmt::format("\n copy. \"Another one\" : {}{}", text, more(spot))));
  }
  return out;
}

}  // namespace

Mutations contradicting_conjunct(const Original& original) {
  return behind_branch(original, " and not ", false, [](const std::string& test) { return test; });
}

Mutations repeated_demand(const Original& original) {
  return behind_branch(original, " and ", false, [](const std::string& test) { return test; });
}

Mutations idle_exception(const Original& original) {
  return behind_branch(original, "", true, [](const std::string& test) {
    return fmt::format(" except \"Somebody else\" when not {}", test);
  });
}

Mutations note_never_applies(const Original& original) {
  return behind_branch(original, "", true, [](const std::string& test) {
    return fmt::format(" note when not {} \"Something to know\"", test);
  });
}

Mutations narrowed_copy(const Original& original) {
  return copies(original, [&](const Spot& spot) {
    return " and " + another_finding(original, original.text(spot.owner));
  });
}

Mutations copied_branch(const Original& original) {
  return copies(original, [](const Spot&) { return std::string(); });
}

Mutations false_regardless(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    if (!is_branch(spot) || spot.role != Spot::Role::Criterion) continue;
    for (const ConditionId id : terms_of(*spot.file, spot.id)) {
      const auto* bare = std::get_if<ast::Bare>(&spot.file->conditions[id].node);
      if (bare == nullptr) continue;
      const std::string name = original.text(spot.file->conditions[id].range);
      const auto& facts = original.policy().facts;
      const bool is_fact =
          std::any_of(facts.begin(), facts.end(), [&](const ir::Fact& fact) { return fact.name == name; });
      if (is_fact) out.push_back(edit_at(spot, end_of(spot.item->range), " regardless of " + name));
      break;
    }
  }
  return out;
}

Mutations equal_readings(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* node = std::get_if<ast::Ambiguous>(&spot.condition().node);
    if (node == nullptr || node->readings.size() < 2) continue;
    const auto body = [&](std::size_t i) -> const ast::Body& { return spot.file->items[node->readings[i]].body; };
    const Range from = spot.file->conditions[body(0).condition].range,
                to = spot.file->conditions[body(1).condition].range;
    Mutation mutation = edit_at(spot, to, original.text(from));
    mutation.path += "." + spot.file->items[node->readings[1]].label.text;
    mutation.owner = spot.file->items[node->readings[1]].range;
    mutation.place = to;
    out.push_back(std::move(mutation));
  }
  return out;
}

Mutations dead_gate(const Original& original) {
  Mutations out;
  for (const ScheduleSpot& spot : schedules_of(original)) {
    std::string test;
    for (const ConditionId id : spot.demands) {
      if (test.empty() && is_test(spot.file->conditions[id])) test = original.text(spot.file->conditions[id].range);
    }
    for (const std::size_t i : spot.phases) {
      const Range range = spot.clauses[i]->phase.range;
      if (test.empty() || range.end == range.begin) continue;
      out.push_back({spot.path, spot.owner, range, {{end_of(range), " when not " + test}}});
    }
  }
  return out;
}

Mutations dropped_conjunct(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* node = std::get_if<ast::And>(&spot.condition().node);
    if (node == nullptr || spot.role == Spot::Role::Claim) continue;
    std::vector<Range> ranges;
    for (const ConditionId term : node->terms) ranges.push_back(spot.file->conditions[term].range);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (is_test(spot.file->conditions[node->terms[i]])) out.push_back(edit_at(spot, with_joint(ranges, i), ""));
    }
  }
  return out;
}

Mutations dropped_branch(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* node = std::get_if<ast::Group>(&spot.condition().node);
    if (node == nullptr || node->quantifier != Quantifier::Any || spot.role == Spot::Role::Claim) continue;
    std::vector<Range> ranges;
    for (const ConditionId branch : node->conditions) ranges.push_back(spot.file->conditions[branch].range);
    for (const ast::ItemId item : node->items) ranges.push_back(spot.file->items[item].range);
    for (std::size_t i = 0; ranges.size() > 2 && i < ranges.size(); ++i) {
      out.push_back(edit_at(spot, node->items.empty() ? with_joint(ranges, i) : ranges[i], ""));
    }
  }
  return out;
}

Mutations any_to_all(const Original& original) { return with_quantifier(original, {Quantifier::Any}, "all"); }
Mutations any_to_one(const Original& original) {
  return with_quantifier(original, {Quantifier::Any, Quantifier::Either}, "one");
}
Mutations all_to_any(const Original& original) {
  return with_quantifier(original, {Quantifier::All, Quantifier::Both}, "any");
}

Mutations negated_condition(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const bool is_negated = spot.above() != nullptr && std::holds_alternative<ast::Not>(spot.above()->node);
    const Range range = spot.range();
    if (!is_test(spot.condition()) || is_negated || spot.role == Spot::Role::Claim) continue;
    out.push_back(edit_at(spot, {range.source, range.begin, range.begin}, "not "));
  }
  return out;
}

Mutations exchanged_reading(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const auto* node = std::get_if<ast::Ambiguous>(&spot.condition().node);
    if (node == nullptr) continue;
    for (const ast::ItemId reading : node->readings) {
      const std::string& label = spot.file->items[reading].label.text;
      if (label == node->chosen.text) continue;
      out.push_back(edit_at(spot, node->chosen.range, label));
      break;
    }
  }
  return out;
}

}  // namespace pol::mutants
