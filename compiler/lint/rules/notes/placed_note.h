#pragma once
// A note with the criterion that it stands at.

#include <string>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::notes {

struct PlacedNote {
  const ir::Criterion* criterion = nullptr;
  const ir::Note* note = nullptr;

  std::string_view path() const { return criterion->path; }
};
/// In file order.
std::vector<PlacedNote> notes_of(const ir::Policy& policy);

/// What holds wherever the note's criterion is met: its own words, without its exceptions, for a note often says what
/// to do instead; and what the criteria around it demand.
std::vector<ir::ExprId> held_around(const Context& cx, const PlacedNote& at);
/// The same as forms.
std::vector<smt::Form> forms_around(Context& cx, smt::Session& session, const PlacedNote& at);

/// "`mri of lumbar_spine`".
std::string subject_of(const PlacedNote& at);

}  // namespace pol::lint::notes
