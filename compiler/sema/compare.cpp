// Operands, comparisons and windows. Records and ages become comparisons of flat facts here.

#include <fmt/format.h>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;
using ir::FactKind;

namespace {

constexpr std::int64_t kMaxMonths = 2400;
constexpr std::int64_t kMaxDays = 100000;

ir::Relation relation_of(ast::Relation relation) {
  switch (relation) {
    case ast::Relation::Less: return ir::Relation::Less;
    case ast::Relation::LessEqual: return ir::Relation::LessEqual;
    case ast::Relation::Greater: return ir::Relation::Greater;
    case ast::Relation::GreaterEqual: return ir::Relation::GreaterEqual;
    case ast::Relation::Equal: return ir::Relation::Equal;
  }
  POL_BUG("relation out of range");
}

ir::Relation mirrored(ir::Relation relation) {
  switch (relation) {
    case ir::Relation::Less: return ir::Relation::Greater;
    case ir::Relation::LessEqual: return ir::Relation::GreaterEqual;
    case ir::Relation::Greater: return ir::Relation::Less;
    case ir::Relation::GreaterEqual: return ir::Relation::LessEqual;
    case ir::Relation::Equal: return ir::Relation::Equal;
  }
  POL_BUG("relation out of range");
}

ast::Relation mirrored(ast::Relation relation) {
  switch (relation) {
    case ast::Relation::Less: return ast::Relation::Greater;
    case ast::Relation::LessEqual: return ast::Relation::GreaterEqual;
    case ast::Relation::Greater: return ast::Relation::Less;
    case ast::Relation::GreaterEqual: return ast::Relation::LessEqual;
    case ast::Relation::Equal: return ast::Relation::Equal;
  }
  POL_BUG("relation out of range");
}

bool is_time(ir::Dimension dimension) {
  return dimension == ir::Dimension::Days || dimension == ir::Dimension::Months;
}

}  // namespace

// ---- operands -----------------------------------------------------------

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
    sink_.report(name.range, diag::UnknownField, field, r.name)
        .hint(fmt::format("its fields are {}", fmt::join(given, ", ")));
    return out;
  }
  unknown_name(name);
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
    case ast::Primary::Kind::Date: {
      ir::DateError error = ir::DateError::None;
      const auto day = ir::parse_date(operand.primary.date.text, error);
      if (!day || day->low != day->high) {
        sink_.report(operand.primary.date.range, diag::NotADay, operand.primary.date.text);
      } else {
        out.kind = Subject::Kind::Date;
        out.day = day->low;
      }
      break;
    }
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
    sink_.report(by.by.range, diag::CannotShift, describe(subject));
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
    case FactKind::Number: return fmt::format("a {}", ir::row_of(type.dimension).text);
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

