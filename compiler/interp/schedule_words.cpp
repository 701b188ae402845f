#include "compiler/interp/schedule_words.h"

#include <fmt/format.h>

#include "compiler/interp/condition_words.h"

namespace pol::interp {

using ir::FactState;
using Rate = ir::Phase::Rate;

namespace {

std::string counted(std::int32_t n, const char* one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); }

struct Count {
  std::int32_t n = 0;
  const char* unit = "day";
};
/// The offset in its largest whole unit; nothing when it has months and days.
std::optional<Count> in_one_unit(ir::Offset offset) {
  if (offset.months != 0 && offset.days != 0) return std::nullopt;
  if (offset.months != 0) {
    const bool whole_years = offset.months % 12 == 0 && (offset.months >= 24 || offset.months <= -24);
    return whole_years ? Count{offset.months / 12, "year"} : Count{offset.months, "month"};
  }
  return offset.days % 7 == 0 ? Count{offset.days / 7, "week"} : Count{offset.days, "day"};
}

std::string joined(const std::vector<std::string>& parts, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? fmt::format(" {} ", last) : std::string(", ");
    out += parts[i];
  }
  return out;
}

}  // namespace

std::string offset_words(ir::Offset offset) {
  if (offset == ir::Offset{}) return "the anchor";
  const bool is_before = offset.months < 0 || (offset.months == 0 && offset.days < 0);
  if (is_before) return offset_words({-offset.months, -offset.days}) + " before";
  if (const auto count = in_one_unit(offset)) return counted(count->n, count->unit);
  return fmt::format("{} and {}", counted(offset.months, "month"), counted(offset.days, "day"));
}

std::string rate_words(const ir::Phase& phase) {
  switch (phase.rate) {
    case Rate::Symptoms:
      return "when its condition holds";
    case Rate::Unstated:
      return "at an interval that is not stated";
    case Rate::Once:
      return phase.most ? fmt::format("once at {}", offset_words(*phase.most)) : "once";
    case Rate::Every:
      break;
  }
  if (phase.least == ir::Offset{}) {
    return phase.most ? fmt::format("every {} at most", offset_words(*phase.most)) : "at any interval";
  }
  if (!phase.most) return fmt::format("every {} at least", offset_words(phase.least));
  if (phase.least == *phase.most) return fmt::format("every {}", offset_words(phase.least));
  const auto low = in_one_unit(phase.least), high = in_one_unit(*phase.most);
  if (low && high && std::string_view(low->unit) == high->unit) {
    return fmt::format("every {} to {}", low->n, counted(high->n, high->unit));
  }
  const bool in_months = phase.least.days == 0 && phase.most->days == 0;
  if (in_months) return fmt::format("every {} to {} months", phase.least.months, phase.most->months);
  return fmt::format("every {} to {}", offset_words(phase.least), offset_words(*phase.most));
}

std::string written(const ir::Policy& policy, const Sources& sources, ir::ExprId id) {
  std::string text = on_one_line(sources.text(policy.range(id)));
  return text.empty() ? ir::print(policy, id) : text;
}

std::string written(const Sources& sources, const ir::Schedule& schedule, PhaseAt at) {
  const ir::ScheduleClause& clause = schedule.clauses[at.clause];
  const bool is_phase = at.phase < clause.phases.size();
  std::string text = on_one_line(sources.text(is_phase ? clause.phases[at.phase].range : clause.range));
  if (is_phase && clause.phases.size() > 1) text = rate_words(clause.phases[at.phase]);
  if (!clause.label.empty() && text.substr(0, clause.label.size() + 1) != clause.label + ".") {
    text = clause.label + ". " + text;
  }
  return text;
}

std::string days_words(ir::DayInterval days) {
  const std::string low = ir::print_date(days.low);
  return days.low == days.high ? low : fmt::format("{} to {}", low, ir::print_date(days.high));
}

