#pragma once
// What can be told of conditions from the text alone: which stand there to be judged, what they read, how they are
// named.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::logic {

/// One for a policy: `cx.shared<Written>()`.
class Written {
 public:
  explicit Written(Context& cx);

  /// False where what is written leaves no way to hold: `never`, a reading that was chosen to be `never`, a schedule
  /// that images nothing of this policy or does not say what. Nobody has to be told so.
  bool can_hold(ir::ExprId id) const { return high_[id.index] == ir::Truth::Yes; }
  /// False where what is written leaves no way not to hold.
  bool can_fail(ir::ExprId id) const { return low_[id.index] != ir::Truth::Yes; }

  /// Rests on a schedule, here or in what it names. Whether one covers depends on the studies of the policy, so that
  /// what follows from it need not be so for another policy that imports it: that is for other rules.
  bool has_schedule(ir::ExprId id) const { return has_schedule_[id.index]; }

  /// Conditions of criteria, definitions and rules of `determine`, one for each thing that is said: not a reference to
  /// a branch in place, but the branch. In file order; what encloses comes before what it encloses.
  const std::vector<ir::ExprId>& conditions() const { return conditions_; }
  bool is_condition(ir::ExprId id) const { return is_condition_[id.index]; }

  /// A branch in place for the reference to it, and the reading chosen for an ambiguity: what says the same, innermost.
  ir::ExprId said_by(ir::ExprId id) const;
  /// The group, negation … that it stands in, past references and ambiguities that say the same. Not set: none.
  ir::ExprId above(ir::ExprId id) const;
  /// The ambiguity of which it is the chosen reading, else itself: what other readings may change.
  ir::ExprId as_asked(ir::ExprId id) const;
  /// Written branches; those in place for references to them. Empty where `id` is no group of written branches.
  std::vector<ir::ExprId> branches(ir::ExprId id) const;
  /// It and its parts that all must hold, down to what is no written `all`.
  std::vector<ir::ExprId> conjuncts(ir::ExprId id) const;
  /// What the ancestors demand, as far as it can hold at all and is no schedule's.
  std::vector<ir::ExprId> demands(ir::ExprId id) const;

  /// Could the truth of one have to do with the truth of the other? They read facts that Γ links, or the same ones.
  bool may_be_linked(ir::ExprId a, ir::ExprId b) const;
  /// Sorted numbers of linked groups of facts.
  const std::vector<std::uint32_t>& reads(ir::ExprId id) const { return reads_[id.index]; }

 private:
  void mark(const ir::Schedule& schedule);
  /// The conditions so that the parts of each come before it, definitions and sections named included.
  std::vector<ir::ExprId> parts_first() const;
  std::pair<ir::Truth, ir::Truth> bounds_of(ir::ExprId id) const;
  void read(const std::vector<ir::ExprId>& order);
  bool is_in_place(ir::ExprId id) const;

  const ir::Policy& policy_;
  const Outline& outline_;
  std::vector<ir::ExprId> conditions_;
  std::vector<bool> is_condition_, has_schedule_, is_phase_;
  std::vector<ir::Truth> low_, high_;
  std::vector<std::vector<std::uint32_t>> reads_;
};

bool is_any(const ir::Group& group);  ///< `any`, `either`, `one`
bool is_all(const ir::Group& group);  ///< `all`, `both`, `and`

/// "`guideline.2.a` \"Child\"" for the whole condition of a criterion; "`age < 5 years` in `guideline.2.a`" for a part.
std::string subject_of(const Context& cx, ir::ExprId id);
/// The path of what `id` is, or of what it stands in.
std::string path_of(const Context& cx, ir::ExprId id);
/// The condition as a clause; of a section that is named, the section.
Clause clause_of(const Context& cx, ir::ExprId id);
/// Adds a path to those that a finding is about, once.
void add_path(Finding& finding, std::string path);
/// The whole of what a criterion, definition or rule says?
bool is_whole(const Context& cx, ir::ExprId id);

}  // namespace pol::lint::logic
