#include "compiler/lint/rules/logic/written.h"

#include <algorithm>
#include <tuple>

#include "compiler/interp/clusters.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;
using ir::Quantifier;
using ir::Truth;

bool is_any(const ir::Group& group) {
  return group.quantifier == Quantifier::Any || group.quantifier == Quantifier::Either ||
         group.quantifier == Quantifier::One;
}
bool is_all(const ir::Group& group) {
  return group.quantifier == Quantifier::All || group.quantifier == Quantifier::Both;
}

Written::Written(Context& cx) : policy_(cx.policy()), outline_(cx.outline()) {
  const std::size_t size = policy_.exprs.size();
  is_condition_.assign(size, false);
  has_schedule_.assign(size, false);
  is_phase_.assign(size, false);
  low_.assign(size, Truth::No);
  high_.assign(size, Truth::Yes);
  reads_.resize(size);
  for (const ir::Schedule& schedule : policy_.schedules) mark(schedule);
  const std::vector<ExprId> order = parts_first();
  for (const ExprId id : order) {
    std::tie(low_[id.index], high_[id.index]) = bounds_of(id);
    for (const ExprId part : ir::operands(policy_, id)) {
      if (has_schedule_[part.index]) has_schedule_[id.index] = true;
    }
  }
  read(order);
  for (const ExprId id : outline_.written()) {
    switch (outline_.owner(id).kind) {
      case Owner::Kind::Criterion:
      case Owner::Kind::Define:
      case Owner::Kind::Rule:
      case Owner::Kind::ExceptCondition:
      case Owner::Kind::ShownBy:
        break;
      case Owner::Kind::Assumption:
      case Owner::Kind::Check:
      case Owner::Kind::NoteCondition:
        continue;
    }
    if (said_by(id) != id || is_phase_[id.index] || std::holds_alternative<ir::Literal>(policy_.exprs[id])) continue;
    is_condition_[id.index] = true;
    conditions_.push_back(id);
  }
}

/// What lowering made of phases and studies is no condition that an author wrote; gates and triggers are.
void Written::mark(const ir::Schedule& schedule) {
  std::vector<ExprId> own = {schedule.images};
  for (const ir::ScheduleClause& clause : schedule.clauses) {
    if (clause.whenever.is_set()) own.push_back(clause.whenever);
    for (const ir::Phase& phase : clause.phases) {
      own.insert(own.end(), phase.gates.begin(), phase.gates.end());
      own.insert(own.end(), phase.triggers.begin(), phase.triggers.end());
    }
  }
  std::vector<ExprId> waiting = {schedule.truth};
  while (!waiting.empty()) {
    const ExprId id = waiting.back();
    waiting.pop_back();
    if (is_phase_[id.index] || std::find(own.begin(), own.end(), id) != own.end()) continue;
    is_phase_[id.index] = has_schedule_[id.index] = true;
    if (std::holds_alternative<ir::DefineRef>(policy_.exprs[id])) continue;
    for (const ExprId part : ir::operands(policy_, id)) waiting.push_back(part);
  }
}

/// Without recursion: definitions may nest deep.
std::vector<ExprId> Written::parts_first() const {
  std::vector<ExprId> order;
  std::vector<bool> is_placed(policy_.exprs.size(), false);
  for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
    std::vector<ExprId> waiting = {ExprId{i}};
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      const std::size_t before = waiting.size();
      if (!is_placed[id.index]) {
        for (const ExprId part : ir::operands(policy_, id)) {
          if (!is_placed[part.index]) waiting.push_back(part);
        }
      }
      if (waiting.size() > before) continue;
      waiting.pop_back();
      if (!is_placed[id.index]) order.push_back(id);
      is_placed[id.index] = true;
    }
  }
  return order;
}

