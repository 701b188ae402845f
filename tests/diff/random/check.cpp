#include "tests/diff/random/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "tests/exact/completions.h"

namespace pol::revisions {

using diff::Difference;
using diff::Item;
using diff::Relation;
using diff::Side;
using ir::ExprId;
using ir::FactId;
using ir::Truth;

namespace {

constexpr ir::Day kDay = 20224;  // 2025-05-16, when the policies were reviewed

/// Nothing is documented but the reference date.
ir::Patient blank(const ir::Policy& policy) {
  ir::Patient patient;
  patient.facts.resize(policy.facts.size());
  for (ir::FactState& state : patient.facts) state.asked = true;
  ir::FactState& day = patient[policy.reference];
  day.kind = ir::FactState::Kind::Value;
  day.low = day.high = kDay;
  return patient;
}

std::vector<FactId> all_facts(const diff::Joint& joint) {
  std::vector<FactId> facts;
  const auto add = [&](ExprId id) {
    const std::vector<FactId> more = ir::facts_of(joint.policy, id);
    facts.insert(facts.end(), more.begin(), more.end());
  };
  for (const ir::Criterion& criterion : joint.policy.criteria) add(criterion.truth);
  for (const ir::Define& define : joint.policy.defines) add(define.condition);
  // An assumption that nothing can meet is about every case.
  for (const ir::Claim& claim : joint.policy.assumptions) add(claim.condition);
  for (const Side side : {Side::Old, Side::New}) {
    for (const ExprId decides : joint.decides[static_cast<std::size_t>(side)]) add(decides);
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

/// All that it may say can be tried out: it does not hang on the day, nor on what is documented.
bool is_settled_by_cases(const ir::Policy& policy) {
  return std::all_of(policy.exprs.begin(), policy.exprs.end(), [](const ir::Expr& expr) {
    const auto* literal = std::get_if<ir::Literal>(&expr);
    const auto* compare = std::get_if<ir::Compare>(&expr);
    const bool is_unstated = literal != nullptr && literal->value == Truth::Unknown;
    return !is_unstated && !std::holds_alternative<ir::IsDocumented>(expr) &&
           (compare == nullptr || !compare->lhs.is_date);
  });
}

std::string words_of(const ir::Policy& policy, const ir::Patient& patient) {
  std::string text;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", policy.facts[FactId{i}].name,
                        interp::value_text(policy, FactId{i}, patient.facts[i]));
  }
  return text;
}

/// The revision knows all values of the case, so that it can say something of it by itself.
bool is_seen_whole(const diff::Joint& joint, Side side, const ir::Policy& own, const ir::Patient& patient,
                   const ir::Patient& seen) {
  for (std::uint32_t i = 0; i < own.facts.size(); ++i) {
    const ir::FactState& given = patient[joint.of(side).facts[i]];
    if (given.kind == ir::FactState::Kind::Undocumented) continue;
    if (seen.facts[i].kind == ir::FactState::Kind::Undocumented) return false;
    const ir::Type& type = own.facts[FactId{i}].type;
    if (type.kind != ir::FactKind::Set || own.value_sets[type.values].open) continue;
    if (seen.facts[i].in.list().size() != given.in.list().size()) return false;
  }
  return true;
}

/// Texts that only one revision names are one member of an open set to the other, which counts them so.
bool counts_codes(const ir::Policy& policy) {
  return std::any_of(policy.exprs.begin(), policy.exprs.end(), [&](const ir::Expr& expr) {
    const auto* compare = std::get_if<ir::Compare>(&expr);
    if (compare == nullptr) return false;
    const auto counts = [&](const ir::Operand& side) {
      return side.kind == ir::Operand::Kind::CountOf && policy.value_sets[policy.facts[side.fact].type.values].open;
    };
    return counts(compare->lhs) || counts(compare->rhs);
  });
}

/// What one revision says of one case, from its own text alone.
class Reading {
 public:
  Reading(const diff::Joint& joint, Side side, const ir::Policy& policy, const ir::Patient& patient)
      : side_(side), policy_(policy), seen_(as_seen_by(joint, side, policy, patient)), evaluation_(policy, seen_) {}

  const ir::Patient& seen() const { return seen_; }
  Truth truth(ExprId id) { return evaluation_.truth(id); }

