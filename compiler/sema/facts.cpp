// Value sets, types, facts, records.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

namespace {

/// Types with a number behind them, by the word that an author writes.
struct NumberWord {
  std::string_view word;
  ir::Dimension dimension;
  std::string_view unit;  ///< the one it takes when none is written
};
constexpr NumberWord kNumberWords[] = {
    {"number", ir::Dimension::Plain, ""},   {"count", ir::Dimension::Count, ""},
    {"score", ir::Dimension::Score, ""},    {"percent", ir::Dimension::Percent, "%"},
    {"length", ir::Dimension::Length, "cm"}, {"angle", ir::Dimension::Angle, "degrees"},
    {"mass", ir::Dimension::Mass, "kg"},    {"duration", ir::Dimension::Days, "days"},
    {"age", ir::Dimension::AgeYears, "years"},
};

const NumberWord* number_word(std::string_view word) {
  for (const NumberWord& each : kNumberWords) {
    if (each.word == word) return &each;
  }
  return nullptr;
}

}  // namespace

// ---- codes --------------------------------------------------------------

std::uint32_t Analysis::add_code(const std::string& text) {
  const auto [at, added] = codes_.try_emplace(text, static_cast<std::uint32_t>(codes_.size()));
  return at->second;
}

/// Every text that stands where only a code can stand: procedure tables, and quoted members anywhere.
void Analysis::collect_codes(const ast::File& file) {
  const auto add_members = [&](const std::vector<ast::Member>& members) {
    for (const ast::Member& member : members) {
      if (member.kind == ast::Member::Kind::Quoted) add_code(member.text);
    }
  };
  for (const ast::Declaration& declaration : file.declarations) {
    if (const auto* table = std::get_if<ast::Procedures>(&declaration)) {
      for (const ast::Procedure& row : table->procedures) {
        add_code(row.code.text);
        if (row.companions) add_members(row.companions->members);
      }
    } else if (const auto* as = std::get_if<ast::Case>(&declaration)) {
      for (const ast::CaseFact& fact : as->facts) {
        if (const auto* text = std::get_if<ast::Text>(&fact.value)) add_code(text->text);
        if (const auto* set = std::get_if<ast::Set>(&fact.value)) add_members(set->members);
      }
    }
  }
  for (const ast::Condition& condition : file.conditions) {
    if (const auto* is = std::get_if<ast::IsValue>(&condition.node)) add_members(is->values);
    if (const auto* include = std::get_if<ast::Include>(&condition.node)) add_members(include->members);
    if (const auto* in = std::get_if<ast::In>(&condition.node)) {
      if (const auto* set = std::get_if<ast::Set>(&in->of)) add_members(set->members);
    }
  }
}

void Analysis::collect_codes() {
  for (const ast::File& file : files_) collect_codes(file);
  std::vector<std::string> texts(codes_.size());
  for (const auto& [text, index] : codes_) texts[index] = text;
  ir::ValueSet set;
  set.name = "code";
  set.title = "Procedure codes";
  set.open = true;
  for (const std::string& text : texts) set.values.push_back({text, text, {}});
  set.values.push_back({"", "any other code", {}});
  for (std::size_t i = 0; i < set.values.size(); ++i) set.values[i].covers.insert(i);
  code_set_ = policy_.value_sets.add(std::move(set));
  auto& index = value_index_[code_set_.index];
  for (const auto& [text, at] : codes_) index.emplace(text, at);
}

// ---- value sets ---------------------------------------------------------

void Analysis::read_value_sets() {
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* values = std::get_if<ast::Values>(&declaration);
      if (values == nullptr) continue;
      const Symbol* symbol = find(values->name.text);
      if (symbol == nullptr || symbol->kind != Symbol::Kind::ValueSet) continue;
      const ir::ValueSetId id{symbol->index};
      ir::ValueSet& set = policy_.value_sets[id];
      if (!set.values.empty()) continue;  // declared twice: the first stands
      auto& index = value_index_[id.index];
      for (const ast::ValueDecl& value : values->values) {
        const auto at = static_cast<std::uint32_t>(set.values.size());
        if (!index.try_emplace(value.name.text, at).second) {
          sink_.report(value.name.range, diag::ValueTwice, value.name.text, set.name);
          continue;
        }
        set.values.push_back({value.name.text, value.title.text, {}});
        set.values.back().covers.insert(at);
      }
      // A value may cover one that is declared later, and what that covers: repeat until nothing is added.
      for (std::size_t round = 0; round < values->values.size(); ++round) {
        bool grown = false;
        for (const ast::ValueDecl& value : values->values) {
          if (!value.covers) continue;
          ir::Value& to = set.values[index[value.name.text]];
          const auto from = round == 0 ? members_of(id, value.covers->members, set.name) : to.covers;
          for (const std::size_t member : from.list()) {
            to.covers.insert(member);
            for (const std::size_t deeper : set.values[member].covers.list()) {
              grown = grown || !to.covers.contains(deeper);
              to.covers.insert(deeper);
            }
          }
        }
        if (!grown && round > 0) break;
      }
    }
  }
}

