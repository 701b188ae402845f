#include "compiler/interp/schedule_words.h"
#include "tools/polc/schedule.h"

namespace pol::tool {

using Json = nlohmann::ordered_json;

namespace {

Json day_json(std::optional<ir::Day> day) { return day ? Json(ir::print_date(*day)) : Json(); }

/// First and last day on which it may lie; null where there is none.
Json days_json(const std::optional<ir::DayInterval>& days) {
  if (!days) return {};
  return {{"first", ir::print_date(days->low)}, {"last", ir::print_date(days->high)}};
}

std::string kind_of(const ir::ScheduleClause& clause, const ir::Phase* phase) {
  if (phase == nullptr) return "whenever";
  switch (phase->rate) {
    case ir::Phase::Rate::Every:
      return "every";
    case ir::Phase::Rate::Unstated:
      return "unstated";
    case ir::Phase::Rate::Once:
      return clause.phases.size() > 1 || phase->most ? "at" : "once";
    case ir::Phase::Rate::Symptoms:
      return "condition";
  }
  return "";
}

class ScheduleJson {
 public:
  ScheduleJson(const pipeline::Compiled& compiled, const CaseReport& report)
      : compiled_(compiled), policy_(compiled.policy), report_(report) {}

  Json one(const ScheduleReport& of) const {
    const interp::ScheduleStanding& standing = of.standing;
    Json json;
    json["path"] = of.schedule->path;
    json["title"] = of.title;
    json["status"] = interp::to_text(standing.status);
    json["covers_request"] = to_text(of.covers_request);
    json["verdict"] = of.verdict;
    json["why"] = of.why;
    json["possible"] = Json::array();
    for (const auto status : standing.possible) json["possible"].push_back(interp::to_text(status));
    json["covers"] = to_text(standing.covers);
    json["images"] = {{"studies", of.schedule->studies}, {"requested", to_text(standing.images)}};
    json["concerns"] = to_text(of.concerns);
    json["guards"] = Json::array();
    for (const GuardLine& guard : of.guards) {
      json["guards"].push_back({{"condition", guard.text}, {"truth", to_text(guard.truth)}});
    }
    json["chosen_reading"] = !of.is_other_reading;
    json["anchor"] = date_json(of.schedule->anchor);
    json["latest_study"] = of.schedule->last.is_set() ? date_json(of.schedule->last) : Json();
    json["counted_from"] = days_json(standing.counting);
    json["said_by"] = standing.by ? at_json(of, *standing.by) : Json();
    json["earliest"] = days_json(standing.earliest);
    json["latest"] = days_json(standing.latest);
    json["next_study_is_certain"] = standing.is_next_certain;
    json["ends"] = days_json(standing.end);
    json["open_facts"] = Json::array();
    for (const ir::FactId fact : standing.open_facts) json["open_facts"].push_back(policy_.facts[fact].name);
    json["open_in_document"] = Json::array();
    for (const auto at : standing.open_phases) json["open_in_document"].push_back(at_json(of, at));
    json["perhaps_sooner"] = standing.is_perhaps_sooner;
    json["phases"] = phases_json(of);
    json["timeline"] = timeline_json(of);
    return json;
  }

 private:
  Json date_json(ir::FactId fact) const {
    const ir::FactState& state = report_.prepared.patient[fact];
    Json json = {{"fact", policy_.facts[fact].name}, {"documented", "no"}, {"first", nullptr}, {"last", nullptr}};
    switch (state.kind) {
      case ir::FactState::Kind::Undocumented:
        if (state.conflict) json["documented"] = "conflict";
        break;
      case ir::FactState::Kind::None:
        json["documented"] = "none";
        break;
      case ir::FactState::Kind::Value:
        json["documented"] = "date";
        json["first"] = ir::print_date(static_cast<ir::Day>(state.low));
        json["last"] = ir::print_date(static_cast<ir::Day>(state.high));
        break;
    }
    return json;
  }

  Json at_json(const ScheduleReport& of, interp::PhaseAt at) const {
    const ir::ScheduleClause& clause = of.schedule->clauses[at.clause];
    return {{"clause", at.clause},
            {"phase", at.phase},
            {"label", clause.label},
            {"title", clause.title},
            {"text", interp::written(compiled_.sources, *of.schedule, at)}};
  }

  /// With dates where the anchor is one day.
  Json phases_json(const ScheduleReport& of) const {
    Json list = Json::array();
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < of.schedule->clauses.size(); ++i) {
      const ir::ScheduleClause& clause = of.schedule->clauses[i];
      const bool is_whenever = clause.phases.empty();
      for (std::uint32_t j = 0; j < std::max<std::size_t>(clause.phases.size(), 1); ++j) {
        Json json = at_json(of, {i, j});
        json["kind"] = kind_of(clause, is_whenever ? nullptr : &clause.phases[j]);
        if (of.line && next < of.line->phases.size()) {
          const interp::TimelinePhase& span = of.line->phases[next];
          json["from"] = ir::print_date(span.from);
          json["to"] = day_json(span.to);
          json["from_or_later"] = span.from_is_least;
          json["to_or_later"] = span.to_is_least;
          json["condition"] = to_text(span.live);
          json["or_when"] = to_text(span.triggered);
        }
        list.push_back(std::move(json));
        ++next;
      }
    }
    return list;
  }

  static std::string stop_name(interp::Timeline::Stop stop) {
    switch (stop) {
      case interp::Timeline::Stop::Complete:
        return "complete";
      case interp::Timeline::Stop::Cut:
        return "cut";
      case interp::Timeline::Stop::NotStated:
        return "not_stated";
      case interp::Timeline::Stop::LastIsOpen:
        return "latest_study_open";
    }
    return "";
  }

  static Json timeline_json(const ScheduleReport& of) {
    if (!of.line) return {};
    Json studies = Json::array();
    for (const interp::TimelineStudy& study : of.line->studies) {
      studies.push_back({{"clause", study.at.clause},
                         {"phase", study.at.phase},
                         {"earliest", ir::print_date(study.earliest)},
                         {"latest", day_json(study.latest)},
                         {"assumed", ir::print_date(study.assumed)}});
    }
    return {{"anchor", ir::print_date(of.line->anchor)},
            {"latest_study", day_json(of.line->last)},
            {"request", ir::print_date(of.line->reference)},
            {"studies", std::move(studies)},
            {"then", stop_name(of.line->stop)}};
  }

  const pipeline::Compiled& compiled_;
  const ir::Policy& policy_;
  const CaseReport& report_;
};

}  // namespace

Json schedule_json(const pipeline::Compiled& compiled, const CaseReport& report) {
  const ir::Policy& policy = compiled.policy;
  const ScheduleJson writer(compiled, report);
  Json json;
  json["case"] = report.title;
  json["reference_date"] = ir::print_date(static_cast<ir::Day>(report.prepared.patient[policy.reference].low));
  json["schedules"] = Json::array();
  for (const ScheduleReport& one : report.schedules) json["schedules"].push_back(writer.one(one));
  json["conflicts"] = Json::array();
  for (const interp::Conflict& conflict : report.prepared.conflicts) json["conflicts"].push_back(conflict.reason);
  json["policy"] = {{"name", policy.name}, {"document", policy.document}};
  json["revision"] = policy.revision;
  json["content_hash"] = policy.content_hash;
  return json;
}

}  // namespace pol::tool
