// Surveillance schedules: their structure is kept, their truth becomes ordinary conditions.

#include "compiler/sema/schedules.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ast/schedule_text.h"
#include "compiler/support/limits.h"

namespace pol::sema {

using ir::ExprId;
using Kind = ast::ScheduleClause::Kind;

/// The file's default for `anchor` or `last`, from its head.
std::optional<ast::Operand> Analysis::schedule_default(std::string_view key) const {
  for (const ast::Pair& pair : file_->metadata) {
    const auto* name = std::get_if<ast::Name>(&pair.value);
    if (pair.key.text != key || name == nullptr) continue;
    ast::Operand out;
    out.primary.name = *name;
    out.range = name->range;
    return out;
  }
  return std::nullopt;
}

ir::FactId Analysis::schedule_date(const ast::Operand& operand) {
  const Subject subject = unshifted(operand);
  if (subject.kind == Subject::Kind::Broken) return {};
  if (subject.kind == Subject::Kind::Fact && is_date(subject)) return subject.fact;
  sink_.report(operand.range, diag::ScheduleNeedsDate, sources_.text(operand.range), describe(subject));
  return {};
}

/// Reads `anchor`, `last` and `images`. False where the schedule cannot be lowered.
bool Analysis::read_schedule_head(const ast::Schedule& as, ir::Schedule& out) {
  const ast::ScheduleClause* anchor = nullptr;
  const ast::ScheduleClause* last = nullptr;
  const ast::ScheduleClause* images = nullptr;
  bool counts_from_study = false, has_cover = false;
  for (const ast::ScheduleClauseId id : as.clauses) {
    const ast::ScheduleClause& clause = file_->schedule_clauses[id];
    const ast::ScheduleClause** place = clause.kind == Kind::Anchor      ? &anchor
                                        : clause.kind == Kind::LastStudy ? &last
                                        : clause.kind == Kind::Images    ? &images
                                                                         : nullptr;
    if (place == nullptr) {
      has_cover = has_cover || clause.kind != Kind::Sooner;
      const auto counts = [](const ast::Phase& phase) { return phase.rate.kind != ast::Rate::Kind::Unsaid; };
      counts_from_study = counts_from_study || clause.kind == Kind::AmbiguousPhase ||
                          (clause.kind == Kind::Phase && counts(clause.phase));
    } else if (*place != nullptr) {
      sink_.report(clause.range, diag::ClauseTwice).label((*place)->range, "the first is here");
    } else {
      *place = &clause;
    }
  }
  if (!has_cover) {
    if (parse_failed_) return false;
    sink_.report(out.range, diag::ScheduleSaysNothing)
        .hint("say when, as in `every 6 months for 2 years` or `whenever …`");
    return false;
  }
  const auto date = [&](const ast::ScheduleClause* clause, std::string_view key) -> std::optional<ir::FactId> {
    if (clause != nullptr) return schedule_date(clause->date);
    if (const auto written = schedule_default(key)) return schedule_date(*written);
    return std::nullopt;
  };
  const auto anchor_fact = date(anchor, "anchor");
  const auto last_fact = date(last, "last");
  if (!anchor_fact && !parse_failed_) {
    sink_.report(out.range, diag::ScheduleWithoutAnchor)
        .hint("write `anchor FACT` in it, or `anchor: FACT` in the head of the file for all its schedules");
  }
  if (!last_fact && counts_from_study && !parse_failed_) {
    sink_.report(out.range, diag::ScheduleWithoutLast)
        .hint("write `last FACT` in it, or `last: FACT` in the head of the file for all its schedules");
  }
  if (images == nullptr && !parse_failed_) {
    sink_.report(out.range, diag::ScheduleWithoutImages)
        .hint("write `images …`, such as `images mri of brain`, or `images unstated`");
  } else if (images != nullptr) {
    out.images = lower_images(images->images);
    out.studies = images->images.kind == ast::Images::Kind::Unstated ? "" : ast::images_text(images->images);
  }
  out.anchor = anchor_fact.value_or(ir::FactId{});
  out.last = last_fact.value_or(ir::FactId{});
  return out.anchor.is_set() && (out.last.is_set() || !counts_from_study) && out.images.is_set() &&
         out.reference.is_set();
}

/// Places the clause's phases. `chain` says where a `then` after it begins.
PlacedClause Analysis::place_clause(const ast::ScheduleClause& as, Chain& chain, const ir::Phase* before) {
  PlacedClause placed;
  placed.as = &as;
  placed.out.range = as.range;
  placed.out.label = as.label ? as.label->text : "";
  placed.out.title = as.body.title ? as.body.title->text : "";
  placed.out.follows = as.then;
  if (as.kind == Kind::Whenever) {
    placed.out.kind = ir::ScheduleClause::Kind::Whenever;
    placed.out.whenever = lower(as.body.condition);
    if (as.through_year) {
      if (const auto year = year_of(*as.through_year)) placed.out.until = ir::Offset{12 * *year, 0};
    }
    return placed;
  }
  if (!as.then) chain = {{}, {}, false, true};
  if (!chain.known) {
    sink_.report(as.range, diag::PhaseWithoutEnd)
        .hint("write `for …`, `through year …` or `for unstated` in the phase before it");
    chain = {{}, {}, false, true};
  }
  if (as.kind == Kind::Phase) {
    placed.out.phases = read_phase(as.phase, chain);
    join_with(before, placed);
    return placed;
  }
  const Chain begin = chain;
  for (const ast::PhaseReading& reading : as.readings) {
    Chain end = begin;
    placed.readings.push_back(read_phase(reading.phase, end));
    if (&reading == &as.readings.front()) chain = end;
    if (reading.label.text == as.chosen.text) placed.out.phases = placed.readings.back();
  }
  return placed;
}

/// What one phase covers asks how long each other one runs, so a schedule grows by the square of its phases.
bool Analysis::has_few_phases(const std::vector<PlacedClause>& clauses, Range range) {
  constexpr std::size_t kMost = limits::kPhases;
  std::size_t phases = 0;
  for (const PlacedClause& clause : clauses) phases += clause.out.phases.size();
  if (phases <= kMost) return true;
  sink_.report(range, diag::TooManyPhases, phases, kMost).hint("split it into several schedules");
  return false;
}

/// The other phases of the schedule must not depend on how this one is read: what is due in them ends with the last live
/// phase, and a `then` begins where this one ends.
void Analysis::check_readings(const std::vector<PlacedClause>& clauses, bool has_sooner) {
  const auto ends = [&](const std::vector<ir::Phase>& phases) {
    std::string out;
    for (const ir::Phase& phase : phases) {
      if (phase.rate == ir::Phase::Rate::Symptoms) continue;
      if (phase.to) out += fmt::format("{} months {} days{}", phase.to->months, phase.to->days, phase.to_is_least ? " or later" : "");
      for (const ExprId gate : phase.gates) out += " when " + ir::print(policy_, gate);
      out += '\n';
    }
    return out;
  };
  const auto counts = [](const PlacedClause& clause) {
    return clause.as->kind != Kind::Whenever && (clause.readings.size() > 1 || !clause.out.phases.empty());
  };
  if (!has_sooner && std::count_if(clauses.begin(), clauses.end(), counts) < 2) return;
  for (const PlacedClause& clause : clauses) {
    for (std::size_t i = 1; i < clause.readings.size(); ++i) {
      if (clause.readings[i].empty() || clause.readings[0].empty()) continue;  // told already
      if (ends(clause.readings[i]) == ends(clause.readings[0])) continue;
      sink_.report(clause.as->readings[i].phase.range, diag::ReadingsEndApart)
          .label(clause.as->readings[0].phase.range, "the first reading")
          .hint("write the readings around the whole schedule: `ambiguous … { a. schedule { … }  b. schedule { … } }`");
    }
  }
}

/// A phase that begins nobody knows when, after one of the same kind: where the longer interval has passed, both cover.
void Analysis::join_with(const ir::Phase* before, PlacedClause& placed) {
  if (before == nullptr || placed.out.phases.size() != 1) return;
  const ir::Phase& phase = placed.out.phases.front();
  if (!phase.from_is_least || !before->to_is_least) return;
  if (before->rate != ir::Phase::Rate::Every || phase.rate != ir::Phase::Rate::Every) return;
  const auto order = is_at_most(before->least, phase.least);
  if (!order) return;
  ir::Phase both = phase;
  both.from = before->from;
  both.from_is_least = before->from_is_least;
  both.least = *order ? phase.least : before->least;
  both.gates.insert(both.gates.begin(), before->gates.begin(), before->gates.end());
  both.triggers.clear();
  placed.joined = both;
}

ExprId Analysis::lower_phases(const std::vector<ir::Phase>& phases, const std::optional<ir::Phase>& joined,
                              ScheduleCover& cover, Range range) {
  std::vector<ExprId> ways;
  for (const ir::Phase& phase : phases) ways.push_back(cover.covers(phase));
  if (joined) ways.push_back(cover.covers(*joined));
  if (ways.empty()) return broken(range);
  return ways.size() == 1 ? ways.front() : group(ir::Quantifier::Any, std::move(ways), range);
}

/// The readings of an ambiguous phase are criteria below its clause.
ExprId Analysis::lower_phase_readings(const PlacedClause& placed, ScheduleCover& cover) {
  const ast::ScheduleClause& as = *placed.as;
  if (as.readings.empty()) return broken(as.range);  // the parser told
  ir::Ambiguity out;
  out.path = path_;
  out.question = as.question.text;
  out.range = as.range;
  bool found = false;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < as.readings.size(); ++i) {
    const ast::PhaseReading& reading = as.readings[i];
    const ir::CriterionId id = of_reading_.at(&reading);
    finish_body(reading.body, id, lower_phases(placed.readings[i], std::nullopt, cover, reading.phase.range));
    if (reading.label.text == as.chosen.text) {
      out.chosen = static_cast<std::uint32_t>(i);
      found = true;
    }
    labels.push_back(reading.label.text);
    out.readings.push_back(id);
  }
  if (!found && !as.chosen.text.empty()) {
    sink_.report(as.chosen.range, diag::UnknownReading, as.chosen.text)
        .hint(fmt::format("its readings are {}", fmt::join(labels, ", ")));
  }
  policy_.ambiguities.push_back(std::move(out));
  return policy_.add(ir::Ambiguous{static_cast<std::uint32_t>(policy_.ambiguities.size() - 1)}, as.range);
}

