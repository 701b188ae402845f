#include "compiler/interp/near_miss.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "compiler/ir/civil.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Truth;

namespace {

constexpr std::int64_t kNear = 366;  ///< days

/// `6 weeks needed`, `more than 6 weeks needed`.
std::string needed(ir::Relation relation, const std::string& limit) {
  switch (relation) {
    case ir::Relation::Less:
      return fmt::format("less than {} needed", limit);
    case ir::Relation::LessEqual:
      return fmt::format("at most {} needed", limit);
    case ir::Relation::Greater:
      return fmt::format("more than {} needed", limit);
    case ir::Relation::GreaterEqual:
      return fmt::format("{} needed", limit);
    case ir::Relation::Equal:
      return fmt::format("exactly {} needed", limit);
  }
  POL_BUG("relation out of range");
}

bool is_one_value(const FactState& state) { return state.kind == FactState::Kind::Value && state.low == state.high; }

/// The limit as the author wrote it, else in the fact's unit.
std::string limit_text(const ir::Policy& policy, const Sources& sources, ExprId id, const ir::Compare& e) {
  const std::string text(sources.text(policy.range(id)));
  const std::size_t sign = text.find_last_of("<>=");
  const std::size_t begin = sign == std::string::npos ? sign : text.find_first_not_of(" \t\n", sign + 1);
  if (begin != std::string::npos) return text.substr(begin);
  FactState limit;
  limit.kind = FactState::Kind::Value;
  limit.low = limit.high = e.rhs.literal + e.rhs.amount;
  return value_text(policy, e.lhs.fact, limit);
}

/// `5 weeks and 6 days` where the limit is written in weeks.
std::string in_weeks(std::int64_t days) {
  const auto counted = [](std::int64_t n, const char* unit) { return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s"); };
  if (days % 7 == 0) return counted(days / 7, "week");
  if (days < 7) return counted(days, "day");
  return counted(days / 7, "week") + " and " + counted(days % 7, "day");
}

std::string of_number(const ir::Policy& policy, const Sources& sources, const ir::Patient& patient, ExprId id,
                      const ir::Compare& e) {
  if (e.lhs.kind != ir::Operand::Kind::Fact || e.rhs.kind != ir::Operand::Kind::Literal || e.lhs.amount != 0) return "";
  const FactState& state = patient[e.lhs.fact];
  if (state.kind != FactState::Kind::Value) return "";
  const std::string limit = limit_text(policy, sources, id, e);
  const bool says_weeks = limit.find("week") != std::string::npos;
  const bool counts_days = policy.facts[e.lhs.fact].type.dimension == ir::Dimension::Days;
  // Days are whole in half units of a day.
  const bool in_whole_days = counts_days && state.low == state.high && state.low % 2 == 0;
  if (!says_weeks || !in_whole_days) return needed(e.relation, limit);  // the value stands beside it
  return fmt::format("{}, {} documented", needed(e.relation, limit), in_weeks(state.low / 2));
}

/// The dates that the test reads, without the reference date.
std::vector<FactId> dates_of(const ir::Policy& policy, ExprId id) {
  std::vector<FactId> dates;
  for (const FactId fact : ir::facts_of(policy, id)) {
    if (fact != policy.reference) dates.push_back(fact);
  }
  return dates;
}

std::string of_date(const ir::Policy& policy, const ir::Patient& patient, ExprId id) {
  const std::vector<FactId> dates = dates_of(policy, id);
  if (dates.size() != 1 || policy.facts[dates.front()].type.kind != ir::FactKind::Date) return "";
  const FactId fact = dates.front();
  if (!is_one_value(patient[fact])) return "";
  ir::Patient moved = patient;
  const auto holds_on = [&](std::int64_t day) {
    moved[fact].low = moved[fact].high = day;
    return Evaluation(policy, moved).truth(id) == Truth::Yes;
  };
  for (std::int64_t away = 1; away <= kNear; ++away) {
    for (const bool later : {true, false}) {
      const std::int64_t day = patient[fact].low + (later ? away : -away);
      if (day < ir::kFirstDay || day > ir::kLastDay || !holds_on(day)) continue;
      return fmt::format("{} {} day{} {}", later ? "too early by" : "too late by", away, away == 1 ? "" : "s",
                         fmt::format("(it holds on {})", ir::print_date(static_cast<ir::Day>(day))));
    }
  }
  return "";
}

}  // namespace

std::string near_miss(const ir::Policy& policy, const Sources& sources, const ir::Patient& patient, ExprId test) {
  const auto* compare = std::get_if<ir::Compare>(&policy.exprs[test]);
  if (compare != nullptr && !compare->lhs.is_date) return of_number(policy, sources, patient, test, *compare);
  return of_date(policy, patient, test);
}

}  // namespace pol::interp
