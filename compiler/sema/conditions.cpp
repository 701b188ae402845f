// Conditions to expressions, all but comparisons.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;
using ir::FactKind;

ExprId Analysis::group(ir::Quantifier quantifier, std::vector<ExprId> children, Range range, bool by_and) {
  return policy_.add(ir::Group{quantifier, 0, std::move(children), by_and}, range);
}

ExprId Analysis::lower(ast::ConditionId id) {
  if (!id.is_set()) return broken({});
  return lower_node(file_->conditions[id]);
}

ExprId Analysis::lower_node(const ast::Condition& condition) {
  const Range range = condition.range;
  return match(
      condition.node, [&](const ast::Broken&) { return broken(range); },
      [&](const ast::Constant& e) {
        return policy_.add(ir::Literal{e.value ? ir::Truth::Yes : ir::Truth::No}, range);
      },
      [&](const ast::Not& e) {
        const ExprId operand = lower(e.operand);
        return policy_.add(ir::Not{operand}, range);
      },
      [&](const ast::And& e) {
        check_joined_schedules(e.terms, range, "and");
        std::vector<ExprId> terms;
        for (const ast::ConditionId term : e.terms) terms.push_back(lower(term));
        return group(ir::Quantifier::All, std::move(terms), range, true);
      },
      [&](const ast::Group& e) { return lower_group(e, range); },
      [&](const ast::Ambiguous& e) { return lower_ambiguous(e, range); },
      [&](const ast::Schedule& e) { return lower_schedule(e, range); },
      [&](const ast::Regimen& e) { return lower_regimen(e, range); },
      [&](const ast::Compare& e) { return lower_compare(e, range); },
      [&](const ast::IsDocumented& e) { return lower_documented(e, range); },
      [&](const ast::IsValue& e) { return lower_is(e, range); },
      [&](const ast::Window& e) { return lower_window(e, range); },
      [&](const ast::Include& e) { return lower_include(e, range); },
      [&](const ast::In& e) { return lower_in(e, range); },
      [&](const ast::HasCompanion& e) { return lower_companion(e, range); },
      [&](const ast::Applies& e) { return lower_applies(e, range); },
      [&](const ast::Bare& e) { return lower_bare(e, range); });
}

ExprId Analysis::lower_item(ast::ItemId item_id) {
  const ast::Item& item = file_->items[item_id];
  // Labels in a note, an exception or a rule belong to no section: they are met here first.
  if (!of_item_.contains(&item)) declare_list({item_id}, ir::Criterion::Kind::Item, {}, path_);
  const ir::CriterionId id = of_item_.at(&item);
  const std::string outer = path_;
  read_body(item.body, id);
  path_ = outer;
  return policy_.add(ir::CriterionRef{id}, item.range);
}

void Analysis::check_schedule_group(const ast::Group& group) {
  if (group.quantifier != ast::Quantifier::All && group.quantifier != ast::Quantifier::Both) return;
  std::vector<ast::ConditionId> branches = group.conditions;
  for (const ast::ItemId item : group.items) branches.push_back(file_->items[item].body.condition);
  check_joined_schedules(branches, group.quantifier_range, sources_.text(group.quantifier_range));
}

void Analysis::check_joined_schedules(const std::vector<ast::ConditionId>& parts, Range at, std::string_view word) {
  const auto schedules = std::count_if(parts.begin(), parts.end(), [&](ast::ConditionId id) {
    return id.is_set() && std::holds_alternative<ast::Schedule>(file_->conditions[id].node);
  });
  if (schedules < 2) return;
  sink_.report(at, diag::GroupOfSchedules, word)
      .hint("write `regimen { … }`: only the members that image the requested study decide");
}

