// The changes for programs.

#include <fmt/format.h>

#include "tools/polc/diff.h"

namespace pol::tool {

using Json = nlohmann::ordered_json;

namespace {

Json example_json(const diff::Comparison& comparison, const diff::Example& example) {
  const ir::Policy& joint = comparison.joint->policy;
  Json facts = Json::array();
  for (std::size_t i = 0; i < example.facts.size(); ++i) {
    facts.push_back(
        {{"fact", joint.facts[example.facts[i]].name}, {"says", i < example.says.size() ? example.says[i] : ""}});
  }
  const auto outcome = [](const std::optional<ir::Outcome>& one) { return one ? Json(to_text(*one)) : Json(); };
  return {{"facts", std::move(facts)},
          {"old_truth", to_text(example.old_truth)},
          {"new_truth", to_text(example.new_truth)},
          {"old_outcome", outcome(example.old_outcome)},
          {"new_outcome", outcome(example.new_outcome)},
          {"replayed", example.is_replayed}};
}

Json difference_json(const diff::Comparison& comparison, const diff::Difference& difference) {
  Json json;
  json["possible"] = difference.is_possible;
  json["undecided"] = difference.is_undecided;
  json["rests_on_unstated"] = difference.rests_on_unstated;
  json["conditions"] = Json::array();
  for (const diff::CaseCondition& each : difference.conditions) {
    Json literals = Json::array();
    for (const diff::Literal& literal : each.literals) {
      literals.push_back({{"text", literal.text}, {"guard", literal.is_guard}});
    }
    json["conditions"].push_back({{"path", each.path}, {"text", each.text}, {"literals", std::move(literals)}});
  }
  json["more"] = difference.more;
  json["more_is_least"] = difference.more_is_least;
  json["frame"] = difference.frame;
  json["proved"] = difference.is_proved;
  json["example"] = difference.example ? example_json(comparison, *difference.example) : Json();
  return json;
}

Json item_json(const diff::Comparison& comparison, const diff::Item& item) {
  Json json;
  json["kind"] = to_text(item.kind);
  if (item.kind == diff::Item::Kind::Outcome) json["outcome"] = to_text(item.outcome);
  json["old_path"] = item.old_path;
  json["new_path"] = item.new_path;
  json["title"] = item.new_title.empty() ? item.old_title : item.new_title;
  json["relation"] = to_text(item.relation);
  json["match"] = to_text(item.match);
  json["same_by_structure"] = item.is_same_by_structure;
  json["moved"] = item.is_moved;
  json["renumbered"] = item.is_renumbered;
  json["reworded"] = item.is_reworded;
  json["wording"] = item.wording;
  json["own"] = item.is_own;
  json["because_of"] = item.because_of;
  json["effect"] = to_text(item.effect);
  json["absorbed_by"] = item.absorbed_by;
  json["gained"] = difference_json(comparison, item.gained);
  json["lost"] = difference_json(comparison, item.lost);
  return json;
}

Json revision_json(const ir::Policy& policy, const std::string& path) {
  return {{"file", path}, {"revision", policy.revision}, {"content_hash", policy.content_hash}};
}

Json pended_json(const diff::Comparison& comparison, const diff::Pended& each) {
  Json facts = Json::array(), possible = Json::array();
  for (const ir::FactId fact : each.facts) facts.push_back(comparison.joint->policy.facts[fact].name);
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((each.possible & ir::outcome_bit(outcome)) != 0) possible.push_back(to_text(outcome));
  }
  return {{"facts", std::move(facts)}, {"says", each.says},         {"possible", std::move(possible)},
          {"missing", each.missing},   {"old_path", each.old_path}};
}

bool is_told(const diff::Item& item) {
  const bool is_part = item.kind == diff::Item::Kind::Criterion || item.kind == diff::Item::Kind::Definition;
  return !is_part || item.relation != diff::Relation::Equivalent || item.is_moved || item.is_renumbered ||
         item.is_reworded;
}

}  // namespace

Json diff_json(const DiffReport& report) {
  const diff::Comparison& comparison = report.comparison();
  const RevisionPair& pair = report.pair;
  Json json;
  json["policy"] = pair.new_policy().name;
  json["old"] = revision_json(pair.old_policy(), pair.old_path);
  json["new"] = revision_json(pair.new_policy(), pair.new_path);
  json["summary"] = report.headline;
  const DiffCounts& counts = report.counts;
  json["counts"] = {{"broader", counts.broader},
                    {"narrower", counts.narrower},
                    {"incomparable", counts.incomparable},
                    {"undecided", counts.undecided},
                    {"added", counts.added},
                    {"removed", counts.removed},
                    {"moved", counts.moved},
                    {"reworded", counts.reworded},
                    {"below", counts.below},
                    {"same", counts.same}};
  json["settles_incomplete"] = comparison.settles_incomplete;
  json["items"] = Json::array();
  for (const diff::Item& item : comparison.items) {
    if (is_told(item)) json["items"].push_back(item_json(comparison, item));
  }
  json["pended"] = Json::array();
  for (const diff::Pended& each : comparison.pended) json["pended"].push_back(pended_json(comparison, each));
  json["pended_is_complete"] = comparison.pended_is_complete;
  json["declared_otherwise"] = Json::array();
  for (const diff::Ground& ground : comparison.grounds()) {
    json["declared_otherwise"].push_back({{"name", ground.name},
                                          {"title", ground.title},
                                          {"details", ground.details},
                                          {"changes_cases", ground.changes_cases},
                                          {"changes_incomplete", ground.changes_incomplete},
                                          {"is_read", ground.is_read}});
  }
  json["questions"] = comparison.questions;
  json["replayed"] = report.result.replayed;
  return json;
}

}  // namespace pol::tool
