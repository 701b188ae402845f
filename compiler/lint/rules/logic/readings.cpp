#include "compiler/lint/rules/logic/readings.h"

#include <algorithm>

namespace pol::lint::logic {

using ir::ExprId;
using smt::Form;

std::vector<std::uint32_t> ambiguities_of(const ir::Policy& policy, const std::vector<ExprId>& ids) {
  std::vector<bool> is_seen(policy.exprs.size(), false);
  std::vector<ExprId> waiting = ids;
  std::vector<std::uint32_t> found;
  while (!waiting.empty()) {
    const ExprId id = waiting.back();
    waiting.pop_back();
    if (is_seen[id.index]) continue;
    is_seen[id.index] = true;
    if (const auto* open = std::get_if<ir::Ambiguous>(&policy.exprs[id])) {
      const ir::Ambiguity& ambiguity = policy.ambiguities[open->ambiguity];
      found.push_back(open->ambiguity);
      waiting.push_back(policy.criteria[ambiguity.readings[ambiguity.chosen]].truth);
    } else {
      for (const ExprId part : ir::operands(policy, id)) waiting.push_back(part);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::string> readings_that_allow(Context& cx, ExprId near, const Question& question) {
  const ir::Policy& policy = cx.policy();
  std::vector<ExprId> all = question.yes;
  all.insert(all.end(), question.no.begin(), question.no.end());
  std::vector<std::string> found;
  smt::Session& session = cx.session(near);
  for (const std::uint32_t index : ambiguities_of(policy, all)) {
    const ir::Ambiguity& ambiguity = policy.ambiguities[index];
    for (std::uint32_t reading = 0; reading < ambiguity.readings.size(); ++reading) {
      if (reading == ambiguity.chosen) continue;
      std::vector<Form> forms;
      for (const ExprId id : question.yes) forms.push_back(session.condition_read(id, index, reading));
      for (const ExprId id : question.no) forms.push_back(session.negate(session.condition_read(id, index, reading)));
      if (cx.ask(session, policy.range(near), forms).is_impossible()) continue;
      found.push_back(
          fmt::format("\"{}\" read as `{}`", ambiguity.question, policy.criteria[ambiguity.readings[reading]].label));
    }
  }
  return found;
}

void tell_readings(Finding& finding, const std::vector<std::string>& readings) {
  if (readings.empty()) return;
  finding.severity = Severity::Note;
  finding.details.push_back(
      fmt::format("this rests on the readings chosen; it is not so with {}", fmt::join(readings, ", or ")));
}

}  // namespace pol::lint::logic
