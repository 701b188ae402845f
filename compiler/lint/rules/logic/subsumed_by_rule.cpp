#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/covering.h"
#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/readings.h"
#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::CriterionId;
using ir::ExprId;
using logic::Question;

namespace {

/// One branch of an `any` somewhere above a criterion, and what is demanded beside that `any`.
struct Target {
  ExprId branch;
  std::vector<ExprId> demands;
};

class Sections {
 public:
  explicit Sections(Context& cx)
      : cx_(cx),
        policy_(cx.policy()),
        written_(cx.shared<logic::Written>()),
        standing_(cx.shared<logic::Standing>()),
        used_(policy_.criteria.size()) {
    for (const logic::Cover& cover : cx.shared<logic::Covers>().all()) reported_.push_back(cover.narrow);
    // A section is judged where `determine` or another section names it, once and not under a `not`.
    for (const ExprId id : cx.outline().written()) {
      const auto* named = std::get_if<ir::CriterionRef>(&policy_.exprs[id]);
      const Owner::Kind owner = cx.outline().owner(id).kind;
      if (named == nullptr || (owner != Owner::Kind::Rule && owner != Owner::Kind::Criterion)) continue;
      if (written_.said_by(id) == id) used_[named->criterion.index].push_back(id);
    }
  }

  /// The later first, so that of two that cover each other the earlier stays; a criterion before its parts.
  void run() {
    for (std::uint32_t i = static_cast<std::uint32_t>(policy_.criteria.size()); i-- > 0;) {
      if (!policy_.criteria[CriterionId{i}].parent.is_set()) visit(CriterionId{i});
    }
  }

 private:
  void visit(CriterionId id) {
    const ir::Criterion& criterion = policy_.criteria[id];
    if (criterion.kind == ir::Criterion::Kind::Reading) return;
    if (criterion.parent.is_set() && judge(criterion)) return;
    for (auto child = criterion.children.rbegin(); child != criterion.children.rend(); ++child) visit(*child);
  }

  /// True when nothing more is to be said of it or of its parts.
  bool judge(const ir::Criterion& criterion) {
    const ExprId id = criterion.truth;
    if (cx_.is_spoken_for(id) || standing_.is_impossible(id) || !written_.can_hold(id)) return true;
    if (written_.has_schedule(id)) return false;
    if (standing_.is_certain(id)) return false;
    for (const Target& target : targets(id)) {
      if (!covers(id, target)) continue;
      report(id, target);
      return true;
    }
    return false;
  }

  /// Branches of every `any` further up than the one it stands in.
  std::vector<Target> targets(ExprId id) const {
    std::vector<Target> found;
    std::vector<ExprId> demands = written_.demands(id);
    ExprId here = id;
    bool is_first = true;
    for (;;) {
      const ExprId up = cx_.outline().parent(here);
      if (cx_.outline().is_shared(here)) return found;
      if (!up.is_set()) {
        const Owner& owner = cx_.outline().owner(here);
        if (owner.kind != Owner::Kind::Criterion) return found;
        CriterionId root = owner.criterion;
        while (policy_.criteria[root].parent.is_set()) root = policy_.criteria[root].parent;
        if (policy_.criteria[root].truth != here || used_[root.index].size() != 1) return found;
        here = used_[root.index].front();
        if (cx_.outline().is_negated(here)) return found;
        for (const ExprId demanded : written_.demands(here)) demands.push_back(demanded);
        continue;
      }
      if (std::holds_alternative<ir::Ambiguous>(policy_.exprs[up]) && written_.said_by(up) != written_.said_by(here))
        return found;
      if (const auto* group = std::get_if<ir::Group>(&policy_.exprs[up])) {
        if (group->quantifier == ir::Quantifier::AtLeast || group->quantifier == ir::Quantifier::Exactly) return found;
        if (logic::is_any(*group)) {
          for (const ExprId other : group->children) {
            const ExprId branch = written_.said_by(other);
            if (other == here || is_first || !written_.can_hold(branch) || !written_.can_fail(branch)) continue;
            found.push_back({branch, demands});
          }
          is_first = false;
        }
      }
      here = up;
    }
  }

  /// Could the truth of `target` follow from conditions that read `known`? Each part that must hold has to be about
  /// something known.
  bool may_follow(ExprId target, const std::vector<std::uint32_t>& known) const {
    target = written_.said_by(target);
    if (const auto* named = std::get_if<ir::CriterionRef>(&policy_.exprs[target])) {
      return may_follow(policy_.criteria[named->criterion].truth, known);
    }
    if (const auto* named = std::get_if<ir::DefineRef>(&policy_.exprs[target])) {
      return may_follow(policy_.defines[named->define].condition, known);
    }
    const auto follows = [&](ExprId part) { return may_follow(part, known); };
    if (const auto* group = std::get_if<ir::Group>(&policy_.exprs[target])) {
      if (logic::is_all(*group)) return std::all_of(group->children.begin(), group->children.end(), follows);
      if (logic::is_any(*group)) return std::any_of(group->children.begin(), group->children.end(), follows);
      return true;
    }
    if (!written_.can_fail(target)) return true;
    if (!written_.can_hold(target)) return false;
    const std::vector<std::uint32_t>& reads = written_.reads(target);
    if (reads.empty()) return true;
    return std::any_of(reads.begin(), reads.end(),
                       [&](std::uint32_t fact) { return std::binary_search(known.begin(), known.end(), fact); });
  }

  Question question(ExprId id, const Target& target) const {
    Question question{target.demands, {target.branch}};
    question.yes.push_back(id);
    return question;
  }

