#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/readings.h"
#include "compiler/lint/rules/logic/route.h"
#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using logic::Question;
using logic::Route;

namespace {

struct Candidate {
  ExprId id;
  Route route;
};

class Droppable {
 public:
  explicit Droppable(Context& cx)
      : cx_(cx),
        policy_(cx.policy()),
        written_(cx.shared<logic::Written>()),
        standing_(cx.shared<logic::Standing>()),
        is_named_(policy_.exprs.size(), false),
        is_schedule_(policy_.exprs.size(), false),
        is_dropped_(policy_.exprs.size(), false) {
    for (const ir::Schedule& schedule : policy_.schedules) is_schedule_[schedule.truth.index] = true;
    // What is named from elsewhere may matter there.
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      const auto* named = std::get_if<ir::CriterionRef>(&policy_.exprs[ExprId{i}]);
      if (named == nullptr) continue;
      const ExprId truth = policy_.criteria[named->criterion].truth;
      if (cx.outline().parent(truth) != ExprId{i}) is_named_[truth.index] = true;
    }
  }

  void run() {
    std::vector<Candidate> candidates = gather();
    // A branch before its parts; of those of one depth the later first, so that of twins the earlier stays.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.route.depth < b.route.depth; });
    for (const Candidate& candidate : candidates) {
      if (!cx_.is_spoken_for(candidate.id) && is_droppable(candidate)) report(candidate);
    }
  }

 private:
  std::vector<Candidate> gather() {
    std::vector<Candidate> candidates;
    const std::vector<ExprId>& conditions = written_.conditions();
    for (auto at = conditions.rbegin(); at != conditions.rend(); ++at) {
      if (!may_be_dropped(*at)) continue;
      if (std::optional<Route> route = logic::route_of(cx_, *at)) candidates.push_back({*at, std::move(*route)});
    }
    return candidates;
  }

  bool may_be_dropped(ExprId id) const {
    const Owner::Kind owner = cx_.outline().owner(id).kind;
    if (owner != Owner::Kind::Criterion && owner != Owner::Kind::Define) return false;
    // "a and x, or b and not x" keeps two branches apart: that is said on purpose.
    if (std::holds_alternative<ir::Not>(policy_.exprs[id])) return false;
    // Parts of a schedule are compared with one another by rules that know what a schedule is.
    for (ExprId up = id; up.is_set(); up = cx_.outline().parent(up)) {
      if (is_schedule_[up.index]) return false;
    }
    if (is_named_[id.index] || written_.has_schedule(id) || standing_.is_impossible(id) || standing_.is_certain(id))
      return false;
    for (ExprId up = id; up.is_set(); up = cx_.outline().parent(up)) {
      if (standing_.is_impossible(up) || !written_.can_hold(up) || !written_.can_fail(up)) return false;
    }
    return true;
  }

  /// No case in which all depends on it.
  bool is_droppable(const Candidate& candidate) {
    question_ = {};
    const auto counts = [&](ExprId id) {
      const ExprId said = written_.said_by(id);
      return !written_.has_schedule(id) && !is_dropped_[said.index] && !cx_.is_spoken_for(said);
    };
    for (const ExprId id : candidate.route.yes) {
      if (!written_.can_hold(id)) return false;
      if (counts(id)) question_.yes.push_back(id);
    }
    for (const ExprId id : candidate.route.no) {
      if (!written_.can_fail(id)) return false;
      if (counts(id)) question_.no.push_back(id);
    }
    (candidate.route.neutral ? question_.no : question_.yes).push_back(candidate.id);
    if (!linked_rival(candidate)) return false;
    if (!cx_.shared<logic::Cases>().proves_never(candidate.id, question_)) return false;
    find_reason(candidate);
    return !rests_on_needless();
  }

  /// What makes it needless: conditions that take all who would be concerned, and those that hold beside it; the
  /// fewest.
  void find_reason(const Candidate& candidate) {
    const ExprId id = candidate.id;
    smt::Session& session = cx_.session(id);
    std::vector<smt::Form> forms = {candidate.route.neutral ? session.negate(session.condition(id))
                                                            : session.condition(id)};
    std::vector<ExprId> of = {id};
    for (const ExprId other : question_.no) {
      if (other == id) continue;
      forms.push_back(session.negate(session.condition(other)));
      of.push_back(other);
    }
    const std::size_t first_yes = of.size();
    for (const ExprId other : question_.yes) {
      if (other == id) continue;
      forms.push_back(session.condition(other));
      of.push_back(other);
    }
    others_.clear();
    beside_.clear();
    for (const std::size_t i : session.core(forms)) {
      if (of[i] != id) (i < first_yes ? others_ : beside_).push_back(of[i]);
    }
  }

