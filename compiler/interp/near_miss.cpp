#include "compiler/interp/near_miss.h"

#include <fmt/format.h>

#include <optional>

#include "compiler/interp/calendar.h"
#include "compiler/interp/condition_words.h"
#include "compiler/interp/day_window.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "compiler/interp/schedule_words.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::Compare;
using ir::Day;
using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Relation;
using ir::Truth;

namespace {

std::string counted(std::int64_t n, std::string_view unit) {
  return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s");
}

/// `5 weeks and 6 days`, `17 years and 11 months`: so many of the smaller unit.
std::string in_two_units(std::int64_t n, std::int64_t in_larger, std::string_view larger, std::string_view smaller) {
  if (n < in_larger) return counted(n, smaller);
  std::string text = counted(n / in_larger, larger);
  if (n % in_larger != 0) text += " and " + counted(n % in_larger, smaller);
  return text;
}

/// A comparison as it is written: `>= 6 weeks`.
struct Limit {
  Relation relation = Relation::Equal;
  std::string text;  ///< `6 weeks`
};

/// Empty where the condition does not end with a sign and a number.
std::optional<Limit> written_limit(std::string_view condition) {
  const std::size_t sign = condition.find_first_of("<>=");
  if (sign == std::string_view::npos) return std::nullopt;
  const std::size_t begin = condition.find_first_not_of("<>= ", sign);
  const bool is_number = begin != std::string_view::npos && condition[begin] >= '0' && condition[begin] <= '9';
  if (!is_number) return std::nullopt;
  const bool or_equal = condition.substr(sign + 1, 1) == "=";
  Limit limit;
  limit.text = std::string(condition.substr(begin));
  if (condition[sign] == '<') limit.relation = or_equal ? Relation::LessEqual : Relation::Less;
  if (condition[sign] == '>') limit.relation = or_equal ? Relation::GreaterEqual : Relation::Greater;
  return limit;
}

class NearMiss {
 public:
  NearMiss(const ir::Policy& policy, const Sources& sources, const ir::Patient& patient,
           const std::vector<Truth>& truths, bool wanted)
      : policy_(policy), sources_(sources), patient_(patient), truths_(truths), wanted_(wanted) {}

  std::string of(ExprId id) const {
    if (truths_[id.index] == Truth::Yes) return "";
    if (const auto window = window_of(policy_, patient_, id)) return of_dates(id, *window);
    const ir::Expr& expr = policy_.exprs[id];
    if (const auto* compare = std::get_if<Compare>(&expr)) return of_number(id, *compare);
    std::string out;
    if (const auto* group = std::get_if<ir::Group>(&expr)) {
      for (const ExprId part : group->children) {
        const std::string miss = truths_[part.index] == truths_[id.index] ? of(part) : "";
        if (!miss.empty()) out += (out.empty() ? "" : "; ") + miss;
      }
    }
    return out;
  }

 private:
  std::string written(ExprId id) const { return on_one_line(sources_.text(policy_.range(id))); }

  /// `6 weeks needed`, `more than 6 weeks would count`.
  std::string asked_for(const Limit& limit) const {
    const char* verb = wanted_ ? "needed" : "would count";
    switch (limit.relation) {
      case Relation::Less:
        return fmt::format("less than {} {}", limit.text, verb);
      case Relation::LessEqual:
        return fmt::format("at most {} {}", limit.text, verb);
      case Relation::Greater:
        return fmt::format("more than {} {}", limit.text, verb);
      case Relation::GreaterEqual:
        return fmt::format("{}{} {}", wanted_ ? "" : "at least ", limit.text, verb);
      case Relation::Equal:
        return fmt::format("exactly {} {}", limit.text, verb);
    }
    POL_BUG("relation out of range");
  }

  static std::string documented(const std::string& value, bool is_open) {
    return fmt::format(", {} documented{}", value, is_open ? ", which leaves it open" : "");
  }

