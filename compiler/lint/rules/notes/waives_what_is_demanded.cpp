#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/notes/placed_note.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using ir::FactId;

namespace {

/// The fact that a note waives, or the facts of the record.
std::set<FactId> facts_waived(const ir::Policy& policy, const std::string& name) {
  std::set<FactId> facts;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (policy.facts[FactId{i}].name == name) facts.insert(FactId{i});
  }
  for (const ir::Record& record : policy.records) {
    if (record.name != name) continue;
    for (const FactId fact : {record.start, record.end, record.length, record.status, record.kinds, record.date,
                              record.result, record.done, record.birth, record.years, record.months, record.at}) {
      if (fact.is_set()) facts.insert(fact);
    }
  }
  facts.erase(policy.reference);
  return facts;
}

/// The conditions below `root` that say something of these facts, and below no odd number of negations.
void add_said_of(const ir::Policy& policy, const std::set<FactId>& facts, ExprId root, std::set<ExprId>& said) {
  std::set<std::pair<ExprId, bool>> seen;
  std::vector<std::pair<ExprId, bool>> waiting = {{root, false}};
  while (!waiting.empty()) {
    const auto [id, is_negated] = waiting.back();
    waiting.pop_back();
    if (!seen.insert({id, is_negated}).second) continue;
    const std::vector<FactId> own = ir::own_facts(policy, id);
    const bool is_about = std::any_of(own.begin(), own.end(), [&](FactId fact) { return facts.contains(fact); });
    if (is_about) {
      if (!is_negated) said.insert(id);
      continue;
    }
    const ir::Expr& expr = policy.exprs[id];
    const auto* group = std::get_if<ir::Group>(&expr);
    const bool flips =
        std::holds_alternative<ir::Not>(expr) || (group != nullptr && group->quantifier == ir::Quantifier::None);
    for (const ExprId part : ir::operands(policy, id)) waiting.emplace_back(part, is_negated != flips);
  }
}

}  // namespace

/// Finds: a note that waives what its criterion demands: nobody meets the criterion without it.
/// Why: the note says that it is not needed, and the determination is refused for want of it.
/// Example: `a. "Red flag" : care_trial and fever  note waives care_trial "Not needed with a red flag"`.
/// Instead: take the demand out of this branch, or write what acts: `except`, or a branch without it.
/// Limits: proved: whoever meets the criterion, and what stands around it, meets something that is said of the waived
/// fact. A demand that one branch makes and another does not is none.
void waives_what_is_demanded(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const notes::PlacedNote& at : notes::notes_of(policy)) {
    if (at.note->mood != ir::Note::Mood::Waives) continue;
    const std::set<FactId> facts = facts_waived(policy, at.note->subject);
    const std::vector<ExprId> around = notes::held_around(cx, at);
    std::set<ExprId> said;
    for (const ExprId id : around) add_said_of(policy, facts, id, said);
    if (said.empty()) continue;
    smt::Session& session = cx.session(at.criterion->truth);
    std::vector<smt::Form> forms = notes::forms_around(cx, session, at);
    std::vector<ExprId> clauses = around;
    if (at.note->when.is_set()) {
      forms.push_back(session.condition(at.note->when));
      clauses.push_back(at.note->when);
    }
    if (!cx.ask(session, at.note->range, forms).is_possible()) continue;
    for (const ExprId id : said) forms.push_back(session.negate(session.condition(id)));
    if (!cx.ask(session, at.note->range, forms).is_impossible()) continue;
    Finding& finding = cx.report(
        at.note->range, {at.criterion->path},
        fmt::format("the note waives {}, which whoever meets `{}` must have", notes::subject_of(at), at.path()));
    finding.details.emplace_back("a note changes no determination: without it the criterion is not met");
    clauses.insert(clauses.end(), said.begin(), said.end());
    std::set<ExprId> shown;  // what is demanded may be just what is said of the fact
    for (const std::size_t i : session.core(forms)) {
      if (shown.insert(clauses[i]).second) finding.core.push_back(cx.clause(clauses[i]));
    }
  }
}

}  // namespace pol::lint
