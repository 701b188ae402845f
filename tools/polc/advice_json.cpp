#include "tools/polc/advice.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

Json names_of(const ir::Policy& policy, const std::vector<ir::FactId>& facts) {
  Json names = Json::array();
  for (const ir::FactId fact : facts) names.push_back(policy.facts[fact].name);
  return names;
}

}  // namespace

Json advice_json(const ir::Policy& policy, const ask::Advice& advice) {
  Json requests = Json::array();
  for (const ask::Request& request : advice.requests) {
    requests.push_back({{"title", request.title}, {"cost", request.cost}, {"facts", names_of(policy, request.facts)}});
  }
  Json routes = Json::array();
  for (const ask::Route& route : advice.routes) {
    Json documents = Json::array();
    for (const ask::Needed& needed : route.documents) {
      documents.push_back({{"fact", policy.facts[needed.fact].name}, {"value", needed.value}});
    }
    routes.push_back({{"cost", route.cost}, {"documents", std::move(documents)}});
  }
  Json json;
  json["relevant"] = names_of(policy, advice.relevant);
  json["not_needed"] = names_of(policy, advice.not_needed);
  json["enough"] = names_of(policy, advice.enough);
  json["requests"] = std::move(requests);
  json["can_be_approved"] = to_text(advice.can_be_approved);
  json["routes"] = std::move(routes);
  json["next"] = advice.next ? Json(policy.facts[*advice.next].name) : Json();
  json["is_exact"] = advice.is_exact;
  return json;
}

}  // namespace pol::tool
