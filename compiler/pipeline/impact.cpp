#include "compiler/pipeline/impact.h"

#include <algorithm>
#include <optional>

#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"

namespace pol::pipeline {

using diff::Side;
using ir::Outcome;
using ir::Truth;

std::size_t& at(Flips& flips, Outcome before, Outcome after) {
  return flips[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
}

std::size_t at(const Flips& flips, Outcome before, Outcome after) {
  return flips[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
}

std::size_t otherwise(const Flips& flips) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < flips.size(); ++i) {
    for (std::size_t j = 0; j < flips.size(); ++j) count += i == j ? 0 : flips[i][j];
  }
  return count;
}

namespace {

bool is_one(ir::OutcomeSet set) { return (set & (set - 1)) == 0; }

/// The case in the facts of the joint policy.
ir::Patient joint_patient(const diff::Joint& joint, const ir::Policy& old_policy, const ir::Policy& new_policy,
                          const ReplayedCase& one) {
  ir::Patient patient;
  patient.facts.resize(joint.policy.facts.size());
  const auto add = [&](Side side, const ir::Policy& policy, const ir::Patient& documented) {
    const diff::Renamed& renamed = joint.of(side);
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      ir::FactState state = documented.facts[i];
      const std::vector<std::size_t>& places = renamed.values[i];
      const auto moved = [&](const ir::Members& members) {
        ir::Members out;
        for (const std::size_t member : members.list()) out.insert(places[member]);
        return out;
      };
      if (policy.facts[ir::FactId{i}].type.kind == ir::FactKind::Choice && state.kind == ir::FactState::Kind::Value) {
        state.low = state.high = static_cast<std::int64_t>(places[static_cast<std::size_t>(state.low)]);
      }
      state.in = moved(state.in);
      state.out = moved(state.out);
      patient[renamed.facts[i]] = std::move(state);
    }
  };
  add(Side::Old, old_policy, one.old_documented);
  add(Side::New, new_policy, one.new_documented);
  return patient;
}

/// What rules say of a case, without native code: few cases get here.
ir::OutcomeSet possible_outcomes(const ir::Policy& policy, const ir::Patient& prepared) {
  interp::Evaluation evaluation(policy, prepared);
  ir::OutcomeSet possible = 0;
  bool is_settled = false;
  for (const ir::Rule& rule : policy.rules) {
    const Truth when = evaluation.truth(rule.when);
    if (when != Truth::No) possible = static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(rule.outcome));
    is_settled = when == Truth::Yes;
    if (is_settled) break;
  }
  if (!is_settled) possible = static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(policy.otherwise));
  return is_one(possible) ? possible : exact::Search(policy, prepared).possible();
}

Outcome outcome_of(ir::OutcomeSet possible, Outcome where_several) {
  if (!is_one(possible)) return where_several;
  int index = 0;
  while ((possible & ir::outcome_bit(static_cast<Outcome>(index))) == 0) ++index;
  return static_cast<Outcome>(index);
}

/// One change and the policy in which it stands alone.
class Alone {
 public:
  Alone(const diff::Comparison& comparison, ReplaySide old_side, ReplaySide new_side, const diff::Item& item)
      : joint_(*comparison.joint), old_(old_side.policy), new_(new_side.policy), item_(item) {
    result.item = &item;
    result.how = is_added() ? ChangeAlone::How::TakenOut : ChangeAlone::How::Applied;
  }

  /// Can it be looked at alone?
  static bool is_one(const diff::Item& item) {
    using Kind = diff::Item::Kind;
    const bool is_part = item.kind == Kind::Criterion || item.kind == Kind::Definition;
    const bool is_used = item.kind == Kind::Criterion || (item.old_define.is_set() && item.new_define.is_set());
    return is_part && is_used && item.is_own && item.relation != diff::Relation::Equivalent;
  }

  /// Kleene's truths of both revisions tell where it makes no difference.
  bool may_matter(const std::vector<Truth>& old_truths, const std::vector<Truth>& new_truths) const {
    const std::optional<Truth> before = truth(Side::Old, old_truths), after = truth(Side::New, new_truths);
    const bool is_applied = result.how == ChangeAlone::How::Applied;
    const ir::Policy& base = is_applied ? old_ : new_;
    const Truth in_base = is_applied ? *before : *after;
    const Truth instead = is_applied ? after.value_or(Truth::No) : Truth::No;
    if (in_base != Truth::Unknown) return in_base != instead;
    // Whatever the criterion says, the outcome of the base stands.
    return !pol::pipeline::is_one(interp::possible_outcomes(base, is_applied ? old_truths : new_truths));
  }

  /// Does the base with the change have another outcome? `base`: its own.
  void decide(const ir::Patient& joint_documented, const ReplayedCase& one) {
    if (!policy_) policy_ = make();
    ++result.asks;
    const bool is_applied = result.how == ChangeAlone::How::Applied;
    const Decided& base = is_applied ? one.before : one.after;
    last_ = {};
    const auto prepared = exact::prepare(*policy_, joint_documented);
    if (!prepared) return;
    const ir::OutcomeSet possible = possible_outcomes(*policy_, prepared.value().patient);
    const bool conflicts = base.outcome == Outcome::Conflicting;
    const Outcome outcome = outcome_of(possible, conflicts ? Outcome::Conflicting : Outcome::NeedsInformation);
    last_ = is_applied ? Way{base.outcome, outcome} : Way{outcome, base.outcome};
    if (outcome != base.outcome) ++at(result.flips, last_->before, last_->after);
  }

