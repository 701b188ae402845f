// Codes, value sets, types, facts.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "compiler/sema/analysis.h"
#include "compiler/support/limits.h"

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

/// The type that an author writes for what is measured so.
std::string_view type_word(ir::Dimension dimension) {
  for (const NumberWord& each : kNumberWords) {
    if (each.dimension == dimension) return each.word;
  }
  return "duration";
}

const NumberWord* number_word(std::string_view word) {
  for (const NumberWord& each : kNumberWords) {
    if (each.word == word) return &each;
  }
  return nullptr;
}

}  // namespace

// ---- codes --------------------------------------------------------------

void Analysis::add_code(const std::string& text) {
  if (!text.empty()) codes_.try_emplace(text, static_cast<std::uint32_t>(codes_.size()));
}

/// The last value stands for every text that the program does not name.
std::size_t Analysis::code_index(const std::string& text) const {
  const auto at = codes_.find(text);
  return at == codes_.end() ? codes_.size() : at->second;
}

/// Every text that stands where a code can stand: procedure tables, and quoted members beside a fact of codes.
void Analysis::collect_codes(const ast::File& file, const std::unordered_set<std::string>& others) {
  const auto add_members = [&](const std::vector<ast::Member>& members) {
    for (const ast::Member& member : members) {
      if (member.kind == ast::Member::Kind::Quoted) add_code(member.text);
    }
  };
  const auto beside = [&](const ast::Operand& subject, const std::vector<ast::Member>& members) {
    if (!others.contains(subject.primary.name.text)) add_members(members);
  };
  for (const ast::Declaration& declaration : file.declarations) {
    if (const auto* table = std::get_if<ast::Procedures>(&declaration)) {
      for (const ast::Procedure& row : table->procedures) {
        add_code(row.code.text);
        if (row.companions) add_members(row.companions->members);
      }
    } else if (const auto* as = std::get_if<ast::Case>(&declaration)) {
      for (const ast::CaseFact& fact : as->facts) {
        if (others.contains(fact.fact.text)) continue;
        if (const auto* text = std::get_if<ast::Text>(&fact.value)) add_code(text->text);
        if (const auto* set = std::get_if<ast::Set>(&fact.value)) add_members(set->members);
      }
    }
  }
  for (const ast::Condition& condition : file.conditions) {
    if (const auto* is = std::get_if<ast::IsValue>(&condition.node)) beside(is->subject, is->values);
    if (const auto* include = std::get_if<ast::Include>(&condition.node)) beside(include->subject, include->members);
    if (const auto* in = std::get_if<ast::In>(&condition.node)) {
      if (const auto* set = std::get_if<ast::Set>(&in->of)) beside(in->subject, set->members);
    }
  }
}

void Analysis::collect_codes() {
  std::unordered_set<std::string> others;  // facts that hold no codes
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* facts = std::get_if<ast::Facts>(&declaration);
      if (facts == nullptr) continue;
      for (const ast::Fact& fact : facts->facts) {
        if (fact.type.name.text != "code") others.insert(fact.name.text);
      }
    }
  }
  for (const ast::File& file : files_) collect_codes(file, others);
  if (!values_fit(codes_.size(), {"code", files_.back().name.range})) codes_.clear();
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
      if (!values_fit(values->values.size(), values->name)) continue;
      if (values->values.empty()) sink_.report(values->name.range, diag::SetOfNoValues, values->name.text);
      auto& index = value_index_[id.index];
      std::vector<Range> places;
      for (const ast::ValueDecl& value : values->values) {
        const auto at = static_cast<std::uint32_t>(set.values.size());
        const auto [first, added] = index.try_emplace(value.name.text, at);
        if (!added) {
          sink_.report(value.name.range, diag::ValueTwice, value.name.text, fmt::format("`{}`", set.name))
              .label(places[first->second], "it is declared here");
          continue;
        }
        places.push_back(value.name.range);
        set.values.push_back({value.name.text, value.title.text, {}});
        set.values.back().covers.insert(at);
      }
      read_covers(*values, id);
    }
  }
}

