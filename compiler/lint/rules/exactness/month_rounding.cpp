#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "compiler/interp/calendar.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/exactness/decisions.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::Compare;
using ir::Day;
using ir::ExprId;
using ir::Operand;
using ir::Relation;
using smt::Form;

namespace {

/// A month's last day, the 31st, and where it comes to lie when months are added: clamped to a shorter month's end, or
/// carried over into the month behind it.
struct Turn {
  Day from, clamped, carried;
};

/// The latest 31st before `near` from which `months` lead into a shorter month.
std::optional<Turn> turn_before(Day near, std::int32_t months) {
  for (std::int32_t back = 1; back <= 60; ++back) {
    const Day from = interp::add_months(near, -back);
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{from}}};
    const Day last = static_cast<Day>(
        std::chrono::sys_days{date.year() / date.month() / std::chrono::last}.time_since_epoch().count());
    if (interp::add_months(last + 1, -1) + 31 != last + 1) continue;  // a month of 31 days
    const Day clamped = interp::add_months(last, months);
    const std::chrono::year_month_day end{std::chrono::sys_days{std::chrono::days{clamped}}};
    const unsigned day = static_cast<unsigned>(end.day());
    if (day < 31) return Turn{last, clamped, clamped + static_cast<Day>(31 - day)};
  }
  return std::nullopt;
}

Operand date(Day day) {
  Operand operand;
  operand.is_date = true;
  operand.literal = day;
  return operand;
}

bool compares(std::int64_t a, Relation relation, std::int64_t b) {
  switch (relation) {
    case Relation::Less:
      return a < b;
    case Relation::LessEqual:
      return a <= b;
    case Relation::Greater:
      return a > b;
    case Relation::GreaterEqual:
      return a >= b;
    case Relation::Equal:
      return a == b;
  }
  return false;
}

/// A patient for whom the comparison, and with it the decision, turns on how a month is counted.
class Turning {
 public:
  Turning(Context& cx, ExprId id, const Compare& compare) : cx_(cx), policy_(cx.policy()), id_(id), compare_(compare) {}

  bool find() {
    const bool moves_left = compare_.lhs.months != 0;
    const Operand& moved = moves_left ? compare_.lhs : compare_.rhs;
    const Operand& other = moves_left ? compare_.rhs : compare_.lhs;
    if (moved.kind != Operand::Kind::Fact || other.kind != Operand::Kind::Fact || other.months != 0) return false;
    const std::optional<Turn> turn = turn_before(near(), moved.months);
    if (!turn) return false;
    for (const std::int64_t step : {0, 1, -1}) {
      const std::int64_t side = turn->clamped + moved.amount + step;  // where the other side has to lie
      const auto holds = [&](Day end) {
        const std::int64_t value = end + moved.amount;
        return moves_left ? compares(value, compare_.relation, side) : compares(side, compare_.relation, value);
      };
      if (holds(turn->clamped) == holds(turn->carried)) continue;
      Operand still = other;
      still.amount = 0;
      Operand start = moved;
      start.months = 0;
      start.amount = 0;
      if (decides(start, turn->from, still, static_cast<Day>(side - other.amount))) return true;
    }
    return false;
  }

  std::optional<Witness> witness;

 private:
  Day near() const {
    ir::DateError error{};
    const auto reviewed = ir::parse_date(policy_.revision, error);
    return reviewed ? reviewed->low : Day{20'000};
  }

  bool decides(const Operand& start, Day from_day, const Operand& other, Day other_day) {
    smt::Session& session = cx_.whole();
    std::vector<Form> earlier;
    const std::vector<std::uint32_t>& readers = cx_.shared<exactness::Decisions>().readers(id_);
    for (std::uint32_t rule = 0; rule < policy_.rules.size(); ++rule) {
      const ExprId when = policy_.rules[rule].when;
      if (std::find(readers.begin(), readers.end(), rule) != readers.end()) {
        std::vector<Form> forms = {
            session.compare(start, Relation::Equal, date(from_day)), session.compare(other, Relation::Equal, date(other_day)),
            session.differ(session.condition_with(when, id_, true), session.condition_with(when, id_, false))};
        forms.insert(forms.end(), earlier.begin(), earlier.end());
        const smt::Answer answer = cx_.show(session, policy_.range(id_), forms);
        if (answer.is_possible() && !answer.rests_on_unstated) {
          // That nothing else decides takes most of the facts; the days alone are what a reader wants.
          forms.resize(2);
          witness = cx_.witness(session, forms, *answer.witness,
                                "is decided the other way by it if the days that a month lacks are carried into the next one");
          return true;
        }
      }
      earlier.push_back(session.negate(session.condition(when)));
    }
    return false;
  }

  Context& cx_;
  const ir::Policy& policy_;
  ExprId id_;
  const Compare& compare_;
};

}  // namespace

/// Finds: decisions that depend on how a month is counted when the day it leads to does not exist.
/// Why: 31 January and one month is 28 February here: the day of the month is kept, and cut to the month's end. A payer
///   who carries it over to 3 March decides a few cases otherwise; both should know.
/// Example: `stent_date + 3 months <= request_date` for a stent of 30 November.
/// Instead: nothing, as a rule; write weeks or days where the document means them.
/// Limits: one note a policy, with one patient; looks at comparisons of two dates of which one is moved by months.
void month_rounding(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& decisions = cx.shared<exactness::Decisions>();
  std::size_t count = 0;
  std::optional<Witness> witness;
  ExprId shown;
  Range last;
  for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
    const ExprId id{i};
    const auto* compare = std::get_if<Compare>(&policy.exprs[id]);
    if (compare == nullptr || (compare->lhs.months == 0 && compare->rhs.months == 0)) continue;
    if (decisions.readers(id).empty()) continue;
    // A condition as written may have been lowered to several comparisons.
    const Range range = policy.range(id);
    if (range.source != last.source || range.begin != last.begin) ++count;
    last = range;
    constexpr std::size_t kTried = 12;
    if (witness || count > kTried) continue;
    Turning turning(cx, id, *compare);
    if (!turning.find()) continue;
    witness = std::move(turning.witness);
    shown = id;
  }
  if (!witness) return;
  Finding& finding = cx.report(
      decisions.head(cx), {policy.name, cx.outline().path(shown)},
      fmt::format("{} {} months; where the month that is reached lacks the day, some decisions turn on how it is counted",
                  count, count == 1 ? "condition counts" : "conditions count"));
  finding.details.push_back(
      "here 31 January and one month is the last day of February; carried over, it would be a day of March");
  finding.related.push_back(cx.clause(shown));
  finding.witness = std::move(witness);
}

}  // namespace pol::lint
