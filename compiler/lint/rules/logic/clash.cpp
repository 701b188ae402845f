#include "compiler/lint/rules/logic/clash.h"

#include <algorithm>
#include <optional>

#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;
using ir::FactId;

namespace {

/// The fact of a test of one value: `x is worsening`, `x is none`; past definitions and `not`.
std::optional<FactId> state_tested(const ir::Policy& policy, ExprId id) {
  for (;;) {
    const ir::Expr& expr = policy.exprs[id];
    if (const auto* choice = std::get_if<ir::ChoiceIs>(&expr)) return choice->fact;
    if (const auto* none = std::get_if<ir::IsNone>(&expr)) return none->fact;
    if (const auto* set = std::get_if<ir::Includes>(&expr)) {
      // Members of a set do not exclude one another, unless it may hold no others.
      return set->mode == ir::Inclusion::Only ? std::optional(set->fact) : std::nullopt;
    }
    if (const auto* named = std::get_if<ir::DefineRef>(&expr)) {
      id = policy.defines[named->define].condition;
    } else {
      return std::nullopt;
    }
  }
}

/// What guards a part of the text: a definition, or a test of somebody's age.
bool is_guard(const ir::Policy& policy, ExprId id) {
  const ir::Expr& expr = policy.exprs[id];
  if (const auto* negation = std::get_if<ir::Not>(&expr)) return is_guard(policy, negation->operand);
  if (std::holds_alternative<ir::DefineRef>(expr)) return true;
  const std::vector<FactId> facts = ir::facts_of(policy, id);
  return !facts.empty() && std::all_of(facts.begin(), facts.end(), [&](FactId fact) {
    return std::any_of(policy.records.begin(), policy.records.end(), [&](const ir::Record& record) {
      const bool is_its = fact == record.birth || fact == record.years || fact == record.months || fact == record.at;
      return record.kind == ir::Record::Kind::Age && (is_its || fact == policy.reference);
    });
  });
}

bool is_exclusive(const Context& cx, const Clash& clash) {
  if (clash.core.size() < 2 || clash.own < 2) return false;
  const std::optional<FactId> first = state_tested(cx.policy(), clash.core.front());
  return first && std::all_of(clash.core.begin(), clash.core.end(),
                              [&](ExprId id) { return state_tested(cx.policy(), id) == first; });
}

bool is_of_guards(const Context& cx, const Clash& clash) {
  if (clash.core.size() < 2 || clash.own == 0 || clash.own == clash.core.size()) return false;
  return std::all_of(clash.core.begin(), clash.core.end(), [&](ExprId id) { return is_guard(cx.policy(), id); });
}

/// Stands below an exception, or is what a `none` or `not` excludes while its criterion excludes it already.
bool is_exception(const Context& cx, ExprId id) {
  const Owner::Kind owner = cx.outline().owner(id).kind;
  return owner == Owner::Kind::ExceptCondition || (owner != Owner::Kind::Define && cx.outline().is_negated(id));
}

Clash::Shape shape_of(const Context& cx, const Clash& clash) {
  if (is_exception(cx, clash.id)) return Clash::Shape::Exception;
  if (cx.outline().owner(clash.id).kind == Owner::Kind::Rule && is_whole(cx, clash.id)) return Clash::Shape::Clause;
  if (is_exclusive(cx, clash)) return Clash::Shape::Exclusive;
  if (is_of_guards(cx, clash)) return Clash::Shape::Guards;
  return Clash::Shape::Other;
}

std::string clash_words(const Context& cx, const std::vector<ExprId>& clauses) {
  std::vector<std::string> said;
  for (const ExprId id : clauses) {
    said.push_back(fmt::format("`{}`", text_of(cx.sources(), cx.policy().range(id), 60)));
  }
  if (said.size() == 1) return said.front() + " never holds";
  if (said.size() == 2) return fmt::format("{} and {} cannot both hold", said.front(), said.back());
  const std::string last = said.back();
  said.pop_back();
  return fmt::format("{} and {} cannot hold together", fmt::join(said, ", "), last);
}

/// Of an `any` that clashes as a whole: with what each of its branches does. A branch may clash with another clause than
/// the next one does, and the whole tells nothing of that.
void tell_branches(Context& cx, Finding& finding, const Clash& clash) {
  const Written& written = cx.shared<Written>();
  for (const ExprId id : clash.core) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || !is_any(*group)) continue;
    for (const ExprId branch : written.branches(id)) {
      std::vector<ExprId> clauses = written.conjuncts(branch);
      for (const ExprId other : clash.core) {
        if (other != id) clauses.push_back(other);
      }
      smt::Session& session = cx.session(clash.id);
      std::vector<smt::Form> forms;
      for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
      std::vector<ExprId> least;
      for (const std::size_t i : session.core(forms)) least.push_back(clauses[i]);
      const bool is_labelled = is_whole(cx, branch) && path_of(cx, branch) != path_of(cx, clash.id);
      finding.details.push_back(is_labelled ? fmt::format("{}: {}", subject_of(cx, branch), clash_words(cx, least))
                                            : clash_words(cx, least));
    }
  }
}

}  // namespace

Clashes::Clashes(Context& cx) {
  const Standing& standing = cx.shared<Standing>();
  const Written& written = cx.shared<Written>();
  for (const ExprId id : standing.outermost_impossible()) {
    Clash clash;
    clash.id = id;
    clash.core = standing.clash(id);
    const std::vector<ExprId> own = written.conjuncts(id);
    clash.own = static_cast<std::size_t>(std::count_if(clash.core.begin(), clash.core.end(), [&](ExprId each) {
      return std::find(own.begin(), own.end(), each) != own.end();
    }));
    clash.shape = shape_of(cx, clash);
    all_.push_back(std::move(clash));
  }
}

void tell(Context& cx, Finding& finding, const Clash& clash) {
  for (const ExprId id : clash.core) {
    finding.core.push_back(clause_of(cx, id));
    add_path(finding, path_of(cx, id));
  }
  tell_branches(cx, finding, clash);
  tell_grounds(cx, finding, {clash.core, {}});
  cx.speak_for(clash.id);
}

Range mark_of(const Context& cx, const Clash& clash) {
  return cx.policy().range(clash.own == 0 ? clash.id : clash.core[clash.own - 1]);
}

std::string words_of(const Context& cx, const Clash& clash) { return clash_words(cx, clash.core); }

}  // namespace pol::lint::logic
