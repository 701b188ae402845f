#pragma once
// Random surveillance schedules, and the words they need: studies, sites, anchors.

#include <functional>
#include <string>
#include <vector>

#include "tests/agreement/draft.h"
#include "tests/agreement/random.h"
#include "tests/agreement/vocabulary.h"

namespace pol::agreement {

/// Everything that a schedule may be made of: what a run must have written to have looked at all of it.
const std::vector<std::string>& schedule_features();

/// Declares value sets, a table of procedures, a site and the facts that schedules name, and binds them in the header.
/// To be called first: the reference date is among them.
void invent_schedule_words(Random& random, Draft& draft, Vocabulary& words);
/// After the other facts: what the site stands for.
void invent_site(Random& random, const Vocabulary& words, Draft& draft);

/// What the criterion around a schedule gives it.
struct ScheduleSurroundings {
  bool may_label = false;  ///< inside a criterion, where labels are paths
  bool may_note = false;
  std::function<std::string()> next_label;         ///< of a clause
  std::function<std::string()> next_reading;       ///< of an ambiguous phase
  std::function<Condition()> condition;            ///< without labels
  std::function<std::vector<Trailer>()> trailers;  ///< of a labelled clause
};

/// `schedule { … }` with up to six clauses. What was written is added to `features`.
Condition invent_schedule(Random& random, const ScheduleSurroundings& around, std::vector<std::string>& features);

}  // namespace pol::agreement
