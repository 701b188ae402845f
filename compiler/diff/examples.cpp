// Who shows a difference: the least documentation, a completion of it, and what each revision by itself makes of that.

#include <algorithm>

#include "compiler/diff/comparing.h"
#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"

namespace pol::diff {

using ir::FactId;
using ir::Truth;
using smt::Form;

bool Comparing::meets(const ir::Patient& complete, const Demands& demands) const {
  interp::Evaluation evaluation(policy(), complete);
  return std::all_of(demands.begin(), demands.end(), [&](const Demand& demand) {
    return evaluation.truth(demand.expr) == (demand.is_yes ? Truth::Yes : Truth::No);
  });
}

ir::OutcomeSet Comparing::possible(Side side, const ir::Patient& complete) const {
  const ir::Policy& own = revision(side).policy;
  const ir::Patient seen = as_seen_by(*joint_, side, own, complete);
  return interp::possible_outcomes(own, interp::evaluate(own, seen));
}

std::optional<ir::Outcome> Comparing::outcome(Side side, const ir::Patient& complete) const {
  const ir::OutcomeSet possible = this->possible(side, complete);
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if (possible == ir::outcome_bit(outcome)) return outcome;
  }
  return std::nullopt;
}

void Comparing::find_examples() {
  if (!limits_.examples) return;
  for (Local& local : locals_) {
    local.example = example(local);
    if (local.is_of_item && local.example) difference(local).example = local.example;
  }
  for (Item& item : result_.items) {
    const bool is_section = item.kind == Item::Kind::Criterion && item.old_criterion.is_set() &&
                            item.new_criterion.is_set() && !new_.policy.criteria[item.new_criterion].parent.is_set();
    const bool is_alone = item.kind == Item::Kind::Outcome || item.kind == Item::Kind::Definition;
    if (!is_section && !is_alone) continue;
    if (item.gained.is_possible && !item.gained.example) item.gained.example = example(item, true);
    if (item.lost.is_possible && !item.lost.example) item.lost.example = example(item, false);
  }
}

void Comparing::describe(Example& example, const Item& item) const {
  example.says.clear();
  for (const FactId fact : example.facts) example.says.push_back(words_.says(fact, example.patient[fact]));
  example.old_outcome = outcome(Side::Old, example.complete);
  example.new_outcome = outcome(Side::New, example.complete);
  const auto [before, now] = conditions(item);
  const auto prepared = interp::prepare(policy(), example.patient);
  interp::Evaluation small(policy(), prepared ? prepared.value().patient : example.patient);
  interp::Evaluation large(policy(), example.complete);
  example.is_replayed = true;
  // Each revision by itself, on what it knows of the case.
  const auto replay = [&](Side side, ir::ExprId joint, ir::ExprId own) {
    const ir::Patient seen = as_seen_by(*joint_, side, revision(side).policy, example.complete);
    const Truth claimed = large.truth(joint);
    example.is_replayed &=
        claimed != Truth::Unknown && interp::Evaluation(revision(side).policy, seen).truth(own) == claimed;
  };
  if (before.is_set()) example.old_truth = small.truth(before);
  if (now.is_set()) example.new_truth = small.truth(now);
  if (item.kind == Item::Kind::Criterion) {
    if (before.is_set()) replay(Side::Old, before, old_.policy.criteria[item.old_criterion].truth);
    if (now.is_set()) replay(Side::New, now, new_.policy.criteria[item.new_criterion].truth);
  } else if (item.kind == Item::Kind::Definition) {
    if (before.is_set()) replay(Side::Old, before, old_.policy.defines[item.old_define].condition);
    if (now.is_set()) replay(Side::New, now, new_.policy.defines[item.new_define].condition);
  } else {
    // The one outcome, or none of those that are possible: what a text leaves unstated may keep others open.
    const auto says = [&](Side side) {
      const ir::OutcomeSet own = possible(side, example.complete);
      if (own == ir::outcome_bit(item.outcome)) return Truth::Yes;
      return (own & ir::outcome_bit(item.outcome)) == 0 ? Truth::No : Truth::Unknown;
    };
    const Truth is_old = says(Side::Old), is_new = says(Side::New);
    example.is_replayed = is_old != Truth::Unknown && is_new != Truth::Unknown && is_old != is_new &&
                          large.truth(before) == is_old && large.truth(now) == is_new;
  }
}

void Comparing::complete(Example& example, const Demands& shown, bool is_gained) {
  const auto prepared = interp::prepare(policy(), example.patient);
  if (!prepared || !prepared.value().conflicts.empty()) return;
  std::vector<ir::Outcome> outcomes = changed_outcomes();
  std::stable_partition(outcomes.begin(), outcomes.end(), [](ir::Outcome one) { return one == ir::Outcome::Meets; });
  for (const ir::Outcome outcome : outcomes) {
    const ir::ExprId before = joint_->outcome(Side::Old, outcome), now = joint_->outcome(Side::New, outcome);
    for (const bool is_now : {is_gained, !is_gained}) {
      exact::Search search(policy(), prepared.value().patient);
      auto found = is_now ? search.completion({now}, {before}) : search.completion({before}, {now});
      if (!found || !meets(*found, shown)) continue;
      example.complete = std::move(*found);
      return;
    }
  }
}

std::optional<Example> Comparing::example(const Local& local) {
  // Nobody whose documentation shows it: it depends on what the text leaves open.
  if (local.rests_on_unstated) return std::nullopt;
  const Item& item = result_.items[local.item];
  Demands all = local.guards;
  all.insert(all.end(), local.demands.begin(), local.demands.end());
  smt::Session& session = this->session(item);
  const std::vector<Form> forms = this->forms(session, local);
  std::optional<ir::Patient> complete;
  if (const ir::Patient* known = known_case(all)) {
    complete = *known;
  } else {
    complete = session.ask(forms).witness;
  }
  if (!complete) return std::nullopt;
  if (!context_) context_ = std::make_unique<lint::Context>(policy(), joint_->sources, limits_.solver);
  lint::Witness witness = context_->witness(session, forms, *complete, "");
  Example example;
  example.patient = std::move(witness.patient);
  example.complete = std::move(witness.complete);
  example.facts = std::move(witness.facts);
  if (!meets(example.complete, all)) example.complete = *complete;
  this->complete(example, all, local.is_gained);
  describe(example, item);
  return example;
}

/// Of a section or an outcome: the first of those that were found inside and show it.
std::optional<Example> Comparing::example(const Item& item, bool is_gained) {
  const Demands wanted = demands(item, is_gained);
  for (const Local& local : locals_) {
    if (!local.example || !meets(local.example->complete, wanted)) continue;
    Example found = *local.example;
    describe(found, item);
    return found;
  }
  smt::Session& session = this->session(item);
  const std::vector<Form> forms = forms_of(session, wanted);
  const ir::Patient* known = known_case(wanted);
  const std::optional<ir::Patient> complete = known != nullptr ? *known : session.ask(forms).witness;
  if (!complete) return std::nullopt;
  if (!context_) context_ = std::make_unique<lint::Context>(policy(), joint_->sources, limits_.solver);
  lint::Witness witness = context_->witness(session, forms, *complete, "");
  Example found;
  found.patient = std::move(witness.patient);
  found.complete = std::move(witness.complete);
  found.facts = std::move(witness.facts);
  if (!meets(found.complete, wanted)) found.complete = *complete;
  describe(found, item);
  return found;
}

}  // namespace pol::diff
