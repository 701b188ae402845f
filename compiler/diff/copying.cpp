#include "compiler/diff/copying.h"

#include <algorithm>
#include <string>

#include "compiler/diff/unite.h"
#include "compiler/support/store.h"

namespace pol::diff {

using ir::CriterionId;
using ir::ExprId;
using ir::FactId;

Copying::Copying(Side side, const Revision& revision, Joint& joint)
    : side_(side), from_(revision.policy), joint_(joint), to_(joint.policy), renamed_(joint.renamed[index()]) {
  first_source_ = static_cast<std::uint32_t>(joint.sources.size()) - 1;
  for (std::uint32_t i = 1; i < revision.sources.size(); ++i) {
    joint.sources.add(revision.sources.path(i), revision.sources.text(i));
  }
  const auto first_define = static_cast<std::uint32_t>(to_.defines.size());
  const auto first_criterion = static_cast<std::uint32_t>(to_.criteria.size());
  for (std::uint32_t i = 0; i < from_.defines.size(); ++i) renamed_.defines.push_back({first_define + i});
  for (std::uint32_t i = 0; i < from_.criteria.size(); ++i) renamed_.criteria.push_back({first_criterion + i});
  renamed_.first_ambiguity = static_cast<std::uint32_t>(to_.ambiguities.size());
  first_schedule_ = to_.schedules.size();
  first_expr_ = static_cast<std::uint32_t>(to_.exprs.size());

  for (std::uint32_t i = 0; i < from_.exprs.size(); ++i) {
    renamed_.exprs.push_back(to_.add(copied(from_.exprs[ExprId{i}]), range(from_.range(ExprId{i}))));
  }
  for (const ir::Define& define : from_.defines) to_.defines.add(define);
  for (const ir::Criterion& criterion : from_.criteria) to_.criteria.add(criterion);
  to_.ambiguities.insert(to_.ambiguities.end(), from_.ambiguities.begin(), from_.ambiguities.end());
  to_.schedules.insert(to_.schedules.end(), from_.schedules.begin(), from_.schedules.end());
  write_declarations();
}

void Copying::replace(const std::vector<ExprId>& instead) {
  for (std::uint32_t i = 0; i < instead.size(); ++i) {
    if (instead[i].is_set()) renamed_.exprs[i] = instead[i];
  }
  for (std::uint32_t i = 0; i < from_.exprs.size(); ++i) {
    to_.exprs[ExprId{first_expr_ + i}] = copied(from_.exprs[ExprId{i}]);
  }
  write_declarations();
}

void Copying::decide() {
  const auto side = index();
  std::vector<ExprId> earlier;
  const auto add = [&](ir::Expr made) { return to_.add(std::move(made), Range()); };
  const auto group = [&](ir::Quantifier quantifier, std::vector<ExprId> children) {
    ir::Group made;
    made.quantifier = quantifier;
    made.children = std::move(children);
    return add(std::move(made));
  };
  for (std::size_t i = 0; i <= from_.rules.size(); ++i) {
    std::vector<ExprId> parts;
    if (!earlier.empty()) parts.push_back(group(ir::Quantifier::None, earlier));
    if (i < from_.rules.size()) {
      parts.push_back(expr(from_.rules[i].when));
      earlier.push_back(parts.back());
    }
    joint_.decides[side].push_back(group(ir::Quantifier::All, std::move(parts)));
  }
  for (std::size_t outcome = 0; outcome < ir::kOutcomes; ++outcome) {
    std::vector<ExprId> deciding;
    for (std::size_t i = 0; i <= from_.rules.size(); ++i) {
      const ir::Outcome here = i < from_.rules.size() ? from_.rules[i].outcome : from_.otherwise;
      if (static_cast<std::size_t>(here) == outcome) deciding.push_back(joint_.decides[side][i]);
    }
    joint_.outcomes[side][outcome] = group(ir::Quantifier::Any, std::move(deciding));
  }
}

Range Copying::range(Range range) const {
  if (range.source != 0) range.source += first_source_;
  return range;
}

void Copying::write_declarations() {
  renamed_.rules.clear();
  for (const ir::Rule& rule : from_.rules) renamed_.rules.push_back(expr(rule.when));
  for (std::uint32_t i = 0; i < from_.defines.size(); ++i) {
    ir::Define& define = to_.defines[renamed_.defines[i]];
    define = from_.defines[ir::DefineId{i}];
    define.name = prefixed(define.name);
    define.condition = expr(define.condition);
    define.range = range(define.range);
  }
  for (std::uint32_t i = 0; i < from_.criteria.size(); ++i) {
    to_.criteria[renamed_.criteria[i]] = copied(from_.criteria[CriterionId{i}]);
  }
  for (std::size_t i = 0; i < from_.ambiguities.size(); ++i) {
    ir::Ambiguity& ambiguity = to_.ambiguities[renamed_.first_ambiguity + i];
    ambiguity = from_.ambiguities[i];
    ambiguity.path = prefixed(ambiguity.path);
    for (CriterionId& reading : ambiguity.readings) reading = criterion(reading);
    ambiguity.range = range(ambiguity.range);
  }
  for (std::size_t i = 0; i < from_.schedules.size(); ++i) {
    to_.schedules[first_schedule_ + i] = copied(from_.schedules[i]);
  }
}

ir::Members Copying::members(FactId of, const ir::Members& values) const {
  return renamed_members(joint_, side_, from_, of, values);
}
ir::Operand Copying::copied(ir::Operand operand) const {
  if (operand.kind != ir::Operand::Kind::Literal) operand.fact = fact(operand.fact);
  return operand;
}

ir::Expr Copying::copied(const ir::Expr& original) const {
  return match(
      original, [](const ir::Literal& e) -> ir::Expr { return e; },
      [&](const ir::Finding& e) -> ir::Expr { return ir::Finding{fact(e.fact)}; },
      [&](const ir::ChoiceIs& e) -> ir::Expr {
        return ir::ChoiceIs{fact(e.fact), members(e.fact, e.values)};
      },
      [&](const ir::IsNone& e) -> ir::Expr { return ir::IsNone{fact(e.fact)}; },
      [&](const ir::IsDocumented& e) -> ir::Expr { return ir::IsDocumented{fact(e.fact)}; },
      [&](const ir::Includes& e) -> ir::Expr {
        return ir::Includes{fact(e.fact), e.mode, members(e.fact, e.values)};
      },
      [&](const ir::Compare& e) -> ir::Expr {
        return ir::Compare{copied(e.lhs), e.relation, copied(e.rhs)};
      },
      [&](const ir::Not& e) -> ir::Expr { return ir::Not{expr(e.operand)}; },
      [&](const ir::Group& e) -> ir::Expr {
        ir::Group copy = e;
        for (ExprId& child : copy.children) child = expr(child);
        return copy;
      },
      [&](const ir::DefineRef& e) -> ir::Expr { return ir::DefineRef{renamed_.defines[e.define.index]}; },
      [&](const ir::CriterionRef& e) -> ir::Expr { return ir::CriterionRef{criterion(e.criterion)}; },
      [&](const ir::Ambiguous& e) -> ir::Expr { return ir::Ambiguous{renamed_.first_ambiguity + e.ambiguity}; });
}

ir::Criterion Copying::copied(const ir::Criterion& original) const {
  ir::Criterion copy = original;
  copy.path = prefixed(original.path);
  copy.parent = criterion(original.parent);
  for (CriterionId& child : copy.children) child = criterion(child);
  copy.body = expr(original.body);
  copy.truth = expr(original.truth);
  for (ir::Note& note : copy.notes) {
    note.when = expr(note.when);
    note.range = range(note.range);
  }
  for (ir::Except& except : copy.excepts) {
    except.when = expr(except.when);
    except.range = range(except.range);
  }
  // Whether there is an exception is told by the two being the same.
  if (copy.excepts.empty()) copy.truth = copy.body;
  for (FactId& regardless : copy.regardless) regardless = fact(regardless);
  copy.range = range(original.range);
  return copy;
}

ir::Schedule Copying::copied(const ir::Schedule& original) const {
  ir::Schedule copy = original;
  copy.path = prefixed(original.path);
  for (FactId* date : {&copy.anchor, &copy.last, &copy.reference}) *date = fact(*date);
  for (ExprId* one : {&copy.images, &copy.truth}) *one = expr(*one);
  for (ExprId& sooner : copy.sooner) sooner = expr(sooner);
  for (ir::ScheduleClause& clause : copy.clauses) {
    clause.whenever = expr(clause.whenever);
    clause.covers = expr(clause.covers);
    clause.criterion = criterion(clause.criterion);
    clause.range = range(clause.range);
    for (ir::Phase& phase : clause.phases) {
      for (ExprId& gate : phase.gates) gate = expr(gate);
      for (ExprId& trigger : phase.triggers) trigger = expr(trigger);
      phase.range = range(phase.range);
    }
  }
  copy.range = range(original.range);
  return copy;
}

UnstatedParts::UnstatedParts(const Joint& joint) : policy_(joint.policy), joint_(joint), loose_(joint.policy) {
  for (const Side side : {Side::New, Side::Old}) find(side);
}

std::int64_t UnstatedParts::operator()(ExprId id) const {
  const auto at = key_of_.find(id);
  return at == key_of_.end() ? -static_cast<std::int64_t>(id.index) - 1 : at->second;
}

void UnstatedParts::find(Side side) {
  for (const CriterionId id : joint_.of(side).criteria) {
    const ir::Criterion& criterion = policy_.criteria[id];
    enter(side, criterion.truth, criterion.path.substr(criterion.path.find(':')));
  }
  for (const ir::DefineId id : joint_.of(side).defines) {
    const ir::Define& define = policy_.defines[id];
    enter(side, define.condition, define.name.substr(define.name.find(':')));
  }
  const std::vector<ExprId>& rules = joint_.of(side).rules;
  for (std::size_t i = 0; i < rules.size(); ++i) enter(side, rules[i], ":determine." + std::to_string(i + 1));
}

/// Those in the condition that no labelled criterion or definition in it holds.
void UnstatedParts::enter(Side side, ExprId root, const std::string& path) {
  std::vector<ExprId> waiting = {root};
  std::vector<ExprId> found;
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    const ir::Expr& expr = policy_.exprs[top];
    if (const auto* literal = std::get_if<ir::Literal>(&expr)) {
      const bool is_new = std::find(found.begin(), found.end(), top) == found.end();
      if (literal->value == ir::Truth::Unknown && is_new && !key_of_.contains(top)) found.push_back(top);
    } else if (const auto* negation = std::get_if<ir::Not>(&expr)) {
      waiting.push_back(negation->operand);
    } else if (const auto* group = std::get_if<ir::Group>(&expr)) {
      waiting.insert(waiting.end(), group->children.rbegin(), group->children.rend());
    }
  }
  if (found.empty()) return;
  const Likeness around = loose_.of(root);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::pair by_meaning{around.edge, i};
    const std::pair by_path{path, i};
    std::int64_t key = static_cast<std::int64_t>(key_of_.size());
    if (side == Side::New) {
      by_meaning_.emplace(by_meaning, key);
      by_path_.emplace(by_path, key);
    } else if (const auto same = by_meaning_.find(by_meaning); same != by_meaning_.end()) {
      key = same->second;
      by_meaning_.erase(same);
    } else if (const auto there = by_path_.find(by_path); there != by_path_.end()) {
      key = there->second;
    }
    key_of_.emplace(found[i], key);
  }
}

}  // namespace pol::diff