ExprId Analysis::lower_group(const ast::Group& as, Range range) {
  check_schedule_group(as);
  std::vector<ExprId> children;
  for (const ast::ItemId item : as.items) children.push_back(lower_item(item));
  for (const ast::ConditionId branch : as.conditions) children.push_back(lower(branch));
  const auto quantifier = [&] {
    switch (as.quantifier) {
      case ast::Quantifier::Any: return ir::Quantifier::Any;
      case ast::Quantifier::All: return ir::Quantifier::All;
      case ast::Quantifier::Either: return ir::Quantifier::Either;
      case ast::Quantifier::Both: return ir::Quantifier::Both;
      case ast::Quantifier::One: return ir::Quantifier::One;
      case ast::Quantifier::None: return ir::Quantifier::None;
      case ast::Quantifier::AtLeast: return ir::Quantifier::AtLeast;
      case ast::Quantifier::Exactly: return ir::Quantifier::Exactly;
    }
    POL_BUG("quantifier out of range");
  }();
  if ((quantifier == ir::Quantifier::Either || quantifier == ir::Quantifier::Both) && children.size() != 2) {
    const bool either = quantifier == ir::Quantifier::Either;
    sink_.report(as.quantifier_range, diag::NotTwoBranches, either ? "either" : "both", children.size())
        .hint(fmt::format("for any number of branches write `{}`", either ? "any" : "all"))
        .fix(FixKind::Review, as.quantifier_range, either ? "any" : "all");
  }
  ir::Group out{quantifier, 0, std::move(children), false};
  if (quantifier == ir::Quantifier::AtLeast || quantifier == ir::Quantifier::Exactly) {
    const auto k = ir::parse_quantity(as.count, 1, 0);
    const auto most = static_cast<ir::Half>(2 * out.children.size());
    if (!k || *k % 2 != 0 || *k > most) {
      sink_.report(as.quantifier_range, diag::CountOutOfRange, as.count, out.children.size());
    } else {
      out.k = static_cast<std::uint32_t>(*k / 2);
      warn_if_settled(out.k == 0 && quantifier == ir::Quantifier::AtLeast, true, as.quantifier_range);
    }
  }
  return policy_.add(std::move(out), range);
}

ExprId Analysis::lower_ambiguous(const ast::Ambiguous& as, Range range) {
  ir::Ambiguity out;
  out.path = path_;
  out.question = as.question.text;
  out.range = range;
  bool found = false;
  std::vector<std::string> labels;
  for (const ast::ItemId item : as.readings) {
    if (!of_item_.contains(&file_->items[item])) declare_list({item}, ir::Criterion::Kind::Reading, {}, path_);
    lower_item(item);
    const std::string& label = file_->items[item].label.text;
    if (label == as.chosen.text) {
      out.chosen = static_cast<std::uint32_t>(out.readings.size());
      found = true;
    }
    labels.push_back(label);
    out.readings.push_back(of_item_.at(&file_->items[item]));
  }
  if (!found && !as.chosen.text.empty()) {
    sink_.report(as.chosen.range, diag::UnknownReading, as.chosen.text)
        .hint(fmt::format("its readings are {}", fmt::join(labels, ", ")));
  }
  policy_.ambiguities.push_back(std::move(out));
  return policy_.add(ir::Ambiguous{static_cast<std::uint32_t>(policy_.ambiguities.size() - 1)}, range);
}

ExprId Analysis::lower_bare(const ast::Bare& bare, Range range) {
  const Subject subject = this->subject(bare.subject);
  switch (subject.kind) {
    case Subject::Kind::Broken: return broken(range);
    case Subject::Kind::Define: return policy_.add(ir::DefineRef{subject.define}, range);
    case Subject::Kind::Criterion: return policy_.add(ir::CriterionRef{subject.criterion}, range);
    case Subject::Kind::Fact:
      if (type_of(subject.fact).kind == FactKind::Finding) return policy_.add(ir::Finding{subject.fact}, range);
      break;
    case Subject::Kind::Record: {
      const ir::Record& record = policy_.records[subject.record];
      if (record.kind == ir::Record::Kind::Study && record.done.is_set()) {
        return policy_.add(ir::Finding{record.done}, range);
      }
      break;
    }
    case Subject::Kind::Age:
    case Subject::Kind::Date:
    case Subject::Kind::Quantity:
    case Subject::Kind::CountOf: break;
  }
  hint_at_condition(sink_.report(range, diag::NotACondition, sources_.text(range), describe(subject)), subject);
  return broken(range);
}

/// What would make a condition of `subject`.
void Analysis::hint_at_condition(Sink::Reported reported, const Subject& subject) const {
  if (subject.kind == Subject::Kind::Fact && type_of(subject.fact).kind == FactKind::Choice) {
    const ir::ValueSet& set = policy_.value_sets[type_of(subject.fact).values];
    if (!set.values.empty()) reported.hint(fmt::format("say which value, as in `is {}`", set.values[0].name));
  } else if (subject.kind == Subject::Kind::Fact && type_of(subject.fact).kind == FactKind::Set) {
    reported.hint("say what it includes, as in `include any of { … }`");
  } else if (subject.kind == Subject::Kind::Record) {
    const ir::Record& record = policy_.records[subject.record];
    const std::string window = record.kind == ir::Record::Kind::Episode ? " ran within 6 months before …" : ".date within 6 months before …";
    reported.hint(fmt::format("say what of it is so, as in `{}{}` or `is documented`", record.name, window));
  } else if (subject.kind == Subject::Kind::Age) {
    reported.hint("compare it, as in `<= 5 years`");
  } else if (is_date(subject)) {
    reported.hint("compare it, as in `within 6 months before …`");
  } else if (is_number(subject)) {
    reported.hint("compare it, as in `<= …`");
  }
}

