#include <fmt/format.h>

#include "compiler/parse/build_ast.h"

namespace pol::parse {

using antlr4::tree::TerminalNode;

ast::Schedule Builder::schedule(Rules::ScheduleContext* tree) {
  ast::Schedule out;
  out.one = tree->ONE() != nullptr;
  for (Rules::ClauseContext* const each : tree->clause()) {
    if (each->exception == nullptr) out.clauses.push_back(file_.schedule_clauses.add(clause(each)));
  }
  check_phases(out);
  return out;
}

ast::ScheduleClause Builder::clause(Rules::ClauseContext* tree) {
  using Kind = ast::ScheduleClause::Kind;
  ast::ScheduleClause out;
  out.range = range(tree);
  out.then = tree->THEN() != nullptr;
  if (tree->LABEL() != nullptr) out.label = name(tree->LABEL());
  if (tree->STRING() != nullptr) out.body.title = text(tree->STRING());
  if (tree->ANCHOR() != nullptr || tree->LAST() != nullptr) {
    out.kind = tree->ANCHOR() != nullptr ? Kind::Anchor : Kind::LastStudy;
    out.date = operand(tree->operand());
  } else if (tree->IMAGES() != nullptr) {
    out.kind = Kind::Images;
    out.images = images(tree->images());
  } else if (tree->WHENEVER() != nullptr || tree->SOONER() != nullptr) {
    out.kind = tree->WHENEVER() != nullptr ? Kind::Whenever : Kind::Sooner;
    out.body.condition = condition(tree->condition());
    if (tree->YEAR() != nullptr) out.through_year = number(tree->NUMBER());
  } else if (Rules::PhasesContext* const readings = tree->phases()) {
    out.kind = Kind::AmbiguousPhase;
    out.question = text(readings->STRING());
    out.chosen = name(readings->word());
    for (Rules::ReadingContext* const each : readings->reading()) {
      if (each->LABEL() == nullptr) continue;
      ast::PhaseReading reading;
      reading.label = name(each->LABEL());
      reading.body.title = optional_text(each->STRING());
      reading.phase = phase(each->phase());
      out.readings.push_back(std::move(reading));
    }
  } else {
    out.phase = phase(tree->phase());
  }
  for (Rules::TrailerContext* const each : tree->trailer()) trailer(each, out.body);
  return out;
}

ast::Images Builder::images(Rules::ImagesContext* tree) const {
  ast::Images out;
  out.range = range(tree);
  if (tree == nullptr) return out;
  if (tree->study() != nullptr) {
    out.kind = ast::Images::Kind::Study;
    out.study = study(tree->study());
  } else if (tree->ANY() != nullptr || tree->ALL() != nullptr) {
    out.kind = tree->ANY() != nullptr ? ast::Images::Kind::Any : ast::Images::Kind::All;
    for (Rules::ImagesContext* const each : tree->images()) out.parts.push_back(images(each));
  }
  return out;
}

ast::Phase Builder::phase(Rules::PhaseContext* tree) {
  ast::Phase out;
  out.range = range(tree);
  if (tree == nullptr) return out;
  out.place = place(tree->place());
  if (Rules::RateContext* const written = tree->rate()) {
    out.rate = rate(written);
    out.span = span(written->span());
    if (tree->place() != nullptr && tree->COLON() == nullptr) report_missing_colon(*tree->place(), *written);
  }
  for (Rules::GateContext* const each : tree->gate()) {
    ast::Gate gate;
    gate.kind = each->UNTIL() != nullptr ? ast::Gate::Kind::Until
                : each->OR() != nullptr  ? ast::Gate::Kind::OrWhen
                                         : ast::Gate::Kind::When;
    gate.condition = condition(each->condition());
    out.gates.push_back(gate);
  }
  return out;
}

/// The grammar reads on without the colon, or the rate would be taken for a second phase.
void Builder::report_missing_colon(Rules::PlaceContext& place, Rules::RateContext& rate) const {
  const Range at = tokens_.range(*rate.getStart());
  sink_.report(at, diag::MissingMark, fmt::format("`{}`", tokens_.word(*rate.getStart())),
               fmt::format("`{}`", tokens_.word(*place.getStop())), ":")
      .fix(FixKind::Review, {at.source, at.begin, at.begin}, ": ");
}

ast::Place Builder::place(Rules::PlaceContext* tree) const {
  ast::Place out;
  if (tree == nullptr) return out;
  out.range = range(tree);
  if (tree->YEAR() != nullptr) {
    const auto years = tree->NUMBER();
    if (years.empty()) return out;
    out.kind = ast::Place::Kind::Years;
    out.first_year = number(years.front());
    out.last_year = number(years.back());
  } else {
    const auto offsets = tree->offset();
    if (offsets.empty()) return out;
    out.kind = ast::Place::Kind::From;
    const auto offset = [&](Rules::OffsetContext* each) {
      return ast::Offset{quantity(each->quantity()), each->BEFORE() != nullptr};
    };
    out.from = offset(offsets[0]);
    if (offsets.size() > 1) out.to = offset(offsets[1]);
    // `from 3 to 12 months`: the unit is written once, behind both.
    if (out.to && !out.from.quantity.unit) out.from.quantity.unit = out.to->quantity.unit;
  }
  return out;
}

std::pair<ast::Quantity, ast::Quantity> Builder::bounds(Rules::RangeContext* tree) const {
  const auto quantities = tree->quantity();
  if (quantities.empty()) return {number(nullptr), number(nullptr)};
  std::pair<ast::Quantity, ast::Quantity> out{quantity(quantities.front()), quantity(quantities.back())};
  if (!out.first.unit) out.first.unit = out.second.unit;
  return out;
}

/// Behind `at most` and `at least`, where a range would have one bound too many.
void Builder::check_one_length(Rules::RangeContext& tree) const {
  if (tree.TO() == nullptr) return;
  const Range at = range(&tree);
  sink_.report(at, diag::UnexpectedText, fmt::format("`{}`", tokens_.text(at)), "one length of time");
}

ast::Rate Builder::rate(Rules::RateContext* tree) const {
  using Kind = ast::Rate::Kind;
  ast::Rate out;
  out.range = range(tree);
  if (tree->ONCE() != nullptr) {
    out.kind = Kind::Once;
  } else if (tree->EVERY() != nullptr) {
    if (tree->UNSTATED() != nullptr) out.kind = Kind::EveryUnstated;
    if (tree->range() == nullptr) return out;
    out.kind = tree->MOST() != nullptr ? Kind::EveryAtMost : Kind::Every;
    if (tree->MOST() != nullptr) check_one_length(*tree->range());
    std::tie(out.low, out.high) = bounds(tree->range());
  } else if (tree->AT() != nullptr) {
    out.kind = Kind::At;
    for (Rules::QuantityContext* const each : tree->quantity()) out.at.push_back(quantity(each));
    // `at 6 and 12 months`: the unit is written once, behind the last.
    for (std::size_t i = out.at.size(); i-- > 1;) {
      if (!out.at[i - 1].unit) out.at[i - 1].unit = out.at[i].unit;
    }
  }
  return out;
}

ast::Span Builder::span(Rules::SpanContext* tree) const {
  using Kind = ast::Span::Kind;
  ast::Span out;
  if (tree == nullptr) return out;
  out.range = range(tree);
  if (tree->INDEFINITELY() != nullptr) {
    out.kind = Kind::Indefinitely;
  } else if (tree->YEAR() != nullptr) {
    out.kind = Kind::ThroughYear;
    out.low = number(tree->NUMBER());
  } else if (tree->UNSTATED() != nullptr) {
    out.kind = Kind::Unstated;
  } else if (tree->range() != nullptr) {
    out.kind = tree->LEAST() != nullptr ? Kind::ForAtLeast : Kind::For;
    if (tree->LEAST() != nullptr) check_one_length(*tree->range());
    std::tie(out.low, out.high) = bounds(tree->range());
  }
  return out;
}

/// Phases follow one another: the first of a chain stands alone or has a label, later ones begin with `then`.
void Builder::check_phases(const ast::Schedule& schedule) {
  using Kind = ast::ScheduleClause::Kind;
  const ast::ScheduleClause* last = nullptr;
  for (const ast::ScheduleClauseId id : schedule.clauses) {
    const ast::ScheduleClause& clause = file_.schedule_clauses[id];
    if (clause.kind != Kind::Phase && clause.kind != Kind::AmbiguousPhase) continue;
    const bool begins_chain = clause.label.has_value() || last == nullptr;
    if (!begins_chain && last->phase.span.kind == ast::Span::Kind::Indefinitely) {
      sink_.report(clause.range, diag::NeverReached).label(last->range, "this phase runs `indefinitely`");
    } else if (clause.then && last == nullptr) {
      const Range then{clause.range.source, clause.range.begin, clause.range.begin + 4};
      sink_.report(then, diag::StrayText, "`then`").hint("no phase stands before it; the first begins at the anchor");
    } else if (!begins_chain && !clause.then) {
      const Range front{clause.range.source, clause.range.begin, clause.range.begin};
      sink_.report(clause.range, diag::MissingThen)
          .label(last->range, "the phase before it")
          .hint("write `then` before it")
          .fix(FixKind::Review, front, "then ");
    }
    last = &clause;
  }
}

}  // namespace pol::parse
