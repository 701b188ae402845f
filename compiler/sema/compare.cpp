// Comparisons and windows. Records and ages become comparisons of flat facts here.

#include <fmt/format.h>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;
using ir::FactKind;

namespace {

constexpr ir::Half kMaxAmount = ir::Half{1} << 52U;  // so that a value and what is added to it fit together

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

}  // namespace

// ---- comparisons --------------------------------------------------------

/// `course = worsening`: a slip for `is`, told in words that say so.
bool Analysis::value_after_equals(const ast::Compare& compare, Range range) {
  const bool names = compare.relation == ast::Relation::Equal && compare.lhs.shifts.empty() && compare.rhs.shifts.empty() &&
                     compare.lhs.primary.kind == ast::Primary::Kind::Name &&
                     compare.rhs.primary.kind == ast::Primary::Kind::Name;
  const std::string& value = compare.rhs.primary.name.text;
  if (!names || find(value) != nullptr) return false;
  const Symbol* symbol = find(compare.lhs.primary.name.text);
  if (symbol == nullptr || symbol->kind != Symbol::Kind::Fact) return false;
  const ir::Fact& fact = policy_.facts[ir::FactId{symbol->index}];
  if (fact.type.kind == FactKind::Finding && (value == "yes" || value == "no")) {
    const std::string plain = (value == "no" ? "not " : "") + fact.name;
    sink_.report(range, diag::NoValues, fact.name, describe(fact.type))
        .hint(fmt::format("write `{}`", plain))
        .fix(FixKind::Review, range, plain);
    return true;
  }
  const bool has_values = fact.type.kind == FactKind::Choice || fact.type.kind == FactKind::Set;
  if (!has_values || !value_index_[fact.type.values.index].contains(value)) return false;
  const std::string_view word = fact.type.kind == FactKind::Choice ? "is" : "include";
  sink_.report(compare.op_range, diag::EqualsValue, value, fact.name)
      .hint(fmt::format("write `{} {} {}`", fact.name, word, value))
      .fix(FixKind::Review, compare.op_range, std::string(word));
  return true;
}

ExprId Analysis::lower_compare(const ast::Compare& compare, Range range) {
  if (value_after_equals(compare, range)) return broken(range);
  const Subject lhs = subject(compare.lhs);
  const Subject rhs = subject(compare.rhs);
  if (lhs.kind == Subject::Kind::Broken || rhs.kind == Subject::Kind::Broken) return broken(range);
  if (lhs.kind == Subject::Kind::Age) return compare_age(lhs, compare.relation, rhs, range);
  if (rhs.kind == Subject::Kind::Age) return compare_age(rhs, mirrored(compare.relation), lhs, range);
  if (is_date(lhs) && is_date(rhs)) return compare_dates(lhs, compare.relation, rhs, range);
  if (is_number(lhs) && is_number(rhs)) return compare_numbers(lhs, compare.relation, rhs, compare.op_range, range);
  auto reported = sink_.report(compare.op_range, diag::IncomparableTypes, describe(lhs), describe(rhs));
  if (lhs.kind == Subject::Kind::Record) {
    reported.hint(fmt::format("compare one of its facts, as in `{}.length`", policy_.records[lhs.record].name));
  } else if ((is_date(lhs) && is_number(rhs)) || (is_number(lhs) && is_date(rhs))) {
    reported.hint("compare two dates; a length of time is added to one, as in `a + 6 weeks < b`");
  }
  return broken(range);
}

