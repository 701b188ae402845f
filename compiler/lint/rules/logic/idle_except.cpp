#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/clash.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::Clash;

/// Finds: an `except`, or something that `not` or `none` excludes, that no patient meets who meets the rest.
/// Why: the exception protects nobody; mostly it stands at the wrong criterion, or its bound was meant wider.
/// Example: `c. "Adult" : adult and pain  except "Infants need ultrasound" when infant`.
/// Instead: move the exception to the criterion that it is about, or take it out.
/// Limits: fires only on proof; a question out of budget is reported as POL5001, not as silence.
void idle_except(Context& cx) {
  for (const Clash& clash : cx.shared<logic::Clashes>().all()) {
    if (clash.shape != Clash::Shape::Exception) continue;
    const bool is_except = cx.outline().owner(clash.id).kind == Owner::Kind::ExceptCondition;
    Finding& finding =
        cx.report(cx.policy().range(clash.id), {logic::path_of(cx, clash.id)},
                  fmt::format("no patient triggers {} {}: {}", is_except ? "the exception" : "the exclusion",
                              logic::subject_of(cx, clash.id), logic::words_of(cx, clash)));
    tell(cx, finding, clash);
    // What it excludes is excluded already, so the `not` always holds: that is the same finding.
    const ir::ExprId up = cx.outline().parent(clash.id);
    if (up.is_set() && std::holds_alternative<ir::Not>(cx.policy().exprs[up])) cx.speak_for(up);
  }
}

}  // namespace pol::lint
