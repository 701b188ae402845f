#pragma once
// Where the criteria of one revision stand, in ids of the joint policy.

#include <vector>

#include "compiler/diff/compare.h"
#include "compiler/diff/cover.h"
#include "compiler/diff/joint.h"
#include "compiler/lint/outline.h"

namespace pol::diff {

class Places {
 public:
  /// Keeps references.
  Places(Side side, const Revision& revision, const Joint& joint);

  /// How a criterion stands in its parent. One: one branch of several is enough. Each: it is one of several that must
  /// hold. Other: counted, negated, or a root.
  enum class Standing : std::uint8_t { One, Each, Other };
  Standing standing(ir::CriterionId id) const;

  /// What the criteria around it demand beside it, outermost first.
  Demands guards(ir::CriterionId id) const;
  /// The outermost criterion around it, or it.
  ir::CriterionId section(ir::CriterionId id) const;
  /// Labelled criteria that stand beside it or beside what it stands in, each enough by itself; nearest first.
  std::vector<ir::CriterionId> alternatives(ir::CriterionId id) const;
  /// Its branches, where any one of them is enough and all are labelled; else none.
  std::vector<ir::CriterionId> choices(ir::CriterionId id) const;

  /// Rules with this outcome that name the section where it may decide by itself: whoever meets `none` in no rule
  /// before it and `guards` beside it in the rule.
  struct RuleUse {
    Demands none, guards;
  };
  std::vector<RuleUse> rules(ir::CriterionId section, ir::Outcome outcome) const;

  /// Where the criterion is referred to, as long as it is in one place only; else its truth.
  ir::ExprId reference(ir::CriterionId id) const;

  ir::ExprId truth(ir::CriterionId id) const { return joint_.of(side_).exprs[policy_.criteria[id].truth.index]; }
  const ir::Criterion& criterion(ir::CriterionId id) const { return policy_.criteria[id]; }

 private:
  void find_references();
  std::vector<ir::CriterionId> labelled(const std::vector<ir::ExprId>& among, ir::ExprId but) const;

  Side side_;
  const ir::Policy& policy_;
  const Joint& joint_;
  lint::Outline outline_;
  std::vector<std::vector<ir::ExprId>> references_;  ///< by CriterionId, in ids of the revision
};

}  // namespace pol::diff
