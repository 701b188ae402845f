#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/covering.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::Cover;

/// Finds: a branch of `any` or `either` whose patients another branch covers already.
/// Why: the narrower branch approves nobody by itself; what it demands beyond the other one is demanded in vain.
/// Example: `any { a. "Fever with chills" : fever and chills  b. "Fever" : fever }`.
/// Instead: take the narrower branch out, or narrow the wider one, where its conditions were meant to count.
/// Limits: fires only on proof; a question out of budget is reported as POL5001. Where it rests on a chosen reading, it
///   says so and is a note. Branches with schedules are compared where their schedules are the same word for word.
void subsumed_by_sibling(Context& cx) {
  for (const Cover& cover : cx.shared<logic::Covers>().all()) {
    if (cover.is_equal || cx.is_spoken_for(cover.narrow)) continue;
    Finding& finding = cx.report(cx.policy().range(cover.narrow), {logic::path_of(cx, cover.narrow)},
                                 fmt::format("{} adds no patient: whoever meets it meets {}",
                                             logic::subject_of(cx, cover.narrow), logic::subject_of(cx, cover.wide)));
    logic::add_path(finding, logic::path_of(cx, cover.wide));
    logic::tell_enough(cx, finding, cover);
    for (const ir::ExprId other : cover.others) {
      logic::add_path(finding, logic::path_of(cx, other));
      finding.related.push_back(logic::clause_of(cx, other));
    }
    logic::tell_reasons(cx, finding, logic::questions_of(cx, cover), cover);
    cx.speak_for(cover.narrow);
  }
}

}  // namespace pol::lint
