#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/schedule_words.h"
#include "tools/polc/schedule.h"

namespace pol::tool {

using interp::ScheduleStatus;
using interp::Timeline;
using ir::Truth;

namespace {

Paint paint_of(Truth truth) {
  switch (truth) {
    case Truth::Yes:
      return Paint::Green;
    case Truth::No:
      return Paint::Red;
    case Truth::Unknown:
      return Paint::Yellow;
  }
  return Paint::Plain;
}

std::string join(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, ", ")); }

std::string study_words(const interp::TimelineStudy& study) {
  const std::string from = ir::print_date(study.earliest);
  if (!study.latest) return fmt::format("from {} on", from);
  return *study.latest == study.earliest ? from : fmt::format("{} to {}", from, ir::print_date(*study.latest));
}

/// `2025-06-01 to 2025-12-01`, the last day of the phase and not the first one outside.
std::string span_words(const interp::TimelinePhase& span) {
  if (!span.to) return fmt::format("from {} on", ir::print_date(span.from));
  const std::string from = ir::print_date(span.from);
  if (span.to_is_least && *span.to <= span.from + 1) return "from " + from;
  return *span.to <= span.from ? "on no day" : fmt::format("{} to {}", from, ir::print_date(*span.to - 1));
}

class ScheduleText {
 public:
  ScheduleText(const pipeline::Compiled& compiled, const CaseReport& report, const Terminal& terminal)
      : compiled_(compiled), policy_(compiled.policy), report_(report), terminal_(terminal) {}

  std::string text() {
    text_ = painted(terminal_, Paint::Bold, clean(report_.title)) + "\n";
    for (const interp::Conflict& conflict : report_.prepared.conflicts) line("conflict", conflict.reason);
    std::vector<const ScheduleReport*> others;
    for (const ScheduleReport& one : report_.schedules) {
      const bool is_other = report_.schedules.size() > 1 && (one.concerns == Truth::No || one.is_other_reading);
      if (is_other) {
        others.push_back(&one);
      } else {
        text_ += "\n";
        add(one);
      }
    }
    if (!others.empty()) {
      text_ += "\n" + painted(terminal_, Paint::Dim, "do not concern this patient") + "\n";
      for (const ScheduleReport* one : others) {
        const std::string why =
            one->is_other_reading ? "a reading that is not chosen" : one->verdict.substr(one->verdict.find(": ") + 2);
        text_ += "  " + wrapped(clean(fmt::format("{}  {}", one->schedule->path, why)), 4, terminal_.width) + "\n";
      }
    }
    return std::move(text_);
  }

