#include "compiler/lint/rules/logic/reading_pairs.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "compiler/interp/eval.h"
#include "compiler/lint/courses.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/readings.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;
using smt::Form;

namespace {

/// Conditions that would decide in its place: the other branches of every `any` around it.
std::vector<ExprId> rivals(const ir::Policy& policy, const Outline& outline, ExprId id) {
  std::vector<ExprId> found;
  for (ExprId here = id, up = outline.parent(id); up.is_set(); here = up, up = outline.parent(up)) {
    const auto* group = std::get_if<ir::Group>(&policy.exprs[up]);
    if (group == nullptr || !is_any(*group)) continue;
    for (const ExprId other : group->children) {
      if (other != here) found.push_back(other);
    }
  }
  return found;
}

/// Where the policy's decisions turn to an ambiguity: itself where it stands in a criterion, else the places that name
/// its definition, through others if need be. None where nothing around them can hold.
class Sites {
 public:
  explicit Sites(Context& cx)
      : cx_(cx), policy_(cx.policy()), written_(cx.shared<Written>()), used_(policy_.defines.size()) {
    // What lowering made counts too: the site of a schedule names definitions.
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      const bool has_place = cx.outline().is_written(ExprId{i}) || cx.outline().parent(ExprId{i}).is_set();
      const auto* named = std::get_if<ir::DefineRef>(&policy_.exprs[ExprId{i}]);
      if (named != nullptr && has_place) used_[named->define.index].push_back(ExprId{i});
    }
  }

  std::vector<ExprId> of(ExprId at) const {
    std::vector<ExprId> found, waiting = {at};
    std::vector<bool> is_followed(policy_.defines.size(), false);
    bool is_used = false;
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      waiting.pop_back();
      ExprId root = id;  // a reading has an owner of its own, wherever it stands
      while (cx_.outline().parent(root).is_set()) root = cx_.outline().parent(root);
      const Owner& owner = cx_.outline().owner(root);
      switch (owner.kind) {
        case Owner::Kind::Define:
          if (is_followed[owner.index]) break;
          is_followed[owner.index] = true;
          for (const ExprId use : used_[owner.index]) waiting.push_back(use);
          break;
        case Owner::Kind::Criterion:
        case Owner::Kind::ExceptCondition:
        case Owner::Kind::Rule:
          is_used = true;
          if (is_live(id)) found.push_back(id);
          break;
        case Owner::Kind::Assumption:
        case Owner::Kind::Check:
        case Owner::Kind::NoteCondition:
        case Owner::Kind::ShownBy:
          break;
      }
    }
    if (!is_used) return {at};
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  bool is_live(ExprId id) const {
    for (ExprId up = cx_.outline().parent(id); up.is_set(); up = cx_.outline().parent(up)) {
      const bool is_ambiguous = std::holds_alternative<ir::Ambiguous>(policy_.exprs[up]);
      if (!is_ambiguous && !written_.can_hold(up)) return false;
    }
    return true;
  }

  Context& cx_;
  const ir::Policy& policy_;
  const Written& written_;
  std::vector<std::vector<ExprId>> used_;
};

class Separation {
 public:
  Separation(Context& cx, ReadingPair& pair) : cx_(cx), policy_(cx.policy()), pair_(pair) {}

  /// At the first site where a patient separates the readings and the determination with them; else where one does.
  void run(const std::vector<ExprId>& sites) {
    for (const ExprId site : sites) {
      try_at(site);
      if (pair_.outcomes) return;
    }
  }

 private:
  void try_at(ExprId site) {
    smt::Session& session = cx_.session(site);
    const Form chosen = session.condition(site);
    const Form other = session.condition_read(site, pair_.ambiguity, pair_.other);
    std::vector<Form> forms;
    for (const ExprId id : cx_.shared<Written>().demands(site)) forms.push_back(session.condition(id));
    const std::vector<Form> demanded = forms;
    forms.push_back(session.differ(chosen, other));
    const smt::Answer plain = cx_.ask(session, policy_.range(pair_.at), forms);
    if (plain.is_impossible()) {
      const bool may_come = !cx_.ask(session, policy_.range(pair_.at), demanded).is_impossible();
      pair_.is_reached = pair_.is_reached || may_come;
      return;
    }
    pair_.is_reached = pair_.is_separated = true;
    if (!plain.is_possible()) return;
    // A patient with whom nothing else decides, so that the determination may differ as well.
    std::vector<Form> alone = forms;
    for (const ExprId id : rivals(policy_, cx_.outline(), site)) alone.push_back(session.negate(session.condition(id)));
    std::vector<Form> usual = alone;
    for (const Form form : forms_of_usual_courses(session, site)) usual.push_back(form);
    smt::Answer shown = session.show(usual);
    if (!shown.witness && usual.size() > alone.size()) shown = session.show(alone);
    if (!shown.witness && alone.size() > forms.size()) shown = session.show(forms);
    if (!shown.witness) return;
    const ir::Patient& complete = *shown.witness;
    const auto outcomes = outcomes_of(complete);
    if (pair_.witness && !outcomes) return;
    pair_.outcomes = outcomes;
    pair_.site = site;
    pair_.as_chosen = interp::evaluate(policy_, complete)[site.index];
    pair_.as_other = interp::evaluate_reading(policy_, complete, pair_.ambiguity, pair_.other)[site.index];
    const bool holds = pair_.as_chosen == ir::Truth::Yes;
    forms.push_back(holds ? chosen : session.negate(chosen));
    pair_.witness = cx_.witness(session, forms, complete, shows());
    if (pair_.as_chosen != ir::Truth::Unknown) pair_.witness->truths.emplace_back(site, pair_.as_chosen);
  }

