#pragma once
// The meaning: slow, obvious. Shares only the IR with the other evaluators; even its calendar is its own.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// Truths of one patient's conditions, found on demand and remembered. Keeps references to both arguments.
class Evaluation {
 public:
  Evaluation(const ir::Policy& policy, const ir::Patient& patient);

  /// From now on `ambiguity` is read as its reading number `reading`. Call before the first `truth`.
  void read_as(std::uint32_t ambiguity, std::uint32_t reading) { reread_ = {ambiguity, reading}; }

  /// From now on `id` is `truth`, whatever its operands are: what is known of it otherwise. Call before `truth`.
  void settle(ir::ExprId id, ir::Truth truth) { truths_[id.index] = truth; }

  ir::Truth truth(ir::ExprId id);

 private:
  /// Truth of `id`; those of its operands are known.
  ir::Truth compute(ir::ExprId id) const;
  ir::Truth known(ir::ExprId id) const { return *truths_[id.index]; }
  ir::Truth known(ir::CriterionId id) const { return known(policy_.criteria[id].truth); }

  const ir::Policy& policy_;
  const ir::Patient& patient_;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> reread_;
  std::vector<std::optional<ir::Truth>> truths_;
};

/// What is known of one side of a comparison: nothing, none, or a value in [low, high].
struct Side {
  ir::FactState::Kind kind = ir::FactState::Kind::Undocumented;
  std::int64_t low = 0, high = 0;
};
Side side_of(const ir::Policy& policy, const ir::Patient& patient, const ir::Operand& operand);
ir::Truth compare(const Side& a, ir::Relation relation, const Side& b);

/// Truth of a condition that rests on facts alone: no group, no reference. Of a finding, by its own documentation; its
/// signs are not looked at.
ir::Truth leaf_truth(const ir::Policy& policy, const ir::Patient& patient, ir::ExprId id);

/// Truth of every expression, by ExprId. `patient` has been prepared (or stands as it is, in tests).
std::vector<ir::Truth> evaluate(const ir::Policy& policy, const ir::Patient& patient);

/// The same with one ambiguity read another way.
std::vector<ir::Truth> evaluate_reading(const ir::Policy& policy, const ir::Patient& patient, std::uint32_t ambiguity,
                                        std::uint32_t reading);

/// The outcomes that stay possible: rules in order; one that is surely met ends the list.
ir::OutcomeSet possible_outcomes(const ir::Policy& policy, const std::vector<ir::Truth>& truths);

}  // namespace pol::interp