/// Completed units of the unit written: `age >= n` is birth + n units <= at.
ExprId Analysis::compare_age(const Subject& age, ast::Relation relation, const Subject& with, Range range) {
  const ir::Record& record = policy_.records[age.record];
  if (with.kind != Subject::Kind::Quantity || !with.amounts.empty()) {
    sink_.report(with.range, diag::AgeNeedsUnits, describe(with)).hint("write the number, as in `18 years`");
    return broken(range);
  }
  if (!with.quantity.unit) {
    sink_.report(with.range, diag::MissingUnit, with.quantity.digits, "an age").hint("write years or months behind it");
    return broken(range);
  }
  const auto span = span_of(with.quantity);
  if (!span) return broken(range);
  if (ir::unit_named(with.quantity.unit->text)->dimension != ir::Dimension::Months) {
    auto reported = sink_.report(with.range, diag::AgeNeedsUnits, fmt::format("`{}`", sources_.text(with.range)));
    if (record.birth.is_set()) {
      reported.hint(fmt::format("add days and weeks to the date of birth, as in `{} + {} <= …`",
                                policy_.facts[record.birth].name, sources_.text(with.range)));
    }
    return broken(range);
  }
  if (!record.birth.is_set()) return broken(range);
  const std::int32_t unit = span->months % 12 == 0 && ir::unit_named(with.quantity.unit->text)->factor == 12 ? 12 : 1;
  Subject birth, at;
  birth.kind = at.kind = Subject::Kind::Fact;
  birth.fact = record.birth;
  at.fact = record.at.is_set() ? record.at : policy_.reference;
  if (!at.fact.is_set()) return broken(range);  // a module by itself; a policy has been told
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
    using ir::Dimension;
    const auto counts_time = [](const ir::Type* type) {
      const Dimension dimension = type->dimension;
      return is_time(dimension) || dimension == Dimension::AgeYears || dimension == Dimension::AgeMonths;
    };
    if (counts_time(left) && counts_time(right)) {
      const bool has_days = left->dimension == Dimension::Days || right->dimension == Dimension::Days;
      const bool has_length = is_time(left->dimension) || is_time(right->dimension);
      if (has_days) {
        sink_.report(op, diag::DaysAgainstMonths, sources_.text(lhs.range), describe(*right))
            .hint("document both in days, or both in months");
      } else {
        sink_.report(op, diag::IncomparableTypes, describe(*left), describe(*right))
            .hint(has_length ? "document both as ages, or both as lengths of time"
                             : "document both in years, or both in months");
      }
    } else {
      sink_.report(op, diag::IncomparableTypes, describe(*left), describe(*right));
    }
    return broken(range);
  }
  const ir::Type& type = left != nullptr ? *left : *right;
  bool ok = true;
  const auto operand = [&](const Subject& subject) {
    ir::Operand out;
    if (subject.kind == Subject::Kind::Quantity) {
      const auto value = amount_in(subject.quantity, type);
      ok = ok && value.has_value();
      out.literal = value.value_or(0);
    } else {
      out.kind = subject.kind == Subject::Kind::Fact ? ir::Operand::Kind::Fact : ir::Operand::Kind::CountOf;
      out.fact = subject.fact;
    }
    for (const ast::Operand::Shift& by : subject.amounts) {
      const auto amount = amount_in(by.by, type);
      ok = ok && amount.has_value();
      out.amount += (by.minus ? -1 : 1) * amount.value_or(0);
      if (out.amount > kMaxAmount || out.amount < -kMaxAmount) {
        sink_.report(by.by.range, diag::QuantityTooLarge, sources_.text(by.by.range));
        ok = false;
        out.amount = 0;
      }
    }
    return out;
  };
  const ir::Operand a = operand(lhs);
  const ir::Operand b = operand(rhs);
  if (!ok) return broken(range);
  if (lhs.kind != Subject::Kind::Quantity && rhs.kind != Subject::Kind::Quantity) {
    for (const Subject* side : {&lhs, &rhs}) {
      if (side->kind == Subject::Kind::Fact) policy_.facts[side->fact].needs_grid = true;
    }
  } else if (rhs.kind == Subject::Kind::Quantity) {
    warn_if_constant(lhs, type, relation_of(relation), b.literal + b.amount - a.amount, range);
  } else {
    warn_if_constant(rhs, type, mirrored(relation_of(relation)), a.literal + a.amount - b.amount, range);
  }
  return policy_.add(ir::Compare{a, relation_of(relation), b}, range);
}

void Analysis::warn_if_constant(const Subject& subject, const ir::Type& of, ir::Relation relation, ir::Half literal,
                                Range range) {
  ir::Type type = of;
  const bool counts = subject.kind == Subject::Kind::CountOf;
  if (counts) type.high = static_cast<ir::Half>(2 * policy_.value_sets[type_of(subject.fact).values].values.size());
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
      .hint(fmt::format("the {} lies between {} and {}{}{}", counts ? "count" : "fact", ir::print_quantity(type.low, type.factor, decimals),
                        ir::print_quantity(type.high, type.factor, decimals), type.unit.empty() ? "" : " ", type.unit));
}

// ---- windows ------------------------------------------------------------

ExprId Analysis::lower_window(const ast::Window& as, Range range) {
  Subject subject = this->subject(as.subject);
  if (subject.kind == Subject::Kind::Broken) return broken(range);
  if (!as.ran) return window(subject, as, range);
  if (!as.before) {
    sink_.report(range, diag::RanLooksBack).hint("for what comes after a day, use the episode's own dates");
    return broken(range);
  }
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
  const ir::Members& running = policy_.value_sets[statuses].values[current->second].covers;
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
    auto reported = sink_.report(wrong.range, diag::WindowNeedsDates, sources_.text(wrong.range), describe(wrong));
    if (wrong.kind == Subject::Kind::Record) {
      const ir::Record& record = policy_.records[wrong.record];
      reported.hint(fmt::format("write `{} ", record.name) +
                    (record.kind == ir::Record::Kind::Episode ? "ran within`" : fmt::format("`{}.date` within`", record.name)));
    } else if (wrong.kind == Subject::Kind::Fact && is_time(type_of(wrong.fact).dimension)) {
      reported.hint("a length of time is compared by `<`, `<=`, `>` or `>=`");
    }
    return broken(range);
  }
  // Months go first: `r - 3 days` cannot have months taken off again without another result at a month's end.
  if ((anchor.months != 0 || anchor.days != 0) && (to->months != 0 || (from && from->months != 0))) {
    sink_.report(anchor.range, diag::ChainedMonths).hint("write all that is added in the window, or compare two dates");
    return broken(range);
  }
  if (from && !check_order(*as.from, *from, as.to, *to)) return broken(range);
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