/// Warns of what no case can change.
void Analysis::warn_if_settled(bool settled, bool always, Range range) {
  if (settled) sink_.report(range, diag::AlwaysOrNever, always ? "always" : "never");
}

ExprId Analysis::lower_documented(const ast::IsDocumented& is, Range range) {
  const Subject subject = unshifted(is.subject);
  std::vector<ir::FactId> facts;
  switch (subject.kind) {
    case Subject::Kind::Broken: return broken(range);
    case Subject::Kind::Fact:
    case Subject::Kind::CountOf: facts = {subject.fact}; break;
    case Subject::Kind::Age:
    case Subject::Kind::Record: {
      const ir::Record& record = policy_.records[subject.record];
      // A study is documented when its date is.
      if (record.kind != ir::Record::Kind::Study) facts = facts_of(record);
      else if (record.date.is_set()) facts = {record.date};
      if (facts.empty()) return broken(range);  // the record has told what it lacks
      break;
    }
    case Subject::Kind::Define:
    case Subject::Kind::Criterion:
    case Subject::Kind::Date:
    case Subject::Kind::Quantity:
      sink_.report(range, diag::NeverDocumented, sources_.text(subject.range), describe(subject));
      return broken(range);
  }
  std::vector<ExprId> any;
  for (const ir::FactId fact : facts) any.push_back(policy_.add(ir::IsDocumented{fact}, range));
  const ExprId is_documented = any.size() == 1 ? any[0] : group(ir::Quantifier::Any, any, range);
  return is.negated ? policy_.add(ir::Not{is_documented}, range) : is_documented;
}

ExprId Analysis::lower_is(const ast::IsValue& is, Range range) {
  const Subject subject = unshifted(is.subject);
  if (subject.kind == Subject::Kind::Broken) return broken(range);
  const bool is_fact = subject.kind == Subject::Kind::Fact;
  const bool none = is.values.size() == 1 && is.values[0].kind == ast::Member::Kind::None;
  ExprId out;
  if (is_fact && none) {
    const ir::Type& type = type_of(subject.fact);
    if (type.kind == FactKind::Set) {
      out = policy_.add(ir::Includes{subject.fact, ir::Inclusion::Only, {}}, range);
    } else if (type.kind == FactKind::Finding) {
      const ExprId finding = policy_.add(ir::Finding{subject.fact}, range);
      out = policy_.add(ir::Not{finding}, range);
    } else if (!type.or_none) {
      sink_.report(range, diag::NeverNone, policy_.facts[subject.fact].name);
      return broken(range);
    } else {
      out = policy_.add(ir::IsNone{subject.fact}, range);
    }
  } else if (is_fact && type_of(subject.fact).kind == FactKind::Choice) {
    ir::Members values;
    bool or_none = false;
    for (const ast::Member& member : is.values) {
      if (member.kind == ast::Member::Kind::None) {
        or_none = true;
        continue;
      }
      const auto added =
          members_of(type_of(subject.fact).values, std::span(&member, 1), policy_.facts[subject.fact].name);
      for (const std::size_t each : added.list()) values.insert(each);
    }
    out = policy_.add(ir::ChoiceIs{subject.fact, values}, range);
    if (or_none && !type_of(subject.fact).or_none) {
      sink_.report(range, diag::NeverNone, policy_.facts[subject.fact].name);
    } else if (or_none) {
      out = group(ir::Quantifier::Any, {policy_.add(ir::IsNone{subject.fact}, range), out}, range);
    }
  } else {
    auto reported = sink_.report(range, diag::NoValues, sources_.text(subject.range), describe(subject));
    if (is_fact && type_of(subject.fact).kind == FactKind::Set) reported.hint("for a set, write `include`");
    if (is_fact && type_of(subject.fact).kind == FactKind::Finding) reported.hint("a finding stands alone, or after `not`");
    return broken(range);
  }
  return is.negated ? policy_.add(ir::Not{out}, range) : out;
}

