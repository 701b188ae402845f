// Operands: what a name stands for, shifts of dates and numbers, quantities in units.

#include <fmt/format.h>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::FactKind;

namespace {

constexpr std::int64_t kMaxMonths = 2400;
constexpr std::int64_t kMaxDays = 100000;

}  // namespace

Subject Analysis::named_subject(const ast::Name& name) {
  Subject out;
  out.range = name.range;
  if (const Symbol* symbol = find(name.text)) {
    switch (symbol->kind) {
      case Symbol::Kind::Fact:
        out.kind = Subject::Kind::Fact;
        out.fact = ir::FactId{symbol->index};
        return out;
      case Symbol::Kind::Define:
        out.kind = Subject::Kind::Define;
        out.define = ir::DefineId{symbol->index};
        return out;
      case Symbol::Kind::Section:
        out.kind = Subject::Kind::Criterion;
        out.criterion = ir::CriterionId{symbol->index};
        return out;
      case Symbol::Kind::Record:
        out.record = symbol->index;
        if (broken_records_.contains(out.record)) return out;  // the record has told
        out.kind = policy_.records[out.record].kind == ir::Record::Kind::Age ? Subject::Kind::Age : Subject::Kind::Record;
        return out;
      case Symbol::Kind::Procedures:
      case Symbol::Kind::ValueSet: break;
    }
  }
  if (const ir::CriterionId criterion = find_criterion(name.text); criterion.is_set()) {
    out.kind = Subject::Kind::Criterion;
    out.criterion = criterion;
    return out;
  }
  if (const Symbol* symbol = find(name.text)) {
    const bool table = symbol->kind == Symbol::Kind::Procedures;
    sink_.report(name.range, diag::NotAFact, name.text)
        .label(symbol->range, table ? "it is a table of procedures" : "it is a value set");
    return out;
  }
  const std::size_t dot = name.text.rfind('.');
  const Symbol* record = dot == std::string::npos ? nullptr : find(name.text.substr(0, dot));
  if (record != nullptr && record->kind == Symbol::Kind::Record) {
    const ir::Record& r = policy_.records[record->index];
    const std::string field = name.text.substr(dot + 1);
    const std::pair<std::string_view, ir::FactId> fields[] = {
        {"start", r.start}, {"end", r.end},   {"length", r.length}, {"status", r.status}, {"kinds", r.kinds},
        {"date", r.date},   {"result", r.result}, {"done", r.done}, {"birth", r.birth},   {"years", r.years},
        {"months", r.months}};
    std::vector<std::string> given;
    for (const auto& [known, fact] : fields) {
      if (!fact.is_set()) continue;
      given.emplace_back(known);
      if (known == field) {
        out.kind = Subject::Kind::Fact;
        out.fact = fact;
        return out;
      }
    }
    auto reported = sink_.report(name.range, diag::UnknownField, field, r.name);
    if (!given.empty()) reported.hint(fmt::format("its fields are {}", fmt::join(given, ", ")));
    return out;
  }
  unknown_name(name);
  return out;
}

Subject Analysis::unshifted(const ast::Operand& operand) {
  Subject out = subject(operand);
  if (out.kind != Subject::Kind::Broken && !operand.shifts.empty()) {
    sink_.report(operand.shifts.front().by.range, diag::ShiftSaysNothing);
    out.kind = Subject::Kind::Broken;
  }
  return out;
}

Subject Analysis::subject(const ast::Operand& operand) {
  Subject out;
  switch (operand.primary.kind) {
    case ast::Primary::Kind::Name: out = named_subject(operand.primary.name); break;
    case ast::Primary::Kind::CountOf:
      out = named_subject(operand.primary.name);
      if (out.kind == Subject::Kind::Fact && type_of(out.fact).kind == FactKind::Set) {
        out.kind = Subject::Kind::CountOf;
      } else if (out.kind != Subject::Kind::Broken) {
        sink_.report(operand.primary.name.range, diag::NotASet, operand.primary.name.text, describe(out));
        out.kind = Subject::Kind::Broken;
      }
      break;
    case ast::Primary::Kind::Date:
      if (const auto day = day_written(operand.primary.date)) {
        out.kind = Subject::Kind::Date;
        out.day = *day;
      }
      break;
    case ast::Primary::Kind::Quantity:
      out.kind = Subject::Kind::Quantity;
      out.quantity = operand.primary.quantity;
      break;
  }
  out.range = operand.range;
  for (const ast::Operand::Shift& by : operand.shifts) shift(out, by);
  return out;
}