ExprId Analysis::lower_clause(PlacedClause& placed, ScheduleCover& cover) {
  const ast::ScheduleClause& as = *placed.as;
  const std::string outer = path_;
  const auto labelled = of_clause_.find(&as);
  if (labelled != of_clause_.end()) path_ = policy_.criteria[labelled->second].path;
  ExprId covers;
  if (as.kind == Kind::Whenever) {
    covers = placed.out.whenever;
    if (placed.out.until) {
      covers = group(ir::Quantifier::All, {covers, cover.before(*placed.out.until, as.range)}, as.range, true);
    }
  } else if (as.kind == Kind::AmbiguousPhase) {
    covers = lower_phase_readings(placed, cover);
  } else {
    covers = lower_phases(placed.out.phases, placed.joined, cover, as.range);
  }
  if (labelled != of_clause_.end()) {
    placed.out.criterion = labelled->second;
    finish_body(as.body, labelled->second, covers);
    covers = policy_.add(ir::CriterionRef{labelled->second}, as.range);
  } else {
    read_loose_trailers(as.body, outer);
  }
  path_ = outer;
  placed.out.covers = covers;
  return covers;
}

/// Of a schedule that has told what it lacks, or of a module by itself, which has no reference date.
void Analysis::finish_broken(const ast::ScheduleClause& clause) {
  if (const auto at = of_clause_.find(&clause); at != of_clause_.end()) {
    finish_body(clause.body, at->second, broken(clause.range));
  }
  for (const ast::PhaseReading& reading : clause.readings) {
    finish_body(reading.body, of_reading_.at(&reading), broken(reading.phase.range));
  }
}

