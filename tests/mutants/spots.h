#pragma once
// Where in the text conditions, branches and phases stand.

#include <string>
#include <vector>

#include "tests/mutants/mutation.h"

namespace pol::mutants {

/// One condition as written.
struct Spot {
  enum class Role : unsigned char { Criterion, Define, Claim, Ruling, NoteWhen, ExceptWhen, ShownBy, Phase };
  const ast::File* file = nullptr;
  ast::ConditionId id, parent;  ///< `parent` is not set at the root of what the role names
  Role role = Role::Criterion;
  std::string path;
  Range owner;                           ///< of the labelled text that `path` names
  const ast::Body* body = nullptr;       ///< where this is the whole condition of a labelled branch
  const ast::Item* item = nullptr;       ///< that branch
  std::vector<ast::ConditionId> demands; ///< what stands beside it, or beside what it is part of, joined by `and`

  const ast::Condition& condition() const { return file->conditions[id]; }
  Range range() const { return condition().range; }
  const ast::Condition* above() const { return parent.is_set() ? &file->conditions[parent] : nullptr; }
};
std::vector<Spot> spots_of(const Original& original);

/// One schedule as written, and the phases in it.
struct ScheduleSpot {
  const ast::File* file = nullptr;
  ast::ConditionId id;
  std::string path;
  Range owner;
  std::vector<ast::ConditionId> demands;
  std::vector<const ast::ScheduleClause*> clauses;
  std::vector<std::size_t> phases;  ///< which of them are phases
};
std::vector<ScheduleSpot> schedules_of(const Original& original);

/// `fever`, `x is a or b`, `age < 2 years`: one test, without `and`, `not` or branches.
bool is_test(const ast::Condition& condition);
/// The terms of an `and`, or the condition itself.
std::vector<ast::ConditionId> terms_of(const ast::File& file, ast::ConditionId id);
/// A finding that the text does not name: the first of the policy's plain findings that fits. "" when none does.
std::string another_finding(const Original& original, const std::string& text);
/// Behind the last character.
inline Range end_of(Range range) { return {range.source, range.end, range.end}; }
/// A mutation of what the spot's path names, by one edit at `range`.
Mutation edit_at(const Spot& spot, Range range, std::string text);

}  // namespace pol::mutants
