#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/clash.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::Clash;

/// Finds: a guard (a definition or an age) that contradicts a guard further up.
/// Why: everything below it is lost: a criterion for adults under a heading for children approves nobody.
/// Example: `2. "Child" : pediatric and any { a. "Adult" : adult and fever }`.
/// Instead: move the branch out of the group, or mend one of the guards.
/// Limits: as POL4101, of which it is the special case; each contradiction is reported once.
void guard_disjoint(Context& cx) {
  for (const Clash& clash : cx.shared<logic::Clashes>().all()) {
    if (clash.shape != Clash::Shape::Guards) continue;
    Finding& finding = cx.report(logic::mark_of(cx, clash), {logic::path_of(cx, clash.id)},
                                 fmt::format("{} contradicts the guard above it: {}", logic::subject_of(cx, clash.id),
                                             logic::words_of(cx, clash)));
    tell(cx, finding, clash);
  }
}

}  // namespace pol::lint
