#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "compiler/interp/clusters.h"
#include "compiler/interp/decisive.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::CriterionId;
using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Outcome;
using ir::OutcomeSet;
using ir::Truth;

namespace {

bool is_one(OutcomeSet set) { return (set & (set - 1)) == 0; }

std::vector<Outcome> list(OutcomeSet set) {
  std::vector<Outcome> outcomes;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) != 0) outcomes.push_back(outcome);
  }
  return outcomes;
}

ir::Disposition disposition_of(OutcomeSet possible) {
  const std::vector<Outcome> outcomes = list(possible);
  const ir::Disposition first = ir::disposition_of(outcomes.front());
  const bool all_alike =
      std::all_of(outcomes.begin(), outcomes.end(), [&](Outcome o) { return ir::disposition_of(o) == first; });
  return all_alike ? first : ir::Disposition::Pend;
}

/// Is what is known of the fact less than one value? Then more documentation may settle a condition.
bool is_incomplete(const ir::Policy& policy, FactId fact, const FactState& state) {
  if (state.kind == FactState::Kind::Undocumented) return true;
  if (state.kind == FactState::Kind::None) return false;
  const ir::Type& type = policy.facts[fact].type;
  if (type.kind != ir::FactKind::Set) return state.low != state.high;
  for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) {
    if (!state.in.contains(i) && !state.out.contains(i)) return true;
  }
  return false;
}

/// A condition that asks whether a fact is documented, which is only assumed: to document it may settle the condition.
std::optional<FactId> assumed_where_documented_counts(const ir::Policy& policy, const ir::Patient& patient, ExprId id) {
  const auto* negation = std::get_if<ir::Not>(&policy.exprs[id]);
  const auto* asks = std::get_if<ir::IsDocumented>(&policy.exprs[negation != nullptr ? negation->operand : id]);
  return asks != nullptr && patient[asks->fact].assumed ? std::optional(asks->fact) : std::nullopt;
}

/// The facts that make the rules before the first met one unknown, in declaration order.
std::vector<FactId> open_facts(const ir::Policy& policy, const ir::Patient& patient, const std::vector<Truth>& truths) {
  std::vector<ExprId> waiting;
  const std::size_t tried = tried_rules(policy, truths).count;
  for (std::size_t i = 0; i < tried; ++i) waiting.push_back(policy.rules[i].when);
  std::vector<bool> seen(policy.exprs.size(), false);
  std::vector<FactId> facts;
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (seen[top.index] || truths[top.index] != Truth::Unknown) continue;
    seen[top.index] = true;
    for (const FactId fact : ir::own_facts(policy, top)) {
      if (is_incomplete(policy, fact, patient[fact])) facts.push_back(fact);
    }
    if (const auto* group = std::get_if<ir::Group>(&policy.exprs[top])) {
      for (const ExprId child : group->children) {
        if (const auto fact = assumed_where_documented_counts(policy, patient, child)) facts.push_back(*fact);
      }
    }
    for (const ExprId operand : decisive_operands(policy, patient, truths, top)) waiting.push_back(operand);
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

struct Judgement {
  OutcomeSet possible = 0;
  Outcome outcome = Outcome::NeedsInformation;
  std::vector<FactId> undecided_because;

  bool same_as(const Judgement& other) const { return possible == other.possible && outcome == other.outcome; }
};

/// A fact that clashes keeps the outcome open: itself, or by what Γ makes of it for a fact that does.
bool clash_matters(const ir::Policy& policy, const ir::Patient& patient, const std::vector<FactId>& open) {
  std::vector<FactId> clashing;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (patient.facts[i].conflict) clashing.push_back(FactId{i});
  }
  if (clashing.empty()) return false;
  const Clusters clusters(policy, patient);
  return std::any_of(open.begin(), open.end(), [&](FactId fact) {
    return std::any_of(clashing.begin(), clashing.end(),
                       [&](FactId other) { return clusters.root(fact) == clusters.root(other); });
  });
}

Judgement judgement_of(const ir::Policy& policy, const ir::Patient& patient, const Judged& judged) {
  Judgement judgement;
  judgement.possible = judged.possible;
  if (is_one(judgement.possible)) {
    judgement.outcome = list(judgement.possible).front();
    return judgement;
  }
  judgement.undecided_because = open_facts(policy, patient, judged.truths);
  judgement.outcome = clash_matters(policy, patient, judgement.undecided_because) ? Outcome::Conflicting : Outcome::NeedsInformation;
  return judgement;
}

