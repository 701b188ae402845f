// When a schedule covers, as comparisons of its anchor, the last study and the reference date (DESIGN M8).
// The counting date is the later of anchor and last study; `later + n <= r` is `anchor + n <= r` and `last + n <= r`,
// for adding months never turns the order of two dates round.

#include <utility>

#include "compiler/sema/schedules.h"

namespace pol::sema {

using ir::ExprId;
using ir::Offset;
using Rate = ir::Phase::Rate;

ExprId ScheduleCover::compare(ir::Operand lhs, ir::Relation relation, ir::Operand rhs) {
  return policy_.add(ir::Compare{lhs, relation, rhs}, range_);
}

ir::Operand ScheduleCover::day(ir::FactId fact, Offset offset) {
  ir::Operand out;
  out.kind = ir::Operand::Kind::Fact;
  out.is_date = true;
  out.fact = fact;
  out.months = offset.months;
  out.amount = offset.days;
  return out;
}

ExprId ScheduleCover::all(Parts parts) {
  if (parts.size() == 1) return parts.front();
  return policy_.add(ir::Group{ir::Quantifier::All, 0, std::move(parts), true}, range_);
}

ExprId ScheduleCover::any(Parts parts) {
  if (parts.size() == 1) return parts.front();
  return policy_.add(ir::Group{ir::Quantifier::Any, 0, std::move(parts), false}, range_);
}

ExprId ScheduleCover::begun(const ir::Phase& phase) {
  const ExprId surely = compare(day(schedule_.anchor, phase.from), ir::Relation::LessEqual, day(schedule_.reference));
  return phase.from_is_least ? all({surely, unknown()}) : surely;
}

ExprId ScheduleCover::before(Offset end, Range range) {
  range_ = range;
  return compare(day(schedule_.reference), ir::Relation::Less, day(schedule_.anchor, end));
}

/// The reference date lies before the phase's end, which it has.
ExprId ScheduleCover::runs(const ir::Phase& phase) {
  const ExprId surely = compare(day(schedule_.reference), ir::Relation::Less, day(schedule_.anchor, *phase.to));
  return phase.to_is_least ? any({surely, unknown()}) : surely;
}

ExprId ScheduleCover::no_study_or(ExprId condition) {
  if (!policy_.facts[schedule_.last].type.or_none) return condition;
  return any({policy_.add(ir::IsNone{schedule_.last}, range_), condition});
}

/// `earliest <= reference`, for the phase's own lower bound.
void ScheduleCover::add_interval(const ir::Phase& phase, Parts& parts) {
  const ir::Operand reference = day(schedule_.reference);
  switch (phase.rate) {
    case Rate::Symptoms: return;
    case Rate::Unstated: parts.push_back(unknown()); break;
    case Rate::Once: {
      const ExprId before = compare(day(schedule_.last), ir::Relation::Less, day(schedule_.anchor, phase.from));
      parts.push_back(no_study_or(phase.from_is_least ? any({before, unknown()}) : before));
      return;
    }
    case Rate::Every: break;
  }
  // The counting date is never before the anchor, though the phase may be.
  if (!is_at_most(phase.least, phase.from).value_or(false)) {
    parts.push_back(compare(day(schedule_.anchor, phase.least), ir::Relation::LessEqual, reference));
  }
  if (phase.least == Offset{} && !policy_.facts[schedule_.last].planned) return;  // none lies after the reference date
  parts.push_back(no_study_or(compare(day(schedule_.last, phase.least), ir::Relation::LessEqual, reference)));
}

/// No other phase ends later, so where this one is live the schedule ends with it.
bool ScheduleCover::ends_last(const ir::Phase& phase) const {
  for (const ir::Phase* other : phases_) {
    if (!other->to || other->to_is_least || !is_at_most(*other->to, *phase.to).value_or(false)) {
      if (other->to != phase.to || other->to_is_least != phase.to_is_least) return false;
    }
  }
  return true;
}

/// Some live phase has not ended. Not set where that is always so.
std::optional<ExprId> ScheduleCover::not_ended() {
  Parts live;
  for (const ir::Phase* phase : phases_) {
    Parts parts = phase->gates;
    if (phase->to) parts.push_back(runs(*phase));
    if (parts.empty()) return std::nullopt;
    live.push_back(all(std::move(parts)));
  }
  return any(std::move(live));
}

/// What became due inside the phase stays due until the schedule ends.
void ScheduleCover::add_end(const ir::Phase& phase, Parts& parts) {
  if (!phase.to) return;
  if (phase.rate == Rate::Symptoms || ends_last(phase)) {
    parts.push_back(runs(phase));
    return;
  }
  if (phase.rate != Rate::Once) {
    Parts in_time = {compare(day(schedule_.reference), ir::Relation::Less, day(schedule_.anchor, *phase.to))};
    Parts due_before_end;
    const std::optional<bool> anchor_in_time = is_at_most(*phase.to, phase.least);
    if (!anchor_in_time) {
      due_before_end.push_back(
          compare(day(schedule_.anchor, phase.least), ir::Relation::Less, day(schedule_.anchor, *phase.to)));
    }
    due_before_end.push_back(no_study_or(
        compare(day(schedule_.last, phase.least), ir::Relation::Less, day(schedule_.anchor, *phase.to))));
    if (!anchor_in_time.value_or(false)) in_time.push_back(all(std::move(due_before_end)));
    if (phase.to_is_least) in_time.push_back(unknown());
    parts.push_back(any(std::move(in_time)));
  }
  if (const auto open = not_ended()) parts.push_back(*open);
}

ExprId ScheduleCover::covers(const ir::Phase& phase) {
  range_ = phase.range;
  Parts ways;
  Parts parts = phase.gates;
  parts.push_back(begun(phase));
  add_interval(phase, parts);
  add_end(phase, parts);
  ways.push_back(all(std::move(parts)));
  for (const ExprId trigger : phase.triggers) {
    Parts inside = {trigger, begun(phase)};
    if (phase.to) inside.push_back(runs(phase));
    ways.push_back(all(std::move(inside)));
  }
  return any(std::move(ways));
}

ExprId ScheduleCover::running(Range range) {
  range_ = range;
  std::vector<Offset> begins = {{}};
  for (const ir::Phase* phase : phases_) {
    if (!is_at_most(Offset{}, phase->from).value_or(false)) begins.push_back(phase->from);
  }
  Parts begun;
  for (const Offset begin : begins) {
    begun.push_back(compare(day(schedule_.anchor, begin), ir::Relation::LessEqual, day(schedule_.reference)));
  }
  Parts parts = {any(std::move(begun))};
  if (const auto open = not_ended()) parts.push_back(*open);
  return all(std::move(parts));
}

}  // namespace pol::sema
