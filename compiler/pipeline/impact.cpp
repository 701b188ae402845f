#include "compiler/pipeline/impact.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "compiler/exact/consistent.h"
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

/// A case in the facts of the joint policy.
ir::Patient joint_patient(const diff::Joint& joint, const ir::Policy& old_policy, const ir::Policy& new_policy,
                          const ir::Patient& before, const ir::Patient& after) {
  ir::Patient patient;
  patient.facts.resize(joint.policy.facts.size());
  const auto add = [&](Side side, const ir::Policy& policy, const ir::Patient& own) {
    const diff::Renamed& renamed = joint.of(side);
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      ir::FactState state = own.facts[i];
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
  add(Side::Old, old_policy, before);
  add(Side::New, new_policy, after);
  return patient;
}

Outcome outcome_of(ir::OutcomeSet possible, Outcome where_several) {
  if (!is_one(possible)) return where_several;
  int index = 0;
  while ((possible & ir::outcome_bit(static_cast<Outcome>(index))) == 0) ++index;
  return static_cast<Outcome>(index);
}

/// A case as changes are tried on it: what several of them need is worked out once.
class TriedCase {
 public:
  TriedCase(const diff::Comparison& comparison, ReplaySide old_side, ReplaySide new_side, const ReplayedCase& replayed)
      : comparison_(comparison),
        old_(old_side.policy),
        new_(new_side.policy),
        one(replayed),
        old_truths(old_side.engine.evaluate(one.old_prepared.patient)),
        new_truths(new_side.engine.evaluate(one.new_prepared.patient)),
        old_is_open(!is_one(interp::possible_outcomes(old_, old_truths))),
        new_is_open(!is_one(interp::possible_outcomes(new_, new_truths))) {}

  /// In the facts of both; null where it cannot be prepared.
  const ir::Patient* joint() {
    if (is_joined_) return joint_ ? &*joint_ : nullptr;
    is_joined_ = true;
    const diff::Joint& joint = *comparison_.joint;
    if (comparison_.settles_incomplete) {
      // What defaults, records and assumptions make of the documentation is the same in both.
      joint_ = joint_patient(joint, old_, new_, one.old_prepared.patient, one.new_prepared.patient);
      return &*joint_;
    }
    auto prepared =
        exact::prepare(joint.policy, joint_patient(joint, old_, new_, one.old_documented, one.new_documented));
    if (prepared) joint_ = prepared.take().patient;
    return joint_ ? &*joint_ : nullptr;
  }

 private:
  const diff::Comparison& comparison_;
  const ir::Policy &old_, &new_;
  bool is_joined_ = false;
  std::optional<ir::Patient> joint_;

 public:
  const ReplayedCase& one;
  const std::vector<Truth> old_truths, new_truths;  ///< Kleene's
  const bool old_is_open, new_is_open;              ///< by them
};

/// One change and the policy in which it stands alone.
class Alone {
 public:
  Alone(const diff::Comparison& comparison, ReplaySide old_side, ReplaySide new_side, const diff::Item& item,
        const codegen::Options& engines)
      : joint_(*comparison.joint), old_(old_side.policy), new_(new_side.policy), item_(item), engines_(engines) {
    result.item = &item;
    result.how = is_added() ? ChangeAlone::How::TakenOut : ChangeAlone::How::Applied;
  }

  /// Can it be looked at alone?
  static bool is_possible(const diff::Item& item) {
    using Kind = diff::Item::Kind;
    const bool is_part = item.kind == Kind::Criterion || item.kind == Kind::Definition;
    const bool is_used = item.kind == Kind::Criterion || (item.old_define.is_set() && item.new_define.is_set());
    return is_part && is_used && item.is_own && item.relation != diff::Relation::Equivalent;
  }

  /// Kleene's truths of both revisions tell where it makes no difference.
  bool may_matter(const TriedCase& tried) const {
    const std::optional<Truth> before = truth(Side::Old, tried.old_truths), after = truth(Side::New, tried.new_truths);
    const Truth in_base = is_applied() ? *before : *after;
    const Truth instead = is_applied() ? after.value_or(Truth::No) : Truth::No;
    if (in_base != Truth::Unknown) return in_base != instead;
    // Where the outcome of the base stands whatever the criterion says, it stands.
    return is_applied() ? tried.old_is_open : tried.new_is_open;
  }

  /// How the base with the change decides the case. Where native code leaves it open and the base does too, it stays
  /// open, unless `is_searched`. Empty: it cannot be told.
  std::optional<Outcome> outcome(TriedCase& tried, bool is_searched) {
    ++result.asks;
    if (!policy_) make_engine();
    const ir::Patient* patient = is_whole() ? &prepared_of_base(tried.one).patient : tried.joint();
    if (!engine_ || patient == nullptr) return std::nullopt;
    const Decided& base = base_of(tried.one);
    ir::OutcomeSet possible = engine_->listed_as_possible(*patient);
    if (!is_one(possible) && (is_searched || is_one(base.possible))) possible = engine_->possible(*patient);
    return outcome_of(possible,
                      base.outcome == Outcome::Conflicting ? Outcome::Conflicting : Outcome::NeedsInformation);
  }

  /// The change alone does to the case what all together do.
  bool brings(const ReplayedCase& one, Outcome outcome) const {
    const Outcome base = base_of(one).outcome;
    return outcome != base && (is_applied() ? base : outcome) == one.before.outcome &&
           (is_applied() ? outcome : base) == one.after.outcome;
  }

  void count(const ReplayedCase& one, Outcome outcome) {
    const Outcome base = base_of(one).outcome;
    if (outcome != base) ++at(result.flips, is_applied() ? base : outcome, is_applied() ? outcome : base);
  }

  ChangeAlone result;

 private:
  bool is_applied() const { return result.how == ChangeAlone::How::Applied; }
  bool is_added() const { return item_.kind == diff::Item::Kind::Criterion && !item_.old_criterion.is_set(); }
  /// Added or removed: then it is enough that the base has it or not.
  bool is_whole() const {
    return is_added() || (item_.kind == diff::Item::Kind::Criterion && !item_.new_criterion.is_set());
  }

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

  const Decided& base_of(const ReplayedCase& one) const { return is_applied() ? one.before : one.after; }
  const interp::Prepared& prepared_of_base(const ReplayedCase& one) const {
    return is_applied() ? one.old_prepared : one.new_prepared;
  }

  ir::Policy without_it() const {
    ir::Policy policy = is_applied() ? old_ : new_;
    const ir::CriterionId id = is_applied() ? item_.old_criterion : item_.new_criterion;
    policy.exprs[policy.criteria[id].truth] = ir::Literal{Truth::No};
    return policy;
  }

  ir::Policy with_the_other() const {
    const diff::Revision base{old_, joint_.sources};
    const diff::Renamed &before = joint_.of(Side::Old), &after = joint_.of(Side::New);
    if (item_.kind == diff::Item::Kind::Criterion) {
      return decide_as(joint_, Side::Old, base,
                       {{before.criteria[item_.old_criterion.index], after.criteria[item_.new_criterion.index]}});
    }
    ir::Policy policy = decide_as(joint_, Side::Old, base, {});
    policy.defines[before.defines[item_.old_define.index]].condition =
        policy.defines[after.defines[item_.new_define.index]].condition;
    return policy;
  }

  /// By native code; by the interpreter and a search where a condition of one text stands in the other too early for
  /// it.
  void make_engine() {
    policy_ = is_whole() ? without_it() : with_the_other();
    auto engine = Engine::create(*policy_, engines_, !ir::verify(*policy_).empty());
    if (engine) engine_ = engine.take();
  }

  const diff::Joint& joint_;
  const ir::Policy &old_, &new_;
  const diff::Item& item_;
  const codegen::Options& engines_;
  std::optional<ir::Policy> policy_;
  std::optional<Engine> engine_;  ///< keeps a reference to `policy_`
};

class Measuring {
 public:
  Measuring(ReplaySide old_side, ReplaySide new_side, const diff::Comparison* comparison, const ImpactOptions& options)
      : old_(old_side), new_(new_side), comparison_(comparison), options_(options) {
    if (comparison == nullptr) return;
    for (const diff::Item& item : comparison->items) {
      if (Alone::is_possible(item)) alone_.emplace_back(*comparison, old_side, new_side, item, options.engines);
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
    TriedCase tried(*comparison_, old_, new_, one);
    const bool is_flipped = one.before.outcome != one.after.outcome;
    // A search takes longer than all else, so it is made only for a case that no change explains without.
    for (const bool is_searched : {false, true}) {
      std::vector<std::optional<Outcome>> outcomes(alone_.size());
      for (std::size_t i = 0; i < alone_.size(); ++i) {
        if (alone_[i].may_matter(tried)) outcomes[i] = alone_[i].outcome(tried, is_searched);
        if (outcomes[i] && is_flipped && alone_[i].brings(one, *outcomes[i])) brought_by.push_back(i);
      }
      if (!is_searched && is_flipped && brought_by.empty()) continue;
      for (std::size_t i = 0; i < alone_.size(); ++i) {
        if (outcomes[i]) alone_[i].count(one, *outcomes[i]);
      }
      break;
    }
    return brought_by;
  }

  ReplaySide old_, new_;
  const diff::Comparison* comparison_;
  const ImpactOptions& options_;
  std::deque<Alone> alone_;  ///< stays where it is: engines refer to it
  Impact impact_;
};

}  // namespace

Impact measure_impact(ReplaySide old_side, ReplaySide new_side, const diff::Comparison* comparison,
                      const std::vector<std::string>& files, const ImpactOptions& options) {
  return Measuring(old_side, new_side, comparison, options).run(files);
}

}  // namespace pol::pipeline
