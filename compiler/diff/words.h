#pragma once
// Tests and cases in the policy's titles.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/diff/compare.h"
#include "compiler/diff/cover.h"
#include "compiler/diff/joint.h"
#include "compiler/interp/condition_words.h"

namespace pol::diff {

class Words {
 public:
  /// Keeps references.
  Words(const Revision& old_revision, const Revision& new_revision, const Joint& joint);

  /// "Fever", "not: Fever", "Age more than 5 years", "one of: Fever; Weight loss".
  std::string of(const Demand& demand) const;
  /// Guards first; bounds of one number are one literal: "Age 6 to 9 years".
  CaseCondition condition(std::string path, const Demands& guards, const Demands& term) const;

  /// "Birth date: 2018-03-01".
  std::string says(ir::FactId fact, const ir::FactState& state) const;
  std::string title(ir::FactId fact) const;

 private:
  struct Place {
    Side side = Side::New;
    ir::ExprId id;  ///< of that revision; not set: made by us
  };
  /// `lhs relation rhs` as written, where a comparison is written so.
  struct Written {
    std::string lhs, sign, rhs;
  };
  const Revision& revision(Side side) const { return side == Side::Old ? old_ : new_; }
  const interp::ConditionWords& titles(Side side) const { return side == Side::Old ? old_words_ : new_words_; }
  std::string written(ir::ExprId id) const;
  std::optional<Written> comparison(ir::ExprId id) const;
  std::string say(ir::ExprId id, const std::string& text) const;
  std::string of_yes(ir::ExprId id, std::size_t depth) const;
  std::string of_group(const ir::Group& group, ir::ExprId id, std::size_t depth) const;
  std::string of_criterion(ir::CriterionId id) const;
  bool counts_whole(ir::ExprId id, const Written& written) const;
  std::vector<Literal> merged(std::vector<Literal> literals) const;
  std::optional<Literal> merged(const Literal& a, const Literal& b) const;

  const Revision &old_, &new_;
  const Joint& joint_;
  interp::ConditionWords old_words_, new_words_, joint_words_;
  std::vector<Place> places_;                               ///< by ExprId of the joint policy
  std::unordered_map<ir::ExprId, ir::CriterionId> titled_;  ///< groups that are the whole of a criterion with a title
};

}  // namespace pol::diff