  /// What a text leaves unstated may leave several possible.
  Truth outcome(ir::Outcome outcome) {
    ir::OutcomeSet possible = 0;
    Truth decided = Truth::No;
    for (std::size_t i = 0; i < policy_.rules.size() && decided != Truth::Yes; ++i) {
      decided = evaluation_.truth(policy_.rules[i].when);
      if (decided != Truth::No) possible |= ir::outcome_bit(policy_.rules[i].outcome);
    }
    if (decided != Truth::Yes) possible |= ir::outcome_bit(policy_.otherwise);
    if (possible == ir::outcome_bit(outcome)) return Truth::Yes;
    return (possible & ir::outcome_bit(outcome)) == 0 ? Truth::No : Truth::Unknown;
  }

  /// Of the item's own side; `unknown` where there is none.
  Truth of(const Item& item) {
    const bool is_old = side_ == Side::Old;
    switch (item.kind) {
      case Item::Kind::Policy:
        return outcome(ir::Outcome::Meets);
      case Item::Kind::Outcome:
        return outcome(item.outcome);
      case Item::Kind::Definition: {
        const ir::DefineId id = is_old ? item.old_define : item.new_define;
        return id.is_set() ? truth(policy_.defines[id].condition) : Truth::Unknown;
      }
      case Item::Kind::Criterion: {
        const ir::CriterionId id = is_old ? item.old_criterion : item.new_criterion;
        return id.is_set() ? truth(policy_.criteria[id].truth) : Truth::Unknown;
      }
    }
    return Truth::Unknown;
  }

 private:
  Side side_;
  const ir::Policy& policy_;
  ir::Patient seen_;
  interp::Evaluation evaluation_;
};

class Check {
 public:
  Check(const diff::Revision& old_revision, const diff::Revision& new_revision, const diff::Comparison& comparison,
        Tally& tally)
      : old_(old_revision.policy),
        new_(new_revision.policy),
        comparison_(comparison),
        joint_(*comparison.joint),
        tally_(tally),
        gained_(comparison.items.size(), false),
        lost_(comparison.items.size(), false) {}

  std::optional<std::string> run(bool is_rewrite, std::uint64_t limit) {
    const ir::Patient nothing = blank(joint_.policy);
    oracle::Completions completions(joint_.policy, nothing, all_facts(joint_));
    if (!completions.count(limit)) return "too many cases";
    completions.each([&](const ir::Patient& patient) {
      ++tally_.cases;
      look_at(patient);
      return !found_;
    });
    if (!found_) compare_relations(is_rewrite);
    if (!found_) check_examples();
    return found_;
  }

  std::optional<std::string> run_without_cases(bool is_rewrite) {
    const Item& whole = comparison_.whole();
    if (is_rewrite && whole.relation != Relation::Equivalent && whole.relation != Relation::Undecided) {
      fail(whole, "a mere rewriting");
    }
    if (!found_) check_examples();
    return found_;
  }

 private:
  static bool is_both(const Item& item) {
    return item.relation != Relation::Added && item.relation != Relation::Removed;
  }

  void fail(const Item& item, const std::string& what) {
    if (found_) return;
    const std::string& path = item.new_path.empty() ? item.old_path : item.new_path;
    found_ = fmt::format("{} `{}` ({}): {}", to_text(item.kind), path, to_text(item.relation), what);
  }

  void look_at(const ir::Patient& patient) {
    Reading before(joint_, Side::Old, old_, patient), now(joint_, Side::New, new_, patient);
    const bool is_whole = is_seen_whole(joint_, Side::Old, old_, patient, before.seen()) &&
                          is_seen_whole(joint_, Side::New, new_, patient, now.seen());
    if (!is_whole) {
      // It counts there as a value that nobody asks for.
      ++tally_.unseen;
      is_any_unseen_ = true;
      return;
    }
    interp::Evaluation joint(joint_.policy, patient);
    for (std::size_t i = 0; i < comparison_.items.size(); ++i) {
      const Item& item = comparison_.items[i];
      if (item.kind == Item::Kind::Policy) continue;
      const Truth old_truth = before.of(item), new_truth = now.of(item);
      compare_joint(item, joint, old_truth, new_truth, patient);
      if (is_both(item)) {
        gained_[i] = gained_[i] || (new_truth == Truth::Yes && old_truth == Truth::No);
        lost_[i] = lost_[i] || (new_truth == Truth::No && old_truth == Truth::Yes);
        if (item.is_same_by_structure && old_truth != new_truth) {
          return fail(item, "said to be alike, and is not: " + words_of(joint_.policy, patient));
        }
      }
      compare_conditions(item, item.gained, true, joint, old_truth, new_truth, patient);
      compare_conditions(item, item.lost, false, joint, old_truth, new_truth, patient);
    }
  }

