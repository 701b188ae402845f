// Where the phases of a schedule lie: everything is counted from the anchor, nothing from the phase before.

#include <fmt/format.h>

#include "compiler/ast/schedule_text.h"
#include "compiler/sema/schedules.h"

namespace pol::sema {

using ir::Offset;

namespace {

constexpr std::int32_t kMostYears = 200;
constexpr std::int32_t kMostMonths = 12 * kMostYears;
constexpr std::int32_t kMostDays = 100000;

Offset plus(Offset a, Offset b) { return {a.months + b.months, a.days + b.days}; }

/// The fewest and the most days that an offset may come to.
std::pair<std::int64_t, std::int64_t> days_in(Offset offset) {
  const std::int64_t low = std::int64_t{offset.months} * (offset.months < 0 ? 31 : 28);
  const std::int64_t high = std::int64_t{offset.months} * (offset.months < 0 ? 28 : 31);
  return {low + offset.days, high + offset.days};
}

}  // namespace

std::optional<bool> is_at_most(Offset a, Offset b) {
  if (a.days == b.days) return a.months <= b.months;
  if (a.months == b.months) return a.days <= b.days;
  if (days_in(a).second <= days_in(b).first) return true;
  if (days_in(a).first > days_in(b).second) return false;
  return std::nullopt;
}

std::optional<Offset> Analysis::offset_of(const ast::Quantity& quantity) {
  const auto span = span_of(quantity);
  if (!span) return std::nullopt;
  return Offset{span->months, static_cast<std::int32_t>(span->days)};
}

std::optional<Offset> Analysis::offset_of(const ast::Offset& offset) {
  auto out = offset_of(offset.quantity);
  if (out && offset.before) *out = {-out->months, -out->days};
  return out;
}

/// Years of follow-up are whole and count from 1.
std::optional<std::int32_t> Analysis::year_of(const ast::Quantity& year) {
  const auto halves = ir::parse_quantity(year.digits, 1, 0);
  if (halves && *halves % 2 == 0 && *halves >= 2 && *halves / 2 <= kMostYears) {
    return static_cast<std::int32_t>(*halves / 2);
  }
  sink_.report(year.range, diag::NotAYearOfFollowUp, year.digits, kMostYears);
  return std::nullopt;
}

bool Analysis::read_rate(const ast::Rate& rate, ir::Phase& phase) {
  using Kind = ast::Rate::Kind;
  switch (rate.kind) {
    case Kind::Unsaid: phase.rate = ir::Phase::Rate::Symptoms; return true;
    case Kind::EveryUnstated: phase.rate = ir::Phase::Rate::Unstated; return true;
    case Kind::Once:
    case Kind::At: phase.rate = ir::Phase::Rate::Once; return true;
    case Kind::Every:
    case Kind::EveryAtMost: break;
  }
  phase.rate = ir::Phase::Rate::Every;
  const auto high = offset_of(rate.high);
  const auto low = rate.kind == Kind::Every ? offset_of(rate.low) : Offset{};
  if (!high || !low) return false;
  if (rate.kind == Kind::Every && (low->months != 0) != (high->months != 0) && *low != Offset{}) {
    sink_.report(rate.range, diag::DaysAgainstMonths, sources_.text(rate.low.range),
                 fmt::format("`{}`", sources_.text(rate.high.range)))
        .hint("write both ends of an interval in one unit");
    return false;
  }
  if (!is_at_most(*low, *high).value_or(true)) {
    sink_.report(rate.range, diag::RangeUpsideDown, sources_.text(rate.low.range), sources_.text(rate.high.range))
        .hint("an interval is written from its lower to its upper bound");
    return false;
  }
  if (*high == Offset{}) {
    sink_.report(rate.range, diag::IntervalOfNothing);
    return false;
  }
  phase.least = *low;
  phase.most = *high;
  return true;
}

bool Analysis::read_place(const ast::Place& place, const Chain& chain, ir::Phase& phase, Offset& latest_begin) {
  phase.from = chain.from;
  phase.from_is_least = chain.from_is_least;
  latest_begin = chain.latest;
  if (place.kind == ast::Place::Kind::Unsaid) return true;
  phase.from_is_least = false;
  if (place.kind == ast::Place::Kind::Years) {
    const auto first = year_of(place.first_year);
    const auto last = year_of(place.last_year);
    if (!first || !last) return false;
    if (*first > *last) {
      sink_.report(place.range, diag::RangeUpsideDown, place.first_year.digits, place.last_year.digits);
      return false;
    }
    phase.from = {12 * (*first - 1), 0};
    phase.to = Offset{12 * *last, 0};
  } else {
    const auto from = offset_of(place.from);
    const auto to = place.to ? offset_of(*place.to) : std::optional<Offset>();
    if (!from || (place.to && !to)) return false;
    phase.from = *from;
    phase.to = to;
    if (to && is_at_most(*to, *from).value_or(false)) {
      sink_.report(place.range, diag::PhaseUpsideDown, sources_.text(place.from.quantity.range),
                   sources_.text(place.to->quantity.range));
      return false;
    }
  }
  latest_begin = phase.from;
  return true;
}

bool Analysis::read_span(const ast::Span& span, Offset latest_begin, ir::Phase& phase, Chain& chain) {
  using Kind = ast::Span::Kind;
  chain = {phase.from, latest_begin, phase.from_is_least, true};  // where the span is a mistake, `then` is none
  if (span.kind != Kind::Unsaid && phase.to) {
    sink_.report(span.range, diag::PhaseEndsTwice);
    return false;
  }
  switch (span.kind) {
    case Kind::Indefinitely: return true;  // the parser tells of what follows it
    case Kind::Unsaid:
      chain = phase.to ? Chain{*phase.to, *phase.to, false, true} : Chain{};
      return true;
    case Kind::Unstated:
      phase.to = phase.from;
      phase.to_is_least = true;
      chain = {phase.from, latest_begin, true, true};
      return true;
    case Kind::ThroughYear: {
      const auto year = year_of(span.low);
      if (!year) return false;
      phase.to = Offset{12 * *year, 0};
      chain = {*phase.to, *phase.to, false, true};
      break;
    }
    case Kind::For:
    case Kind::ForAtLeast: {
      const auto low = offset_of(span.low);
      const auto high = offset_of(span.high);
      if (!low || !high) return false;
      if (!is_at_most(*low, *high).value_or(true)) {
        sink_.report(span.range, diag::RangeUpsideDown, sources_.text(span.low.range), sources_.text(span.high.range));
        return false;
      }
      // Between the two ends both phases are offered.
      phase.to_is_least = span.kind == Kind::ForAtLeast || phase.from_is_least;
      phase.to = plus(latest_begin, *high);
      if (phase.to->months > kMostMonths || phase.to->days > kMostDays) {
        sink_.report(span.range, diag::PhaseEndsTooLate, offset_words(*phase.to), kMostYears);
        return false;
      }
      chain = {plus(phase.from, *low), *phase.to, phase.to_is_least, true};
      break;
    }
  }
  if (is_at_most(*phase.to, phase.from).value_or(false)) {
    sink_.report(span.range, diag::PhaseUpsideDown, offset_words(phase.from), offset_words(*phase.to));
    return false;
  }
  return true;
}

/// `at 6 and 12 months`: one study from each date until the next one's; the last waits until it is done. A trigger
/// covers in the place of all of them.
std::vector<ir::Phase> Analysis::split_dates(const ast::Rate& rate, const ir::Phase& whole) {
  std::vector<ir::Phase> out;
  for (const ast::Quantity& each : rate.at) {
    const auto at = offset_of(each);
    if (!at) return {};
    if (!is_at_most(whole.from, *at).value_or(true)) {
      sink_.report(each.range, diag::DateBeforePhase, fmt::format("{} {}", each.digits, each.unit->text), offset_words(whole.from));
      return {};
    }
    if (!out.empty()) {
      if (is_at_most(*at, out.back().from).value_or(false)) {
        sink_.report(rate.range, diag::RangeUpsideDown, offset_words(out.back().from), offset_words(*at));
        return {};
      }
      out.back().to = at;
      out.back().to_is_least = false;
    }
    out.push_back(whole);
    out.back().triggers.clear();
    out.back().from = *at;
    out.back().from_is_least = false;
    out.back().most = at;
  }
  if (!out.empty() && out.back().to && is_at_most(*out.back().to, out.back().from).value_or(false)) {
    sink_.report(rate.range, diag::PhaseUpsideDown, offset_words(out.back().from), offset_words(*out.back().to));
    return {};
  }
  for (const ir::ExprId trigger : whole.triggers) {
    out.push_back(whole);
    out.back().rate = ir::Phase::Rate::Symptoms;
    out.back().gates = {trigger};
    out.back().triggers.clear();
  }
  return out;
}

std::vector<ir::Phase> Analysis::read_phase(const ast::Phase& as, Chain& chain) {
  ir::Phase phase;
  phase.range = as.range;
  Offset latest_begin;
  const bool good = read_rate(as.rate, phase) && read_place(as.place, chain, phase, latest_begin) &&
                    read_span(as.span, latest_begin, phase, chain);
  bool has_when = false;
  for (const ast::Gate& gate : as.gates) {
    const ir::ExprId condition = lower(gate.condition);
    const Range range = policy_.range(condition);
    switch (gate.kind) {
      case ast::Gate::Kind::Until: phase.gates.push_back(policy_.add(ir::Not{condition}, range)); break;
      case ast::Gate::Kind::When: phase.gates.push_back(condition); break;
      case ast::Gate::Kind::OrWhen: phase.triggers.push_back(condition); break;
    }
    has_when = has_when || gate.kind == ast::Gate::Kind::When;
  }
  if (!good) return {};
  if (phase.rate == ir::Phase::Rate::Symptoms && !has_when) {
    if (parse_failed_) return {};
    sink_.report(as.range, diag::PhaseAsksNothing).hint("write how often, as in `: every 6 months` or `: once`, or `when …`");
    return {};
  }
  if (as.rate.kind == ast::Rate::Kind::At) return split_dates(as.rate, phase);
  return {phase};
}

std::string Analysis::offset_words(Offset offset) {
  const auto count = [](std::int32_t n, const char* one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); };
  std::string out;
  if (offset.months != 0 || offset.days == 0) out = count(offset.months, "month");
  if (offset.days != 0) out += (out.empty() ? "" : " and ") + count(offset.days, "day");
  return out;
}

}  // namespace pol::sema
