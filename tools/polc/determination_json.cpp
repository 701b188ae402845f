#include "compiler/ir/civil.h"
#include "tools/polc/advice.h"
#include "tools/polc/determination.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

Json paths_of(const ir::Policy& policy, const std::vector<ir::CriterionId>& criteria) {
  Json paths = Json::array();
  for (const ir::CriterionId id : criteria) paths.push_back(policy.criteria[id].path);
  return paths;
}

Json names_of(const ir::Policy& policy, const std::vector<ir::FactId>& facts) {
  Json names = Json::array();
  for (const ir::FactId id : facts) names.push_back(policy.facts[id].name);
  return names;
}

Json met_by_json(const std::vector<interp::MetBy>& met_by) {
  Json list = Json::array();
  for (const interp::MetBy& one : met_by) {
    Json entry = {{"path", one.path}};
    if (!one.by_one_of.empty()) entry["by_one_of"] = one.by_one_of;
    list.push_back(std::move(entry));
  }
  return list;
}

Json deciding_facts_json(const ir::Policy& policy, const Determined& one) {
  Json list = Json::array();
  for (const ir::FactId id : one.determination.deciding_facts) {
    const ir::FactState& state = one.prepared.patient[id];
    list.push_back({{"name", policy.facts[id].name},
                    {"value", interp::value_text(policy, id, state)},
                    {"sources", state.sources}});
  }
  return list;
}

Json notes_json(const std::vector<interp::AppliedNote>& notes) {
  Json list = Json::array();
  for (const interp::AppliedNote& note : notes) {
    list.push_back({{"path", note.path}, {"mood", note.mood}, {"subject", note.subject}, {"text", note.text}});
  }
  return list;
}

Json readings_json(const std::vector<interp::ReadingUsed>& readings) {
  Json list = Json::array();
  for (const interp::ReadingUsed& reading : readings) {
    list.push_back({{"path", reading.path},
                    {"question", reading.question},
                    {"chosen", reading.chosen},
                    {"would_change", reading.would_change}});
  }
  return list;
}

Json day_json(const std::optional<ir::Day>& day) { return day ? Json(ir::print_date(*day)) : Json(); }

/// What is not known of a determination is null.
Json references_json(const ir::Policy& policy, const std::vector<interp::ReferenceStatus>& statuses) {
  Json list = Json::array();
  for (const interp::ReferenceStatus& status : statuses) {
    const ir::Coverage& coverage = policy.coverages[status.coverage];
    Json stale = Json::array();
    if (status.retired) stale.push_back("retired");
    if (status.superseded) stale.push_back("superseded");
    if (status.check_overdue) stale.push_back("check_overdue");
    if (status.never_checked) stale.push_back("never_checked");
    list.push_back({{"name", coverage.name},
                    {"identifier", coverage.identifier},
                    {"title", coverage.title},
                    {"applies", to_text(status.applies)},
                    {"not_documented", names_of(policy, status.open_facts)},
                    {"not_known", status.undeclared},
                    {"stale", std::move(stale)},
                    {"effective", day_json(coverage.effective)},
                    {"revised", day_json(coverage.revised)},
                    {"retired", day_json(coverage.retired)},
                    {"checked", day_json(coverage.checked)},
                    {"superseded_by", coverage.superseded_by.empty() ? Json() : Json(coverage.superseded_by)},
                    {"contractor", coverage.contractor.empty() ? Json() : Json(coverage.contractor)}});
  }
  return list;
}

Json conflicts_json(const ir::Policy& policy, const std::vector<interp::Conflict>& conflicts) {
  Json list = Json::array();
  for (const interp::Conflict& conflict : conflicts) {
    list.push_back({{"facts", names_of(policy, conflict.facts)}, {"reason", conflict.reason}});
  }
  return list;
}

}  // namespace

Json determination_json(const ir::Policy& policy, const Determined& one, bool is_native) {
  const interp::Determination& got = one.determination;
  Json json;
  json["case"] = one.title;
  json["outcome"] = to_text(got.outcome);
  json["disposition"] = to_text(got.disposition);
  json["reason"] = got.reason;
  json["possible"] = outcome_names(got.possible);
  json["met"] = paths_of(policy, got.met);
  json["not_met"] = paths_of(policy, got.not_met);
  json["undecided"] = paths_of(policy, got.undecided);
  json["met_by"] = met_by_json(got.met_by);
  json["deciding_facts"] = deciding_facts_json(policy, one);
  json["undecided_because"] = names_of(policy, got.undecided_because);
  json["ask"] = one.advice ? advice_json(policy, *one.advice) : Json();
  json["notes"] = notes_json(got.notes);
  json["citations"] = got.citations;
  json["readings"] = readings_json(got.readings);
  json["references"] = references_json(policy, got.references);
  json["assumed"] = names_of(policy, got.assumed);
  json["dropped_defaults"] = names_of(policy, got.dropped_defaults);
  json["conflicts"] = conflicts_json(policy, got.conflicts);
  json["failed_checks"] = got.failed_checks;
  json["exact"] = got.is_exact;
  json["policy"] = {{"name", policy.name}, {"document", policy.document}};
  json["revision"] = policy.revision;
  if (one.revision != nullptr) {
    const auto& until = one.revision->until;
    json["in_force"] = {{"from", ir::print_date(one.revision->from)},
                        {"until", until ? Json(ir::print_date(*until)) : Json()},
                        {"file", one.revision->path}};
  }
  json["content_hash"] = policy.content_hash;
  json["reference_date"] = ir::print_date(static_cast<ir::Day>(one.prepared.patient[policy.reference].low));
  json["engine"] = is_native ? "native" : "interpreter";
  return json;
}

std::string json_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace pol::tool
