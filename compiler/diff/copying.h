#pragma once
// One revision's conditions and declarations, written into the joint policy.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diff/joint.h"
#include "compiler/diff/structure.h"

namespace pol::diff {

/// Copies one revision behind what is there already. Facts have been united before. Keeps references.
class Copying {
 public:
  Copying(Side side, const Revision& revision, Joint& joint);

  /// From now on `instead[i]` stands for expression i of the revision, where it is set.
  void replace(const std::vector<ir::ExprId>& instead);
  /// Writes what decides.
  void decide();
  Range range(Range range) const;

 private:
  std::size_t index() const { return static_cast<std::size_t>(side_); }
  ir::ExprId expr(ir::ExprId id) const { return id.is_set() ? renamed_.exprs[id.index] : id; }
  ir::FactId fact(ir::FactId id) const { return id.is_set() ? renamed_.facts[id.index] : id; }
  ir::CriterionId criterion(ir::CriterionId id) const { return id.is_set() ? renamed_.criteria[id.index] : id; }
  std::string prefixed(const std::string& name) const { return (side_ == Side::Old ? "old:" : "new:") + name; }
  ir::Members members(ir::FactId of, const ir::Members& values) const;
  void write_declarations();
  ir::Operand copied(ir::Operand operand) const;
  ir::Expr copied(const ir::Expr& original) const;
  ir::Criterion copied(const ir::Criterion& original) const;
  ir::Schedule copied(const ir::Schedule& original) const;

  Side side_;
  const ir::Policy& from_;
  Joint& joint_;
  ir::Policy& to_;
  Renamed& renamed_;
  std::uint32_t first_source_ = 0, first_expr_ = 0;
  std::size_t first_schedule_ = 0;
};

/// What the text leaves open, numbered by the condition around it: the same number in both revisions where that has not
/// changed, or where it has the same path.
class UnstatedParts {
 public:
  explicit UnstatedParts(const Joint& joint);
  std::int64_t operator()(ir::ExprId id) const;

 private:
  void find(Side side);
  void enter(Side side, ir::ExprId root, const std::string& path);

  const ir::Policy& policy_;
  const Joint& joint_;
  Structure loose_;
  std::map<ir::ExprId, std::int64_t> key_of_;
  std::map<std::pair<std::int32_t, std::size_t>, std::int64_t> by_meaning_;
  std::map<std::pair<std::string, std::size_t>, std::int64_t> by_path_;
};

}  // namespace pol::diff
