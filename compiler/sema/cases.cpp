// `case` blocks to patients and expectations.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::FactKind;
using ir::FactState;

void Analysis::read_cases() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* as = std::get_if<ast::Case>(&declaration)) read_case(*as);
    }
  }
}

void Analysis::read_case(const ast::Case& as) {
  const auto [at, added] = cases_seen_.try_emplace(as.title.text, as.title.range);
  if (!added) {
    sink_.report(as.title.range, diag::DeclaredTwice, "the case", as.title.text).label(at->second, "it is declared here");
  }
  ir::Case out;
  out.title = as.title.text;
  out.range = as.range;
  out.patient.facts.resize(policy_.facts.size());
  std::map<ir::FactId, std::vector<FactState>> documented;
  for (const ast::CaseFact& fact : as.facts) {
    const auto id = documented_fact(fact.fact);
    auto state = id ? case_state(fact, policy_.facts[*id]) : std::nullopt;
    if (!state) continue;
    if (fact.source) state->sources.push_back(fact.source->text);
    documented[*id].push_back(std::move(*state));
  }
  for (const auto& [fact, states] : documented) out.patient[fact] = merged(type_of(fact), states);
  for (const ast::Expectation& expectation : as.expectations) read_expectation(expectation, out);
  policy_.cases.push_back(std::move(out));
}

std::optional<ir::FactId> Analysis::documented_fact(const ast::Name& name) {
  const Symbol* symbol = find(name.text);
  if (symbol == nullptr) {
    const std::size_t dot = name.text.rfind('.');
    const Symbol* record = dot == std::string::npos ? nullptr : find(name.text.substr(0, dot));
    if (find_criterion(name.text).is_set()) {
      sink_.report(name.range, diag::NotDocumentable, name.text);
    } else if (record != nullptr && record->kind == Symbol::Kind::Record) {
      const Subject field = named_subject(name);
      if (field.kind != Subject::Kind::Fact) return std::nullopt;
      const std::string& fact = policy_.facts[field.fact].name;
      sink_.report(name.range, diag::NotDocumentable, name.text)
          .hint(fmt::format("it stands for the fact `{}`", fact))
          .fix(FixKind::Safe, name.range, fact);
    } else {
      unknown_name(name);
    }
    return std::nullopt;
  }
  if (symbol->kind == Symbol::Kind::Fact) return ir::FactId{symbol->index};
  auto reported = sink_.report(name.range, diag::NotDocumentable, name.text);
  if (symbol->kind == Symbol::Kind::Define) {
    std::vector<std::string> names;
    for (const ir::FactId fact : ir::facts_of(policy_, policy_.defines[ir::DefineId{symbol->index}].condition)) {
      names.push_back(policy_.facts[fact].name);
    }
    if (!names.empty()) reported.hint(fmt::format("it rests on {}", fmt::join(names, ", ")));
  } else if (symbol->kind == Symbol::Kind::Record) {
    std::vector<std::string> names;
    for (const ir::FactId fact : facts_of(policy_.records[symbol->index])) names.push_back(policy_.facts[fact].name);
    if (!names.empty()) reported.hint(fmt::format("its facts are {}", fmt::join(names, ", ")));
  }
  return std::nullopt;
}

/// All that a case says of one fact, whatever the order. A documented value settles an `unknown`.
FactState Analysis::merged(const ir::Type& type, const std::vector<FactState>& all) {
  FactState out;
  bool first = true, all_values = true, clash = false;
  for (const FactState& each : all) {
    out.sources.insert(out.sources.end(), each.sources.begin(), each.sources.end());
    all_values = all_values && each.kind != FactState::Kind::None;
  }
  for (const FactState& each : all) {
    if (each.kind == FactState::Kind::Undocumented) {
      out.asked = out.asked || first;
    } else if (first) {
      const auto sources = std::move(out.sources);
      out = each;
      out.sources = sources;
      first = false;
    } else if (all_values && type.kind == FactKind::Set) {
      for (const std::size_t member : each.in.list()) out.in.insert(member);
      for (const std::size_t member : each.out.list()) out.out.insert(member);
    } else if (all_values && type.kind == FactKind::Date) {
      // A month and one of its days do not contradict each other: both hold.
      out.low = std::max(out.low, each.low);
      out.high = std::min(out.high, each.high);
      clash = clash || out.low > out.high;
    } else {
      clash = clash || !same_value(out, each);
    }
  }
  if (clash) {
    FactState conflict;
    conflict.conflict = true;
    conflict.sources = std::move(out.sources);
    return conflict;
  }
  for (const std::size_t member : out.in.list()) {
    if (!out.out.contains(member)) continue;
    out.in.erase(member);
    out.out.erase(member);
    out.conflict = true;
  }
  if (out.conflict && out.in.empty() && out.out.empty()) out.kind = FactState::Kind::Undocumented;
  return out;
}

