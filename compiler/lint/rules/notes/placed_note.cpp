#include "compiler/lint/rules/notes/placed_note.h"

#include <fmt/format.h>

namespace pol::lint::notes {

std::vector<PlacedNote> notes_of(const ir::Policy& policy) {
  std::vector<PlacedNote> found;
  for (const ir::Criterion& criterion : policy.criteria) {
    for (const ir::Note& note : criterion.notes) found.push_back({&criterion, &note});
  }
  return found;
}

std::vector<ir::ExprId> held_around(const Context& cx, const PlacedNote& at) {
  std::vector<ir::ExprId> held = {at.criterion->body};
  const std::vector<ir::ExprId> demanded = cx.outline().demands(at.criterion->truth);
  held.insert(held.end(), demanded.begin(), demanded.end());
  return held;
}

std::vector<smt::Form> forms_around(Context& cx, smt::Session& session, const PlacedNote& at) {
  std::vector<smt::Form> forms;
  for (const ir::ExprId id : held_around(cx, at)) forms.push_back(session.condition(id));
  return forms;
}

std::string subject_of(const PlacedNote& at) { return fmt::format("`{}`", at.note->subject); }

}  // namespace pol::lint::notes
