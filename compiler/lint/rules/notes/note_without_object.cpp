#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/reach.h"
#include "compiler/lint/rules/notes/placed_note.h"
#include "compiler/lint/rules/notes/studies.h"

namespace pol::lint {

using document::Reach;
using ir::FactId;

namespace {

/// Some condition reads the fact, or one of the record's.
bool is_read(const ir::Policy& policy, const Reach& reach, const std::string& name) {
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (policy.facts[FactId{i}].name == name) return reach.is_read(FactId{i});
  }
  for (const ir::Record& record : policy.records) {
    if (record.name != name) continue;
    for (const FactId fact : {record.start, record.end, record.length, record.status, record.kinds, record.date,
                              record.result, record.done, record.birth, record.years, record.months, record.at}) {
      if (fact.is_set() && reach.is_read(fact)) return true;
    }
  }
  return false;
}

/// The first word of the study that no value set, procedure or fact knows; "" when all are known.
std::string unknown_word(const ir::Policy& policy, const ir::Study& study) {
  const auto is_known = [&](const std::string& word) {
    if (notes::is_study_word(policy, word)) return true;
    return std::any_of(policy.facts.begin(), policy.facts.end(), [&](const ir::Fact& fact) {
      return fact.name == word || ("_" + fact.name + "_").find("_" + word + "_") != std::string::npos;
    });
  };
  for (const std::string& word : study.modalities) {
    if (!is_known(word)) return word;
  }
  return "";
}

}  // namespace

/// Finds: a note that waives a fact no condition reads, or prefers a study that neither a procedure, a fact nor a value
///   set of the policy knows.
/// Why: what is waived is demanded nowhere, so the note waives nothing; mostly its subject was renamed.
/// Example: `note waives second_opinion "…"` where no criterion reads `second_opinion`.
/// Instead: name what is demanded, or make it a note without a mood.
/// Limits: a study that is known, but that no code of the policy is for, may well be preferred: of that nothing is
/// said.
void note_without_object(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& reach = cx.shared<Reach>();
  for (const notes::PlacedNote& at : notes::notes_of(policy)) {
    switch (at.note->mood) {
      case ir::Note::Mood::Waives:
        if (is_read(policy, reach, at.note->subject)) break;
        cx.report(at.note->range, {at.criterion->path},
                  fmt::format("the note waives {}, which nothing demands", notes::subject_of(at)));
        break;
      case ir::Note::Mood::Prefers:
        if (const std::string word = unknown_word(policy, at.note->study); !word.empty()) {
          cx.report(
              at.note->range, {at.criterion->path},
              fmt::format("the note prefers {}, and nothing in the policy knows `{}`", notes::subject_of(at), word));
        }
        break;
      case ir::Note::Mood::Prose:
      case ir::Note::Mood::Avoids:
      case ir::Note::Mood::Also:
        break;
    }
  }
}

}  // namespace pol::lint
