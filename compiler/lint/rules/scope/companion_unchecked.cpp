#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/reach.h"
#include "compiler/lint/rules/scope/requests.h"

namespace pol::lint {

namespace {

/// The codes that a clause of `determine` looks for, but as the requested one.
std::set<std::string> codes_looked_for(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& reach = cx.shared<document::Reach>();
  const ir::FactId request = cx.shared<scope::Requests>().fact();
  std::set<std::string> codes;
  const auto add = [&](ir::FactId fact, const ir::Members& members) {
    const ir::ValueSet& set = policy.value_sets[policy.facts[fact].type.values];
    if (fact == request || !set.open) return;
    for (const std::size_t i : members.list()) codes.insert(set.values[i].name);
  };
  for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
    if (!reach.decides(ir::ExprId{i})) continue;
    const ir::Expr& expr = policy.exprs[ir::ExprId{i}];
    if (const auto* includes = std::get_if<ir::Includes>(&expr)) add(includes->fact, includes->values);
    if (const auto* is = std::get_if<ir::ChoiceIs>(&expr)) add(is->fact, is->values);
  }
  return codes;
}

}  // namespace

/// Finds: a code whose table says which other code it needs beside it, where nothing looks for that code.
/// Why: `needs companion` in a table is a statement, no condition: unless a clause asks for it, the code is approved
///   alone.
/// Example: `"0649T" "Tissue analysis" : mri of lumbar_spine needs companion { "72148" }` and no `has companion`.
/// Instead: a clause such as `does_not_meet when not procedure_code has companion in companion_codes`.
/// Limits: one condition that looks for one of the companions is enough for silence.
void companion_unchecked(Context& cx) {
  std::set<std::string> looked_for;
  bool is_known = false;
  for (const ir::ProcedureTable& table : cx.policy().procedures) {
    for (const ir::Procedure& procedure : table.procedures) {
      const std::vector<std::string>& companions = procedure.companions;
      if (companions.empty()) continue;
      if (!is_known) looked_for = codes_looked_for(cx);
      is_known = true;
      const auto is_looked_for = [&](const std::string& code) { return looked_for.contains(code); };
      if (std::any_of(companions.begin(), companions.end(), is_looked_for)) continue;
      cx.report(procedure.range, {procedure.code},
                fmt::format("`{}` \"{}\" needs {}`{}` beside it, and nothing looks for {}", procedure.code,
                            procedure.title, companions.size() == 1 ? "" : "one of ", fmt::join(companions, "`, `"),
                            companions.size() == 1 ? "it" : "any of them"))
          .details.emplace_back("a clause of `determine` with `has companion in` would look for it");
    }
  }
}

}  // namespace pol::lint
