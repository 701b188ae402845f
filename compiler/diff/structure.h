#pragma once
// Which conditions are alike by their form: same truth in every case, documented in full or not, with no question
// asked.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::diff {

/// A class of conditions, and the sign: `negated` of one is the class of those that say the opposite.
struct Likeness {
  std::int32_t edge = 0;
  Likeness negated() const { return {-edge}; }
  bool is_set() const { return edge != 0; }
  friend auto operator<=>(Likeness, Likeness) = default;
};

/// Titles, labels, definitions' names, the order of branches, nested groups of one kind, branches said twice, doubled
/// negation, De Morgan's laws and the direction of a comparison make no difference. Keeps a reference to the policy.
class Structure {
 public:
  /// What stands for a part instead of what it says: equal numbers are alike. Not set: the part is looked into.
  struct Instead {
    std::function<std::optional<std::int64_t>(ir::CriterionId)> criterion;
    std::function<std::optional<std::int64_t>(ir::DefineId)> define;
    std::function<std::int64_t(ir::ExprId)>
        unstated;  ///< which interval, or what else, it is that the text leaves open
    /// A branch of a group that counts as not written.
    std::function<bool(ir::ExprId)> is_left_out;
  };
  explicit Structure(const ir::Policy& policy, Instead instead = {});

  Likeness of(ir::ExprId id);

 private:
  using Key = std::vector<std::int64_t>;
  Likeness known(ir::ExprId id) const { return of_[id.index]; }
  std::vector<ir::ExprId> parts(ir::ExprId id) const;
  Likeness compute(ir::ExprId id);
  Likeness intern(Key key);
  Likeness all(std::vector<Likeness> parts);
  Likeness group(const ir::Group& group);
  Likeness compare(const ir::Compare& e);

  const ir::Policy& policy_;
  Instead instead_;
  std::vector<Likeness> of_;  ///< by ExprId, as far as known
  std::map<Key, std::int32_t> classes_;
  std::map<std::int32_t, std::vector<Likeness>> conjunctions_;  ///< by class
  Likeness yes_;
};

}  // namespace pol::diff
