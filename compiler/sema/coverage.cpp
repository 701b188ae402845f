// References to coverage determinations (LCDs and NCDs): their entries, and the condition that one applies.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;

namespace {

const std::vector<std::string> kEntries = {"contractor", "plans",   "jurisdictions", "jurisdictions_include",
                                           "effective",  "revised", "retired",       "superseded_by",
                                           "checked"};

}  // namespace

/// The fact that an entry of the head names; it holds one of a list of values.
ir::FactId Analysis::choice_named(const ast::Pair& in_head) {
  const auto* name = std::get_if<ast::Name>(&in_head.value);
  const Symbol* symbol = name == nullptr ? nullptr : find(name->text);
  if (name != nullptr && symbol == nullptr) {
    unknown_name(*name);
    return {};
  }
  if (symbol != nullptr && symbol->kind == Symbol::Kind::Fact) {
    const ir::FactId fact{symbol->index};
    const ir::Type& type = type_of(fact);
    if (type.kind == ir::FactKind::Choice && !policy_.value_sets[type.values].open) return fact;
  }
  sink_.report(in_head.key.range, diag::HeadNeedsChoice, in_head.key.text);
  return {};
}

void Analysis::read_coverages() {
  std::vector<const ast::Coverage*> written;
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* as = std::get_if<ast::Coverage>(&declaration);
      if (as == nullptr || as->name.text.empty()) continue;
      const auto index = static_cast<std::uint32_t>(written.size());
      const auto [at, added] = coverages_.try_emplace(as->name.text, index);
      if (!added) {
        sink_.report(as->name.range, diag::DeclaredTwice, "the determination", as->name.text)
            .label(policy_.coverages[at->second].range, "it is declared here");
        continue;
      }
      written.push_back(as);
      ir::Coverage& to = policy_.coverages.emplace_back();
      to.name = as->name.text;
      to.identifier = as->identifier.text;
      to.title = as->title.text;
      to.range = as->name.range;
    }
  }
  // Only now, for one may be superseded by another that stands below it.
  for (std::size_t i = 0; i < written.size(); ++i) read_coverage(*written[i], policy_.coverages[i]);
  check_successors();
}

void Analysis::read_coverage(const ast::Coverage& as, ir::Coverage& to) {
  std::unordered_map<std::string, Range> written;  // entries, by key
  for (const ast::Pair& pair : as.pairs) {
    const std::string& key = pair.key.text;
    const auto [at, added] = written.try_emplace(key, pair.key.range);
    if (!added) {
      sink_.report(pair.key.range, diag::DeclaredTwice, "the entry", key).label(at->second, "it is declared here");
    } else if (key == "contractor") {
      const auto* text = std::get_if<ast::Text>(&pair.value);
      if (text != nullptr && !text->text.empty()) {
        to.contractor = text->text;
      } else {
        sink_.report(pair.key.range, diag::CoverageEntryTakes, key, "a text in quotes");
      }
    } else if (key == "plans") {
      to.plans = coverage_values(pair, "plan", policy_.plan);
    } else if (key == "jurisdictions" || key == "jurisdictions_include") {
      to.jurisdictions = coverage_values(pair, "jurisdiction", policy_.jurisdiction);
      to.more_jurisdictions = key == "jurisdictions_include";
    } else if (key == "effective") {
      to.effective = coverage_day(pair);
    } else if (key == "revised") {
      to.revised = coverage_day(pair);
    } else if (key == "retired") {
      to.retired = coverage_day(pair);
    } else if (key == "checked") {
      to.checked = coverage_day(pair);
    } else if (key == "superseded_by") {
      read_successor(pair, to);
    } else {
      auto reported = sink_.report(pair.key.range, diag::UnknownCoverageEntry, key);
      if (const std::string near = nearest(key, kEntries); !near.empty()) {
        reported.hint(fmt::format("did you mean `{}`?", near)).fix(FixKind::Review, pair.key.range, near);
      } else {
        reported.hint(fmt::format("its entries are {}", fmt::join(kEntries, ", ")));
      }
    }
  }
  if (written.contains("jurisdictions") && written.contains("jurisdictions_include")) {
    sink_.report(written.at("jurisdictions_include"), diag::AllAndSomeJurisdictions)
        .label(written.at("jurisdictions"), "all of them are listed here");
  }
  struct Day {
    std::string key;
    std::optional<ir::Day> day;
  };
  const std::array<Day, 3> days = {{{"effective", to.effective}, {"revised", to.revised}, {"retired", to.retired}}};
  for (std::size_t later = 1; later < days.size(); ++later) {
    for (std::size_t sooner = 0; sooner < later; ++sooner) {
      const Day& a = days[sooner];
      const Day& b = days[later];
      if (!a.day || !b.day || *a.day <= *b.day) continue;
      sink_
          .report(written.at(b.key), diag::CoverageDaysOutOfOrder, b.key, ir::print_date(*b.day), a.key,
                  ir::print_date(*a.day))
          .label(written.at(a.key), fmt::format("`{}` is here", a.key));
      return;
    }
  }
}

std::optional<ir::Day> Analysis::coverage_day(const ast::Pair& pair) {
  const auto* date = std::get_if<ast::Date>(&pair.value);
  if (date == nullptr) {
    sink_.report(pair.key.range, diag::EntryNeedsDate, pair.key.text);
    return std::nullopt;
  }
  return day_written(*date);
}