/// A value covers what the values it covers do; those may be declared later.
void Analysis::read_covers(const ast::Values& values, ir::ValueSetId id) {
  ir::ValueSet& set = policy_.value_sets[id];
  const auto& index = value_index_[id.index];
  std::vector<std::vector<std::size_t>> direct(set.values.size());
  for (const ast::ValueDecl& value : values.values) {
    if (!value.covers) continue;
    for (const ast::Member& member : value.covers->members) {
      if (const auto at = member_of(id, member, set.name)) direct[index.at(value.name.text)].push_back(*at);
    }
  }
  for (std::size_t i = 0; i < direct.size(); ++i) {
    std::vector<std::size_t> waiting = direct[i];
    while (!waiting.empty()) {
      const std::size_t covered = waiting.back();
      waiting.pop_back();
      if (set.values[i].covers.contains(covered)) continue;
      set.values[i].covers.insert(covered);
      waiting.insert(waiting.end(), direct[covered].begin(), direct[covered].end());
    }
  }
}

bool Analysis::values_fit(std::size_t count, const ast::Name& of) {
  constexpr std::size_t kMost = limits::kValues;  // each value keeps the set of those it covers
  if (count > kMost) sink_.report(of.range, diag::TooManyValues, of.text, count, kMost);
  return count <= kMost;
}

ir::ValueSetId Analysis::set_in_place(const ast::Set& set, const ast::Name& of, bool is_choice) {
  ir::ValueSet out;
  out.range = set.range;
  if (set.members.empty()) sink_.report(set.range, diag::SetOfNoValues, of.text);
  std::unordered_map<std::string, std::uint32_t> index;
  std::vector<Range> places;
  const bool fits = values_fit(set.members.size(), of);
  for (const ast::Member& member : std::span(set.members).first(fits ? set.members.size() : 0)) {
    const auto at = static_cast<std::uint32_t>(out.values.size());
    if (member.kind == ast::Member::Kind::None) {
      sink_.report(member.range, diag::NoneAsValue)
          .hint(is_choice ? "write `or none` after the type" : "take it out: an empty set says none");
      continue;
    }
    const auto [first, added] = index.try_emplace(member.text, at);
    if (!added) {
      sink_.report(member.range, diag::ValueTwice, member.text, "this set").label(places[first->second], "it is here");
      continue;
    }
    places.push_back(member.range);
    out.values.push_back({member.text, member.text, {}});
    out.values.back().covers.insert(at);
  }
  const ir::ValueSetId id = policy_.value_sets.add(std::move(out));
  value_index_[id.index] = std::move(index);
  return id;
}

std::optional<std::size_t> Analysis::member_of(ir::ValueSetId set, const ast::Member& member, std::string_view of) {
  const auto& index = value_index_[set.index];
  if (member.kind == ast::Member::Kind::None) {
    sink_.report(member.range, diag::NoneAsValue).hint("`none` stands alone: `is none` in a condition, `: none` in a case");
    return std::nullopt;
  }
  if (policy_.value_sets[set].open && member.kind == ast::Member::Kind::Quoted && member.text.empty()) {
    sink_.report(member.range, diag::EmptyCode);
    return std::nullopt;
  }
  if (policy_.value_sets[set].open && member.kind != ast::Member::Kind::Quoted) {
    sink_.report(member.range, diag::CodeWithoutQuotes, member.text)
        .hint(fmt::format("write `\"{}\"`", member.text))
        .fix(FixKind::Review, member.range, fmt::format("\"{}\"", member.text));
    return std::nullopt;
  }
  if (const auto at = index.find(member.text); at != index.end()) return at->second;
  if (policy_.value_sets[set].open) return code_index(member.text);
  if (const Symbol* symbol = find(member.text); symbol != nullptr && symbol->kind == Symbol::Kind::Fact) {
    sink_.report(member.range, diag::FactNotValue, member.text, of)
        .hint(fmt::format("to join conditions, write `any {{ …, {} }}`", member.text));
    return std::nullopt;
  }
  auto reported = sink_.report(member.range, diag::UnknownValue, member.text, of);
  if (!may_suggest()) return std::nullopt;
  std::vector<std::string> names;
  for (const ir::Value& value : policy_.value_sets[set].values) names.push_back(value.name);
  if (const std::string near = nearest(member.text, names); !near.empty()) {
    reported.hint(fmt::format("did you mean `{}`?", near)).fix(FixKind::Review, member.range, near);
  } else if (!names.empty() && names.size() <= 12) {
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
        if (is_first(fact, id)) read_fact(fact, id);
      }
    }
  }
}