std::optional<PhaseAt> once_done(const ir::Schedule& schedule, const ir::Patient& patient) {
  if (!schedule.last.is_set()) return std::nullopt;
  const FactState &anchor = patient[schedule.anchor], &last = patient[schedule.last];
  const auto is_one_day = [](const FactState& state) {
    return state.kind == FactState::Kind::Value && state.low == state.high;
  };
  if (!is_one_day(anchor) || !is_one_day(last)) return std::nullopt;
  const auto day = static_cast<ir::Day>(last.low), from = static_cast<ir::Day>(anchor.low);
  std::optional<PhaseAt> out;
  for (std::uint32_t i = 0; i < schedule.clauses.size(); ++i) {
    const std::vector<ir::Phase>& phases = schedule.clauses[i].phases;
    for (std::uint32_t j = 0; j < phases.size(); ++j) {
      const bool lies_in = add_offset(from, phases[j].from) <= day &&
                           (!phases[j].to || phases[j].to_is_least || day < add_offset(from, *phases[j].to));
      if (phases[j].rate == Rate::Once && lies_in) out = PhaseAt{i, j};
    }
  }
  return out;
}

namespace {

class Explanation {
 public:
  Explanation(const ir::Policy& policy, const Sources& sources, const ir::Schedule& schedule,
              const ir::Patient& patient, const ScheduleStanding& standing)
      : policy_(policy), sources_(sources), schedule_(schedule), patient_(patient), standing_(standing) {}

  std::string text() const {
    switch (standing_.status) {
      case ScheduleStatus::NotStarted:
        return not_started();
      case ScheduleStatus::TooSoon:
        if (!standing_.earliest) {
          return standing_.end ? fmt::format("no further study falls due before the schedule ends on {}",
                                             days_words(*standing_.end))
                               : "no further study falls due for now";
        }
        return fmt::format("too soon until {}{}{}", days_words(*standing_.earliest), rate_and_count(), done_once());
      case ScheduleStatus::Due:
        return fmt::format("due{}{}{}", standing_.earliest ? " since " + days_words(*standing_.earliest) : "",
                           standing_.latest ? ", at the latest on " + days_words(*standing_.latest) : "",
                           rate_and_count());
      case ScheduleStatus::Overdue:
        return fmt::format(
            "overdue{}{}; an overdue study is still covered",
            standing_.latest ? " since " + days_words({standing_.latest->low + 1, standing_.latest->high + 1}) : "",
            rate_and_count());
      case ScheduleStatus::SymptomDriven:
        return symptom_driven();
      case ScheduleStatus::Ended:
        return ended();
      case ScheduleStatus::Unknown:
        break;
    }
    return unknown();
  }

 private:
  std::string fact_text(ir::FactId fact) const {
    return fmt::format("`{}` ({})", policy_.facts[fact].name, value_words(fact));
  }
  std::string value_words(ir::FactId fact) const {
    const FactState& state = patient_[fact];
    if (state.conflict) return "documented twice, and differently";
    switch (state.kind) {
      case FactState::Kind::Undocumented:
        return "not documented";
      case FactState::Kind::None:
        return "none";
      case FactState::Kind::Value:
        break;
    }
    if (policy_.facts[fact].type.kind != ir::FactKind::Date) return "documented in part";
    return days_words({static_cast<ir::Day>(state.low), static_cast<ir::Day>(state.high)});
  }

  /// `: every 6 to 12 months after the latest study, 2025-01-10`.
  std::string rate_and_count() const {
    if (!standing_.by) return "";
    const ir::ScheduleClause& clause = schedule_.clauses[standing_.by->clause];
    if (standing_.by->phase >= clause.phases.size()) return "";
    const ir::Phase& phase = clause.phases[standing_.by->phase];
    if (phase.rate != Rate::Every || !standing_.counting) return ": " + rate_words(phase);
    const FactState& anchor = patient_[schedule_.anchor];
    const bool from_anchor = anchor.kind == FactState::Kind::Value && standing_.counting->low == anchor.low &&
                             standing_.counting->high == anchor.high;
    const bool may_be_both = standing_.counting->low != standing_.counting->high && !from_anchor;
    return fmt::format(": {} after {}, {}", rate_words(phase),
                       may_be_both   ? "anchor or latest study"
                       : from_anchor ? "the anchor"
                                     : "the latest study",
                       days_words(*standing_.counting));
  }