std::pair<Truth, Truth> Written::bounds_of(ExprId id) const {
  const auto of = [&](ExprId part) { return std::pair(low_[part.index], high_[part.index]); };
  constexpr std::pair kOpen(Truth::No, Truth::Yes);
  return match(
      policy_.exprs[id], [&](const ir::Literal& e) { return std::pair(e.value, e.value); },
      [&](const ir::Finding&) { return kOpen; }, [&](const ir::ChoiceIs&) { return kOpen; },
      [&](const ir::IsNone&) { return kOpen; }, [&](const ir::IsDocumented&) { return kOpen; },
      [&](const ir::Includes&) { return kOpen; }, [&](const ir::Compare&) { return kOpen; },
      [&](const ir::Not& e) {
        const auto [low, high] = of(e.operand);
        return std::pair(truth_not(high), truth_not(low));
      },
      [&](const ir::Group& e) {
        if (e.quantifier == Quantifier::AtLeast || e.quantifier == Quantifier::Exactly) return kOpen;
        std::pair sum = is_all(e) ? std::pair(Truth::Yes, Truth::Yes) : std::pair(Truth::No, Truth::No);
        for (const ExprId child : e.children) {
          const auto [low, high] = of(child);
          sum = is_all(e) ? std::pair(truth_and(sum.first, low), truth_and(sum.second, high))
                          : std::pair(truth_or(sum.first, low), truth_or(sum.second, high));
        }
        if (e.quantifier == Quantifier::None) return std::pair(truth_not(sum.second), truth_not(sum.first));
        return sum;
      },
      [&](const ir::DefineRef& e) { return of(policy_.defines[e.define].condition); },
      [&](const ir::CriterionRef& e) { return of(policy_.criteria[e.criterion].truth); },
      [&](const ir::Ambiguous& e) {
        const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
        return of(policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth);
      });
}

void Written::read(const std::vector<ExprId>& order) {
  const interp::Clusters clusters(policy_, ir::Patient{std::vector<ir::FactState>(policy_.facts.size())});
  for (const ExprId id : order) {
    std::vector<std::uint32_t>& mine = reads_[id.index];
    for (const ir::FactId fact : ir::own_facts(policy_, id)) {
      if (fact != policy_.reference) mine.push_back(clusters.root(fact));
    }
    for (const ExprId part : ir::operands(policy_, id)) {
      mine.insert(mine.end(), reads_[part.index].begin(), reads_[part.index].end());
    }
    std::sort(mine.begin(), mine.end());
    mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
  }
}

bool Written::may_be_linked(ExprId a, ExprId b) const {
  const std::vector<std::uint32_t>&x = reads_[a.index], &y = reads_[b.index];
  if (x.empty() && y.empty()) return true;  // the reference date alone
  for (auto i = x.begin(), j = y.begin(); i != x.end() && j != y.end();) {
    if (*i == *j) return true;
    *i < *j ? ++i : ++j;
  }
  return false;
}

/// A reference to a branch that stands right there.
bool Written::is_in_place(ExprId id) const {
  const auto* named = std::get_if<ir::CriterionRef>(&policy_.exprs[id]);
  return named != nullptr && outline_.parent(policy_.criteria[named->criterion].truth) == id;
}

ExprId Written::said_by(ExprId id) const {
  for (;;) {
    if (is_in_place(id)) {
      id = policy_.criteria[std::get<ir::CriterionRef>(policy_.exprs[id]).criterion].truth;
    } else if (const auto* open = std::get_if<ir::Ambiguous>(&policy_.exprs[id])) {
      const ir::Ambiguity& ambiguity = policy_.ambiguities[open->ambiguity];
      id = policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth;
    } else {
      return id;
    }
  }
}

ExprId Written::as_asked(ExprId id) const {
  for (ExprId up = outline_.parent(id); up.is_set(); up = outline_.parent(up)) {
    if (!std::holds_alternative<ir::Ambiguous>(policy_.exprs[up]) || said_by(up) != said_by(id)) break;
    id = up;
  }
  return id;
}

ExprId Written::above(ExprId id) const {
  ExprId up = outline_.parent(id);
  while (up.is_set() && (is_in_place(up) || std::holds_alternative<ir::Ambiguous>(policy_.exprs[up]))) {
    up = outline_.parent(up);
  }
  return up;
}

std::vector<ExprId> Written::branches(ExprId id) const {
  std::vector<ExprId> found;
  const auto* group = std::get_if<ir::Group>(&policy_.exprs[id]);
  if (group == nullptr) return found;
  for (const ExprId child : group->children) {
    if (!outline_.is_written(child)) return {};
    const auto* named = is_in_place(child) ? std::get_if<ir::CriterionRef>(&policy_.exprs[child]) : nullptr;
    found.push_back(named == nullptr ? child : policy_.criteria[named->criterion].truth);
  }
  return found;
}

