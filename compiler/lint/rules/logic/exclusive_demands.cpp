#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/clash.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::Clash;

/// Finds: `all`, `both` or `and` of states of one thing, of which a patient has one at a time.
/// Why: "known and ruled out" was meant as a list of cases, each of which counts; as written, none does.
/// Example: `course is worsening and course is stable`.
/// Instead: `course is worsening or stable`, or `any { … }`.
/// Limits: as POL4101, of which it is the special case; each contradiction is reported once.
void exclusive_demands(Context& cx) {
  for (const Clash& clash : cx.shared<logic::Clashes>().all()) {
    if (clash.shape != Clash::Shape::Exclusive) continue;
    Finding& finding = cx.report(logic::mark_of(cx, clash), {logic::path_of(cx, clash.id)},
                                 fmt::format("{} demands states that exclude one another: {}",
                                             logic::subject_of(cx, clash.id), logic::words_of(cx, clash)));
    finding.details.push_back("join the states with `or`, or the branches with `any`, if each of them is to count");
    tell(cx, finding, clash);
  }
}

}  // namespace pol::lint