  /// `; 'once' was done on 2025-01-10`, where that is why another study comes next.
  std::string done_once() const {
    const auto done = once_done(schedule_, patient_);
    if (!done) return "";
    return fmt::format("; `{}` was done on {}", written(sources_, schedule_, *done),
                       ir::print_date(static_cast<ir::Day>(patient_[schedule_.last].low)));
  }

  std::string not_started() const {
    const FactState& anchor = patient_[schedule_.anchor];
    if (anchor.kind == FactState::Kind::None) {
      return fmt::format("there is nothing to count from: `{}` is none", policy_.facts[schedule_.anchor].name);
    }
    return fmt::format("not started: it counts from {}", fact_text(schedule_.anchor));
  }

  std::string symptom_driven() const {
    const std::string clause =
        standing_.by ? fmt::format("`{}`", written(sources_, schedule_, *standing_.by)) : "a condition of the schedule";
    switch (standing_.covers) {
      case ir::Truth::Yes:
        return fmt::format("called for by {}", clause);
      case ir::Truth::No:
        return fmt::format("no study falls due by time; only {} can call for one, and it is not met", clause);
      case ir::Truth::Unknown:
        break;
    }
    return fmt::format("no study falls due by time; only {} can call for one, and that is open{}", clause, because());
  }

  /// `2025-06-01 and 2025-06-30`.
  static std::string between(ir::DayInterval days) {
    return fmt::format("{} and {}", ir::print_date(days.low), ir::print_date(days.high));
  }

  std::string ended() const {
    if (standing_.end && standing_.end->high <= patient_[schedule_.reference].low) {
      return fmt::format("ended on {}", days_words(*standing_.end));
    }
    if (standing_.end) return fmt::format("ended; its end lies between {}", between(*standing_.end));
    return standing_.is_never_live ? "ended: no phase is left whose condition holds" : "ended: its studies are done";
  }

  /// What leaves it open.
  std::string because() const {
    std::vector<std::string> parts;
    if (!standing_.open_facts.empty()) {
      std::vector<std::string> facts;
      for (const ir::FactId fact : standing_.open_facts) facts.push_back(fact_text(fact));
      parts.push_back("it depends on " + joined(facts, "and"));
    }
    for (const PhaseAt at : standing_.open_phases) {
      const ir::Phase& phase = schedule_.clauses[at.clause].phases[at.phase];
      const bool is_interval = phase.rate == Rate::Unstated;
      const std::string what = is_interval && phase.to_is_least ? "how often, nor how long"
                               : is_interval                    ? "how often"
                                                                : "when it ends";
      parts.push_back(fmt::format("the document does not say {} in `{}`", what, written(sources_, schedule_, at)));
    }
    if (standing_.is_perhaps_sooner) {
      std::vector<std::string> conditions;
      for (const ir::ExprId id : schedule_.sooner) conditions.push_back(written(policy_, sources_, id));
      parts.push_back(
          fmt::format("`sooner when {}`, and the document does not say how much sooner", joined(conditions, "or")));
    }
    if (standing_.is_too_open) parts.emplace_back("too much is open to go through it all");
    return parts.empty() ? "" : ": " + joined(parts, "and");
  }

  std::string unknown() const {
    if (standing_.is_too_open) return "anything is possible" + because();
    std::vector<std::string> names;
    for (const ScheduleStatus status : standing_.possible) {
      std::string name(to_text(status));
      for (char& c : name) c = c == '_' ? ' ' : c;
      names.push_back(std::move(name));
    }
    return fmt::format("may be {}{}", joined(names, "or"), because());
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const ir::Schedule& schedule_;
  const ir::Patient& patient_;
  const ScheduleStanding& standing_;
};

}  // namespace

std::string explain(const ir::Policy& policy, const Sources& sources, const ir::Schedule& schedule,
                    const ir::Patient& patient, const ScheduleStanding& standing) {
  return Explanation(policy, sources, schedule, patient, standing).text();
}

}  // namespace pol::interp