  bool covers(ExprId id, const Target& target) {
    std::vector<std::uint32_t> known = written_.reads(id);
    for (const ExprId demanded : target.demands) {
      known.insert(known.end(), written_.reads(demanded).begin(), written_.reads(demanded).end());
    }
    std::sort(known.begin(), known.end());
    if (!may_follow(target.branch, known)) return false;
    if (!cx_.shared<logic::Cases>().proves_never(id, question(id, target))) return false;
    return !rests_on_reported(id, target);
  }

  /// Of two that cover each other one has to stay: without what was reported before, is it still covered?
  bool rests_on_reported(ExprId id, const Target& target) {
    std::vector<ExprId> inside;
    for (const ExprId reported : reported_) {
      if (is_below(reported, target.branch)) inside.push_back(reported);
    }
    if (inside.empty()) return false;
    if (inside.size() > 1) return true;
    smt::Session& session = cx_.session(id);
    std::vector<smt::Form> forms = {session.condition(id)};
    for (const ExprId demanded : target.demands) forms.push_back(session.condition(demanded));
    forms.push_back(session.negate(session.condition_with(target.branch, inside.front(), false)));
    return !cx_.ask(session, policy_.range(id), forms).is_impossible();
  }

  bool is_below(ExprId id, ExprId root) const {
    if (const auto* named = std::get_if<ir::CriterionRef>(&policy_.exprs[root]))
      root = policy_.criteria[named->criterion].truth;
    for (; id.is_set(); id = cx_.outline().parent(id)) {
      if (id == root) return true;
    }
    return false;
  }

  /// The smallest part of the target that covers it by itself.
  ExprId narrowest(ExprId id, const Target& target) {
    Target best = target;
    for (;;) {
      ExprId root = best.branch;
      if (const auto* named = std::get_if<ir::CriterionRef>(&policy_.exprs[root])) {
        root = written_.said_by(policy_.criteria[named->criterion].truth);
      }
      const auto* group = std::get_if<ir::Group>(&policy_.exprs[root]);
      if (group == nullptr || !logic::is_any(*group)) return best.branch;
      bool is_narrower = false;
      for (const ExprId branch : written_.branches(root)) {
        const Target narrower{branch, target.demands};
        if (!written_.can_hold(branch) || !covers(id, narrower)) continue;
        best = narrower;
        is_narrower = true;
        break;
      }
      if (!is_narrower) return best.branch;
    }
  }

  void report(ExprId id, const Target& target) {
    const ExprId wide = narrowest(id, target);
    Finding& finding = cx_.report(policy_.range(id), {logic::path_of(cx_, id), logic::path_of(cx_, wide)},
                                  fmt::format("{} approves nobody by itself: whoever meets it meets {}",
                                              logic::subject_of(cx_, id), logic::subject_of(cx_, wide)));
    finding.related.push_back(logic::clause_of(cx_, wide));
    const std::vector<ExprId> enough = logic::enough_for(cx_, id, wide);
    for (const ExprId clause : enough) finding.core.push_back(logic::clause_of(cx_, clause));
    logic::tell_readings(finding, logic::readings_that_allow(cx_, id, question(id, {wide, target.demands})));
    logic::tell_links(cx_, finding, {enough, {wide}});
    reported_.push_back(id);
    cx_.speak_for(id);
  }

  Context& cx_;
  const ir::Policy& policy_;
  const logic::Written& written_;
  const logic::Standing& standing_;
  std::vector<std::vector<ExprId>> used_;  ///< by criterion: where it is named outside its place
  std::vector<ExprId> reported_;
};

/// Clauses of `determine` that another one with the same outcome and the same words would decide as well.
void compare_clauses(Context& cx) {
  const std::vector<ir::Rule>& rules = cx.policy().rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t k = i + 1; k < rules.size(); ++k) {
      if (rules[i].outcome != rules[k].outcome || rules[i].reason != rules[k].reason) continue;
      smt::Session& session = cx.whole();
      std::vector<smt::Form> decides = {session.condition(rules[k].when)};
      for (std::size_t before = 0; before < k; ++before) {
        if (before != i) decides.push_back(session.negate(session.condition(rules[before].when)));
      }
      const std::vector<smt::Form> question = {session.decides(i), session.negate(session.all(decides))};
      if (cx.is_spoken_for(rules[i].when) || !cx.ask(session, rules[i].range, question).is_impossible()) continue;
      Finding& finding =
          cx.report(rules[i].range, {fmt::format("determine.{}", i + 1), fmt::format("determine.{}", k + 1)},
                    fmt::format("clause {0} of `determine` is needless: clause {1} says `{2}` of all whom it decides",
                                i + 1, k + 1, ir::to_text(rules[i].outcome)));
      finding.related.push_back(cx.clause(rules[k].when));
      cx.speak_for(rules[i].when);
      break;
    }
  }
}

}  // namespace

/// Finds: a criterion whose patients another section, or a branch further up, covers already; a needless clause of
///   `determine`.
/// Why: two places say when to approve; the stricter of them is strict in vain.
/// Example: a section `a : pain and trial` beside `b.2 : pain and trial and ten_days`, where either approves.
/// Instead: take the stricter one out, or join the two.
/// Limits: branches of one `any` are compared by POL4103. A section that several places name is not followed. Where
///   it rests on a chosen reading, it says so and is a note.
void subsumed_by_rule(Context& cx) {
  Sections(cx).run();
  compare_clauses(cx);
}

}  // namespace pol::lint
