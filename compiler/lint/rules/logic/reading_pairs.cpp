#include "compiler/lint/rules/logic/reading_pairs.h"

#include <utility>

#include "compiler/interp/eval.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/written.h"

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

class Separation {
 public:
  Separation(Context& cx, ReadingPair& pair) : cx_(cx), policy_(cx.policy()), session_(cx.session(pair.at)), pair_(pair) {}

  /// First a patient with whom nothing else decides, so that the determination may differ as well.
  void run() {
    const Form chosen = session_.condition(pair_.at);
    const Form other = session_.condition_read(pair_.at, pair_.ambiguity, pair_.other);
    std::vector<Form> forms;
    for (const ExprId id : cx_.shared<Written>().demands(pair_.at)) forms.push_back(session_.condition(id));
    forms.push_back(session_.differ(chosen, other));
    const smt::Answer plain = cx_.ask(session_, policy_.range(pair_.at), forms);
    if (plain.is_impossible()) return;
    pair_.is_separated = true;
    if (!plain.witness) return;
    std::vector<Form> alone = forms;
    for (const ExprId id : rivals(policy_, cx_.outline(), pair_.at)) {
      alone.push_back(session_.negate(session_.condition(id)));
    }
    const smt::Answer sharper = alone.size() > forms.size() ? session_.ask(alone) : plain;
    const ir::Patient& complete = sharper.witness ? *sharper.witness : *plain.witness;
    pair_.holds_as_chosen = session_.holds(chosen, complete);
    std::vector<Form> shown = sharper.witness ? alone : forms;
    pair_.witness = cx_.witness(session_, shown, complete, shows());
    pair_.witness->truths.emplace_back(pair_.at, pair_.holds_as_chosen ? ir::Truth::Yes : ir::Truth::No);
    compare_outcomes(pair_.witness->complete);
  }

 private:
  std::string shows() const {
    const ir::Ambiguity& ambiguity = policy_.ambiguities[pair_.ambiguity];
    const auto& readings = ambiguity.readings;
    const std::uint32_t met = pair_.holds_as_chosen ? ambiguity.chosen : pair_.other;
    const std::uint32_t not_met = pair_.holds_as_chosen ? pair_.other : ambiguity.chosen;
    return fmt::format("meets it as `{}` reads it and not as `{}` does", policy_.criteria[readings[met]].label,
                       policy_.criteria[readings[not_met]].label);
  }

  void compare_outcomes(const ir::Patient& complete) {
    const ir::OutcomeSet chosen = interp::possible_outcomes(policy_, interp::evaluate(policy_, complete));
    const ir::OutcomeSet other = interp::possible_outcomes(
        policy_, interp::evaluate_reading(policy_, complete, pair_.ambiguity, pair_.other));
    if (chosen != other) pair_.outcomes = {chosen, other};
  }

  Context& cx_;
  const ir::Policy& policy_;
  smt::Session& session_;
  ReadingPair& pair_;
};

}  // namespace

ReadingPairs::ReadingPairs(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& written = cx.shared<Written>();
  for (const ExprId id : cx.outline().written()) {
    const auto* open = std::get_if<ir::Ambiguous>(&policy.exprs[id]);
    if (open == nullptr) continue;
    const ir::Ambiguity& ambiguity = policy.ambiguities[open->ambiguity];
    for (std::uint32_t i = 0; i < ambiguity.readings.size(); ++i) {
      if (i == ambiguity.chosen) continue;
      const ExprId chosen = written.said_by(id), other = policy.criteria[ambiguity.readings[i]].truth;
      // A schedule of which this policy asks for no study says nothing, however it is read.
      if (!written.can_hold(chosen) && !written.can_hold(other)) continue;
      ReadingPair pair;
      pair.ambiguity = open->ambiguity;
      pair.other = i;
      pair.at = id;
      Separation(cx, pair).run();
      all_.push_back(std::move(pair));
    }
  }
}

}  // namespace pol::lint::logic