class Determiner {
 public:
  Determiner(const ir::Policy& policy, const Prepared& prepared, const Judges& judges)
      : policy_(policy), prepared_(prepared), judges_(judges), judged_(judges.judge(prepared.patient)) {}

  Determination run() {
    judgement_ = judgement_of(policy_, prepared_.patient, judged_);
    result_.outcome = judgement_.outcome;
    result_.possible = judgement_.possible;
    result_.disposition = disposition_of(judgement_.possible);
    result_.undecided_because = judgement_.undecided_because;
    result_.is_exact = judged_.is_exact;
    result_.conflicts = prepared_.conflicts;
    result_.assumed = prepared_.assumed;
    result_.dropped_defaults = prepared_.dropped_defaults;
    list_criteria();
    explain_rule();
    list_notes();
    find_deciding_facts();
    list_readings();
    result_.references = reference_statuses(policy_, prepared_.patient);
    for (const ir::Claim& check : policy_.checks) {
      if (truth(check.condition) == Truth::No) result_.failed_checks.push_back(check.title);
    }
    return std::move(result_);
  }

 private:
  Truth truth(ExprId id) const { return judged_.truths[id.index]; }
  Truth truth(CriterionId id) const { return truth(policy_.criteria[id].truth); }

  /// Labelled criteria in file order, without those of readings that were not chosen.
  void list_criteria() {
    std::vector<bool> is_read(policy_.criteria.size(), true);
    for (const ir::Ambiguity& ambiguity : policy_.ambiguities) {
      for (std::size_t i = 0; i < ambiguity.readings.size(); ++i) {
        if (i != ambiguity.chosen) is_read[ambiguity.readings[i].index] = false;
      }
    }
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      bool below_unread = false;
      for (CriterionId up{i}; up.is_set() && !below_unread; up = policy_.criteria[up].parent) {
        below_unread = !is_read[up.index];
      }
      if (!below_unread) criteria_.push_back(CriterionId{i});
    }
    sort_by_place(criteria_);
    for (const CriterionId id : criteria_) {
      switch (truth(id)) {
        case Truth::No:
          result_.not_met.push_back(id);
          break;
        case Truth::Unknown:
          result_.undecided.push_back(id);
          break;
        case Truth::Yes:
          result_.met.push_back(id);
          break;
      }
    }
  }

  void sort_by_place(std::vector<CriterionId>& criteria) const {
    std::stable_sort(criteria.begin(), criteria.end(), [&](CriterionId a, CriterionId b) {
      const Range& x = policy_.criteria[a].range;
      const Range& y = policy_.criteria[b].range;
      return std::tie(x.source, x.begin) < std::tie(y.source, y.begin);
    });
  }

  /// The reason, the criteria and the citations behind a definite outcome.
  void explain_rule() {
    if (!is_one(judgement_.possible)) return;
    const std::size_t deciding = tried_rules(policy_, judged_.truths).deciding;
    if (deciding == policy_.rules.size()) {
      const bool surely = std::all_of(policy_.rules.begin(), policy_.rules.end(),
                                      [&](const ir::Rule& rule) { return truth(rule.when) == Truth::No; });
      if (surely) result_.reason = policy_.otherwise_reason;
      return;
    }
    const ir::Rule& rule = policy_.rules[deciding];
    result_.reason = rule.reason;
    std::vector<CriterionId> deepest = deepest_met(rule.when);
    sort_by_place(deepest);
    for (const CriterionId id : deepest) {
      result_.met_by.push_back({policy_.criteria[id].path, by_one_of(policy_.criteria[id].truth)});
      cite(id);
    }
  }

  void cite(CriterionId id) {
    for (CriterionId up = id; up.is_set(); up = policy_.criteria[up].parent) {
      for (const std::string& key : policy_.criteria[up].cites) {
        const bool is_new =
            std::find(result_.citations.begin(), result_.citations.end(), key) == result_.citations.end();
        if (is_new) result_.citations.push_back(key);
      }
    }
  }

  /// Follows met criteria downwards; a criterion with none below it is among the deepest, and so is the first that is met
  /// by another section: `guideline.4.c` beside the schedule in `surveillance.bone` that meets it.
  /// A reading is not named: what it says is its criterion's text, and it is reported under `readings`.
  std::vector<CriterionId> deepest_met(ExprId condition) const {
    struct Visit {
      CriterionId id;
      bool from_elsewhere = false;  ///< reached through another section
    };
    std::vector<CriterionId> deepest;
    std::vector<Visit> waiting;
    for (const CriterionId id : met_directly_below(condition)) waiting.push_back({id});
    std::vector<bool> seen(policy_.criteria.size(), false);
    while (!waiting.empty()) {
      const Visit top = waiting.back();
      waiting.pop_back();
      if (seen[top.id.index]) continue;
      seen[top.id.index] = true;
      const ir::Criterion& criterion = policy_.criteria[top.id];
      const std::vector<CriterionId> below = met_directly_below(criterion.truth);
      const bool stays = std::any_of(below.begin(), below.end(), [&](CriterionId id) { return is_below(id, top.id); });
      const bool is_section = criterion.kind == ir::Criterion::Kind::Section;
      if (below.empty() || (!stays && !is_section && !top.from_elsewhere)) deepest.push_back(top.id);
      for (const CriterionId id : below) {
        waiting.push_back({id, top.from_elsewhere || (!is_section && !is_below(id, top.id))});
      }
    }
    return deepest;
  }

  bool is_below(CriterionId id, CriterionId above) const {
    for (id = policy_.criteria[id].parent; id.is_set(); id = policy_.criteria[id].parent) {
      if (id == above) return true;
    }
    return false;
  }

  /// The met criteria that make `condition` met, without going into them. What stands under a negation makes nothing
  /// met.
  std::vector<CriterionId> met_directly_below(ExprId condition) const {
    std::vector<CriterionId> found;
    std::vector<bool> seen(policy_.exprs.size(), false);
    std::vector<ExprId> waiting = {condition};
    while (!waiting.empty()) {
      const ExprId top = waiting.back();
      waiting.pop_back();
      if (seen[top.index] || truth(top) != Truth::Yes) continue;
      seen[top.index] = true;
      const ir::Expr& expr = policy_.exprs[top];
      if (const auto* ref = std::get_if<ir::CriterionRef>(&expr)) {
        found.push_back(ref->criterion);
        continue;
      }
      const auto* group = std::get_if<ir::Group>(&expr);
      if (std::holds_alternative<ir::Not>(expr) || std::holds_alternative<ir::Finding>(expr)) continue;
      if (group != nullptr && group->quantifier == ir::Quantifier::None) continue;
      for (const ExprId operand : decisive_operands(policy_, prepared_.patient, judged_.truths, top)) {
        waiting.push_back(operand);
      }
    }
    return found;
  }

  /// Where an `any` is met though none of its branches is by itself: a list of undecided labelled branches that cannot
  /// all fail, and of which none can be left out.
  std::vector<std::string> by_one_of(ExprId condition) const {
    std::vector<ExprId> branches = undecided_branches(condition);
    for (std::size_t i = branches.size(); branches.size() > 1 && i-- > 0;) {
      std::vector<ExprId> others = branches;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
      if (judges_.any_of(prepared_.patient, others) == Truth::Yes) branches = std::move(others);
    }
    std::vector<std::string> paths;
    for (const ExprId branch : branches) {
      paths.push_back(policy_.criteria[std::get<ir::CriterionRef>(policy_.exprs[branch]).criterion].path);
    }
    return paths;
  }

  /// Of a condition that is met, though nothing in it says so by itself.
  std::vector<ExprId> undecided_branches(ExprId condition) const {
    const auto* group = std::get_if<ir::Group>(&policy_.exprs[condition]);
    if (group == nullptr) return {};
    std::size_t needed = 1;
    switch (group->quantifier) {
      case ir::Quantifier::Any:
      case ir::Quantifier::Either:
      case ir::Quantifier::One:
        break;
      case ir::Quantifier::All:
      case ir::Quantifier::Both:
        needed = group->children.size();
        break;
      case ir::Quantifier::AtLeast:
        needed = group->k;
        break;
      case ir::Quantifier::None:
      case ir::Quantifier::Exactly:
        return {};
    }
    const auto met = std::count_if(group->children.begin(), group->children.end(),
                                   [&](ExprId child) { return truth(child) == Truth::Yes; });
    if (static_cast<std::size_t>(met) >= needed) return {};
    std::vector<ExprId> branches;
    for (const ExprId child : group->children) {
      if (truth(child) != Truth::Unknown) continue;
      if (std::holds_alternative<ir::CriterionRef>(policy_.exprs[child])) branches.push_back(child);
      for (const ExprId below : undecided_branches(child)) branches.push_back(below);
    }
    return branches;
  }

  /// Prose and waivers explain what is met. Advice on the study already helps while a criterion is open.
  void list_notes() {
    for (const CriterionId id : criteria_) {
      const ir::Criterion& criterion = policy_.criteria[id];
      if (!criterion.notes.empty() && !may_be_in_force(criterion)) continue;
      for (const ir::Note& note : criterion.notes) {
        if (note.when.is_set() && truth(note.when) != Truth::Yes) continue;
        std::string mood;
        Truth least = Truth::Yes;
        switch (note.mood) {
          case ir::Note::Mood::Prose:
            mood = "note";
            break;
          case ir::Note::Mood::Waives:
            mood = "waives";
            break;
          case ir::Note::Mood::Prefers:
            mood = "prefers";
            break;
          case ir::Note::Mood::Avoids:
            mood = "avoids";
            break;
          case ir::Note::Mood::Also:
            mood = "also";
            break;
        }
        if (note.mood != ir::Note::Mood::Prose && note.mood != ir::Note::Mood::Waives) least = Truth::Unknown;
        // The body, without its exceptions: a note often says what to do instead.
        if (truth(criterion.body) >= least) result_.notes.push_back({criterion.path, mood, note.subject, note.text});
      }
    }
  }

  /// No guard above fails: a schedule's dates may be met whatever the disease that it is for.
  bool may_be_in_force(const ir::Criterion& criterion) const {
    for (CriterionId above = criterion.parent; above.is_set(); above = policy_.criteria[above].parent) {
      if (truth(policy_.criteria[above].body) == Truth::No) return false;
    }
    return true;
  }

  /// Facts that follow from `fact` by a record.
  std::vector<FactId> derived_from(FactId fact) const {
    std::vector<FactId> derived;
    const auto add = [&](FactId other) {
      if (other.is_set() && other != fact && prepared_.patient[other].derived) derived.push_back(other);
    };
    for (const ir::Record& record : policy_.records) {
      if (fact == record.start || fact == record.end || fact == record.status) add(record.length);
      if (fact == record.birth || fact == record.years || fact == record.months || fact == record.at) {
        add(record.birth);
        add(record.years);
        add(record.months);
      }
    }
    return derived;
  }

  std::vector<bool> facts_that_rules_read() const {
    std::vector<bool> reads(policy_.facts.size(), false);
    for (const ir::Rule& rule : policy_.rules) {
      for (const FactId fact : ir::facts_of(policy_, rule.when)) reads[fact.index] = true;
    }
    return reads;
  }

  /// By deletion: what is left when every documented fact that changes nothing has been forgotten, in declaration
  /// order. A derived fact is forgotten with the facts it follows from, and is not named itself.
  void find_deciding_facts() {
    const std::vector<bool> reads = facts_that_rules_read();
    ir::Patient patient = prepared_.patient;
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const FactId fact{i};
      const FactState& state = patient[fact];
      if (fact == policy_.reference || state.kind == FactState::Kind::Undocumented || state.derived) continue;
      std::vector<FactId> forgotten = derived_from(fact);
      forgotten.push_back(fact);
      if (std::none_of(forgotten.begin(), forgotten.end(), [&](FactId f) { return reads[f.index]; })) continue;

      std::vector<FactState> before;
      for (const FactId f : forgotten) {
        before.push_back(patient[f]);
        const bool conflict = patient[f].conflict;
        patient[f] = FactState();
        patient[f].conflict = conflict;
      }
      if (says_the_same(patient)) continue;
      for (std::size_t k = 0; k < forgotten.size(); ++k) patient[forgotten[k]] = std::move(before[k]);
      result_.deciding_facts.push_back(fact);
    }
  }

  bool says_the_same(const ir::Patient& patient) const {
    if (prepared_.conflicts.empty()) return judges_.possible(patient) == judgement_.possible;
    return judgement_of(policy_, patient, judges_.judge(patient)).same_as(judgement_);
  }

  /// The ambiguities on which the outcome rests, and what each other reading would make of the case.
  void list_readings() {
    std::vector<bool> touched(policy_.ambiguities.size(), false), seen(policy_.exprs.size(), false);
    std::vector<ExprId> waiting;
    const std::size_t tried = tried_rules(policy_, judged_.truths).count;
    for (std::size_t i = 0; i < tried; ++i) waiting.push_back(policy_.rules[i].when);
    while (!waiting.empty()) {
      const ExprId top = waiting.back();
      waiting.pop_back();
      if (seen[top.index]) continue;
      seen[top.index] = true;
      if (const auto* e = std::get_if<ir::Ambiguous>(&policy_.exprs[top])) touched[e->ambiguity] = true;
      for (const ExprId operand : decisive_operands(policy_, prepared_.patient, judged_.truths, top)) {
        waiting.push_back(operand);
      }
    }
    for (std::uint32_t i = 0; i < policy_.ambiguities.size(); ++i) {
      if (touched[i]) result_.readings.push_back(reading_used(i));
    }
  }

  ReadingUsed reading_used(std::uint32_t index) const {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[index];
    ReadingUsed used;
    used.path = ambiguity.path;
    used.question = ambiguity.question;
    used.chosen = policy_.criteria[ambiguity.readings[ambiguity.chosen]].label;
    for (std::uint32_t r = 0; r < ambiguity.readings.size(); ++r) {
      if (r == ambiguity.chosen) continue;
      const OutcomeSet possible = judges_.possible_as(prepared_.patient, index, r);
      if (possible == judgement_.possible) continue;
      const Outcome open = is_one(judgement_.possible) ? Outcome::NeedsInformation : judgement_.outcome;
      const Outcome other = is_one(possible) ? list(possible).front() : open;
      if (other == judgement_.outcome) continue;
      used.would_change.push_back(
          fmt::format("{}: {}", policy_.criteria[ambiguity.readings[r]].label, ir::to_text(other)));
    }
    return used;
  }

  const ir::Policy& policy_;
  const Prepared& prepared_;
  const Judges& judges_;
  const Judged judged_;
  std::vector<CriterionId> criteria_;  ///< file order
  Judgement judgement_;
  Determination result_;
};

}  // namespace