/// A length of time in whole days or whole months.
std::optional<Span> Analysis::span_of(const ast::Quantity& quantity) {
  const ir::UnitRow* unit = quantity.unit ? ir::unit_named(quantity.unit->text) : nullptr;
  if (unit == nullptr || !is_time(unit->dimension)) {
    auto reported = sink_.report(quantity.range, diag::NotALengthOfTime, sources_.text(quantity.range));
    reported.hint("write days, weeks, months or years");
    return std::nullopt;
  }
  const auto value = ir::parse_quantity(quantity.digits, unit->factor, 0);
  const std::int64_t most = unit->dimension == ir::Dimension::Months ? kMaxMonths : kMaxDays;
  if (!value || *value % 2 != 0 || *value / 2 > most) {
    sink_.report(quantity.range, diag::NotWhole, sources_.text(quantity.range));
    return std::nullopt;
  }
  Span out;
  (unit->dimension == ir::Dimension::Months ? void(out.months = static_cast<std::int32_t>(*value / 2))
                                            : void(out.days = *value / 2));
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
      std::vector<std::string> names;
      for (const ir::UnitRow& row : ir::all_units()) {
        names.emplace_back(row.one);
        names.emplace_back(row.many);
      }
      auto reported = sink_.report(quantity.unit->range, diag::UnknownUnit, quantity.unit->text);
      if (const std::string near = nearest(quantity.unit->text, names); !near.empty()) {
        reported.hint(fmt::format("did you mean `{}`?", near)).fix(FixKind::Review, quantity.unit->range, near);
      }
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
    } else if (is_time(unit->dimension) && is_time(type.dimension) && unit->dimension != type.dimension) {
      const ast::Quantity& q = quantity;
      auto reported = sink_.report(q.range, diag::DaysAgainstMonths, sources_.text(q.range), describe(type));
      const auto n = ir::parse_quantity(q.digits, unit->factor, 0);
      if (n && unit->dimension == ir::Dimension::Months && *n / 2 > 0 && *n / 2 <= 1200) {
        // The shortest run of n months holds a February of 28 days; the longest has as many 31s as it can.
        std::int64_t least = 1 << 30U, most = 0;
        static constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        for (int begin = 0; begin < 48; ++begin) {
          std::int64_t days = 0;
          for (std::int64_t i = begin; i < begin + *n / 2; ++i) days += i % 48 == 1 ? 29 : kLengths[i % 12];
          least = std::min(least, days);
          most = std::max(most, days);
        }
        reported.hint(fmt::format("{} are {} to {} days; say which is meant", sources_.text(q.range), least, most));
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
    sink_.report(quantity.range, diag::QuantityTooLarge, quantity.digits);
    return std::nullopt;
  }
  if (on_grid && *value % 2 != 0) {
    sink_.report(quantity.range, diag::NotWhole, sources_.text(quantity.range));
    return std::nullopt;
  }
  return value;
}

// ---- comparisons --------------------------------------------------------

ExprId Analysis::lower_compare(const ast::Compare& compare, Range range) {
  const Subject lhs = subject(compare.lhs);
  const Subject rhs = subject(compare.rhs);
  if (lhs.kind == Subject::Kind::Broken || rhs.kind == Subject::Kind::Broken) return broken(range);
  if (lhs.kind == Subject::Kind::Age) return compare_age(lhs, compare.relation, rhs, range);
  if (rhs.kind == Subject::Kind::Age) return compare_age(rhs, mirrored(compare.relation), lhs, range);
  if (is_date(lhs) && is_date(rhs)) return compare_dates(lhs, compare.relation, rhs, range);
  if (is_number(lhs) && is_number(rhs)) return compare_numbers(lhs, compare.relation, rhs, compare.op_range, range);
  sink_.report(compare.op_range, diag::IncomparableTypes, describe(lhs), describe(rhs));
  return broken(range);
}

/// Completed units of the unit written: `age >= n` is birth + n units <= at.
ExprId Analysis::compare_age(const Subject& age, ast::Relation relation, const Subject& with, Range range) {
  const ir::Record& record = policy_.records[age.record];
  if (with.kind != Subject::Kind::Quantity || !with.amounts.empty()) {
    sink_.report(with.range, diag::AgeNeedsUnits, describe(with));
    return broken(range);
  }
  const auto span = span_of(with.quantity);
  if (!span) return broken(range);
  if (span->months == 0 && span->days != 0) {
    sink_.report(with.range, diag::AgeNeedsUnits, sources_.text(with.range));
    return broken(range);
  }
  if (!record.birth.is_set()) return broken(range);
  const std::int32_t unit = ir::unit_named(with.quantity.unit->text)->factor == 12 ? 12 : 1;
  Subject birth, at;
  birth.kind = at.kind = Subject::Kind::Fact;
  birth.fact = record.birth;
  at.fact = record.at.is_set() ? record.at : policy_.reference;
  if (!at.fact.is_set()) {
    sink_.report(range, diag::NoReferenceForAge, record.name);
    return broken(range);
  }
  const auto reached = [&](std::int32_t months) {
    return policy_.add(ir::Compare{date_operand(birth, {months, 0}), ir::Relation::LessEqual, date_operand(at)}, range);
  };
  const auto not_reached = [&](std::int32_t months) {
    return policy_.add(ir::Compare{date_operand(birth, {months, 0}), ir::Relation::Greater, date_operand(at)}, range);
  };
  switch (relation) {
    case ast::Relation::GreaterEqual: return reached(span->months);
    case ast::Relation::Greater: return reached(span->months + unit);
    case ast::Relation::Less: return not_reached(span->months);
    case ast::Relation::LessEqual: return not_reached(span->months + unit);
    case ast::Relation::Equal: {
      const ExprId low = reached(span->months);
      return group(ir::Quantifier::All, {low, not_reached(span->months + unit)}, range);
    }
  }
  POL_BUG("relation out of range");
}

