#include "compiler/ask/advice.h"

#include <algorithm>

#include "compiler/ask/progress.h"
#include "compiler/ask/relevance.h"
#include "compiler/ask/routes.h"
#include "compiler/ask/wanted_text.h"
#include "compiler/exact/search.h"

namespace pol::ask {

using ir::FactId;
using ir::Truth;

namespace {

/// Open facts that some rule reads, signs and other readings included, and that are not among `needed`.
std::vector<FactId> left_out(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<FactId>& linked,
                             const std::vector<FactId>& needed) {
  std::vector<bool> is_read(policy.facts.size(), false);
  for (const ir::Rule& rule : policy.rules) {
    for (const FactId fact : ir::facts_of(policy, rule.when)) is_read[fact.index] = true;
  }
  for (const FactId fact : linked) is_read[fact.index] = true;
  std::vector<FactId> out;
  for (std::uint32_t i = 0; i < is_read.size(); ++i) {
    const FactId fact{i};
    if (!is_read[i] || !is_open(policy, prepared, fact)) continue;
    if (!std::binary_search(needed.begin(), needed.end(), fact)) out.push_back(fact);
  }
  return out;
}

Truth can_give(Trial& trial, Labels label) {
  switch (trial.some_gives(label)) {
    case Answer::No:
      return Truth::No;
    case Answer::Yes:
      return Truth::Yes;
    case Answer::Spent:
      break;
  }
  return Truth::Unknown;
}

Route route_of(const Model& model, const Way& way) {
  Route route;
  route.cost = way.cost;
  for (const auto& [part, samples] : way.parts) {
    const FactId fact = model.parts()[part].fact;
    const bool is_known = std::any_of(route.documents.begin(), route.documents.end(),
                                      [&](const Needed& needed) { return needed.fact == fact; });
    if (!is_known) route.documents.push_back({fact, wanted_text(model, fact, way)});
  }
  return route;
}

/// By the exact search, at the first and at the last of the values that are to do: candidates rest on samples.
bool leads_to(const Model& model, const Way& way, Labels approved, Aim aim) {
  for (const bool takes_first : {true, false}) {
    ir::Patient patient = model.prepared();
    for (const auto& [index, samples] : way.parts) {
      const Part& part = model.parts()[index];
      const std::size_t count = std::min(part.samples.size(), kMostSamples);
      std::size_t taken = takes_first ? 0 : count - 1;
      while (!samples.test(taken)) taken = takes_first ? taken + 1 : taken - 1;
      write(model.prepared(), part, part.samples[taken], patient);
    }
    const ir::OutcomeSet possible = exact::Search(model.policy(), patient).possible();
    Labels labels = 0;
    for (int i = 0; i < ir::kOutcomes; ++i) {
      const auto outcome = static_cast<ir::Outcome>(i);
      if ((possible & ir::outcome_bit(outcome)) != 0) labels = static_cast<Labels>(labels | label_of(aim, outcome));
    }
    if (labels != approved) return false;
  }
  return true;
}

}  // namespace

Advice advise(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<Truth>& truths, Aim aim,
              Limits limits) {
  Advice advice;
  Model model(policy, prepared, truths, aim);
  const Evidence evidence(policy);
  Trial trial(model, limits.steps);
  const Labels approved = label_of(aim, ir::Outcome::Meets);
  Labels possible = model.possible();
  advice.can_be_approved = (possible & approved) != 0 ? can_give(trial, approved) : Truth::No;
  const bool is_certain = can_give(trial, static_cast<Labels>(~approved)) == Truth::No;
  for (unsigned bit = 0; bit < 8; ++bit) {
    const auto label = static_cast<Labels>(1U << bit);
    if ((possible & label) != 0 && can_give(trial, label) == Truth::No)
      possible = static_cast<Labels>(possible & ~label);
  }
  const bool is_settled = (possible & (possible - 1)) == 0;
  if (is_settled) {
    advice.not_needed = left_out(policy, prepared, model.facts(), {});
    return advice;
  }
  Relevance relevance(model, limits.steps, limits.searches);
  advice.relevant = relevance.relevant();
  advice.not_needed = left_out(policy, prepared, model.facts(), advice.relevant);
  advice.requests = evidence.for_facts(advice.relevant);
  if (limits.enough) advice.enough = relevance.enough(evidence.costs());
  advice.enough_requests = evidence.for_facts(advice.enough);
  advice.is_exact = relevance.is_exact();
  if (limits.routes > 0 && advice.can_be_approved != Truth::No && !is_certain) {
    Routes routes(model, evidence, limits.steps);
    constexpr std::size_t kCandidates = 4;  // for each route that is wanted
    for (const Way& way : routes.find(approved, kCandidates * limits.routes)) {
      if (advice.routes.size() == limits.routes) break;
      if (leads_to(model, way, approved, aim)) advice.routes.push_back(route_of(model, way));
    }
  }
  // Who was asked and did not know is not asked again.
  std::vector<FactId> askable = advice.relevant;
  std::erase_if(askable, [&](FactId fact) { return prepared[fact].asked; });
  advice.next = next_question(model, evidence, askable);
  return advice;
}

}  // namespace pol::ask