  /// The joint policy says of each side what that side says itself.
  void compare_joint(const Item& item, interp::Evaluation& joint, Truth old_truth, Truth new_truth,
                     const ir::Patient& patient) {
    for (const Side side : {Side::Old, Side::New}) {
      ExprId id;
      if (item.kind == Item::Kind::Outcome) id = joint_.outcome(side, item.outcome);
      const ir::CriterionId criterion = side == Side::Old ? item.old_criterion : item.new_criterion;
      if (criterion.is_set()) id = joint_.policy.criteria[joint_.of(side).criteria[criterion.index]].truth;
      if (!id.is_set()) continue;
      if (item.kind == Item::Kind::Outcome && joint.truth(id) == Truth::Unknown) continue;
      if (joint.truth(id) != (side == Side::Old ? old_truth : new_truth)) {
        return fail(item, fmt::format("the joint policy says otherwise of the {} one: {}",
                                      side == Side::Old ? "old" : "new", words_of(joint_.policy, patient)));
      }
    }
  }

  void compare_conditions(const Item& item, const Difference& difference, bool is_gained, interp::Evaluation& joint,
                          Truth old_truth, Truth new_truth, const ir::Patient& patient) {
    if (difference.conditions.empty()) return;
    bool is_listed = false;
    for (const diff::CaseCondition& condition : difference.conditions) {
      is_listed =
          is_listed || std::all_of(condition.literals.begin(), condition.literals.end(), [&](const auto& literal) {
            return std::all_of(literal.tests.begin(), literal.tests.end(), [&](const auto& test) {
              return joint.truth(test.first) == (test.second ? Truth::Yes : Truth::No);
            });
          });
    }
    const Truth in = is_gained ? new_truth : old_truth, out = is_gained ? old_truth : new_truth;
    const bool is_root = item.kind == Item::Kind::Outcome || item.kind == Item::Kind::Definition ||
                         (item.new_criterion.is_set() && !new_.criteria[item.new_criterion].parent.is_set());
    if (!is_both(item)) {
      // Of a demand that was added it is those who do not meet it.
      const Truth own = item.relation == Relation::Added ? new_truth : old_truth;
      const bool is_met = (item.relation == Relation::Added) == is_gained;
      if (is_listed && own != (is_met ? Truth::Yes : Truth::No)) {
        fail(item, "listed, and not so: " + words_of(joint_.policy, patient));
      }
      return;
    }
    const bool differs = in == Truth::Yes && out == Truth::No;
    const bool is_exact = difference.frame.empty() || difference.frame.starts_with("and nothing else");
    if (is_listed && !differs && difference.is_proved && is_exact && (difference.frame.empty() || out == Truth::No)) {
      fail(item, fmt::format("{} lists a case that is the same: {}", is_gained ? "gained" : "lost",
                             words_of(joint_.policy, patient)));
    }
    if (is_root && differs && !is_listed && difference.is_covered && difference.more == 0) {
      fail(item, fmt::format("{} does not list: {}", is_gained ? "gained" : "lost", words_of(joint_.policy, patient)));
    }
  }

  void compare_relations(bool is_rewrite) {
    const bool is_settled = is_settled_by_cases(joint_.policy) && !is_any_unseen_;
    for (std::size_t i = 0; i < comparison_.items.size(); ++i) {
      const Item& item = comparison_.items[i];
      tally_.moved += item.is_moved ? 1 : 0;
      tally_.absorbed += item.absorbed_by.empty() ? 0 : 1;
      count(item);
      if (item.kind == Item::Kind::Policy) {
        if (is_rewrite && item.relation != Relation::Equivalent && item.relation != Relation::Undecided) {
          return fail(item, "a mere rewriting");
        }
        continue;
      }
      if (!is_both(item)) continue;
      for (const bool is_gained : {true, false}) {
        const Difference& difference = is_gained ? item.gained : item.lost;
        const bool is_seen = is_gained ? gained_[i] : lost_[i];
        const char* direction = is_gained ? "gained" : "lost";
        if (is_seen && !difference.is_possible && !difference.is_undecided) {
          return fail(item, fmt::format("a case is {}, and nothing is said of it", direction));
        }
        if (is_seen || !difference.is_possible) continue;
        if (is_settled) return fail(item, fmt::format("no case is {}, and one is claimed", direction));
        ++tally_.unshown;
      }
      const Relation expected = item.gained.is_possible && item.lost.is_possible ? Relation::Incomparable
                                : item.gained.is_possible                        ? Relation::Broader
                                : item.lost.is_possible                          ? Relation::Narrower
                                                                                 : Relation::Equivalent;
      if (item.relation != expected && item.relation != Relation::Undecided)
        return fail(item, "the relation does not fit");
    }
  }

