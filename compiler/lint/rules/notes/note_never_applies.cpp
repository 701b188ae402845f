#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/notes/placed_note.h"
#include "compiler/lint/words.h"

namespace pol::lint {

/// Finds: a note for patients who do not meet the criterion that it stands at.
/// Why: it is never shown; mostly it belongs to the criterion beside, or its condition says the opposite of what is
///   meant.
/// Example: `a. "Adult" : adult and pain  note prefers ultrasound when infant "…"`.
/// Instead: move it behind the criterion that it speaks of, or mend its condition.
/// Limits: fires only on proof. The criterion's exceptions do not count: a note often says what to do instead.
void note_never_applies(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const notes::PlacedNote& at : notes::notes_of(policy)) {
    if (!at.note->when.is_set()) continue;
    const Range range = policy.range(at.note->when);
    smt::Session& session = cx.session(at.criterion->truth);
    std::vector<ir::ExprId> clauses = {at.note->when};
    const std::vector<ir::ExprId> around = notes::held_around(cx, at);
    clauses.insert(clauses.end(), around.begin(), around.end());
    std::vector<smt::Form> forms;
    for (const ir::ExprId id : clauses) forms.push_back(session.condition(id));
    if (!cx.ask(session, range, forms).is_impossible()) continue;
    const std::vector<std::size_t> core = session.core(forms);
    // Where nobody meets the criterion at all, that is another finding.
    const std::vector<smt::Form> criterion(forms.begin() + 1, forms.end());
    if (core.empty() || !cx.ask(session, range, criterion).is_possible()) continue;
    Finding& finding =
        cx.report(range, {at.criterion->path},
                  core.size() == 1 ? fmt::format("the note's condition `{}` never holds", text_of(cx.sources(), range))
                                   : fmt::format("whoever meets `{}` does not meet the condition of its note, `{}`",
                                                 at.path(), text_of(cx.sources(), range)));
    for (const std::size_t i : core) finding.core.push_back(cx.clause(clauses[i]));
  }
}

}  // namespace pol::lint
