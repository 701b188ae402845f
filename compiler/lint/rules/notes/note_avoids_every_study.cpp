#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/notes/placed_note.h"
#include "compiler/lint/rules/notes/studies.h"
#include "compiler/lint/words.h"

namespace pol::lint {

namespace {

/// Every procedure of the policy's tables is one that the note avoids.
bool avoids_all(const ir::Policy& policy, const ir::Study& study) {
  bool has_one = false;
  for (const ir::ProcedureTable& table : policy.procedures) {
    for (const ir::Procedure& row : table.procedures) {
      has_one = true;
      if (!notes::contains(policy, study, row.parts)) return false;
    }
  }
  return has_one;
}

}  // namespace

/// Finds: a note that advises against every study of the policy, for everybody who meets the criterion that it is at.
/// Why: the criterion approves what its note advises against; reviewers see both.
/// Example: `a. "Dimple" : dimple  note avoids mri "Ultrasound first"` in a policy about MRI.
/// Instead: an exception, `except "…" when …`, if the note is meant to act; a condition of its own, if it is meant for
///   some.
/// Limits: fires only on proof that whoever meets the criterion meets the note's condition.
void note_avoids_every_study(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const notes::PlacedNote& at : notes::notes_of(policy)) {
    if (at.note->mood != ir::Note::Mood::Avoids || !avoids_all(policy, at.note->study)) continue;
    smt::Session& session = cx.session(at.criterion->truth);
    std::vector<smt::Form> forms = notes::forms_around(cx, session, at);
    if (!cx.ask(session, at.note->range, forms).is_possible()) continue;  // nobody meets the criterion
    if (at.note->when.is_set()) {
      forms.push_back(session.negate(session.condition(at.note->when)));
      if (!cx.ask(session, at.note->range, forms).is_impossible()) continue;
    }
    Finding& finding =
        cx.report(at.note->range, {at.criterion->path},
                  fmt::format("the note avoids {}, which is every study of this policy, for whoever meets `{}`",
                              notes::subject_of(at), at.path()));
    finding.details.emplace_back("a note changes no determination: the criterion still approves");
    if (!at.note->when.is_set()) continue;
    const std::vector<ir::ExprId> around = notes::held_around(cx, at);
    for (const std::size_t i : session.core(forms)) {
      finding.core.push_back(cx.clause(i < around.size() ? around[i] : at.note->when));
    }
  }
}

}  // namespace pol::lint
