#pragma once
// How a change is shown, whichever rule tells of it.

#include <string>

#include "compiler/lint/changes.h"

namespace pol::lint::revisions {

/// "`guideline.2` \"Pain in the back\"".
std::string name_of(const Changed& item);
/// "is gone", "is narrower", "is new", "applies to others".
std::string what_became(const Changed& item);
/// Adds who is concerned, a patient who shows it, and what makes up for it.
void show(Finding& finding, const Changed& item);
/// Adds the entry that would tell of it.
void suggest(Finding& finding, const std::string& entry);
/// Reports the item as something that no entry tells of. Where nobody's determination is another it is less severe.
void report_silent(Context& cx, const Changes& changes, const Changed& item);

}  // namespace pol::lint::revisions