  /// Something of the route must have to do with it; else it matters.
  bool linked_rival(const Candidate& candidate) const {
    const auto is_linked = [&](ExprId id) { return id != candidate.id && written_.may_be_linked(id, candidate.id); };
    return std::any_of(question_.no.begin(), question_.no.end(), is_linked) ||
           std::any_of(question_.yes.begin(), question_.yes.end(), is_linked);
  }

  /// Is a part of what makes it needless needless itself? Then one of the two has to stay.
  bool rests_on_needless() const {
    std::vector<bool> is_seen(policy_.exprs.size(), false);
    std::vector<ExprId> waiting = others_;
    waiting.insert(waiting.end(), beside_.begin(), beside_.end());
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      waiting.pop_back();
      if (is_seen[id.index]) continue;
      is_seen[id.index] = true;
      if (is_dropped_[id.index] || cx_.is_spoken_for(id)) return true;
      for (const ExprId part : ir::operands(policy_, id)) waiting.push_back(part);
    }
    return false;
  }

  void report(const Candidate& candidate) {
    const ExprId id = candidate.id;
    Finding& finding = cx_.report(policy_.range(id), {logic::path_of(cx_, id)},
                                  fmt::format("{} decides nothing: without it the same patients meet `{}`",
                                              logic::subject_of(cx_, id), section_of(id)));
    std::vector<std::string> said;
    for (const ExprId other : others_) {
      finding.related.push_back(logic::clause_of(cx_, written_.said_by(other)));
      logic::add_path(finding, logic::path_of(cx_, written_.said_by(other)));
      said.push_back(logic::subject_of(cx_, written_.said_by(other)));
    }
    if (!said.empty()) {
      finding.details.push_back(fmt::format("{} {} who would be concerned", fmt::join(said, " or "),
                                            said.size() == 1 ? "takes all" : "take all"));
    }
    for (const ExprId other : beside_) finding.core.push_back(logic::clause_of(cx_, written_.said_by(other)));
    std::replace(question_.yes.begin(), question_.yes.end(), id, written_.as_asked(id));
    std::replace(question_.no.begin(), question_.no.end(), id, written_.as_asked(id));
    logic::tell_readings(finding, logic::readings_that_allow(cx_, id, question_));
    logic::Question reason{beside_, others_};
    (candidate.route.neutral ? reason.no : reason.yes).push_back(id);
    logic::tell_links(cx_, finding, reason);
    is_dropped_[id.index] = true;
    cx_.speak_for(id);
  }

  std::string section_of(ExprId id) const {
    const Owner& owner = cx_.outline().owner(id);
    if (owner.kind == Owner::Kind::Define) return policy_.defines[ir::DefineId{owner.index}].name;
    ir::CriterionId at = owner.criterion;
    while (policy_.criteria[at].parent.is_set()) at = policy_.criteria[at].parent;
    return policy_.criteria[at].path;
  }

  Context& cx_;
  const ir::Policy& policy_;
  const logic::Written& written_;
  const logic::Standing& standing_;
  std::vector<bool> is_named_, is_schedule_, is_dropped_;
  Question question_;
  std::vector<ExprId> others_, beside_;  ///< why the last candidate is needless
};

}  // namespace

/// Finds: a criterion, or a condition of one, without which exactly the same patients meet the section.
/// Why: other criteria together decide all that it would: what it asks for is documented for nothing.
/// Example: `any { a. low or high grade  b. high grade and axial  c. low grade and axial }`: b and c change nothing.
/// Instead: take it out, or make it say what the others do not.
/// Limits: where a sharper finding speaks of it already, it is silent; of conditions that replace one another the later
///   is reported. Within one section or definition: POL4104 compares sections.
void droppable_criterion(Context& cx) { Droppable(cx).run(); }

}  // namespace pol::lint