std::vector<ExprId> Written::conjuncts(ExprId id) const {
  std::vector<ExprId> found, waiting = {id};
  while (!waiting.empty()) {
    const ExprId top = said_by(waiting.back());
    waiting.pop_back();
    const auto* group = std::get_if<ir::Group>(&policy_.exprs[top]);
    std::vector<ExprId> parts;
    if (group != nullptr && is_all(*group)) {
      // Where a criterion has an `except`, lowering joins its body and what must not hold.
      const bool is_excepted = std::any_of(group->children.begin(), group->children.end(), [&](ExprId child) {
        return std::holds_alternative<ir::Not>(policy_.exprs[child]) && !outline_.is_written(child);
      });
      parts = is_excepted ? group->children : branches(top);
    }
    if (parts.empty()) {
      found.push_back(top);
    } else {
      waiting.insert(waiting.end(), parts.rbegin(), parts.rend());
    }
  }
  return found;
}

std::vector<ExprId> Written::demands(ExprId id) const {
  std::vector<ExprId> found = outline_.demands(id);
  std::erase_if(found, [&](ExprId each) { return !can_hold(each) || has_schedule(each); });
  return found;
}

bool is_whole(const Context& cx, ExprId id) {
  const Owner& owner = cx.outline().owner(id);
  switch (owner.kind) {
    case Owner::Kind::Criterion: {
      const ir::Criterion& criterion = cx.policy().criteria[owner.criterion];
      return criterion.truth == id || criterion.body == id;
    }
    case Owner::Kind::Define:
      return cx.policy().defines[ir::DefineId{owner.index}].condition == id;
    case Owner::Kind::Rule:
      return cx.policy().rules[owner.index].when == id;
    case Owner::Kind::ShownBy:
      return cx.policy().facts[ir::FactId{owner.index}].shown_by == id;
    case Owner::Kind::Assumption:
    case Owner::Kind::Check:
    case Owner::Kind::NoteCondition:
    case Owner::Kind::ExceptCondition:
      return false;
  }
  return false;
}

std::string path_of(const Context& cx, ExprId id) {
  if (const auto* named = std::get_if<ir::CriterionRef>(&cx.policy().exprs[id])) {
    return cx.policy().criteria[named->criterion].path;
  }
  return cx.outline().path(id);
}

Clause clause_of(const Context& cx, ExprId id) {
  const auto* named = std::get_if<ir::CriterionRef>(&cx.policy().exprs[id]);
  return cx.clause(named == nullptr ? id : cx.policy().criteria[named->criterion].truth);
}

void add_path(Finding& finding, std::string path) {
  if (std::find(finding.paths.begin(), finding.paths.end(), path) == finding.paths.end()) {
    finding.paths.push_back(std::move(path));
  }
}

std::string subject_of(const Context& cx, ExprId id) {
  if (const auto* named = std::get_if<ir::CriterionRef>(&cx.policy().exprs[id])) {
    return name_of(cx.policy(), named->criterion);
  }
  const Owner& owner = cx.outline().owner(id);
  if (is_whole(cx, id)) {
    switch (owner.kind) {
      case Owner::Kind::Criterion:
        return name_of(cx.policy(), owner.criterion);
      case Owner::Kind::Define: {
        const ir::Define& define = cx.policy().defines[ir::DefineId{owner.index}];
        return define.title.empty() ? fmt::format("`{}`", define.name)
                                    : fmt::format("`{}` \"{}\"", define.name, define.title);
      }
      case Owner::Kind::Rule:
        return fmt::format("clause {} of `determine`", owner.index + 1);
      case Owner::Kind::ShownBy:
        return fmt::format("what shows `{}`", cx.policy().facts[ir::FactId{owner.index}].name);
      case Owner::Kind::Assumption:
      case Owner::Kind::Check:
      case Owner::Kind::NoteCondition:
      case Owner::Kind::ExceptCondition:
        break;
    }
  }
  return fmt::format("`{}` in `{}`", text_of(cx.sources(), cx.policy().range(id)), cx.outline().path(id));
}

}  // namespace pol::lint::logic
