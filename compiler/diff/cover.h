#pragma once
// A set of cases as an irredundant list of conditions over the tests of a changed criterion.

#include <cstddef>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/session.h"

namespace pol::diff {

/// A condition that is to hold, or not to.
struct Demand {
  ir::ExprId expr;
  bool is_yes = true;
  friend auto operator<=>(const Demand&, const Demand&) = default;
};
using Demands = std::vector<Demand>;

struct Cover {
  smt::Answer::Verdict verdict = smt::Answer::Verdict::Undecided;  ///< is there such a case at all?
  bool rests_on_unstated = false;
  std::optional<ir::Patient> witness;
  std::vector<Demands> terms;  ///< tests without the guards; of any two, neither is in the other
  /// Every case that meets the guards meets one of `terms` exactly where it meets what was asked for.
  bool is_complete = false;
};

/// The tests that `demands` are made of, as written: not taken apart are what lowering made of one test, and what is
/// part of several of the demands alike. In the order of the text, those of the first demand first.
std::vector<ir::ExprId> tests_of(const ir::Policy& policy, const Demands& demands);

/// Those who meet `demands` and `guards`. `most`: terms that are looked for; 0: none, only whether there is a case.
Cover cover(smt::Session& session, const ir::Policy& policy, const Demands& demands, const Demands& guards,
            std::size_t most);

/// The demand as a form of `session`.
smt::Form form_of(smt::Session& session, const Demand& demand);
std::vector<smt::Form> forms_of(smt::Session& session, const Demands& demands);

}  // namespace pol::diff
