#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/schedule_guards.h"
#include "compiler/interp/schedule_words.h"
#include "tools/polc/schedule.h"

namespace pol::tool {

using interp::ScheduleStatus;
using ir::Truth;

std::string status_words(ScheduleStatus status) {
  std::string out(interp::to_text(status));
  for (char& c : out) c = c == '_' ? ' ' : c;
  return out;
}

std::string titles_around(const ir::Policy& policy, const std::string& path) {
  std::string out;
  for (const ir::Define& define : policy.defines) {
    if (define.name == path) return define.title;
  }
  for (const ir::Criterion& criterion : policy.criteria) {
    const bool is_around = path.compare(0, criterion.path.size(), criterion.path) == 0 &&
                           (path.size() == criterion.path.size() || path[criterion.path.size()] == '.');
    if (!is_around || criterion.title.empty()) continue;
    if (criterion.kind == ir::Criterion::Kind::Section && path.size() != criterion.path.size()) continue;
    out += (out.empty() ? "" : ": ") + criterion.title;
  }
  return out;
}

std::string phase_text(const pipeline::Compiled& compiled, const ir::Schedule& schedule, interp::PhaseAt at) {
  const ir::ScheduleClause& clause = schedule.clauses[at.clause];
  const std::string text = interp::written(compiled.sources, schedule, at);
  if (clause.title.empty() || text.find(clause.title) != std::string::npos) return text;
  return fmt::format("{} ({})", text, clause.title);
}

std::string stop_words(interp::Timeline::Stop stop, std::size_t listed) {
  switch (stop) {
    case interp::Timeline::Stop::Complete:
      return "";
    case interp::Timeline::Stop::Cut:
      return fmt::format("cut here: studies go on after the {} shown", listed == 1 ? "one" : std::to_string(listed));
    case interp::Timeline::Stop::NotStated:
      return "the document does not say when studies follow";
    case interp::Timeline::Stop::LastIsOpen:
      return "the next studies depend on the latest one, whose day is not documented";
  }
  return "";
}

namespace {

std::string in_marks(std::string_view text) { return fmt::format("`{}`", text); }

void add_guards(const pipeline::Compiled& compiled, const std::vector<Truth>& truths, ScheduleReport& out) {
  const ir::Policy& policy = compiled.policy;
  const interp::ScheduleGuards guards = interp::guards_of(policy, *out.schedule);
  out.is_other_reading = guards.is_other_reading;
  for (const ir::ExprId id : guards.all) {
    out.guards.push_back({interp::written(policy, compiled.sources, id), truths[id.index]});
  }
  for (const ir::ExprId id : guards.none) {
    out.guards.push_back({"not " + interp::written(policy, compiled.sources, id), truth_not(truths[id.index])});
  }
  for (const GuardLine& guard : out.guards) out.concerns = truth_and(out.concerns, guard.truth);
}

std::string requested_text(const ir::Policy& policy, const ir::Patient& patient) {
  if (!policy.request.is_set() || patient[policy.request].kind != ir::FactState::Kind::Value) return "";
  return fmt::format(" ({})", interp::value_text(policy, policy.request, patient[policy.request]));
}

/// What decides whether the request is covered, the most telling reason first.
std::string verdict_of(const ir::Policy& policy, const ir::Patient& patient, const ScheduleReport& report) {
  // Nearest to the schedule, for that says most.
  const auto nearest_guard = [&](Truth truth) {
    const auto at = std::find_if(report.guards.rbegin(), report.guards.rend(),
                                 [&](const GuardLine& guard) { return guard.truth == truth; });
    return at == report.guards.rend() ? std::string() : in_marks(at->text);
  };
  if (report.concerns == Truth::No) return "does not concern this patient: not met is " + nearest_guard(Truth::No);
  const std::string studies =
      report.schedule->studies.empty() ? "a study that is not stated" : report.schedule->studies;
  if (report.standing.images == Truth::No) {
    const std::string requested = requested_text(policy, patient);
    return fmt::format(
        "does not cover the request: it asks for {}, {}{}", studies,
        requested.empty() ? "which is none of the policy's procedures" : "and another study is requested", requested);
  }
  if (report.standing.covers == Truth::No) return "does not cover the request";
  if (report.covers_request == Truth::Yes) return "covers the request";
  std::string out = "open whether it covers the request";
  if (report.concerns == Truth::Unknown) {
    out += ": it is open whether " + nearest_guard(Truth::Unknown) + " is met";
  } else if (report.standing.images == Truth::Unknown) {
    out += fmt::format(": it asks for {}, and it is open whether that is the requested study{}", studies,
                       requested_text(policy, patient));
  }
  return out;
}

}  // namespace

CaseReport report_schedules(const pipeline::Compiled& compiled, const std::vector<const ir::Schedule*>& schedules,
                            std::string title, interp::Prepared prepared) {
  const ir::Policy& policy = compiled.policy;
  CaseReport out;
  out.title = std::move(title);
  out.prepared = std::move(prepared);
  const std::vector<Truth> truths = interp::evaluate(policy, out.prepared.patient);
  const interp::TruthOf truth_of = [&](ir::ExprId id) { return truths[id.index]; };
  for (const ir::Schedule* schedule : schedules) {
    ScheduleReport one;
    one.schedule = schedule;
    one.title = titles_around(policy, schedule->path);
    add_guards(compiled, truths, one);
    one.standing = interp::stand(policy, *schedule, out.prepared.patient, truth_of);
    one.line = interp::timeline(policy, *schedule, out.prepared.patient, truth_of);
    one.covers_request = truth_and(one.concerns, truth_and(one.standing.images, one.standing.covers));
    one.verdict = verdict_of(policy, out.prepared.patient, one);
    one.why = interp::explain(policy, compiled.sources, *schedule, out.prepared.patient, one.standing);
    out.schedules.push_back(std::move(one));
  }
  return out;
}

}  // namespace pol::tool
