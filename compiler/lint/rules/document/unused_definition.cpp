#include <fmt/format.h>

#include <map>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/document/reach.h"

namespace pol::lint {

using document::Reach;
using ir::DefineId;

namespace {

std::string name_of_define(const ir::Define& define) {
  return define.title.empty() ? fmt::format("`{}`", define.name)
                              : fmt::format("`{}` \"{}\"", define.name, define.title);
}

/// Definitions that no complete case tells apart.
class Twins {
 public:
  explicit Twins(Context& cx) : cx_(cx), policy_(cx.policy()) {}

  /// The earlier definition that means the same; not set: none does, or the limit was met.
  DefineId twin_of(DefineId id) {
    // Two names that lead to one ambiguity, or to one another, are meant to be able to differ.
    const ir::Expr& root = policy_.exprs[policy_.defines[id].condition];
    if (std::holds_alternative<ir::Ambiguous>(root) || std::holds_alternative<ir::DefineRef>(root)) return {};
    std::vector<DefineId>& alike = by_facts_[ir::facts_of(policy_, policy_.defines[id].condition)];
    DefineId twin;
    for (const DefineId other : alike) {
      if (means_same(id, other)) twin = other;
      if (twin.is_set()) break;
    }
    alike.push_back(id);
    return twin;
  }

 private:
  bool means_same(DefineId a, DefineId b) {
    const ir::ExprId x = policy_.defines[a].condition, y = policy_.defines[b].condition;
    for (const ir::Patient& patient : patients_) {
      interp::Evaluation evaluation(policy_, patient);
      if (evaluation.truth(x) != evaluation.truth(y)) return false;
    }
    smt::Session& session = cx_.whole();
    const smt::Answer answer =
        cx_.ask(session, policy_.range(x), {session.differ(session.condition(x), session.condition(y))});
    if (answer.witness) patients_.push_back(*answer.witness);
    return answer.is_impossible();
  }

  Context& cx_;
  const ir::Policy& policy_;
  std::map<std::vector<ir::FactId>, std::vector<DefineId>> by_facts_;
  std::vector<ir::Patient> patients_;  ///< who told two of them apart
};

}  // namespace

/// Finds: a definition that no condition uses, or that only checks use; and one that means what an earlier one means.
/// Why: the criterion that it was made for says it in other words, or was taken out; of two names for one notion one
/// will
///   be changed and the other forgotten.
/// Example: `define late_teens "18 to 21 years" = age >= 18 years and age <= 21 years`, of which no criterion speaks.
/// Instead: use it where the text means it, or take it out.
/// Limits: a check that names a criterion uses its definitions. A module's definition is reported only where nothing at
/// all uses it, and never where the module has no criteria: it serves several policies. That two mean the same is told
/// on proof; of definitions whose own text is ambiguous nothing is said. Those that only checks use are told together.
void unused_definition(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& reach = cx.shared<Reach>();
  Twins twins(cx);
  std::vector<const ir::Define*> only_checked;
  for (std::uint32_t i = 0; i < policy.defines.size(); ++i) {
    const ir::Define& define = policy.defines[DefineId{i}];
    if (document::is_vocabulary(policy, define.range)) continue;
    const DefineId twin = twins.twin_of(DefineId{i});
    if (twin.is_set()) {
      const ir::Define& other = policy.defines[twin];
      Finding& finding =
          cx.report(define.range, {define.name, other.name},
                    fmt::format("{} means the same as {}", name_of_define(define), name_of_define(other)));
      finding.related.push_back(cx.clause(other.condition));
      continue;
    }
    switch (reach.use(DefineId{i})) {
      case Reach::Use::None:
        cx.report(define.range, {define.name}, fmt::format("nothing uses {}", name_of_define(define)));
        break;
      case Reach::Use::Checks:
        if (document::is_own(policy, define.range)) only_checked.push_back(&define);
        break;
      case Reach::Use::Conditions:
        break;
    }
  }
  if (only_checked.empty()) return;
  std::vector<std::string> names;
  for (const ir::Define* define : only_checked) names.push_back(define->name);
  Finding& finding = cx.report(
      only_checked.front()->range, names,
      fmt::format("no criterion depends on {}: only {} {}", document::listed(names),
                  policy.bands.empty() ? "checks" : "checks and bands", names.size() == 1 ? "name it" : "name them"));
  for (const ir::Define* define : only_checked) {
    finding.related.push_back({define->range, define->name, fmt::format("{} \"{}\"", define->name, define->title)});
  }
}

}  // namespace pol::lint