void Analysis::shift(Subject& subject, const ast::Operand::Shift& by) {
  if (subject.kind == Subject::Kind::Broken) return;
  if (is_number(subject)) {
    subject.amounts.push_back(by);
    return;
  }
  if (!is_date(subject)) {
    auto reported = sink_.report(by.by.range, diag::CannotShift, describe(subject));
    if (subject.kind == Subject::Kind::Age) {
      const ir::FactId birth = policy_.records[subject.record].birth;
      if (birth.is_set()) reported.hint(fmt::format("add to the date of birth, `{}`", policy_.facts[birth].name));
    }
    subject.kind = Subject::Kind::Broken;
    return;
  }
  const auto span = span_of(by.by);
  if (!span) {
    subject.kind = Subject::Kind::Broken;
    return;
  }
  if (span->months != 0 && (subject.months != 0 || subject.days != 0)) {
    sink_.report(by.by.range, diag::ChainedMonths)
        .hint("add the months up into one shift, and write days after months");
    return;
  }
  const int sign = by.minus ? -1 : 1;
  subject.months += sign * span->months;
  subject.days += sign * span->days;
  if (subject.days > kMaxDays || subject.days < -kMaxDays) {
    sink_.report(by.by.range, diag::QuantityTooLarge, sources_.text(by.by.range));
    subject.kind = Subject::Kind::Broken;
  }
}

bool Analysis::is_date(const Subject& subject) const {
  return subject.kind == Subject::Kind::Date ||
         (subject.kind == Subject::Kind::Fact && type_of(subject.fact).kind == FactKind::Date);
}

bool Analysis::is_number(const Subject& subject) const {
  return subject.kind == Subject::Kind::Quantity || subject.kind == Subject::Kind::CountOf ||
         (subject.kind == Subject::Kind::Fact && type_of(subject.fact).kind == FactKind::Number);
}

std::string Analysis::describe(const ir::Type& type) const {
  switch (type.kind) {
    case FactKind::Finding: return "a finding";
    case FactKind::Choice: return "a choice of one value";
    case FactKind::Set: return "a set";
    case FactKind::Number: {
      const std::string_view text = ir::row_of(type.dimension).text;
      return fmt::format("{} {}", text.starts_with('a') ? "an" : "a", text);
    }
    case FactKind::Date: return "a date";
  }
  POL_BUG("kind out of range");
}

std::string Analysis::describe(const Subject& subject) const {
  switch (subject.kind) {
    case Subject::Kind::Broken: return "unknown";
    case Subject::Kind::Fact: return describe(type_of(subject.fact));
    case Subject::Kind::Age: return "an age";
    case Subject::Kind::Record: return "a record";
    case Subject::Kind::Define: return "a definition";
    case Subject::Kind::Criterion: return "a criterion";
    case Subject::Kind::Date: return "a date";
    case Subject::Kind::Quantity: return "a quantity";
    case Subject::Kind::CountOf: return "a count";
  }
  POL_BUG("kind out of range");
}

void Analysis::unknown_unit(const ast::Name& unit) {
  std::vector<std::string> names;
  for (const ir::UnitRow& row : ir::all_units()) {
    names.emplace_back(row.one);
    names.emplace_back(row.many);
  }
  const auto reported = sink_.report(unit.range, diag::UnknownUnit, unit.text);
  suggest(reported, unit, names);
}

