#include <utility>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/covering.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::Cover;

/// Finds: two branches of one `any` that the same patients meet, whatever they are called.
/// Why: one of them was copied and not changed, or two titles name one thing.
/// Example: `any { a. "Under 18" : age < 18 years  b. "Minor" : age <= 17 years }`.
/// Instead: take one out, or make the difference that was meant.
/// Limits: fires only on proof; a question out of budget is reported as POL5001. The later branch is reported.
///   Branches with schedules are compared where their schedules are the same word for word.
void equal_branches(Context& cx) {
  for (const Cover& cover : cx.shared<logic::Covers>().all()) {
    if (!cover.is_equal) continue;
    Finding& finding = cx.report(
        cx.policy().range(cover.narrow), {logic::path_of(cx, cover.narrow)},
        fmt::format("{} means the same as {}", logic::subject_of(cx, cover.narrow), logic::subject_of(cx, cover.wide)));
    logic::add_path(finding, logic::path_of(cx, cover.wide));
    finding.related.push_back(logic::clause_of(cx, cover.wide));
    std::vector<logic::Question> questions = logic::questions_of(cx, cover);
    Cover other_way = cover;
    std::swap(other_way.narrow, other_way.wide);
    for (logic::Question& question : logic::questions_of(cx, other_way)) questions.push_back(std::move(question));
    logic::tell_reasons(cx, finding, questions, cover);
    cx.speak_for(cover.narrow);
  }
}

}  // namespace pol::lint