 private:
  /// `label` and `text` side by side, or below each other where the terminal is narrow.
  void entry(std::size_t indent, std::string_view label, std::size_t width, std::string_view text) {
    const std::string blanks(indent, ' ');
    const bool is_narrow = terminal_.width < indent + width + 32;
    if (is_narrow && (label.empty() || indent + width + text.size() > terminal_.width)) {
      if (!label.empty()) text_ += blanks + painted(terminal_, Paint::Dim, label) + "\n";
      label = "";
      width = 2;
    }
    // Deeper than its first line, so that the rest of an entry is not taken for the next one.
    text_ += blanks + painted(terminal_, Paint::Dim, fmt::format("{:<{}}", label, width)) +
             wrapped(clean(text), indent + width + 2, terminal_.width) + "\n";
  }
  void line(std::string_view label, std::string_view text) { entry(2, label, 16, text); }
  void lines(std::string_view label, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      line(label, text);
      label = "";
    }
  }

  const ir::FactState& state(ir::FactId fact) const { return report_.prepared.patient[fact]; }
  std::string fact_line(ir::FactId fact) const {
    return fmt::format("{}  {}", policy_.facts[fact].name, policy_.facts[fact].title);
  }
  std::string date_line(ir::FactId fact) const {
    const std::string value = state(fact).conflict ? "documented twice, and differently; counts as not documented"
                                                   : interp::value_text(policy_, fact, state(fact));
    return fmt::format("{}  {}", value, policy_.facts[fact].name);
  }

  void add(const ScheduleReport& one) {
    const interp::ScheduleStanding& standing = one.standing;
    const ir::Schedule& schedule = *one.schedule;
    const std::string name = one.title.empty() ? schedule.path : fmt::format("{}  {}", schedule.path, one.title);
    text_ += painted(terminal_, Paint::Bold, wrapped(clean(name), 2, terminal_.width)) + "\n";
    const std::string status = status_words(standing.status);
    text_ += "  " + painted(terminal_, paint_of(one.covers_request), status) + ": " +
             wrapped(clean(one.verdict), 4 + status.size(), terminal_.width) + "\n";
    if (one.is_other_reading) line("reading", "stands in a reading that is not chosen");
    line("why", one.why);
    if (standing.status == ScheduleStatus::Unknown && standing.possible.size() > 1) {
      std::vector<std::string> names;
      for (const ScheduleStatus status_of : standing.possible) names.push_back(status_words(status_of));
      line("possible", join(names));
    }
    if (standing.by) line("said by", phase_text(compiled_, schedule, *standing.by));
    if (standing.earliest) line("next study", window_words(standing));
    if (!standing.is_next_certain && standing.status != ScheduleStatus::Ended) {
      line("next study", standing.open_phases.empty() ? "depends on what is open" : "not stated by the document");
    }
    line("images", fmt::format("{} ({})", schedule.studies.empty() ? "not stated" : schedule.studies,
                               images_words(standing.images)));
    std::vector<std::string> guards;
    for (const GuardLine& guard : one.guards)
      guards.push_back(fmt::format("{} ({})", guard.text, to_text(guard.truth)));
    lines("only if", guards);
    line("anchor", date_line(schedule.anchor));
    if (schedule.last.is_set()) line("latest study", last_line(schedule));
    std::vector<std::string> open;
    for (const ir::FactId fact : standing.open_facts) open.push_back(fact_line(fact));
    lines("still open", open);
    add_phases(one);
    add_timeline(one);
  }

  static std::string images_words(Truth images) {
    switch (images) {
      case Truth::Yes:
        return "the requested study";
      case Truth::No:
        return "not the requested study";
      case Truth::Unknown:
        return "open whether it is the requested study";
    }
    return "";
  }

  std::string last_line(const ir::Schedule& schedule) const {
    const ir::FactState& last = state(schedule.last);
    const ir::FactState& anchor = state(schedule.anchor);
    std::string out = date_line(schedule.last);
    const bool both = last.kind == ir::FactState::Kind::Value && anchor.kind == ir::FactState::Kind::Value;
    if (!both || last.high >= anchor.low) return out;
    const auto done = interp::once_done(schedule, report_.prepared.patient);
    out += done ? fmt::format("; before the anchor: it is the study of `{}`, and no interval counts from it",
                              interp::written(compiled_.sources, schedule, *done))
                : "; before the anchor, so it does not count";
    return out;
  }

  static std::string window_words(const interp::ScheduleStanding& standing) {
    const std::string from = interp::days_words(*standing.earliest);
    if (!standing.latest) return fmt::format("from {} on", from);
    const bool is_one = standing.earliest->low == standing.latest->high;
    if (is_one) return "on " + from;
    const bool are_days =
        standing.earliest->low == standing.earliest->high && standing.latest->low == standing.latest->high;
    const std::string to = interp::days_words(*standing.latest);
    return are_days ? fmt::format("{} to {}", from, to) : fmt::format("earliest {}, latest {}", from, to);
  }

  void add_phases(const ScheduleReport& one) {
    text_ += "  " + painted(terminal_, Paint::Dim, "phases") + "\n";
    const ir::Schedule& schedule = *one.schedule;
    if (one.line) {
      for (const interp::TimelinePhase& span : one.line->phases) {
        const bool is_whenever = schedule.clauses[span.at.clause].phases.empty();
        std::string text = phase_text(compiled_, schedule, span.at);
        const bool is_now = span.from <= one.line->reference && (!span.to || one.line->reference < *span.to);
        if (span.live == Truth::No) text += is_whenever ? "  [not met]" : "  [its condition is not met]";
        if (span.live == Truth::Unknown) text += "  [its condition is open]";
        if (span.triggered == Truth::Yes) text += "  [its `or when` is met]";
        if (span.from_is_least) text += "  [or later: the document does not say when it begins]";
        if (span.to_is_least) text += "  [the document does not say when it ends]";
        if (is_now && !is_whenever) text += "  [now]";
        entry(4, is_whenever && !span.to ? "at any time" : span_words(span), 26, text);
      }
      return;
    }
    for (std::uint32_t i = 0; i < schedule.clauses.size(); ++i) {
      const std::size_t count = std::max<std::size_t>(schedule.clauses[i].phases.size(), 1);
      for (std::uint32_t j = 0; j < count; ++j) entry(4, "", 0, phase_text(compiled_, schedule, {i, j}));
    }
  }

  void add_timeline(const ScheduleReport& one) {
    if (!one.line) {
      text_ += "  " + painted(terminal_, Paint::Dim, "timeline") + "\n";
      entry(4, "", 0, "none: the anchor is not documented as one day");
      return;
    }
    const Timeline& line = *one.line;
    struct Row {
      ir::Day day;
      std::string when, text;
    };
    std::vector<Row> rows;
    rows.push_back({line.anchor, ir::print_date(line.anchor), "anchor"});
    if (line.last) rows.push_back({*line.last, ir::print_date(*line.last), "latest study"});
    rows.push_back({line.reference, ir::print_date(line.reference), "this request"});
    for (std::size_t i = 0; i < line.studies.size(); ++i) {
      const interp::TimelineStudy& study = line.studies[i];
      std::string text = i == 0 ? "next study" : "then";
      if (i == 0 && line.studies.size() > 1) {
        text += fmt::format("; those below if it is done on {}, and each of them on its first day",
                            ir::print_date(study.assumed));
      }
      rows.push_back({study.earliest, study_words(study), std::move(text)});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.day < b.day; });
    text_ += "  " + painted(terminal_, Paint::Dim, "timeline") + "\n";
    for (const Row& row : rows) entry(4, row.when, 26, row.text);
    const std::string stop = stop_words(line.stop, line.studies.size());
    if (!stop.empty()) text_ += "    … " + wrapped(stop, 6, terminal_.width) + "\n";
  }

  const pipeline::Compiled& compiled_;
  const ir::Policy& policy_;
  const CaseReport& report_;
  const Terminal& terminal_;
  std::string text_;
};

}  // namespace

std::string schedule_text(const pipeline::Compiled& compiled, const CaseReport& report, const Terminal& terminal) {
  return ScheduleText(compiled, report, terminal).text();
}

}  // namespace pol::tool
