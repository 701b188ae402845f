// Phases: moved, doubled, left open, closed.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "tests/mutants/make.h"
#include "tests/mutants/spots.h"

namespace pol::mutants {

namespace {

using Clause = ast::ScheduleClause;

Mutation edit_at(const ScheduleSpot& spot, Range place, Range at, std::string text) {
  return {spot.path, spot.owner, place, {{at, std::move(text)}}};
}

Range digits_of(const ast::Quantity& quantity) {
  Range at = quantity.range;
  at.end = at.begin + static_cast<std::uint32_t>(quantity.digits.size());
  return at;
}

bool is_whole(const std::string& digits) {
  return !digits.empty() && digits.size() < 6 && digits.find_first_not_of("0123456789") == std::string::npos;
}

bool equal(const ast::Quantity& a, const ast::Quantity& b) {
  return a.digits == b.digits && a.unit.has_value() == b.unit.has_value() && (!a.unit || a.unit->text == b.unit->text);
}

/// Phases with stated places, each of which begins where the one before it ends: what that takes away or adds.
Mutations with_moved_begin(const Original& original, int by) {
  Mutations out;
  for (const ScheduleSpot& spot : schedules_of(original)) {
    for (std::size_t k = 1; k < spot.phases.size(); ++k) {
      const ast::Place& before = spot.clauses[spot.phases[k - 1]]->phase.place;
      const ast::Phase& phase = spot.clauses[spot.phases[k]]->phase;
      const ast::Place& place = phase.place;
      const bool follows_date = before.kind == ast::Place::Kind::From && place.kind == ast::Place::Kind::From &&
                                before.to && equal(before.to->quantity, place.from.quantity);
      const bool follows_year = before.kind == ast::Place::Kind::Years && place.kind == ast::Place::Kind::Years;
      const ast::Quantity& begin = follows_date ? place.from.quantity : place.first_year;
      if ((!follows_date && !follows_year) || !is_whole(begin.digits)) continue;
      const int moved = std::stoi(begin.digits) + by;
      // The whole clause: a finding may be about the phase before, beside which it then stands.
      if (moved > 0) out.push_back(edit_at(spot, phase.range, digits_of(begin), std::to_string(moved)));
    }
  }
  return out;
}

/// One edit of a phase, where `text` gives one.
using Change = std::function<std::optional<Edit>(const ScheduleSpot& spot, std::size_t k)>;
Mutations with_phases(const Original& original, const Change& change) {
  Mutations out;
  for (const ScheduleSpot& spot : schedules_of(original)) {
    for (std::size_t k = 0; k < spot.phases.size(); ++k) {
      const std::optional<Edit> edit = change(spot, k);
      if (edit) out.push_back(edit_at(spot, spot.clauses[spot.phases[k]]->range, edit->range, edit->text));
    }
  }
  return out;
}

const ast::Phase& phase_of(const ScheduleSpot& spot, std::size_t k) { return spot.clauses[spot.phases[k]]->phase; }

}  // namespace

Mutations phase_gap(const Original& original) { return with_moved_begin(original, 1); }
Mutations phase_overlap(const Original& original) { return with_moved_begin(original, -1); }

Mutations equal_phases(const Original& original) {
  return with_phases(original, [&](const ScheduleSpot& spot, std::size_t k) -> std::optional<Edit> {
    if (k == 0) return std::nullopt;
    const ast::Phase& before = phase_of(spot, k - 1);
    const ast::Phase& phase = phase_of(spot, k);
    const bool is_every = before.rate.kind == ast::Rate::Kind::Every && phase.rate.kind == ast::Rate::Kind::Every;
    if (!is_every || !phase.gates.empty() || !before.gates.empty()) return std::nullopt;
    const auto interval = [](const ast::Rate& rate) {
      return Range{rate.range.source, rate.low.range.begin, std::max(rate.low.range.end, rate.high.range.end)};
    };
    const std::string from = original.text(interval(before.rate));
    if (from == original.text(interval(phase.rate))) return std::nullopt;
    return Edit{interval(phase.rate), from};
  });
}

Mutations unstated_interval(const Original& original) {
  return with_phases(original, [](const ScheduleSpot& spot, std::size_t k) -> std::optional<Edit> {
    const ast::Rate& rate = phase_of(spot, k).rate;
    if (rate.kind != ast::Rate::Kind::Every) return std::nullopt;
    const Range at{rate.range.source, rate.low.range.begin, std::max(rate.low.range.end, rate.high.range.end)};
    return Edit{at, "unstated"};
  });
}

Mutations unstated_length(const Original& original) {
  return with_phases(original, [](const ScheduleSpot& spot, std::size_t k) -> std::optional<Edit> {
    const ast::Span& span = phase_of(spot, k).span;
    if (span.kind != ast::Span::Kind::For || k + 1 >= spot.phases.size()) return std::nullopt;
    return Edit{span.range, "for unstated"};
  });
}

Mutations ended_schedule(const Original& original) {
  return with_phases(original, [](const ScheduleSpot& spot, std::size_t k) -> std::optional<Edit> {
    const ast::Span& span = phase_of(spot, k).span;
    if (span.kind != ast::Span::Kind::Indefinitely) return std::nullopt;
    return Edit{span.range, "for 5 years"};
  });
}

Mutations regimen_to_all(const Original& original) {
  constexpr std::string_view kWord = "regimen";
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    if (!std::holds_alternative<ast::Regimen>(spot.condition().node)) continue;
    Range word = spot.range();
    word.end = word.begin + static_cast<std::uint32_t>(kWord.size());
    if (original.text(word) == kWord) out.push_back(mutants::edit_at(spot, word, "all"));
  }
  return out;
}

Mutations shifted_interval(const Original& original) {
  return with_phases(original, [](const ScheduleSpot& spot, std::size_t k) -> std::optional<Edit> {
    const ast::Rate& rate = phase_of(spot, k).rate;
    if (rate.kind != ast::Rate::Kind::Every || !is_whole(rate.low.digits)) return std::nullopt;
    // A range keeps its order.
    const bool is_range = !equal(rate.low, rate.high);
    const int figure = std::stoi(rate.low.digits);
    return Edit{digits_of(rate.low), std::to_string(is_range ? std::max(1, figure / 2) : figure * 2)};
  });
}

Mutations shifted_length(const Original& original) {
  return with_phases(original, [](const ScheduleSpot& spot, std::size_t k) -> std::optional<Edit> {
    const ast::Span& span = phase_of(spot, k).span;
    const bool has_figure = span.kind == ast::Span::Kind::For || span.kind == ast::Span::Kind::ThroughYear;
    if (!has_figure || !is_whole(span.low.digits) ||
        (span.kind == ast::Span::Kind::For && !equal(span.low, span.high))) {
      return std::nullopt;
    }
    return Edit{digits_of(span.low), std::to_string(std::stoi(span.low.digits) + 1)};
  });
}

}  // namespace pol::mutants
