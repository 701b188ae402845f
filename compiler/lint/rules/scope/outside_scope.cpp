#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/reach.h"
#include "compiler/lint/rules/scope/requests.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::Criterion;
using ir::CriterionId;
using ir::ExprId;

namespace {

class Scope {
 public:
  explicit Scope(Context& cx)
      : cx_(cx),
        policy_(cx.policy()),
        requests_(cx.shared<scope::Requests>()),
        reach_(cx.shared<document::Reach>()),
        below_(policy_.criteria.size()),
        asks_(policy_.criteria.size(), false) {}

  void run() {
    if (!requests_.fact().is_set() || requests_.codes().empty()) return;
    place_schedules();
    place_questions();
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      if (!policy_.criteria[CriterionId{i}].parent.is_set()) visit(CriterionId{i});
    }
  }

 private:
  /// The criterion that a condition belongs to, and those around it.
  template <class Visit>
  void for_each_around(ExprId id, Visit&& visit) {
    const Owner& owner = cx_.outline().owner(id);
    if (owner.kind != Owner::Kind::Criterion) return;
    for (CriterionId at = owner.criterion; at.is_set(); at = policy_.criteria[at].parent) visit(at);
  }

  void place_schedules() {
    for (const ir::Schedule& schedule : policy_.schedules) {
      for_each_around(schedule.truth, [&](CriterionId at) { below_[at.index].push_back(&schedule); });
    }
  }

  /// Conditions of the author about the code that is requested, not what a schedule images.
  void place_questions() {
    for (const ExprId id : cx_.outline().written()) {
      const auto* is = std::get_if<ir::ChoiceIs>(&policy_.exprs[id]);
      if (is == nullptr || is->fact != requests_.fact()) continue;
      for_each_around(id, [&](CriterionId at) { asks_[at.index] = true; });
    }
  }

  /// From the outside inwards: what is out of scope as a whole is told once.
  void visit(CriterionId id) {
    const Criterion& criterion = policy_.criteria[id];
    if (criterion.kind == Criterion::Kind::Reading) return;
    if (below_[id.index].empty() && !asks_[id.index]) return;
    if (images_nothing(id) || concerns_no_code(id)) return report(id);
    for (const CriterionId child : criterion.children) visit(child);
  }

  /// It has schedules, no code is for what they image, and without them it cannot be met.
  bool images_nothing(CriterionId id) const {
    const std::vector<const ir::Schedule*>& schedules = below_[id.index];
    return !schedules.empty() && reach_.settled(policy_.criteria[id].truth) == false &&
           std::all_of(schedules.begin(), schedules.end(),
                       [&](const ir::Schedule* each) { return reach_.settled(each->images) == false; });
  }

  /// It can be met, but not where one of the codes is requested.
  bool concerns_no_code(CriterionId id) {
    if (!asks_[id.index]) return false;
    const Criterion& criterion = policy_.criteria[id];
    smt::Session& session = cx_.session(criterion.truth);
    const smt::Form met = session.condition(criterion.truth);
    return cx_.ask(session, criterion.range, {met, requests_.is_one(session)}).is_impossible() &&
           cx_.ask(session, criterion.range, {met}).is_possible();
  }

  void report(CriterionId id) {
    const Criterion& criterion = policy_.criteria[id];
    const std::vector<const ir::Schedule*>& schedules = below_[id.index];
    Finding& finding = cx_.report(
        criterion.range, {criterion.path},
        schedules.empty() ? fmt::format("no request for a code of this policy meets {}", name_of(policy_, id))
                          : fmt::format("no code of this policy is for what {} images", name_of(policy_, id)));
    std::vector<std::string> images;
    for (const ir::Schedule* schedule : schedules) {
      if (std::find(images.begin(), images.end(), schedule->studies) == images.end())
        images.push_back(schedule->studies);
    }
    if (!images.empty()) finding.details.push_back(fmt::format("it images {}", fmt::join(images, "; ")));
    finding.details.push_back(fmt::format("the policy is for {}", studies()));
  }

  /// What the codes are for, each study once.
  std::string studies() const {
    std::vector<std::string> all;
    for (const scope::Requests::Code& code : requests_.codes()) {
      const std::string& study = code.procedure->study;
      if (std::find(all.begin(), all.end(), study) == all.end()) all.push_back(study);
    }
    return fmt::format("{}", fmt::join(all, "; "));
  }

  Context& cx_;
  const ir::Policy& policy_;
  const scope::Requests& requests_;
  const document::Reach& reach_;
  std::vector<std::vector<const ir::Schedule*>> below_;  ///< by CriterionId
  std::vector<bool> asks_;
};

}  // namespace

/// Finds: a criterion or a surveillance schedule that images what no procedure code of the policy is for.
/// Why: a section that is shared by many policies says more than one of them needs; who reads the policy should know
///   which parts decide nothing here.
/// Example: a schedule with `images ct of chest` in a policy whose codes are lumbar MRI.
/// Instead: nothing, where the section is shared; else the code belongs into the table, or the criterion elsewhere.
/// Limits: the outermost such criterion is told, not its parts. Schedules that do not say what they image are left out,
/// and so is a study whose region the case tells, as the site of a tumor.
void outside_scope(Context& cx) { Scope(cx).run(); }

}  // namespace pol::lint