Judges kleene_judges(const ir::Policy& policy, Evaluator evaluator) {
  Judges judges;
  judges.judge = [&policy, evaluator](const ir::Patient& patient) {
    Judged judged;
    judged.truths = evaluator(patient);
    judged.possible = possible_outcomes(policy, judged.truths);
    judged.is_exact = is_one(judged.possible);
    return judged;
  };
  judges.possible = [&policy, evaluator](const ir::Patient& patient) {
    return possible_outcomes(policy, evaluator(patient));
  };
  judges.any_of = [evaluator](const ir::Patient& patient, const std::vector<ExprId>& ids) {
    const std::vector<Truth> truths = evaluator(patient);
    Truth any = Truth::No;
    for (const ExprId id : ids) any = ir::truth_or(any, truths[id.index]);
    return any;
  };
  judges.possible_as = [&policy](const ir::Patient& patient, std::uint32_t ambiguity, std::uint32_t reading) {
    return possible_outcomes(policy, evaluate_reading(policy, patient, ambiguity, reading));
  };
  return judges;
}

ir::Outcome outcome_of(const ir::Policy& policy, const ir::Patient& patient, const Judged& judged) {
  return judgement_of(policy, patient, judged).outcome;
}

std::vector<FactId> undecided_because(const ir::Policy& policy, const ir::Patient& patient, const Judged& judged) {
  return judgement_of(policy, patient, judged).undecided_because;
}

Determination determine(const ir::Policy& policy, const Prepared& prepared, const Judges& judges) {
  return Determiner(policy, prepared, judges).run();
}

}  // namespace pol::interp
