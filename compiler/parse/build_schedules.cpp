#include "compiler/parse/build_ast.h"

namespace pol::parse {

ast::Schedule Builder::schedule(Rules::ScheduleContext* tree) {
  ast::Schedule out;
  for (Rules::ClauseContext* const each : tree->clause()) {
    if (each->exception == nullptr) out.clauses.push_back(clause(each));
  }
  check_phases(out);
  return out;
}

ast::ScheduleClause Builder::clause(Rules::ClauseContext* tree) const {
  using Kind = ast::ScheduleClause::Kind;
  ast::ScheduleClause out;
  out.range = range(tree);
  out.kind = tree->ANCHOR() != nullptr     ? Kind::Anchor
             : tree->IMAGES() != nullptr   ? Kind::Images
             : tree->LAST() != nullptr     ? Kind::LastStudy
             : tree->WHENEVER() != nullptr ? Kind::Whenever
             : tree->SOONER() != nullptr   ? Kind::Sooner
                                           : Kind::Phase;
  out.then = tree->THEN() != nullptr;
  out.labelled = tree->LABEL() != nullptr;
  Rules::PhaseContext* const phase = tree->phase();
  if (phase == nullptr) return out;
  out.has_place = phase->place() != nullptr;
  Rules::RateContext* const rate = phase->rate();
  if (rate == nullptr) return out;
  out.has_every = rate->EVERY() != nullptr;
  out.open_ended = rate->span() != nullptr && rate->span()->INDEFINITELY() != nullptr;
  return out;
}

/// Phases follow one another: the first of a chain stands alone or has a label, later ones begin with `then`.
void Builder::check_phases(const ast::Schedule& schedule) {
  const ast::ScheduleClause* last = nullptr;
  for (const ast::ScheduleClause& clause : schedule.clauses) {
    if (clause.kind != ast::ScheduleClause::Kind::Phase) continue;
    const bool begins_chain = clause.labelled || last == nullptr;
    if (!begins_chain && last->open_ended) {
      sink_.report(clause.range, diag::NeverReached).label(last->range, "this phase runs `indefinitely`");
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
