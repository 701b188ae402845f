#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/change_log.h"

namespace pol::lint {

/// Finds: an entry of the change log that the text does not bear out: what was removed is still there, what was added
///   is not, or is called otherwise, or was added twice; or the entry itself says `but "…"`.
/// Why: reviewers read the change log instead of the document, and train others by it.
/// Example: `removed "Limp" from guideline.2.a.ii` while `guideline.2.a.ii.K. "Limp"` stands there.
/// Instead: mend the entry, or make the change that it tells of.
/// Limits: compares titles and notes with the words of the entry; what was said in other words is not seen. Where the
///   entry says `but "…"` itself, it is a note.
void change_log_at_odds(Context& cx) {
  for (const document::ChangeLog::AtOdds& at_odds : cx.shared<document::ChangeLog>().found()) {
    Finding& finding = cx.report(at_odds.entry->range, {at_odds.entry->path}, at_odds.message);
    // The author knows it, and says so for the reviewers.
    if (!at_odds.entry->but.empty()) finding.severity = Severity::Note;
    if (!at_odds.related) continue;
    // The entry's own path, where it names the criterion, needs no saying twice.
    if (at_odds.related->path != at_odds.entry->path) finding.paths.push_back(at_odds.related->path);
    finding.related.push_back(*at_odds.related);
  }
}

}  // namespace pol::lint