  std::string of_number(ExprId id, const Compare& e) const {
    if (e.lhs.is_date || e.lhs.kind == ir::Operand::Kind::Literal || e.lhs.amount != 0) return "";
    if (e.rhs.kind != ir::Operand::Kind::Literal) return "";
    const Side side = side_of(policy_, patient_, e.lhs);
    if (side.kind != FactState::Kind::Value) return "";
    const bool is_open = truths_[id.index] == Truth::Unknown;
    const ir::Half limit = e.rhs.literal + e.rhs.amount;
    if (e.lhs.kind == ir::Operand::Kind::CountOf) {
      const Limit count = written_limit(written(id)).value_or(Limit{e.relation, std::to_string(limit / 2)});
      const std::string counts = side.low == side.high ? std::to_string(side.low / 2)
                                                       : fmt::format("{} to {}", side.low / 2, side.high / 2);
      return asked_for(count) + documented(counts, is_open);
    }
    FactState of_limit;
    of_limit.kind = FactState::Kind::Value;
    of_limit.low = of_limit.high = limit;
    const Limit number =
        written_limit(written(id)).value_or(Limit{e.relation, value_text(policy_, e.lhs.fact, of_limit)});
    // Days are whole in half units of a day.
    const bool says_weeks = number.text.find("week") != std::string::npos;
    const bool counts_days = policy_.facts[e.lhs.fact].type.dimension == ir::Dimension::Days;
    const bool is_whole = counts_days && side.low == side.high && side.low % 2 == 0;
    const std::string value = says_weeks && is_whole ? in_two_units(side.low / 2, 7, "week", "day")
                                                     : value_text(policy_, e.lhs.fact, patient_[e.lhs.fact]);
    return asked_for(number) + documented(value, is_open);
  }

  std::string of_dates(ExprId id, const DayWindow& window) const {
    const FactState& state = patient_[window.subject];
    if (state.kind != FactState::Kind::Value) return "";
    const std::string age = of_age(id, window.subject);
    if (!age.empty()) return age;
    const std::string days = window.from && window.to ? days_words({*window.from, *window.to})
                             : window.from            ? ir::print_date(*window.from) + " or later"
                                                      : ir::print_date(*window.to) + " or earlier";
    std::string text = fmt::format("{} {}", days, wanted_ ? "needed" : "would count");
    text += documented(value_text(policy_, window.subject, state), truths_[id.index] == Truth::Unknown);
    if (window.from && state.high < *window.from) {
      text += fmt::format(": {} too early", counted(*window.from - state.high, "day"));
    } else if (window.to && state.low > *window.to) {
      text += fmt::format(": {} too late", counted(state.low - *window.to, "day"));
    }
    return text;
  }

  /// Where the date is a birth date and the condition is written as one of an age.
  std::string of_age(ExprId id, FactId subject) const {
    const auto limit = written_limit(written(id));
    const bool in_years = limit && limit->text.find("year") != std::string::npos;
    const bool in_months = limit && limit->text.find("month") != std::string::npos;
    if (!in_years && !in_months) return "";
    for (const ir::Record& record : policy_.records) {
      if (record.kind != ir::Record::Kind::Age || record.birth != subject) continue;
      const FactState& at = patient_[record.at.is_set() ? record.at : policy_.reference];
      const FactState& birth = patient_[subject];
      if (at.kind != FactState::Kind::Value || at.low != at.high) return "";
      const auto age = [&](std::int64_t born) {
        const std::int64_t months = completed_months(static_cast<Day>(born), static_cast<Day>(at.low));
        return in_years || months >= 24 ? in_two_units(months, 12, "year", "month") : counted(months, "month");
      };
      const std::string least = age(birth.high), most = age(birth.low);
      const std::string value = least == most ? least : fmt::format("{} to {}", least, most);
      return asked_for(*limit) + documented(value, truths_[id.index] == Truth::Unknown);
    }
    return "";
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const ir::Patient& patient_;
  const std::vector<Truth>& truths_;
  bool wanted_;
};

}  // namespace

std::string near_miss(const ir::Policy& policy, const Sources& sources, const ir::Patient& patient,
                      const std::vector<Truth>& truths, ExprId test, bool wanted) {
  return NearMiss(policy, sources, patient, truths, wanted).of(test);
}

}  // namespace pol::interp