ir::ValueSetId Analysis::set_in_place(const ast::Set& set) {
  ir::ValueSet out;
  out.range = set.range;
  std::unordered_map<std::string, std::uint32_t> index;
  for (const ast::Member& member : set.members) {
    const auto at = static_cast<std::uint32_t>(out.values.size());
    if (member.kind == ast::Member::Kind::None) {
      sink_.report(member.range, diag::NoneAsValue);
      continue;
    }
    if (!index.try_emplace(member.text, at).second) {
      sink_.report(member.range, diag::ValueTwice, member.text, "this set");
      continue;
    }
    out.values.push_back({member.text, member.text, {}});
    out.values.back().covers.insert(at);
  }
  const ir::ValueSetId id = policy_.value_sets.add(std::move(out));
  value_index_[id.index] = std::move(index);
  return id;
}

std::optional<std::size_t> Analysis::member_of(ir::ValueSetId set, const ast::Member& member, std::string_view of) {
  const auto& index = value_index_[set.index];
  if (const auto at = index.find(member.text); at != index.end()) return at->second;
  if (policy_.value_sets[set].open) return policy_.value_sets[set].values.size() - 1;
  if (const Symbol* symbol = find(member.text); symbol != nullptr && symbol->kind == Symbol::Kind::Fact) {
    sink_.report(member.range, diag::FactNotValue, member.text, of)
        .hint(fmt::format("to join conditions, write `any {{ …, {} }}`", member.text));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const ir::Value& value : policy_.value_sets[set].values) names.push_back(value.name);
  auto reported = sink_.report(member.range, diag::UnknownValue, member.text, of);
  if (const std::string near = nearest(member.text, names); !near.empty()) {
    reported.hint(fmt::format("did you mean `{}`?", near)).fix(FixKind::Review, member.range, near);
  } else if (names.size() <= 12) {
    reported.hint(fmt::format("its values are {}", fmt::join(names, ", ")));
  }
  return std::nullopt;
}

ir::Members Analysis::members_of(ir::ValueSetId set, std::span<const ast::Member> members, std::string_view of) {
  ir::Members out;
  for (const ast::Member& member : members) {
    const auto at = member_of(set, member, of);
    if (!at) continue;
    const ir::Members& covers = policy_.value_sets[set].values[*at].covers;
    out.insert(*at);
    for (const std::size_t each : covers.list()) out.insert(each);
  }
  return out;
}

// ---- facts --------------------------------------------------------------

void Analysis::read_facts() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* facts = std::get_if<ast::Facts>(&declaration);
      if (facts == nullptr) continue;
      for (const ast::Fact& fact : facts->facts) {
        const Symbol* symbol = find(fact.name.text);
        if (symbol == nullptr || symbol->kind != Symbol::Kind::Fact) continue;
        const ir::FactId id{symbol->index};
        if (policy_.facts[id].range.begin != fact.name.range.begin ||
            policy_.facts[id].range.source != fact.name.range.source) {
          continue;  // declared twice: the first stands
        }
        read_fact(fact, id);
      }
    }
  }
}

void Analysis::read_fact(const ast::Fact& fact, ir::FactId id) {
  const ir::Type type = read_type(fact.type, fact);
  ir::Fact& out = policy_.facts[id];
  out.type = type;
  out.absent_means_no = fact.absent_means_no;
  for (const ast::Text& example : fact.examples) out.examples.push_back(example.text);
  if (fact.absent_means_no && !type.or_none && type.kind != ir::FactKind::Finding && type.kind != ir::FactKind::Set) {
    sink_.report(fact.name.range, diag::AbsentNeedsNone, fact.name.text);
  }
  if (fact.shown_by && type.kind != ir::FactKind::Finding) {
    sink_.report(fact.name.range, diag::ShownByNeedsFinding, fact.name.text, describe(type));
  }
}

