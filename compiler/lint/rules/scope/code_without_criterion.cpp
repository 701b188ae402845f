#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/scope/requests.h"

namespace pol::lint {

/// Finds: a procedure code of the policy's tables for which no patient is approved.
/// Why: the policy says that it is about this study, and then covers it for nobody. As a rule the criteria of a study
///   were forgotten, or its code stands in the wrong table.
/// Example: a table with a code for MRI with contrast where every criterion demands the code without.
/// Instead: add the criterion, or take the code out of the table.
/// Limits: looks at each code by itself; fires only on proof.
void code_without_criterion(Context& cx) {
  const auto& requests = cx.shared<scope::Requests>();
  smt::Session& session = cx.whole();
  for (const std::vector<scope::Requests::Code>& group : requests.alike()) {
    const std::vector<smt::Form> forms = {requests.is(session, group.front()), session.outcome(ir::Outcome::Meets)};
    if (!cx.ask(session, group.front().procedure->range, forms).is_impossible()) continue;
    for (const scope::Requests::Code& code : group) {
      const ir::Procedure& procedure = *code.procedure;
      cx.report(procedure.range, {procedure.code},
                fmt::format("no patient is approved for `{}` \"{}\"", procedure.code, procedure.title))
          .details.emplace_back("add a criterion that it can meet, or take it out of the table");
    }
  }
}

}  // namespace pol::lint