  /// Of the episodes that the site reads: a first day, and a last one or still current. The text may allow others; nobody
  /// meets them first.
  std::vector<Form> forms_of_usual_courses(smt::Session& session, ExprId site) const {
    std::vector<Form> forms;
    const std::vector<ir::FactId> facts = ir::facts_of(policy_, site);
    ir::FactState none;
    none.kind = ir::FactState::Kind::None;
    const auto is_read = [&](ir::FactId fact) {
      return fact.is_set() && std::find(facts.begin(), facts.end(), fact) != facts.end();
    };
    for (const ir::Record& record : policy_.records) {
      if (record.kind != ir::Record::Kind::Episode || !record.start.is_set()) continue;
      if (!is_read(record.start) && !is_read(record.end) && !is_read(record.length) && !is_read(record.status)) continue;
      if (policy_.facts[record.start].type.or_none) forms.push_back(session.negate(session.is(record.start, none)));
      if (!record.end.is_set() || !policy_.facts[record.end].type.or_none) continue;
      std::vector<Form> ends = {session.negate(session.is(record.end, none))};
      if (const std::optional<ir::FactState> current = current_state(policy_, record))
        ends.push_back(session.is(record.status, *current));
      forms.push_back(session.any(ends));
    }
    return forms;
  }

  std::string shows() const {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[pair_.ambiguity];
    const auto& readings = ambiguity.readings;
    const bool holds = pair_.as_chosen == ir::Truth::Yes;
    const std::uint32_t met = holds ? ambiguity.chosen : pair_.other;
    const std::uint32_t not_met = holds ? pair_.other : ambiguity.chosen;
    return fmt::format("meets it as `{}` reads it and not as `{}` does", policy_.criteria[readings[met]].label,
                       policy_.criteria[readings[not_met]].label);
  }

  std::optional<std::pair<ir::OutcomeSet, ir::OutcomeSet>> outcomes_of(const ir::Patient& complete) const {
    const ir::OutcomeSet chosen = interp::possible_outcomes(policy_, interp::evaluate(policy_, complete));
    const ir::OutcomeSet other =
        interp::possible_outcomes(policy_, interp::evaluate_reading(policy_, complete, pair_.ambiguity, pair_.other));
    return chosen == other ? std::nullopt : std::optional(std::pair(chosen, other));
  }

  Context& cx_;
  const ir::Policy& policy_;
  ReadingPair& pair_;
};

}  // namespace

ReadingPairs::ReadingPairs(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& written = cx.shared<Written>();
  const Sites sites(cx);
  for (const ExprId id : cx.outline().written()) {
    const auto* open = std::get_if<ir::Ambiguous>(&policy.exprs[id]);
    if (open == nullptr) continue;
    const ir::Ambiguity& ambiguity = policy.ambiguities[open->ambiguity];
    const std::vector<ExprId> where = sites.of(id);
    for (std::uint32_t i = 0; i < ambiguity.readings.size(); ++i) {
      if (i == ambiguity.chosen) continue;
      const ExprId chosen = written.said_by(id), other = policy.criteria[ambiguity.readings[i]].truth;
      ReadingPair pair;
      pair.ambiguity = open->ambiguity;
      pair.other = i;
      pair.at = pair.site = id;
      if (!written.can_hold(chosen) && !written.can_hold(other)) {
        // Schedules of other studies may differ in another policy; the same words never do.
        pair.is_reached = text_of(cx.sources(), policy.range(chosen), SIZE_MAX) ==
                          text_of(cx.sources(), policy.range(other), SIZE_MAX);
        if (pair.is_reached) all_.push_back(std::move(pair));
        continue;
      }
      // A schedule of which this policy asks for no study says nothing, however it is read.
      if (where.empty()) continue;
      Separation(cx, pair).run(where);
      all_.push_back(std::move(pair));
    }
  }
}

}  // namespace pol::lint::logic