ir::Type Analysis::read_type(const ast::Type& type, const ast::Fact& fact) {
  ir::Type out;
  out.or_none = fact.or_none;
  const auto refuse_extras = [&] {
    if (type.low) sink_.report(type.range, diag::TypeTakesNoRange, type.name.text);
    if (type.unit) sink_.report(type.unit->range, diag::TypeTakesNoUnit, type.name.text);
  };
  if (type.kind != ast::Type::Kind::Named) {
    out.kind = type.kind == ast::Type::Kind::OneOf ? ir::FactKind::Choice : ir::FactKind::Set;
    if (type.set) {
      out.values = set_in_place(*type.set);
    } else if (type.name.text == "code") {
      out.values = code_set_;
    } else if (const Symbol* symbol = find(type.name.text); symbol && symbol->kind == Symbol::Kind::ValueSet) {
      out.values = ir::ValueSetId{symbol->index};
    } else {
      auto reported = sink_.report(type.name.range, diag::UnknownValueSet, type.name.text);
      const std::string near = nearest(type.name.text, names_of(Symbol::Kind::ValueSet));
      if (!near.empty()) reported.hint(fmt::format("did you mean `{}`?", near));
      out.values = code_set_;
    }
    if (out.kind == ir::FactKind::Set && fact.or_none) {
      sink_.report(fact.name.range, diag::SetOrNone, fact.name.text);
      out.or_none = false;
    }
    return out;
  }
  const std::string& word = type.name.text;
  if (word == "finding") {
    out.kind = ir::FactKind::Finding;
    refuse_extras();
    if (fact.or_none) {
      sink_.report(fact.name.range, diag::FindingOrNone, fact.name.text);
      out.or_none = false;
    }
  } else if (word == "date") {
    out.kind = ir::FactKind::Date;
    refuse_extras();
  } else if (word == "code") {
    out.kind = ir::FactKind::Choice;
    out.values = code_set_;
    refuse_extras();
  } else if (number_word(word) != nullptr) {
    out.kind = ir::FactKind::Number;
    read_number_type(type, word, out);
  } else if (const Symbol* symbol = find(word); symbol && symbol->kind == Symbol::Kind::ValueSet) {
    out.kind = ir::FactKind::Choice;
    out.values = ir::ValueSetId{symbol->index};
    refuse_extras();
  } else {
    std::vector<std::string> names = names_of(Symbol::Kind::ValueSet);
    for (const NumberWord& each : kNumberWords) names.emplace_back(each.word);
    names.insert(names.end(), {"finding", "date", "code"});
    auto reported = sink_.report(type.name.range, diag::UnknownType, word);
    if (const std::string near = nearest(word, names); !near.empty()) {
      reported.hint(fmt::format("did you mean `{}`?", near)).fix(FixKind::Review, type.name.range, near);
    }
  }
  return out;
}

void Analysis::read_number_type(const ast::Type& type, const std::string& kind, ir::Type& out) {
  const NumberWord& word = *number_word(kind);
  out.dimension = word.dimension;
  std::string unit(type.unit ? std::string_view(type.unit->text) : word.unit);
  if (!type.unit && type.high && type.high->unit) unit = type.high->unit->text;
  if (!unit.empty()) {
    const ir::UnitRow* row = ir::unit_named(unit);
    const Range at = type.unit ? type.unit->range : type.range;
    const bool counts_time = kind == "duration" || kind == "age";
    if (row == nullptr) {
      sink_.report(at, diag::UnknownUnit, unit);
      row = ir::unit_named(word.unit);
    }
    const bool fits = kind == "duration" ? row->dimension == ir::Dimension::Days || row->dimension == ir::Dimension::Months
                      : kind == "age"    ? row->dimension == ir::Dimension::Months
                                         : row->dimension == word.dimension;
    if (!fits) {
      sink_.report(at, diag::UnitDoesNotFitType, unit, kind);
      row = ir::unit_named(word.unit);
    }
    if (row != nullptr) {
      out.unit = row->many;
      out.factor = row->factor;
      if (kind == "duration") out.dimension = row->dimension;
      if (kind == "age") {
        out.dimension = row->factor == 12 ? ir::Dimension::AgeYears : ir::Dimension::AgeMonths;
        out.factor = 1;
      }
    }
    if (!counts_time && out.unit == "percent") out.unit = "%";
  }
  const ir::DimensionRow& dimension = ir::row_of(out.dimension);
  std::int64_t parts = 1;
  for (int i = 0; i < dimension.decimals; ++i) parts *= 10;
  out.low = 2 * dimension.low * parts;
  out.high = 2 * dimension.high * parts;
  if (type.low && type.high) {
    const auto low = ir::parse_quantity(type.low->digits, out.factor, dimension.decimals);
    const auto high = ir::parse_quantity(type.high->digits, out.factor, dimension.decimals);
    if (!low || !high) {
      sink_.report(type.range, diag::RangeTooLarge);
    } else if (*low > *high) {
      sink_.report(type.range, diag::RangeUpsideDown, type.low->digits, type.high->digits);
    } else {
      out.low = *low;
      out.high = *high;
    }
  }
}

// ---- records ------------------------------------------------------------

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
        continue;
      }
      for (const ast::Pair& field : as->fields) read_record_field(field, record);
      if (record.kind == ir::Record::Kind::Age && !record.birth.is_set()) {
        sink_.report(as->name.range, diag::AgeNeedsBirth, as->name.text);
      }
    }
  }
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
                                         {"at", &ir::Record::at, ir::FactKind::Date}};
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
