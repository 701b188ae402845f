#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/revisions/shown.h"

namespace pol::lint {

/// Finds: a fact, one of its values or signs, a record or an assumption on which determinations rest and which is
///   declared otherwise than in the earlier revision, while no entry of the change log tells of it.
/// Why: criteria may read as before and still be asked of other cases.
/// Example: `assume "A new deficit is a deficit"` is gone.
/// Instead: an entry that names it: `changed back_pain_duration_days "Counted in weeks"`.
/// Limits: needs the earlier revision (`--against`). Where the same complete cases stay possible it is a note. A fact
///   that came or went matters by the criteria that read it, and they are told of.
void silent_declaration(Context& cx) {
  const Changes& changes = cx.shared<Changes>();
  if (!changes.is_given) return;
  for (const Redeclared& each : changes.declarations) {
    if (changes.is_told(each)) continue;
    const std::string name = each.name.empty() || each.name == each.title ? fmt::format("\"{}\"", each.title)
                             : each.title.empty()                         ? fmt::format("`{}`", each.name)
                                                  : fmt::format("`{}` \"{}\"", each.name, each.title);
    Finding& finding =
        cx.report(each.range.value_or(document::head_of(cx)), {each.name.empty() ? each.title : each.name},
                  fmt::format("the {} {} was {} {}, and no entry of the change log tells of it", each.what, name,
                              each.change, changes.since_text()));
    if (!each.changes_cases) finding.severity = Severity::Note;
    finding.details = each.details;
    revisions::suggest(finding, entry_for(each, cx.policy().name));
  }
}

}  // namespace pol::lint
