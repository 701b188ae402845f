#include "compiler/lint/rules/logic/grounds.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;
using ir::FactId;
using smt::Form;

Grounds::Grounds(Context& cx) : cx_(cx) {
  const ir::Policy& policy = cx.policy();
  for (std::size_t i = 0; i < policy.assumptions.size(); ++i) {
    candidates_.push_back({{Ground::Kind::Assumption, i}, {policy.assumptions[i].condition}});
  }
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ExprId signs = policy.facts[FactId{i}].shown_by;
    if (signs.is_set()) candidates_.push_back({{Ground::Kind::Sign, i}, {signs}});
  }
  if (candidates_.empty()) return;
  without_ = policy;
  without_.assumptions.clear();
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) without_.facts[FactId{i}].shown_by = ExprId{};
  session_ = std::make_unique<smt::Session>(without_);
}

Form Grounds::form(const Ground& ground) {
  const ir::Policy& policy = cx_.policy();
  if (ground.kind == Ground::Kind::Assumption) {
    return session_->condition(policy.assumptions[ground.index].condition);
  }
  // What shows a finding shows it; that it is not shown says nothing.
  const FactId fact{static_cast<std::uint32_t>(ground.index)};
  ir::FactState yes;
  yes.kind = ir::FactState::Kind::Value;
  yes.low = yes.high = 1;
  return session_->any({session_->negate(session_->condition(policy.facts[fact].shown_by)), session_->is(fact, yes)});
}

std::vector<Ground> Grounds::of(const Question& question) {
  const Written& written = cx_.shared<Written>();
  std::vector<ExprId> asked = question.yes;
  asked.insert(asked.end(), question.no.begin(), question.no.end());
  // Assumptions and signs link the facts that they name, so one of them is enough to tell.
  std::vector<Ground> linked;
  for (const Candidate& candidate : candidates_) {
    const bool is_linked = std::any_of(asked.begin(), asked.end(), [&](ExprId id) {
      return written.may_be_linked(id, candidate.about.front());
    });
    if (is_linked) linked.push_back(candidate.ground);
  }
  if (linked.empty()) return {};
  std::vector<Form> forms;
  for (const ExprId id : question.yes) forms.push_back(session_->condition(id));
  for (const ExprId id : question.no) forms.push_back(session_->negate(session_->condition(id)));
  if (!session_->ask(forms).is_possible()) return {};
  const std::size_t own = forms.size();
  for (const Ground& ground : linked) forms.push_back(form(ground));
  if (!session_->ask(forms).is_impossible()) return {};
  std::vector<Ground> needed;
  for (const std::size_t i : session_->core(forms)) {
    if (i >= own) needed.push_back(linked[i - own]);
  }
  return needed;
}

namespace {

std::vector<std::string> add_clauses(Context& cx, Finding& finding, const std::vector<Ground>& grounds) {
  const ir::Policy& policy = cx.policy();
  std::vector<std::string> names;
  for (const Ground& ground : grounds) {
    if (ground.kind == Ground::Kind::Assumption) {
      const ir::Claim& claim = policy.assumptions[ground.index];
      finding.core.push_back({claim.range, claim.title, text_of(cx.sources(), claim.range)});
      names.push_back(fmt::format("the assumption \"{}\"", claim.title));
    } else {
      const ir::Fact& fact = policy.facts[FactId{static_cast<std::uint32_t>(ground.index)}];
      finding.core.push_back({policy.range(fact.shown_by), fact.name,
                              fmt::format("shown by {}", text_of(cx.sources(), policy.range(fact.shown_by)))});
      names.push_back(fmt::format("what shows `{}`", fact.name));
    }
  }
  return names;
}

/// "`score` lies between 3 and 15", where that settles a comparison.
std::optional<std::string> settled_by_type(const ir::Policy& policy, ExprId id) {
  const auto* compare = std::get_if<ir::Compare>(&policy.exprs[id]);
  if (compare == nullptr) return std::nullopt;
  const bool is_turned = compare->lhs.kind == ir::Operand::Kind::Literal;
  const ir::Operand &subject = is_turned ? compare->rhs : compare->lhs, &literal = is_turned ? compare->lhs : compare->rhs;
  if (subject.kind != ir::Operand::Kind::Fact || literal.kind != ir::Operand::Kind::Literal || subject.is_date)
    return std::nullopt;
  const ir::Fact& fact = policy.facts[subject.fact];
  const std::int64_t at = literal.literal + literal.amount - subject.amount;
  if (at > fact.type.low && at < fact.type.high) return std::nullopt;
  const int decimals = ir::row_of(fact.type.dimension).decimals;
  return fmt::format("`{}` lies between {} and {}{}{}", fact.name,
                     ir::print_quantity(fact.type.low, fact.type.factor, decimals),
                     ir::print_quantity(fact.type.high, fact.type.factor, decimals), fact.type.unit.empty() ? "" : " ",
                     fact.type.unit);
}

}  // namespace

bool tell_grounds(Context& cx, Finding& finding, const Question& question) {
  if (question.yes.size() + question.no.size() == 1) {
    const ExprId only = question.yes.empty() ? question.no.front() : question.yes.front();
    if (std::optional<std::string> type = settled_by_type(cx.policy(), only)) finding.details.push_back(std::move(*type));
  }
  const std::vector<std::string> names = add_clauses(cx, finding, cx.shared<Grounds>().of(question));
  if (!names.empty()) finding.details.push_back(fmt::format("it follows from {}", fmt::join(names, " and ")));
  return !names.empty();
}

void tell_links(Context& cx, Finding& finding, const Question& question) {
  if (tell_grounds(cx, finding, question)) finding.severity = Severity::Note;
}

}  // namespace pol::lint::logic
