#include "compiler/interp/calendar.h"
#include "tests/agreement/invent_case.h"

namespace pol::agreement {

Thresholds::Thresholds(const ir::Policy& policy) : facts_(policy.facts.size()), read_(policy.facts.size(), false) {
  const auto read = [&](ir::FactId fact) { read_[fact.index] = true; };
  for (const ir::Expr& expr : policy.exprs) {
    match(
        expr, [](const ir::Literal&) {}, [&](const ir::Finding& e) { read(e.fact); },
        [&](const ir::ChoiceIs& e) { read(e.fact); }, [&](const ir::IsNone& e) { read(e.fact); },
        [&](const ir::IsDocumented& e) { read(e.fact); }, [&](const ir::Includes& e) { read(e.fact); },
        [&](const ir::Compare& e) { add_compare(e); }, [](const ir::Not&) {}, [](const ir::Group&) {},
        [](const ir::DefineRef&) {}, [](const ir::CriterionRef&) {}, [](const ir::Ambiguous&) {});
  }
  // An age says something of the birth date, a start and an end of a length.
  for (const ir::Record& r : policy.records) {
    for (const ir::FactId f : {r.start, r.end, r.length, r.status, r.birth, r.years, r.months}) {
      if (f.is_set()) read(f);
    }
    for (const ir::FactId count : {r.years, r.months}) {
      if (count.is_set()) facts_[count.index].links.push_back({r.birth, 0, 0});
    }
    if (r.start.is_set() && r.end.is_set()) facts_[r.end.index].links.push_back({r.start, 0, 42});
  }
}

void Thresholds::add_compare(const ir::Compare& compare) {
  const auto one_way = [&](const ir::Operand& a, const ir::Operand& b) {
    if (a.kind == ir::Operand::Kind::Literal) return;
    read_[a.fact.index] = true;
    if (a.kind == ir::Operand::Kind::CountOf) return;
    OfFact& of = facts_[a.fact.index];
    const std::int64_t amount = b.amount - a.amount;
    const std::int32_t months = b.months - a.months;
    if (b.kind == ir::Operand::Kind::Literal) {
      // Good to a day or so, which is what a value near the threshold needs.
      const std::int64_t moved =
          a.is_date && months != 0 ? interp::add_months(static_cast<ir::Day>(b.literal), months) : b.literal;
      of.points.push_back(moved + amount);
    } else if (b.kind == ir::Operand::Kind::Fact) {
      of.links.push_back({b.fact, months, amount});
    }
  };
  one_way(compare.lhs, compare.rhs);
  one_way(compare.rhs, compare.lhs);
}

}  // namespace pol::agreement
