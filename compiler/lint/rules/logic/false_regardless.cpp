#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/route.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Patient;
using smt::Form;

namespace {

/// Tests of `fact` below the conditions, definitions followed.
std::vector<ExprId> tests_of(const ir::Policy& policy, std::vector<ExprId> waiting, FactId fact) {
  std::vector<bool> is_seen(policy.exprs.size(), false);
  std::vector<ExprId> found;
  while (!waiting.empty()) {
    const ExprId id = waiting.back();
    waiting.pop_back();
    if (is_seen[id.index]) continue;
    is_seen[id.index] = true;
    const std::vector<FactId> facts = ir::own_facts(policy, id);
    if (std::find(facts.begin(), facts.end(), fact) != facts.end()) found.push_back(id);
    for (const ExprId part : ir::operands(policy, id)) waiting.push_back(part);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Values of `fact` worth trying in the place of a patient's own.
std::vector<FactState> other_states(const ir::Policy& policy, FactId fact, const FactState& own) {
  std::vector<FactState> states;
  const ir::Type& type = policy.facts[fact].type;
  const auto add = [&](std::int64_t value) {
    FactState state;
    state.kind = FactState::Kind::Value;
    state.low = state.high = value;
    if (!same_value(state, own)) states.push_back(std::move(state));
  };
  switch (type.kind) {
    case ir::FactKind::Finding:
      add(0);
      add(1);
      break;
    case ir::FactKind::Choice:
      for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) add(static_cast<std::int64_t>(i));
      break;
    case ir::FactKind::Number:
      for (const std::int64_t value : {type.low, type.high, own.low - 2, own.low + 2}) {
        if (value >= type.low && value <= type.high) add(value);
      }
      break;
    case ir::FactKind::Date:
      for (const std::int64_t days : {-1, 1, -30, 30, -400, 400, -4000, 4000, -20000, 20000}) add(own.low + days);
      break;
    case ir::FactKind::Set:
      for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) {
        FactState state = own;
        if (own.in.contains(i)) {
          state.in.erase(i);
          state.out.insert(i);
        } else {
          state.out.erase(i);
          state.in.insert(i);
        }
        states.push_back(std::move(state));
      }
      break;
  }
  if (type.or_none && own.kind != FactState::Kind::None) {
    FactState none;
    none.kind = FactState::Kind::None;
    states.push_back(std::move(none));
  }
  return states;
}

class Regardless {
 public:
  Regardless(Context& cx, const ir::Criterion& criterion, FactId fact)
      : cx_(cx),
        policy_(cx.policy()),
        session_(cx.session(criterion.truth)),
        criterion_(criterion),
        fact_(fact),
        needed_(cx.shared<logic::Written>().demands(criterion.truth)) {
    needed_.insert(needed_.begin(), criterion.truth);
    // With nobody else to decide, so that the whole turns with it.
    root_ = criterion.truth;
    while (cx.outline().parent(root_).is_set()) root_ = cx.outline().parent(root_);
    if (const std::optional<logic::Route> route = logic::route_of(cx, criterion.truth)) rivals_ = route->no;
  }

  void run() {
    for (const ExprId test : tests_of(policy_, needed_, fact_)) {
      for (const bool instead : {false, true}) {
        if (reported(test, instead)) return;
      }
    }
  }

 private:
  /// A patient who meets all of it, and would not if `test` came out the other way because of the fact alone.
  bool reported(ExprId test, bool instead) {
    std::vector<Form> forms, changed;
    for (const ExprId id : needed_) {
      forms.push_back(session_.condition(id));
      changed.push_back(session_.condition_with(id, test, instead));
    }
    const std::vector<Form> held = forms;
    for (const ExprId id : rivals_) forms.push_back(session_.negate(session_.condition(id)));
    forms.push_back(session_.negate(session_.all(changed)));
    const smt::Answer answer = cx_.show(session_, policy_.range(criterion_.truth), forms);
    if (!answer.witness) return false;
    for (const FactState& other : other_states(policy_, fact_, (*answer.witness)[fact_])) {
      if (!changes(*answer.witness, other)) continue;
      report(test, held, *answer.witness, other);
      return true;
    }
    return false;
  }

  /// With that other state, which the rest allows, neither the criterion counts nor does anything make up for it.
  bool changes(const Patient& complete, const FactState& other) const {
    Patient patient = complete;
    patient[fact_] = other;
    const auto prepared = interp::prepare(policy_, patient);
    if (!prepared || !prepared.value().conflicts.empty()) return false;
    interp::Evaluation evaluation(policy_, prepared.value().patient);
    if (evaluation.truth(root_) == ir::Truth::Yes) return false;
    return std::any_of(needed_.begin(), needed_.end(),
                       [&](ExprId id) { return evaluation.truth(id) == ir::Truth::No; });
  }

  void report(ExprId test, const std::vector<Form>& held, const Patient& complete, const FactState& other) {
    const std::string name = policy_.facts[fact_].name;
    const std::string value = value_text(policy_, fact_, other);
    Witness witness = cx_.witness(
        session_, held, complete,
        fmt::format("meets {}, and would not with `{}: {}`", logic::subject_of(cx_, criterion_.truth), name, value));
    for (const ExprId id : needed_) witness.truths.emplace_back(id, ir::Truth::Yes);
    const std::string where = cx_.outline().path(test);
    Finding& finding = cx_.report(
        policy_.range(test), {criterion_.path},
        fmt::format("{} says `regardless of {}`, and depends on it: `{}`{}", logic::subject_of(cx_, criterion_.truth),
                    name, text_of(cx_.sources(), policy_.range(test)),
                    where == criterion_.path ? "" : fmt::format(" of `{}`", where)));
    finding.core.push_back(cx_.clause(test));
    finding.witness = std::move(witness);
  }

  Context& cx_;
  const ir::Policy& policy_;
  smt::Session& session_;
  const ir::Criterion& criterion_;
  FactId fact_;
  std::vector<ExprId> needed_;  ///< the criterion, and what is demanded above it
  std::vector<ExprId> rivals_;
  ExprId root_;
};

}  // namespace

/// Finds: `regardless of x` at a criterion that the value of x decides, by its own words or by a guard above it.
/// Why: reviewers are told not to ask for x; then the criterion cannot be decided.
/// Example: `worsening pain and any { a. "Cancer" : known_cancer regardless of pain_course }`.
/// Instead: take the test out, or the `regardless of`.
/// Limits: shows one patient, and the value of x that would turn the answer; silent where a branch beside it makes
///   up for it. A question out of budget is reported as POL5001.
void false_regardless(Context& cx) {
  for (const ir::Criterion& criterion : cx.policy().criteria) {
    for (const FactId fact : criterion.regardless) Regardless(cx, criterion, fact).run();
  }
}

}  // namespace pol::lint
