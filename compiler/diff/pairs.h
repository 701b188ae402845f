#pragma once
// Which item of the one revision is which of the other.

#include <vector>

#include "compiler/diff/compare.h"
#include "compiler/diff/joint.h"
#include "compiler/diff/structure.h"

namespace pol::diff {

/// Ids of the revisions themselves; not set: the revision has none.
template <class Id>
struct Pair {
  Id before, now;
  Match match = Match::None;
  bool is_both() const { return before.is_set() && now.is_set(); }
};
using CriterionPair = Pair<ir::CriterionId>;
using DefinePair = Pair<ir::DefineId>;

/// In the order of the new file; what is no more behind the nearest one before it in the old file that still is.
/// Items that say the same and have the same path come first, then those that say the same and stand in the same place
/// or have the same title or are about several facts, then those of one title, then those of one path.
std::vector<CriterionPair> pair_criteria(const Revision& old_revision, const Revision& new_revision, const Joint& joint,
                                         Structure& structure);
/// By name, then by meaning.
std::vector<DefinePair> pair_defines(const Revision& old_revision, const Revision& new_revision, const Joint& joint,
                                     Structure& structure);

}  // namespace pol::diff