ExprId Analysis::compare_dates(const Subject& lhs, ast::Relation relation, const Subject& rhs, Range range) {
  return policy_.add(ir::Compare{date_operand(lhs), relation_of(relation), date_operand(rhs)}, range);
}

ExprId Analysis::compare_numbers(const Subject& lhs, ast::Relation relation, const Subject& rhs, Range op, Range range) {
  static const ir::Type kCountType = [] {
    ir::Type type;
    type.kind = FactKind::Number;
    type.dimension = ir::Dimension::Count;
    type.low = 0;
    type.high = 2 * 1000000;
    return type;
  }();
  const auto type_for = [&](const Subject& subject) -> const ir::Type* {
    if (subject.kind == Subject::Kind::CountOf) return &kCountType;
    return subject.kind == Subject::Kind::Fact ? &type_of(subject.fact) : nullptr;
  };
  const ir::Type* left = type_for(lhs);
  const ir::Type* right = type_for(rhs);
  if (left == nullptr && right == nullptr) {
    sink_.report(range, diag::ComparesConstants);
    return broken(range);
  }
  if (left != nullptr && right != nullptr && left->dimension != right->dimension) {
    const bool time = is_time(left->dimension) && is_time(right->dimension);
    auto reported = sink_.report(op, diag::IncomparableTypes, describe(*left), describe(*right));
    if (time) reported.hint("days and months do not convert");
    return broken(range);
  }
  const ir::Type& type = left != nullptr ? *left : *right;
  bool ok = true;
  const auto operand = [&](const Subject& subject) {
    ir::Operand out;
    switch (subject.kind) {
      case Subject::Kind::Fact:
        out.kind = ir::Operand::Kind::Fact;
        out.fact = subject.fact;
        break;
      case Subject::Kind::CountOf:
        out.kind = ir::Operand::Kind::CountOf;
        out.fact = subject.fact;
        break;
      default: {
        const auto value = amount_in(subject.quantity, type);
        ok = ok && value.has_value();
        out.literal = value.value_or(0);
        break;
      }
    }
    for (const ast::Operand::Shift& by : subject.amounts) {
      const auto amount = amount_in(by.by, type);
      ok = ok && amount.has_value();
      out.amount += (by.minus ? -1 : 1) * amount.value_or(0);
    }
    return out;
  };
  const ir::Operand a = operand(lhs);
  const ir::Operand b = operand(rhs);
  if (!ok) return broken(range);
  if (lhs.kind == Subject::Kind::Fact && rhs.kind == Subject::Kind::Fact) {
    policy_.facts[lhs.fact].needs_grid = true;
    policy_.facts[rhs.fact].needs_grid = true;
  } else if (lhs.kind == Subject::Kind::Fact && rhs.kind == Subject::Kind::Quantity) {
    warn_if_constant(type, relation_of(relation), b.literal + b.amount - a.amount, range);
  } else if (rhs.kind == Subject::Kind::Fact && lhs.kind == Subject::Kind::Quantity) {
    warn_if_constant(type, mirrored(relation_of(relation)), a.literal + a.amount - b.amount, range);
  }
  return policy_.add(ir::Compare{a, relation_of(relation), b}, range);
}

