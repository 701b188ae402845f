#include "compiler/exact/consistent.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "compiler/interp/clusters.h"
#include "compiler/interp/rationale.h"

namespace pol::exact {

using interp::Conflict;
using interp::Prepared;
using interp::Withdrawn;
using ir::FactId;
using ir::FactState;

namespace {

using Facts = std::vector<FactId>;

class ExactPreparation {
 public:
  ExactPreparation(const ir::Policy& policy, const ir::Patient& documented, Limits limits)
      : policy_(policy), documented_(documented), limits_(limits) {
    documented_.facts.resize(policy.facts.size());
  }

  Result<Prepared> run() {
    Result<Prepared> prepared = interp::prepare(policy_, documented_);
    if (!prepared || fits(prepared.value(), all_facts())) return prepared;
    // Each cluster is mended at most twice: its defaults go, then what is documented.
    const interp::Clusters clusters(policy_, documented_);
    std::map<std::uint32_t, Facts> by_cluster;
    for (const FactId fact : all_facts()) by_cluster[clusters.root(fact)].push_back(fact);
    for (const auto& [cluster, facts] : by_cluster) mend(facts);
    return interp::prepare(policy_, documented_, withdrawn_);
  }

 private:
  Facts all_facts() const {
    Facts facts;
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) facts.push_back(FactId{i});
    return facts;
  }

  bool fits(const Prepared& prepared, const Facts& facts) const {
    return Search(policy_, prepared.patient, limits_).is_consistent(facts);
  }
  /// With what has been withdrawn so far and `also`.
  Prepared prepared_without(const Facts& defaults, const Facts& also = {}) const {
    Withdrawn withdrawn = withdrawn_;
    withdrawn.defaults.insert(withdrawn.defaults.end(), defaults.begin(), defaults.end());
    if (!also.empty()) withdrawn.conflicts.push_back({also, ""});
    return interp::prepare(policy_, documented_, withdrawn).take();
  }

  void mend(const Facts& cluster) {
    const Prepared prepared = prepared_without({});
    if (fits(prepared, cluster)) return;
    Facts defaults, given;
    for (const FactId fact : cluster) {
      const FactState& state = prepared.patient[fact];
      if (fact == policy_.reference || state.kind == FactState::Kind::Undocumented) continue;
      if (state.assumed) defaults.push_back(fact);
      if (!state.assumed && documented_[fact].kind != FactState::Kind::Undocumented) given.push_back(fact);
    }
    if (!defaults.empty() && (given.empty() || fits(prepared_without(defaults), cluster))) {
      withdrawn_.defaults.insert(withdrawn_.defaults.end(), defaults.begin(), defaults.end());
      return;
    }
    // Nothing documented, and no completion: the policy's own conditions clash, which says nothing of the case.
    if (given.empty()) return;
    withdrawn_.conflicts.push_back({given, reason(cluster, given, defaults)});
  }

  /// A least set of the documented facts that does not fit, by leaving out one after the other; then the others.
  std::string reason(const Facts& cluster, const Facts& given, const Facts& defaults) const {
    Facts left_out;
    for (const FactId fact : given) {
      left_out.push_back(fact);
      if (fits(prepared_without(defaults, left_out), cluster)) left_out.pop_back();
    }
    std::string clash, others;
    for (const FactId fact : given) {
      const bool is_other = std::find(left_out.begin(), left_out.end(), fact) != left_out.end();
      std::string& text = is_other ? others : clash;
      if (!text.empty()) text += ", ";
      text += fmt::format("`{}`", policy_.facts[fact].name);
      if (!is_other) text += " = " + interp::value_text(policy_, fact, documented_[fact]);
    }
    clash += ": no patient can have " + std::string(given.size() - left_out.size() == 1 ? "it" : "them together");
    return others.empty() ? clash : fmt::format("{}; linked with them: {}", clash, others);
  }

  const ir::Policy& policy_;
  ir::Patient documented_;
  Limits limits_;
  Withdrawn withdrawn_;
};

}  // namespace

Result<Prepared> prepare(const ir::Policy& policy, const ir::Patient& documented, Limits limits) {
  return ExactPreparation(policy, documented, limits).run();
}

}  // namespace pol::exact
