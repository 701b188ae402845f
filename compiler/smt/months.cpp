#include "compiler/smt/months.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/interp/calendar.h"
#include "compiler/ir/civil.h"

namespace pol::smt {

using ir::Day;
using ir::FactId;

std::int64_t Move::apply(Day from) const {
  const std::int64_t moved = interp::add_months(from, months) + days;
  return back == 0 ? moved : interp::last_day_reaching(static_cast<Day>(moved), back);
}

namespace {

/// Days that show all that the moves do: of each month the first, which goes for those up to the 27th, and the last days,
/// which clamp; or every day, where a move by days comes between.
template <class Visit>
void each_day(const std::vector<Move>& moves, Visit&& visit) {
  const bool is_any_shifted = std::any_of(moves.begin(), moves.end(), [](const Move& move) { return move.days != 0; });
  for (Day first = ir::kFirstDay; first <= ir::kLastDay; first = interp::add_months(first, 1)) {
    const Day next = interp::add_months(first, 1);
    visit(first);
    for (Day day = is_any_shifted ? first + 1 : first + 27; day < next; ++day) visit(day);
  }
}

struct Span {
  std::int64_t least = INT64_MAX, most = INT64_MIN;
};

/// How far `move` moves any day of the calendar.
Span span_of(const Move& move) {
  Span span;
  for (Day first = ir::kFirstDay; first <= ir::kLastDay; first = interp::add_months(first, 1)) {
    const Day last = interp::add_months(first, 1) - 1;
    // What clamps does so by more the later it is, but for the very last day when moved back.
    for (const Day day : {first, last - 1, last}) {
      const std::int64_t distance = move.apply(day) - day;
      span.least = std::min(span.least, distance);
      span.most = std::max(span.most, distance);
    }
  }
  return span;
}

/// The same for moves by months alone, which every policy has a few of: nothing but the calendar is remembered.
Span known_span(const Move& move) {
  static thread_local std::map<Move, Span> known;
  const auto [at, is_new] = known.try_emplace(move);
  if (is_new) at->second = span_of(move);
  return at->second;
}

/// The 10th of its month: where months are moved, nothing is clamped there.
Day middle_of_month(Day day) {
  static_assert(ir::kFirstDay == -25567);  // a first of the month
  return interp::add_months(ir::kFirstDay, interp::completed_months(ir::kFirstDay, day)) + 9;
}

}  // namespace

void Months::begin_question() {
  for (Anchor& anchor : anchors_) anchor.corrected = 0;
}

expr Months::distance(FactId from, const Move& move) {
  if (move == Move{}) return logic_.number(0);
  auto anchor = std::find_if(anchors_.begin(), anchors_.end(), [&](const Anchor& one) { return one.fact == from; });
  if (anchor == anchors_.end()) {
    anchors_.push_back({from, {}, 0, 0});
    anchor = anchors_.end() - 1;
  }
  for (const Distance& known : anchor->distances) {
    if (known.move == move) return known.variable;
  }
  const expr variable = logic_.integer(logic_.fresh(policy_.facts[from].name + " moved"));
  // One after the other: more than there is where the two clamp on different days.
  const Span there = known_span({move.months, 0, 0}), back = known_span({0, 0, move.back});
  logic_.require(variable >= logic_.number(there.least + move.days + back.least));
  logic_.require(variable <= logic_.number(there.most + move.days + back.most));
  anchor->distances.push_back({move, variable});
  return variable;
}

bool Months::correct(const z3::model& model) {
  bool is_corrected = false;
  windows_.clear();
  for (Anchor& anchor : anchors_) {
    const Day day = static_cast<Day>(number_in(model, variables_.value(anchor.fact), 0));
    const bool is_right = std::all_of(anchor.distances.begin(), anchor.distances.end(), [&](const Distance& one) {
      return number_in(model, one.variable, 0) == one.move.apply(day) - day;
    });
    if (!is_right) {
      is_corrected = true;
      constexpr std::size_t kBeforeTable = 2;
      if (++anchor.corrected > kBeforeTable && anchor.in_table < anchor.distances.size()) tell_table(anchor);
      tell_near(anchor, day);
    }
    const Window window = tell_near(anchor, middle_of_month(day));
    const expr value = variables_.value(anchor.fact);
    windows_.push_back(
        logic_.named(value >= logic_.number(window.first) && value <= logic_.number(window.last), "window"));
  }
  return is_corrected;
}

/// From the first to the last day around `day` on which all distances are what they are on `day`.
Months::Window Months::tell_near(Anchor& anchor, Day day) {
  const auto is_same = [&](Day other) {
    return std::all_of(anchor.distances.begin(), anchor.distances.end(), [&](const Distance& one) {
      return one.move.apply(other) - other == one.move.apply(day) - day;
    });
  };
  Day first = day, last = day;
  while (first > ir::kFirstDay && is_same(first - 1)) --first;
  while (last < ir::kLastDay && is_same(last + 1)) ++last;
  std::vector<expr> told;
  for (const Distance& one : anchor.distances) {
    told.push_back(one.variable == logic_.number(one.move.apply(day) - day));
  }
  const expr value = variables_.value(anchor.fact);
  logic_.require(logic_.any({value < logic_.number(first), value > logic_.number(last), logic_.all(told)}));
  return {first, last};
}

/// Which distances occur together.
void Months::tell_table(Anchor& anchor) {
  anchor.in_table = anchor.distances.size();
  std::vector<Move> moves;
  for (const Distance& one : anchor.distances) moves.push_back(one.move);
  std::set<std::vector<std::int64_t>> rows;
  each_day(moves, [&](Day day) {
    std::vector<std::int64_t> row;
    for (const Move& move : moves) row.push_back(move.apply(day) - day);
    rows.insert(std::move(row));
  });
  std::vector<expr> any;
  for (const std::vector<std::int64_t>& row : rows) {
    std::vector<expr> all;
    for (std::size_t i = 0; i < row.size(); ++i) all.push_back(anchor.distances[i].variable == logic_.number(row[i]));
    any.push_back(logic_.all(all));
  }
  logic_.require(logic_.any(any));
}

}  // namespace pol::smt