/// Values of the fact that the head names as `head_key`.
std::optional<ir::Members> Analysis::coverage_values(const ast::Pair& pair, std::string_view head_key,
                                                     ir::FactId fact) {
  const auto* set = std::get_if<ast::Set>(&pair.value);
  if (set == nullptr || set->members.empty()) {
    sink_.report(pair.key.range, diag::CoverageEntryTakes, pair.key.text, "values in braces, one or more");
    return std::nullopt;
  }
  if (fact.is_set()) return members_of(type_of(fact).values, set->members, policy_.facts[fact].name);
  const ast::File& policy = files_.back();
  const bool told = std::any_of(policy.metadata.begin(), policy.metadata.end(),
                                [&](const ast::Pair& each) { return each.key.text == head_key; });
  if (policy.is_policy && !told && !parse_failed_) {  // a module by itself has no such head
    sink_.report(pair.key.range, diag::HeadNamesNoFact, policy.name.text, head_key)
        .hint(fmt::format("write `{}: …` there, with a fact whose values these are", head_key));
  }
  return std::nullopt;
}

void Analysis::read_successor(const ast::Pair& pair, ir::Coverage& to) {
  if (const auto* text = std::get_if<ast::Text>(&pair.value); text != nullptr && !text->text.empty()) {
    to.superseded_by = text->text;
    for (std::uint32_t i = 0; i < policy_.coverages.size(); ++i) {
      if (policy_.coverages[i].identifier == text->text) to.successor = i;
    }
    return;
  }
  const auto* name = std::get_if<ast::Name>(&pair.value);
  if (name == nullptr) {
    sink_.report(pair.key.range, diag::CoverageEntryTakes, pair.key.text,
                 "the name of a determination, or an identifier in quotes");
    return;
  }
  const auto at = coverages_.find(name->text);
  if (at == coverages_.end()) return unknown_coverage(*name);
  to.successor = at->second;
  to.superseded_by = policy_.coverages[at->second].identifier;
}

/// Each ring is told once, and cut.
void Analysis::check_successors() {
  for (std::uint32_t start = 0; start < policy_.coverages.size(); ++start) {
    std::vector<std::uint32_t> seen = {start};
    std::string ring = fmt::format("`{}`", policy_.coverages[start].name);
    for (auto next = policy_.coverages[start].successor; next; next = policy_.coverages[*next].successor) {
      ring += fmt::format(" → `{}`", policy_.coverages[*next].name);
      if (*next == start) {
        sink_.report(policy_.coverages[start].range, diag::SupersededByItself, policy_.coverages[start].name, ring);
        policy_.coverages[start].successor.reset();
        break;
      }
      if (std::find(seen.begin(), seen.end(), *next) != seen.end()) break;  // a ring that begins further on
      seen.push_back(*next);
    }
  }
}

void Analysis::unknown_coverage(const ast::Name& name) {
  std::vector<std::string> names;
  for (const auto& [known, index] : coverages_) names.push_back(known);
  suggest(sink_.report(name.range, diag::UnknownDetermination, name.text), name, names);
}

/// It applies on the days that it is in force, to its plans and in its jurisdictions. What is not declared is unknown.
ExprId Analysis::lower_applies(const ast::Applies& applies, Range range) {
  const ast::Operand& subject = applies.subject;
  if (subject.primary.kind != ast::Primary::Kind::Name || !subject.shifts.empty()) {
    sink_.report(subject.range, diag::UnknownDetermination, sources_.text(subject.range));
    return broken(range);
  }
  const auto at = coverages_.find(subject.primary.name.text);
  if (at == coverages_.end()) {
    if (!subject.primary.name.text.empty()) unknown_coverage(subject.primary.name);
    return broken(range);
  }
  const ir::Coverage& coverage = policy_.coverages[at->second];
  const auto unknown = [&] { return policy_.add(ir::Literal{ir::Truth::Unknown}, range); };
  const auto one_of = [&](ir::FactId fact, const std::optional<ir::Members>& values) {
    return fact.is_set() && values ? policy_.add(ir::ChoiceIs{fact, *values}, range) : unknown();
  };
  const auto on = [](ir::Day day) {
    ir::Operand operand;
    operand.is_date = true;
    operand.literal = day;
    return operand;
  };
  ir::Operand reference;
  reference.kind = ir::Operand::Kind::Fact;
  reference.is_date = true;
  reference.fact = policy_.reference;
  const bool has_reference = policy_.reference.is_set();  // a module by itself has none

  std::vector<ExprId> all = {one_of(policy_.plan, coverage.plans)};
  ExprId place = one_of(policy_.jurisdiction, coverage.jurisdictions);
  if (coverage.more_jurisdictions) place = group(ir::Quantifier::Any, {place, unknown()}, range);
  all.push_back(place);
  all.push_back(coverage.effective && has_reference
                    ? policy_.add(ir::Compare{on(*coverage.effective), ir::Relation::LessEqual, reference}, range)
                    : unknown());
  if (coverage.retired && has_reference) {
    all.push_back(policy_.add(ir::Compare{reference, ir::Relation::Less, on(*coverage.retired)}, range));
  } else if (!coverage.checked) {
    all.push_back(unknown());  // nobody has looked whether it is retired
  }
  return group(ir::Quantifier::All, std::move(all), range);
}

}  // namespace pol::sema