ExprId Analysis::lower_include(const ast::Include& include, Range range) {
  const Subject subject = unshifted(include.subject);
  if (subject.kind == Subject::Kind::Broken) return broken(range);
  if (subject.kind != Subject::Kind::Fact || type_of(subject.fact).kind != FactKind::Set) {
    sink_.report(range, diag::NotASet, sources_.text(subject.range), describe(subject));
    return broken(range);
  }
  const auto mode = [&] {
    switch (include.mode) {
      case ast::Inclusion::Member:
      case ast::Inclusion::AnyOf: return ir::Inclusion::AnyOf;
      case ast::Inclusion::AllOf: return ir::Inclusion::AllOf;
      case ast::Inclusion::Only: return ir::Inclusion::Only;
    }
    POL_BUG("inclusion out of range");
  }();
  const ir::ValueSetId set = type_of(subject.fact).values;
  const std::string& name = policy_.facts[subject.fact].name;
  warn_if_settled(include.members.empty() && mode != ir::Inclusion::Only, mode == ir::Inclusion::AllOf, range);
  if (mode != ir::Inclusion::AllOf) {
    return policy_.add(ir::Includes{subject.fact, mode, members_of(set, include.members, name)}, range);
  }
  // A listed value that covers others is there when one of those is.
  std::vector<ExprId> each;
  for (const ast::Member& member : include.members) {
    const ir::Members values = members_of(set, std::span(&member, 1), name);
    each.push_back(policy_.add(ir::Includes{subject.fact, ir::Inclusion::AnyOf, values}, range));
  }
  return each.size() == 1 ? each[0] : group(ir::Quantifier::All, std::move(each), range);
}

ExprId Analysis::lower_in(const ast::In& in, Range range) {
  const Subject subject = unshifted(in.subject);
  if (subject.kind == Subject::Kind::Broken) return broken(range);
  if (subject.kind != Subject::Kind::Fact || type_of(subject.fact).kind != FactKind::Choice) {
    auto reported = sink_.report(range, diag::NoValues, sources_.text(subject.range), describe(subject));
    if (subject.kind == Subject::Kind::Fact && type_of(subject.fact).kind == FactKind::Set) {
      reported.hint("for a set, write `include any of { … }`");
    }
    return broken(range);
  }
  const ir::ValueSetId set = type_of(subject.fact).values;
  if (const auto* members = std::get_if<ast::Set>(&in.of)) {
    const ir::Members values = members_of(set, members->members, policy_.facts[subject.fact].name);
    warn_if_settled(members->members.empty(), false, range);
    return policy_.add(ir::ChoiceIs{subject.fact, values}, range);
  }
  const auto& table = std::get<ast::Name>(in.of);
  const Symbol* symbol = find(table.text);
  if (symbol == nullptr || symbol->kind != Symbol::Kind::Procedures) {
    auto reported = sink_.report(table.range, diag::UnknownTable, table.text);
    const std::string near = may_suggest() ? nearest(table.text, names_of(Symbol::Kind::Procedures)) : "";
    if (!near.empty()) reported.hint(fmt::format("did you mean `{}`?", near));
    return broken(range);
  }
  if (set != code_set_) {
    sink_.report(range, diag::TableNeedsCode, sources_.text(subject.range), table.text);
    return broken(range);
  }
  ir::Members values;
  for (const ir::Procedure& row : policy_.procedures[symbol->index].procedures) values.insert(code_index(row.code));
  return policy_.add(ir::ChoiceIs{subject.fact, values}, range);
}

/// For every row of the tables that needs a companion: another code, or one of its companions.
ExprId Analysis::lower_companion(const ast::HasCompanion& has, Range range) {
  const Subject subject = unshifted(has.subject);
  const Subject companions = named_subject(has.companions);
  if (subject.kind == Subject::Kind::Broken || companions.kind == Subject::Kind::Broken) return broken(range);
  const bool codes = subject.kind == Subject::Kind::Fact && type_of(subject.fact).kind == FactKind::Choice &&
                     type_of(subject.fact).values == code_set_ && companions.kind == Subject::Kind::Fact &&
                     type_of(companions.fact).kind == FactKind::Set && type_of(companions.fact).values == code_set_;
  if (!codes) {
    sink_.report(range, diag::CompanionNeedsCodes);
    return broken(range);
  }
  const auto [known, is_new] = companion_rules_.try_emplace({subject.fact, companions.fact});
  if (!is_new) return group(ir::Quantifier::All, {known->second}, range);  // a long table is lowered once
  std::vector<ExprId> rows;
  for (const ir::ProcedureTable& table : policy_.procedures) {
    for (const ir::Procedure& row : table.procedures) {
      if (row.companions.empty()) continue;
      ir::Members code, needed;
      code.insert(code_index(row.code));
      for (const std::string& companion : row.companions) needed.insert(code_index(companion));
      const ExprId is_row = policy_.add(ir::ChoiceIs{subject.fact, code}, range);
      const ExprId other = policy_.add(ir::Not{is_row}, range);
      const ExprId included = policy_.add(ir::Includes{companions.fact, ir::Inclusion::AnyOf, needed}, range);
      rows.push_back(group(ir::Quantifier::Any, {other, included}, range));
    }
  }
  if (rows.empty()) {
    sink_.report(range, diag::NoCompanions);
    known->second = broken(range);
    return known->second;
  }
  const ExprId all = rows.size() == 1 ? rows[0] : group(ir::Quantifier::All, std::move(rows), range);
  known->second = all;
  return all;
}

}  // namespace pol::sema
