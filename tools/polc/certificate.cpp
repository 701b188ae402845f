#include "tools/polc/certificate.h"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <vector>

#include "compiler/exact/search.h"
#include "compiler/planes/program.h"

namespace pol::tool {

namespace {

using planes::Gap;
using Reason = Gap::Reason;

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::Budget:
      return "budget";
    case Reason::Order:
      return "order";
    case Reason::Linked:
      return "linked";
  }
  return "";
}

/// Facts that have to be looked at together, and why the program does not.
struct Cluster {
  Reason reason = Reason::Budget;
  std::size_t nodes = 0;
  std::vector<std::string> facts;
};

std::vector<Cluster> clusters_of(const ir::Policy& policy, const planes::Program& program) {
  std::map<std::size_t, Cluster> by_number;
  for (const Gap& gap : program.gaps) {
    Cluster& cluster = by_number[gap.cluster];
    // What Γ ties together is said so, whatever else keeps one of its facts out.
    if (cluster.facts.empty() || gap.reason == Reason::Linked) cluster.reason = gap.reason;
    cluster.nodes = std::max(cluster.nodes, gap.nodes);
    cluster.facts.push_back(policy.facts[gap.fact].name);
  }
  std::vector<Cluster> out;
  for (auto& [number, cluster] : by_number) out.push_back(std::move(cluster));
  return out;
}

std::string reason_words(const Cluster& cluster) {
  switch (cluster.reason) {
    case Reason::Budget:
      return fmt::format("it would take about {} nodes", cluster.nodes);
    case Reason::Order:
      return "its thresholds have no fixed order, or it is read as a whole";
    case Reason::Linked:
      return "signs, assumptions or a record tie them together";
  }
  return "";
}

}  // namespace

std::string certificate_text(const ir::Policy& policy, const Terminal& terminal) {
  const planes::Program program = planes::lower_exact(policy);
  const std::size_t added = program.nodes.size() - program.plain_nodes;
  std::string text = fmt::format("exactness of {}\n", clean(policy.name));
  const auto line = [&](std::size_t indent, std::string_view words) {
    text += std::string(indent, ' ') + wrapped(clean(words), indent + 2, terminal.width) + "\n";
  };
  line(2, fmt::format("The native program has {} nodes; {} more ({} %) make it exact.", program.plain_nodes, added,
                      program.plain_nodes == 0 ? 0 : 100 * added / program.plain_nodes));
  if (program.gaps.empty()) {
    line(2, "It alone decides every case exactly.");
    return text;
  }
  line(2, fmt::format("It alone is exact for every case that has one value for each fact below. Where one of them is "
                      "open and the outcome is not settled, a search decides, with at most {} trials for a question.",
                      exact::Limits().trials));
  for (const Cluster& cluster : clusters_of(policy, program)) {
    line(4, fmt::format("{}: {}", fmt::join(cluster.facts, ", "), reason_words(cluster)));
  }
  return text;
}

nlohmann::ordered_json certificate_json(const ir::Policy& policy) {
  const planes::Program program = planes::lower_exact(policy);
  nlohmann::ordered_json clusters = nlohmann::ordered_json::array();
  for (const Cluster& cluster : clusters_of(policy, program)) {
    clusters.push_back({{"facts", cluster.facts}, {"reason", name_of(cluster.reason)}, {"nodes", cluster.nodes}});
  }
  return {{"policy", policy.name},
          {"content_hash", policy.content_hash},
          {"nodes", program.plain_nodes},
          {"added_nodes", program.nodes.size() - program.plain_nodes},
          {"exact_alone", program.gaps.empty()},
          {"search_trials", exact::Limits().trials},
          {"clusters", std::move(clusters)}};
}

}  // namespace pol::tool