void Analysis::warn_if_constant(const ir::Type& type, ir::Relation relation, ir::Half literal, Range range) {
  bool always = false, never = false;
  switch (relation) {
    case ir::Relation::Less: always = type.high < literal; never = type.low >= literal; break;
    case ir::Relation::LessEqual: always = type.high <= literal; never = type.low > literal; break;
    case ir::Relation::Greater: always = type.low > literal; never = type.high <= literal; break;
    case ir::Relation::GreaterEqual: always = type.low >= literal; never = type.high < literal; break;
    case ir::Relation::Equal: never = literal < type.low || literal > type.high; break;
  }
  if (!always && !never) return;
  const int decimals = ir::row_of(type.dimension).decimals;
  sink_.report(range, diag::AlwaysOrNever, always ? "always" : "never")
      .hint(fmt::format("the fact's range is {} to {} {}", ir::print_quantity(type.low, type.factor, decimals),
                        ir::print_quantity(type.high, type.factor, decimals), type.unit));
}

// ---- windows ------------------------------------------------------------

ExprId Analysis::lower_window(const ast::Window& as, Range range) {
  Subject subject = this->subject(as.subject);
  if (subject.kind == Subject::Kind::Broken) return broken(range);
  if (!as.ran) return window(subject, as, range);
  if (subject.kind != Subject::Kind::Record || policy_.records[subject.record].kind != ir::Record::Kind::Episode) {
    sink_.report(as.subject.range, diag::RanNeedsEpisode, sources_.text(as.subject.range), describe(subject));
    return broken(range);
  }
  const ir::Record& record = policy_.records[subject.record];
  if (!record.end.is_set() || !record.status.is_set()) {
    sink_.report(as.subject.range, diag::EpisodeLacks, record.name);
    return broken(range);
  }
  const ir::ValueSetId statuses = type_of(record.status).values;
  const auto current = value_index_[statuses.index].find("current");
  if (current == value_index_[statuses.index].end()) {
    sink_.report(as.subject.range, diag::EpisodeLacks, record.name);
    return broken(range);
  }
  ir::Members running;
  running.insert(current->second);
  const ExprId runs = policy_.add(ir::ChoiceIs{record.status, running}, range);
  Subject end;
  end.kind = Subject::Kind::Fact;
  end.fact = record.end;
  end.range = subject.range;
  const ExprId ended = window(end, as, range);
  return group(ir::Quantifier::Any, {runs, ended}, range);
}

ExprId Analysis::window(const Subject& subject, const ast::Window& as, Range range) {
  const Subject anchor = this->subject(as.anchor);
  const auto to = span_of(as.to);
  // `6 to 8 weeks`: the unit is written once, behind both.
  std::optional<ast::Quantity> first = as.from;
  if (first && !first->unit) first->unit = as.to.unit;
  const auto from = first && first->unit ? span_of(*first) : std::optional<Span>();
  if (subject.kind == Subject::Kind::Broken || anchor.kind == Subject::Kind::Broken || !to || (as.from && !from)) {
    return broken(range);
  }
  if (!is_date(subject) || !is_date(anchor)) {
    const Subject& wrong = is_date(subject) ? anchor : subject;
    sink_.report(wrong.range, diag::WindowNeedsDates, sources_.text(wrong.range), describe(wrong));
    return broken(range);
  }
  if (anchor.months != 0 && (to->months != 0 || (from && from->months != 0))) {
    sink_.report(anchor.range, diag::ChainedMonths).hint("add the months up into the window");
    return broken(range);
  }
  if (from && ((from->months > to->months && to->months != 0) || (from->days > to->days && to->days != 0))) {
    sink_.report(as.to.range, diag::RangeUpsideDown, sources_.text(as.from->range), sources_.text(as.to.range));
    return broken(range);
  }
  const int sign = as.before ? -1 : 1;
  // The bound that lies further from the anchor, and the nearer one (the anchor itself where no `a to b` is written).
  const ir::Operand far = date_operand(anchor, *to, sign);
  const ir::Operand near = as.from ? date_operand(anchor, *from, sign) : date_operand(anchor);
  const ir::Operand x = date_operand(subject);
  const ExprId low = policy_.add(ir::Compare{as.before ? far : near, ir::Relation::LessEqual, x}, range);
  const ExprId high = policy_.add(ir::Compare{x, ir::Relation::LessEqual, as.before ? near : far}, range);
  return group(ir::Quantifier::All, {low, high}, range);
}

}  // namespace pol::sema