/// Of two declarations of one name the first stands.
bool Analysis::is_first(const ast::Fact& fact, ir::FactId id) const {
  const Range first = policy_.facts[id].range;
  return first.source == fact.name.range.source && first.begin == fact.name.range.begin;
}

void Analysis::read_fact(const ast::Fact& fact, ir::FactId id) {
  const ir::Type type = read_type(fact.type, fact);
  ir::Fact& out = policy_.facts[id];
  out.type = type;
  out.absent_means_no = fact.absent_means_no;
  for (const ast::Text& example : fact.examples) out.examples.push_back(example.text);
  out.planned = fact.planned;
  if (fact.asks) {
    const std::string& digits = fact.asks->digits;
    constexpr std::size_t kMostDigits = 2;
    const bool is_whole = digits.size() <= kMostDigits && digits.find('.') == std::string::npos;
    if (is_whole && digits.find_first_not_of('0') != std::string::npos) {
      out.cost = static_cast<unsigned>(std::stoul(digits));
    } else {
      sink_.report(fact.asks->range, diag::CostOutOfRange, digits);
    }
  }
  if (fact.planned && type.kind != ir::FactKind::Date) {
    sink_.report(fact.name.range, diag::PlannedNeedsDate, fact.name.text, describe(type));
  }
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
      out.values = set_in_place(*type.set, fact.name, type.kind == ast::Type::Kind::OneOf);
    } else if (type.name.text == "code") {
      out.values = code_set_;
    } else if (const Symbol* symbol = find(type.name.text); symbol && symbol->kind == Symbol::Kind::ValueSet) {
      out.values = ir::ValueSetId{symbol->index};
    } else {
      auto reported = sink_.report(type.name.range, diag::UnknownValueSet, type.name.text);
      const std::string near = may_suggest() ? nearest(type.name.text, names_of(Symbol::Kind::ValueSet)) : "";
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
  } else if (!word.empty()) {  // a type that could not be read has been told
    auto reported = sink_.report(type.name.range, diag::UnknownType, word);
    if (const Symbol* other = find(word)) {
      reported.label(other->range, other->kind == Symbol::Kind::Define ? "it is a definition" : "it is declared here");
      return out;
    }
    if (const ir::UnitRow* unit = ir::unit_named(word)) {
      reported.hint(fmt::format("it is a unit; write the type before it, as in `{} in {}`", type_word(unit->dimension), word));
      return out;
    }
    if (!may_suggest()) return out;
    std::vector<std::string> names = names_of(Symbol::Kind::ValueSet);
    for (const NumberWord& each : kNumberWords) names.emplace_back(each.word);
    names.insert(names.end(), {"finding", "date", "code"});
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
  bool fits = true;
  if (!unit.empty()) {
    const ir::UnitRow* row = ir::unit_named(unit);
    const Range at = type.unit ? type.unit->range : type.range;
    const bool counts_time = kind == "duration" || kind == "age";
    if (row == nullptr) {
      unknown_unit({unit, at});
      row = ir::unit_named(word.unit);
    }
    const auto measures = [&] {
      if (kind == "duration") return row->dimension == ir::Dimension::Days || row->dimension == ir::Dimension::Months;
      return row->dimension == (kind == "age" ? ir::Dimension::Months : word.dimension);
    };
    fits = row != nullptr && measures();
    if (row != nullptr && !fits) {
      sink_.report(at, diag::UnitDoesNotFitType, unit, kind == "age" ? "an age" : "a " + kind);
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
  if (type.low && type.high && fits) read_range(type, out);
}

void Analysis::read_range(const ast::Type& type, ir::Type& out) {
  ast::Quantity first = *type.low, last = *type.high;
  if (!first.unit) first.unit = last.unit;
  for (ast::Quantity* end : {&first, &last}) {
    if (!end->unit && !out.unit.empty()) end->unit = ast::Name{std::string(out.unit), end->range};
  }
  const auto low = amount_in(first, out);
  const auto high = low ? amount_in(last, out) : std::nullopt;
  if (!low || !high) return;
  if (*low > *high) {
    sink_.report(type.range, diag::RangeUpsideDown, type.low->digits, type.high->digits);
    return;
  }
  out.low = *low;
  out.high = *high;
}

}  // namespace pol::sema