/// A length of time in whole days or whole months.
std::optional<Span> Analysis::span_of(const ast::Quantity& quantity) {
  if (!quantity.unit) {
    sink_.report(quantity.range, diag::MissingUnit, quantity.digits, "a length of time")
        .hint("write days, weeks, months or years behind it");
    return std::nullopt;
  }
  const ir::UnitRow* unit = ir::unit_named(quantity.unit->text);
  if (unit == nullptr) {
    unknown_unit(*quantity.unit);
    return std::nullopt;
  }
  if (!is_time(unit->dimension)) {
    sink_.report(quantity.range, diag::NotALengthOfTime, sources_.text(quantity.range))
        .hint("write days, weeks, months or years");
    return std::nullopt;
  }
  const auto value = ir::parse_quantity(quantity.digits, unit->factor, 0);
  const bool calendar = unit->dimension == ir::Dimension::Months;
  if (!value || *value / 2 > (calendar ? kMaxMonths : kMaxDays)) {
    sink_.report(quantity.range, diag::QuantityTooLarge, sources_.text(quantity.range));
    return std::nullopt;
  }
  if (*value % 2 != 0) {
    sink_.report(quantity.range, diag::NotWhole, sources_.text(quantity.range))
        .hint("it must come to whole days or to whole months");
    return std::nullopt;
  }
  Span out;
  if (calendar) {
    out.months = static_cast<std::int32_t>(*value / 2);
  } else {
    out.days = *value / 2;
  }
  return out;
}

ir::Operand Analysis::date_operand(const Subject& subject, Span more, int sign) {
  ir::Operand out;
  out.is_date = true;
  if (subject.kind == Subject::Kind::Fact) {
    out.kind = ir::Operand::Kind::Fact;
    out.fact = subject.fact;
  } else {
    out.kind = ir::Operand::Kind::Literal;
    out.literal = subject.day;
  }
  out.months = subject.months + sign * more.months;
  out.amount = subject.days + sign * more.days;
  return out;
}

/// `quantity` in half units of `type`, or empty after a message.
std::optional<ir::Half> Analysis::amount_in(const ast::Quantity& quantity, const ir::Type& type, bool on_grid) {
  const ir::DimensionRow& dimension = ir::row_of(type.dimension);
  std::int64_t factor = 1;
  if (!quantity.unit) {
    if (!type.unit.empty()) {
      sink_.report(quantity.range, diag::MissingUnit, quantity.digits, describe(type))
          .hint(fmt::format("write `{} {}`", quantity.digits, type.unit))
          .fix(FixKind::Review, quantity.range, fmt::format("{} {}", quantity.digits, type.unit));
      return std::nullopt;
    }
  } else {
    const ir::UnitRow* unit = ir::unit_named(quantity.unit->text);
    if (unit == nullptr) {
      unknown_unit(*quantity.unit);
      return std::nullopt;
    }
    const bool age = type.dimension == ir::Dimension::AgeYears || type.dimension == ir::Dimension::AgeMonths;
    if (age && unit->dimension == ir::Dimension::Months) {
      const bool years = type.dimension == ir::Dimension::AgeYears;
      if (years && unit->factor != 12) {
        sink_.report(quantity.range, diag::MonthsOfYears, sources_.text(quantity.range))
            .hint("an age documented in completed years says nothing of months; compare years, or the age record");
        return std::nullopt;
      }
      factor = years ? 1 : unit->factor;
    } else if (is_time(unit->dimension) && (is_time(type.dimension) || age) && unit->dimension != type.dimension) {
      const ast::Quantity& q = quantity;
      auto reported = sink_.report(q.range, diag::DaysAgainstMonths, sources_.text(q.range), describe(type));
      const auto n = ir::parse_quantity(q.digits, unit->factor, 0);
      if (n && unit->dimension == ir::Dimension::Months && *n > 0 && *n / 2 <= kMaxMonths) {
        reported.hint(days_that_are(q, *n / 2));
      } else {
        reported.hint(fmt::format("count in {}, as the fact does", type.unit));
      }
      return std::nullopt;
    } else if (unit->dimension != type.dimension) {
      auto reported = sink_.report(quantity.range, diag::WrongUnit, sources_.text(quantity.range), describe(type));
      if (!type.unit.empty()) reported.hint(fmt::format("its unit is `{}`", type.unit));
      return std::nullopt;
    } else {
      factor = unit->factor;
    }
  }
  const auto value = ir::parse_quantity(quantity.digits, factor, dimension.decimals);
  if (!value) {
    sink_.report(quantity.range, diag::QuantityTooLarge, sources_.text(quantity.range));
    return std::nullopt;
  }
  if (on_grid && *value % 2 != 0) {
    sink_.report(quantity.range, diag::NotWhole, sources_.text(quantity.range));
    return std::nullopt;
  }
  return value;
}

}  // namespace pol::sema
