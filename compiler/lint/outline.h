#pragma once
// Where each condition stands: under what, in which criterion, and what its ancestors already demand.

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::lint {

/// What a condition belongs to.
struct Owner {
  enum class Kind : std::uint8_t { Criterion, Define, Rule, Assumption, Check, NoteCondition, ExceptCondition, ShownBy };
  Kind kind = Kind::Criterion;
  ir::CriterionId criterion;  ///< Criterion, and those that hold the note or the exception
  std::uint32_t index = 0;    ///< of the define, rule, assumption, check or fact
};

class Outline {
 public:
  explicit Outline(const ir::Policy& policy);

  /// Conditions that stand in the policy's text, in file order. Parts that lowering made are left out: their range is
  /// that of the condition they were made of, which is here.
  const std::vector<ir::ExprId>& written() const { return written_; }
  bool is_written(ir::ExprId id) const { return is_written_[id.index]; }

  /// The condition it stands in; not set at the root of an owner's condition. A labelled criterion stands where its
  /// CriterionRef stands, and a reading where its Ambiguous does. A definition stands nowhere.
  ir::ExprId parent(ir::ExprId id) const { return parent_[id.index]; }
  /// The nearest criterion, definition … whose condition it is part of.
  const Owner& owner(ir::ExprId id) const { return owners_[owner_[id.index]]; }
  /// The nearest labelled path: `guideline.2.a`; of a definition its name; of a rule `determine.3`.
  std::string path(ir::ExprId id) const;

  /// Conditions, all of which hold wherever this one matters: the other branches of every `all` above it; of a note's
  /// condition, the criterion as well. Nearest first.
  std::vector<ir::ExprId> demands(ir::ExprId id) const;
  /// Stands below an odd number of `not` and `none`.
  bool is_negated(ir::ExprId id) const { return is_negated_[id.index]; }
  /// Stands in several places, as parts of a schedule do: nothing above it is demanded everywhere.
  bool is_shared(ir::ExprId id) const { return is_shared_[id.index]; }
  /// The section (a criterion without parent) or definition that it stands in, as an index that keys solvers.
  std::uint32_t section(ir::ExprId id) const { return section_[id.index]; }

 private:
  class Builder;

  const ir::Policy& policy_;
  std::vector<ir::ExprId> written_;
  std::vector<bool> is_written_, is_negated_, is_shared_;
  std::vector<ir::ExprId> parent_;
  std::vector<std::uint32_t> owner_, section_;
  std::vector<Owner> owners_;
};

}  // namespace pol::lint
