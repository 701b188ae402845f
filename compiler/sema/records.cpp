// Records declared over flat facts.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

void Analysis::read_records() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* as = std::get_if<ast::Record>(&declaration);
      if (as == nullptr) continue;
      const Symbol* symbol = find(as->name.text);
      if (symbol == nullptr || symbol->kind != Symbol::Kind::Record) continue;
      ir::Record& record = policy_.records[symbol->index];
      if (as->kind.text == "episode") {
        record.kind = ir::Record::Kind::Episode;
      } else if (as->kind.text == "study") {
        record.kind = ir::Record::Kind::Study;
      } else if (as->kind.text == "age") {
        record.kind = ir::Record::Kind::Age;
      } else {
        sink_.report(as->kind.range, diag::UnknownRecordKind, as->kind.text);
        broken_records_.insert(symbol->index);
        continue;
      }
      const std::size_t before = sink_.errors();
      std::unordered_map<std::string, Range> written;
      for (const ast::Pair& field : as->fields) {
        const auto [at, added] = written.try_emplace(field.key.text, field.key.range);
        if (added) {
          read_record_field(field, record);
        } else {
          sink_.report(field.key.range, diag::DeclaredTwice, "the field", field.key.text)
              .label(at->second, "it is declared here");
        }
      }
      if (record.kind == ir::Record::Kind::Age && !written.contains("birth")) {
        sink_.report(as->name.range, diag::AgeNeedsBirth, as->name.text);
      } else if (record.kind == ir::Record::Kind::Study && !written.contains("date")) {
        sink_.report(as->name.range, diag::StudyNeedsDate, as->name.text);
      } else if (written.empty()) {
        sink_.report(as->name.range, diag::RecordOfNothing, as->name.text);
      }
      if (sink_.errors() > before) broken_records_.insert(symbol->index);
    }
  }
}

/// The facts that a record gives a name to; not the date that an age is counted to.
std::vector<ir::FactId> Analysis::facts_of(const ir::Record& r) {
  std::vector<ir::FactId> facts = {r.start, r.end,    r.length, r.status, r.kinds, r.date,
                                   r.result, r.done, r.birth,  r.years,  r.months};
  std::erase_if(facts, [](ir::FactId fact) { return !fact.is_set(); });
  return facts;
}

void Analysis::read_record_field(const ast::Pair& pair, ir::Record& record) {
  struct Field {
    std::string_view name;
    ir::FactId ir::Record::* to;
    ir::FactKind kind;
  };
  static const std::vector<Field> episode = {{"start", &ir::Record::start, ir::FactKind::Date},
                                             {"end", &ir::Record::end, ir::FactKind::Date},
                                             {"length", &ir::Record::length, ir::FactKind::Number},
                                             {"status", &ir::Record::status, ir::FactKind::Choice},
                                             {"kinds", &ir::Record::kinds, ir::FactKind::Set}};
  static const std::vector<Field> study = {{"date", &ir::Record::date, ir::FactKind::Date},
                                           {"result", &ir::Record::result, ir::FactKind::Choice},
                                           {"done", &ir::Record::done, ir::FactKind::Finding}};
  static const std::vector<Field> age = {{"birth", &ir::Record::birth, ir::FactKind::Date},
                                         {"years", &ir::Record::years, ir::FactKind::Number},
                                         {"months", &ir::Record::months, ir::FactKind::Number},
                                         {"on", &ir::Record::at, ir::FactKind::Date}};
  const std::vector<Field>& fields = record.kind == ir::Record::Kind::Episode ? episode
                                     : record.kind == ir::Record::Kind::Study ? study
                                                                              : age;
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == pair.key.text; });
  if (field == fields.end()) {
    std::vector<std::string> names;
    for (const Field& each : fields) names.emplace_back(each.name);
    sink_.report(pair.key.range, diag::UnknownField, pair.key.text, record.name)
        .hint(fmt::format("its fields are {}", fmt::join(names, ", ")));
    return;
  }
  const auto* name = std::get_if<ast::Name>(&pair.value);
  const Symbol* symbol = name == nullptr ? nullptr : find(name->text);
  if (name == nullptr || symbol == nullptr || symbol->kind != Symbol::Kind::Fact) {
    if (name != nullptr && symbol == nullptr) return unknown_name(*name);
    sink_.report(pair.key.range, diag::FieldNeedsFact, pair.key.text);
    return;
  }
  const ir::FactId fact{symbol->index};
  const ir::Type& type = type_of(fact);
  const bool right_number = type.kind != ir::FactKind::Number ||
                            (field->name == "length"   ? type.dimension == ir::Dimension::Days
                             : field->name == "years"  ? type.dimension == ir::Dimension::AgeYears
                             : field->name == "months" ? type.dimension == ir::Dimension::AgeMonths
                                                       : true);
  if (type.kind != field->kind || !right_number) {
    sink_.report(name->range, diag::FieldTypeDoesNotFit, name->text, describe(type), pair.key.text);
    return;
  }
  record.*(field->to) = fact;
}

}  // namespace pol::sema