  void count(const Item& item) {
    tally_.added += item.relation == Relation::Added ? 1 : 0;
    tally_.removed += item.relation == Relation::Removed ? 1 : 0;
    if (!is_both(item)) return;
    ++tally_.items;
    if (item.is_same_by_structure) {
      ++tally_.alike;
      return;
    }
    tally_.equivalent += item.relation == Relation::Equivalent ? 1 : 0;
    tally_.broader += item.relation == Relation::Broader ? 1 : 0;
    tally_.narrower += item.relation == Relation::Narrower ? 1 : 0;
    tally_.incomparable += item.relation == Relation::Incomparable ? 1 : 0;
    tally_.undecided += item.relation == Relation::Undecided ? 1 : 0;
    for (const Difference* difference : {&item.gained, &item.lost}) {
      tally_.differences += difference->is_possible ? 1 : 0;
      tally_.conditions += difference->conditions.size();
      tally_.covered += difference->is_covered ? 1 : 0;
      tally_.proved += difference->is_proved ? 1 : 0;
    }
  }

  void check_examples() {
    for (const Item& item : comparison_.items) {
      for (const Difference* difference : {&item.gained, &item.lost}) {
        if (!difference->example) continue;
        ++tally_.examples;
        const diff::Example& example = *difference->example;
        if (item.kind == Item::Kind::Policy || difference->rests_on_unstated) continue;
        const bool is_whole = is_seen_whole(joint_, Side::Old, old_, example.complete,
                                            as_seen_by(joint_, Side::Old, old_, example.complete)) &&
                              is_seen_whole(joint_, Side::New, new_, example.complete,
                                            as_seen_by(joint_, Side::New, new_, example.complete));
        if (!is_whole) continue;
        if (!example.is_replayed) return fail(item, "an example that could not be replayed");
        if (!is_both(item)) continue;
        Reading before(joint_, Side::Old, old_, example.complete), now(joint_, Side::New, new_, example.complete);
        const bool is_gained = difference == &item.gained;
        const Truth in = is_gained ? now.of(item) : before.of(item), out = is_gained ? before.of(item) : now.of(item);
        if (in != Truth::Yes || out != Truth::No) {
          return fail(item, "an example that shows nothing: " + words_of(joint_.policy, example.complete));
        }
      }
    }
    tally_.pended += comparison_.pended.size();
  }

  const ir::Policy &old_, &new_;
  const diff::Comparison& comparison_;
  const diff::Joint& joint_;
  Tally& tally_;
  std::vector<bool> gained_, lost_;  ///< by item: some case shows it
  bool is_any_unseen_ = false;
  std::optional<std::string> found_;
};

}  // namespace

bool can_be_checked(const diff::Joint& joint, std::uint64_t limit) {
  if (counts_codes(joint.policy)) return false;
  const ir::Patient nothing = blank(joint.policy);
  return oracle::Completions(joint.policy, nothing, all_facts(joint)).count(limit).has_value();
}

std::optional<std::string> check(const diff::Revision& old_revision, const diff::Revision& new_revision,
                                 const diff::Comparison& comparison, bool is_rewrite, std::uint64_t limit,
                                 Tally& tally) {
  return Check(old_revision, new_revision, comparison, tally).run(is_rewrite, limit);
}

std::optional<std::string> check_examples(const diff::Revision& old_revision, const diff::Revision& new_revision,
                                          const diff::Comparison& comparison, bool is_rewrite, Tally& tally) {
  if (counts_codes(comparison.joint->policy)) return std::nullopt;
  return Check(old_revision, new_revision, comparison, tally).run_without_cases(is_rewrite);
}

}  // namespace pol::revisions