  /// The case last decided is decided as `one` is, by this change alone.
  bool brings(const ReplayedCase& one) const {
    return last_ && last_->before == one.before.outcome && last_->after == one.after.outcome;
  }

  ChangeAlone result;

 private:
  struct Way {
    Outcome before, after;
  };
  bool is_added() const { return item_.kind == diff::Item::Kind::Criterion && !item_.old_criterion.is_set(); }

  std::optional<Truth> truth(Side side, const std::vector<Truth>& truths) const {
    const ir::Policy& policy = side == Side::Old ? old_ : new_;
    if (item_.kind == diff::Item::Kind::Definition) {
      const ir::DefineId id = side == Side::Old ? item_.old_define : item_.new_define;
      return truths[policy.defines[id].condition.index];
    }
    const ir::CriterionId id = side == Side::Old ? item_.old_criterion : item_.new_criterion;
    if (!id.is_set()) return std::nullopt;
    return truths[policy.criteria[id].truth.index];
  }

  ir::Policy make() const {
    const Side base = result.how == ChangeAlone::How::Applied ? Side::Old : Side::New;
    const ir::Policy& revision = base == Side::Old ? old_ : new_;
    const auto joint_id = [&](Side side) {
      const ir::CriterionId own = side == Side::Old ? item_.old_criterion : item_.new_criterion;
      return own.is_set() ? joint_.of(side).criteria[own.index] : ir::CriterionId();
    };
    if (item_.kind == diff::Item::Kind::Criterion) {
      return decide_as(joint_, base, {revision, joint_.sources}, {{joint_id(base), joint_id(diff::other(base))}});
    }
    ir::Policy policy = decide_as(joint_, base, {revision, joint_.sources}, {});
    const ir::DefineId own = joint_.of(Side::Old).defines[item_.old_define.index];
    const ir::DefineId others = joint_.of(Side::New).defines[item_.new_define.index];
    policy.defines[own].condition = policy.defines[others].condition;
    return policy;
  }

  const diff::Joint& joint_;
  const ir::Policy &old_, &new_;
  const diff::Item& item_;
  std::optional<ir::Policy> policy_;
  std::optional<Way> last_;
};

class Measuring {
 public:
  Measuring(ReplaySide old_side, ReplaySide new_side, const diff::Comparison* comparison, const ImpactOptions& options)
      : old_(old_side), new_(new_side), comparison_(comparison), options_(options) {
    if (comparison == nullptr) return;
    for (const diff::Item& item : comparison->items) {
      if (Alone::is_one(item)) alone_.emplace_back(*comparison, old_side, new_side, item);
    }
  }

  Impact run(const std::vector<std::string>& files) {
    const Replay replay(old_, new_);
    for (std::size_t i = 0; i < files.size(); ++i) {
      const std::string& file = files[i];
      const auto more = [&](std::uint64_t read, std::uint64_t in_all) {
        if (options_.progress) options_.progress(i, read, in_all);
      };
      const auto bad = [&](const std::string& message) {
        if (options_.bad) options_.bad(message);
      };
      impact_.unused += replay.run(file, [&](const ReplayedCase& one) { add(file, one); }, bad, more);
    }
    for (Alone& each : alone_) impact_.changes.push_back(each.result);
    return std::move(impact_);
  }

 private:
  void add(const std::string& file, const ReplayedCase& one) {
    ++impact_.cases;
    const Outcome before = one.before.outcome, after = one.after.outcome;
    ++at(impact_.outcomes, before, after);
    if (before == after && one.before.possible != one.after.possible) ++impact_.other_possible;
    const std::vector<std::size_t> brought_by = try_alone(one);
    if (before == after) return;
    for (const std::size_t change : brought_by) ++alone_[change].result.brings;
    if (brought_by.empty()) ++impact_.unexplained;
    auto& examples = impact_.examples[static_cast<std::size_t>(before)][static_cast<std::size_t>(after)];
    if (examples.size() < options_.examples) {
      examples.push_back({one.title, file == "-" ? "<stdin>" : file, one.line, brought_by});
    }
  }

  /// The changes that alone do to this case what all together do.
  std::vector<std::size_t> try_alone(const ReplayedCase& one) {
    std::vector<std::size_t> brought_by;
    if (alone_.empty()) return brought_by;
    const std::vector<Truth> old_truths = old_.engine.evaluate(one.old_prepared.patient);
    const std::vector<Truth> new_truths = new_.engine.evaluate(one.new_prepared.patient);
    std::optional<ir::Patient> joint;
    for (std::size_t i = 0; i < alone_.size(); ++i) {
      if (!alone_[i].may_matter(old_truths, new_truths)) continue;
      if (!joint) joint = joint_patient(*comparison_->joint, old_.policy, new_.policy, one);
      alone_[i].decide(*joint, one);
      if (one.before.outcome != one.after.outcome && alone_[i].brings(one)) brought_by.push_back(i);
    }
    return brought_by;
  }

  ReplaySide old_, new_;
  const diff::Comparison* comparison_;
  const ImpactOptions& options_;
  std::vector<Alone> alone_;
  Impact impact_;
};

}  // namespace

Impact measure_impact(ReplaySide old_side, ReplaySide new_side, const diff::Comparison* comparison,
                      const std::vector<std::string>& files, const ImpactOptions& options) {
  return Measuring(old_side, new_side, comparison, options).run(files);
}

}  // namespace pol::pipeline