std::optional<FactState> Analysis::case_state(const ast::CaseFact& as, const ir::Fact& fact) {
  const ir::Type& type = fact.type;
  FactState out;
  out.kind = FactState::Kind::Value;
  if (as.part != ast::CaseFact::Part::Whole && type.kind != FactKind::Set) {
    sink_.report(as.fact.range, diag::PartOfNoSet, fact.name, describe(type));
    return std::nullopt;
  }
  const auto wrong = [&]() -> std::optional<FactState> {
    sink_.report(as.value_range, diag::CaseValueDoesNotFit, fact.name, describe(type), sources_.text(as.value_range));
    return std::nullopt;
  };
  const auto* word = std::get_if<ast::CaseWord>(&as.value);
  if (word != nullptr && *word == ast::CaseWord::Unknown) {
    out.kind = FactState::Kind::Undocumented;
    out.asked = true;
    return out;
  }
  const bool none = word != nullptr && (*word == ast::CaseWord::None || *word == ast::CaseWord::No);
  if (none && type.or_none) {
    out.kind = FactState::Kind::None;
    return out;
  }
  switch (type.kind) {
    case FactKind::Finding:
      if (word == nullptr) return wrong();
      out.low = out.high = *word == ast::CaseWord::Yes ? 1 : 0;
      return out;
    case FactKind::Choice: {
      ast::Member member;
      member.range = as.value_range;
      if (const auto* name = std::get_if<ast::Name>(&as.value)) {
        member.text = name->text;
      } else if (const auto* text = std::get_if<ast::Text>(&as.value)) {
        member.text = text->text;
        member.kind = ast::Member::Kind::Quoted;
      } else {
        return wrong();
      }
      const auto at = member_of(type.values, member, fact.name);
      if (!at) return std::nullopt;
      out.low = out.high = static_cast<std::int64_t>(*at);
      return out;
    }
    case FactKind::Set: {
      const ir::ValueSet& set = policy_.value_sets[type.values];
      std::vector<ast::Member> members;
      if (const auto* given = std::get_if<ast::Set>(&as.value)) {
        members = given->members;
      } else if (const auto* name = std::get_if<ast::Name>(&as.value); name && as.part != ast::CaseFact::Part::Whole) {
        members.push_back({ast::Member::Kind::Name, name->text, name->range});
      } else if (const auto* text = std::get_if<ast::Text>(&as.value); text && as.part != ast::CaseFact::Part::Whole) {
        members.push_back({ast::Member::Kind::Quoted, text->text, text->range});
      } else if (!none) {
        return wrong();
      }
      ir::Members& to = as.part == ast::CaseFact::Part::Exclude ? out.out : out.in;
      for (const ast::Member& member : members) {
        if (const auto at = member_of(type.values, member, fact.name)) to.insert(*at);
      }
      if (out.in.empty() && out.out.empty() && as.part != ast::CaseFact::Part::Whole) {
        out.kind = FactState::Kind::Undocumented;  // a part without members says nothing yet
        out.asked = true;
      }
      if (as.part == ast::CaseFact::Part::Whole) {
        for (std::size_t i = 0; i < set.values.size(); ++i) {
          if (!out.in.contains(i)) out.out.insert(i);
        }
      }
      return out;
    }
    case FactKind::Number: {
      const auto* quantity = std::get_if<ast::Quantity>(&as.value);
      if (quantity == nullptr) return wrong();
      ast::Quantity in_unit = *quantity;
      if (!in_unit.unit && !type.unit.empty()) in_unit.unit = ast::Name{std::string(type.unit), quantity->range};
      const auto value = amount_in(in_unit, type, fact.needs_grid);
      if (!value) return std::nullopt;
      if (*value < type.low || *value > type.high) {
        const int decimals = ir::row_of(type.dimension).decimals;
        sink_.report(as.value_range, diag::CaseValueOutOfRange, fact.name,
                     ir::print_quantity(type.low, type.factor, decimals),
                     fmt::format("{}{}{}", ir::print_quantity(type.high, type.factor, decimals),
                                 type.unit.empty() ? "" : " ", type.unit));
        return std::nullopt;
      }
      out.low = out.high = *value;
      return out;
    }
    case FactKind::Date: {
      const auto* date = std::get_if<ast::Date>(&as.value);
      if (date == nullptr) return wrong();
      const auto days = days_written(*date);
      if (!days) return std::nullopt;
      out.low = days->low;
      out.high = days->high;
      return out;
    }
  }
  POL_BUG("kind out of range");
}

void Analysis::read_expectation(const ast::Expectation& as, ir::Case& to) {
  ir::Expectation out;
  out.range = as.range;
  const auto outcomes = [&] {
    for (const ast::Name& name : as.outcomes) {
      const auto outcome = ir::outcome_named(name.text);
      if (outcome) out.outcomes = static_cast<ir::OutcomeSet>(out.outcomes | ir::outcome_bit(*outcome));
    }
  };
  switch (as.kind) {
    case ast::Expectation::Kind::Outcome:
      out.kind = ir::Expectation::Kind::Outcome;
      outcomes();
      for (const ast::Name& path : as.by) {
        const ir::CriterionId id = find_criterion(path.text);
        if (!id.is_set()) {
          unknown_name(path);
        } else {
          out.met_by.push_back(policy_.criteria[id].path);
        }
      }
      break;
    case ast::Expectation::Kind::Possible:
      out.kind = ir::Expectation::Kind::Possible;
      outcomes();
      break;
    case ast::Expectation::Kind::Truth: {
      out.kind = ir::Expectation::Kind::Truth;
      out.path = as.path.text;
      switch (as.truth) {
        case ast::CaseWord::Yes: out.truth = ir::Truth::Yes; break;
        case ast::CaseWord::No:
        case ast::CaseWord::None: out.truth = ir::Truth::No; break;
        case ast::CaseWord::Unknown: out.truth = ir::Truth::Unknown; break;
      }
      const Subject subject = named_subject(as.path);
      if (subject.kind == Subject::Kind::Broken) return;
      if (subject.kind == Subject::Kind::Criterion) {
        out.path = policy_.criteria[subject.criterion].path;
        out.expr = policy_.criteria[subject.criterion].truth;
      } else if (subject.kind == Subject::Kind::Define) {
        out.expr = policy_.defines[subject.define].condition;
      } else {
        sink_.report(as.path.range, diag::ExpectsACriterion, as.path.text);
        return;
      }
      break;
    }
  }
  to.expectations.push_back(std::move(out));
}

}  // namespace pol::sema