/// Notes of a clause without a label belong to the criterion that holds the schedule.
void Analysis::read_loose_trailers(const ast::Body& body, const std::string& path) {
  const auto owner = criteria_.find(path);
  if (owner == criteria_.end() || !body.excepts.empty() || !body.regardless.empty() || !body.cites.empty()) {
    const Range range = !body.excepts.empty()      ? body.excepts.front().range
                        : !body.cites.empty()      ? body.cites.front().range
                        : !body.regardless.empty() ? body.regardless.front().range
                        : !body.notes.empty()      ? body.notes.front().range
                                                   : Range{};
    if (body.notes.empty() && body.excepts.empty() && body.regardless.empty() && body.cites.empty()) return;
    sink_.report(range, diag::TrailerNeedsLabel).hint("write a label such as `a.` before the phase");
    return;
  }
  for (const ast::Note& note : body.notes) read_note(note, owner->second);
}

ExprId Analysis::lower_schedule(const ast::Schedule& as, Range range) {
  ir::Schedule schedule;
  schedule.path = path_;
  schedule.reference = policy_.reference;
  schedule.one = as.one;
  schedule.range = range;
  const bool good = read_schedule_head(as, schedule);

  std::vector<PlacedClause> placed;
  std::vector<std::pair<ExprId, const ast::ScheduleClause*>> sooner;
  Chain chain{{}, {}, false, true};
  std::vector<ir::Phase> before;  // the phases of the clause before
  for (const ast::ScheduleClauseId id : as.clauses) {
    const ast::ScheduleClause& clause = file_->schedule_clauses[id];
    if (clause.kind == Kind::Anchor || clause.kind == Kind::LastStudy || clause.kind == Kind::Images) continue;
    if (clause.kind == Kind::Sooner) {
      schedule.sooner.push_back(lower(clause.body.condition));
      sooner.emplace_back(schedule.sooner.back(), &clause);
      continue;
    }
    placed.push_back(place_clause(clause, chain, clause.then && !before.empty() ? &before.back() : nullptr));
    if (clause.kind == Kind::Whenever) continue;
    before = placed.back().out.phases;
  }
  check_readings(placed, !sooner.empty());
  if (!good || !has_few_phases(placed, range)) {
    for (const PlacedClause& clause : placed) finish_broken(*clause.as);
    return broken(range);
  }

  std::vector<const ir::Phase*> counting;
  for (const PlacedClause& clause : placed) {
    for (const ir::Phase& phase : clause.out.phases) {
      if (phase.rate != ir::Phase::Rate::Symptoms) counting.push_back(&phase);
    }
  }
  const bool counts = !counting.empty();
  ScheduleCover cover(policy_, schedule, std::move(counting));
  std::vector<ExprId> ways;
  for (PlacedClause& clause : placed) ways.push_back(lower_clause(clause, cover));
  for (const auto& [condition, clause] : sooner) {
    read_loose_trailers(clause->body, path_);
    if (!counts) continue;  // nothing is ever too soon
    const ExprId perhaps = policy_.add(ir::Literal{ir::Truth::Unknown}, clause->range);
    ways.push_back(group(ir::Quantifier::All, {condition, perhaps, cover.running(clause->range)}, clause->range, true));
  }
  const ExprId any = ways.size() == 1 ? ways.front() : group(ir::Quantifier::Any, std::move(ways), range);
  schedule.truth = group(ir::Quantifier::All, {schedule.images, any}, range, true);
  for (PlacedClause& clause : placed) schedule.clauses.push_back(std::move(clause.out));
  const ExprId truth = schedule.truth;
  policy_.schedules.push_back(std::move(schedule));
  return truth;
}

ExprId Analysis::lower_regimen(const ast::Regimen& as, Range range) {
  std::vector<ExprId> members;
  for (const ast::ItemId member : as.members) members.push_back(lower_item(member));
  return group(ir::Quantifier::Any, std::move(members), range);
}

void Analysis::declare_schedule(const ast::Schedule& schedule, ir::CriterionId parent, const std::string& path) {
  for (const ast::ScheduleClauseId id : schedule.clauses) {
    const ast::ScheduleClause& clause = file_->schedule_clauses[id];
    ir::CriterionId owner = parent;
    std::string below = path;
    if (clause.label) {
      below += "." + clause.label->text;
      owner = declare_criterion(ir::Criterion::Kind::Item, parent, below, *clause.label, clause.body);
      of_clause_.emplace(&clause, owner);
    }
    for (const ast::PhaseReading& reading : clause.readings) {
      of_reading_.emplace(&reading, declare_criterion(ir::Criterion::Kind::Reading, owner, below + "." + reading.label.text,
                                                      reading.label, reading.body));
    }
  }
}

}  // namespace pol::sema
