#include <algorithm>
#include <cctype>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/readings.h"
#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/numbers/bounds.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;

namespace {

bool stands_before(Range a, Range b) { return a.source == b.source && a.end <= b.begin; }

/// Takes `x` and its `and` out of `a and x`, or of `x and a`, where nothing but the joint stands between them.
void add_fix(Context& cx, Finding& finding, ExprId up, ExprId id) {
  const auto& group = std::get<ir::Group>(cx.policy().exprs[up]);
  if (!group.joined_by_and) return;
  const auto at = std::find(group.children.begin(), group.children.end(), id);
  if (at == group.children.end() || group.children.size() < 2) return;
  const bool is_first = at == group.children.begin();
  const Range range = cx.policy().range(id), beside = cx.policy().range(is_first ? *(at + 1) : *(at - 1));
  const Range between =
      is_first ? Range{range.source, range.end, beside.begin} : Range{range.source, beside.end, range.begin};
  if (beside.source != range.source || between.begin >= between.end) return;
  std::string joint(cx.sources().text(between));
  std::erase_if(joint, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
  if (joint != "and") return;
  const Range cut =
      is_first ? Range{range.source, range.begin, between.end} : Range{range.source, between.begin, range.end};
  finding.fixes.push_back({FixKind::Safe, cut, ""});
}

/// Of two windows of one span that stand side by side, in whatever order, the wider one is needless.
bool is_tighter_beside(Context& cx, const ir::Group& group, ExprId id, ExprId other) {
  if (std::find(group.children.begin(), group.children.end(), other) == group.children.end()) return false;
  const std::vector<numbers::Bound> wide = numbers::bounds_of(cx, id), tight = numbers::bounds_of(cx, other);
  if (wide.empty() || tight.empty() || wide.front().subject != tight.front().subject) return false;
  return !cx.shared<logic::Cases>().proves_never(id, {{id}, {other}});
}

}  // namespace

/// Finds: a condition of an `all` that what stands beside it, or above it, demands already.
/// Why: it reads as one more thing to document and is none; mostly text that was moved, or a bound that was meant to be
///   narrower than the one above.
/// Example: `2. "Back pain" : back_pain and any { a. "Fever" : back_pain and fever }`.
/// Instead: take it out, or say what it was meant to add.
/// Limits: fires only on proof. Only what stands before the condition counts, for a heading that its branches repeat is
///   none; of two windows of one span side by side the wider is told, wherever it stands. Where it rests on a chosen reading, it says so and is a note.
void redundant_conjunct(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  const auto& standing = cx.shared<logic::Standing>();
  auto& cases = cx.shared<logic::Cases>();
  struct Drop {
    ExprId id, up;
    std::vector<ExprId> demands;
  };
  std::vector<Drop> drops;
  for (const ExprId id : written.conditions()) {
    const ExprId up = written.above(id);
    if (!standing.is_certain(id) || !up.is_set() || cx.is_spoken_for(id)) continue;
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[up]);
    if (group == nullptr || !logic::is_all(*group)) continue;
    // A heading may say what each branch below it says again; the branches that do so are told of, not the heading.
    std::vector<ExprId> demands = written.demands(id);
    std::erase_if(demands, [&](ExprId each) {
      return !stands_before(cx.policy().range(each), cx.policy().range(id)) && !is_tighter_beside(cx, *group, id, each);
    });
    if (cases.proves_never(id, {demands, {id}})) drops.push_back({id, up, std::move(demands)});
  }
  for (const Drop& drop : drops) {
    smt::Session& session = cx.session(drop.id);
    std::vector<smt::Form> forms = {session.negate(session.condition(drop.id))};
    std::vector<ExprId> clauses;
    for (const ExprId demanded : drop.demands) {
      for (const ExprId clause : written.conjuncts(demanded)) {
        clauses.push_back(clause);
        forms.push_back(session.condition(clause));
      }
    }
    std::vector<ExprId> core;
    for (const std::size_t i : session.core(forms)) {
      if (i > 0) core.push_back(clauses[i - 1]);
    }
    std::vector<std::string> said;
    for (const ExprId clause : core) {
      const std::string path = logic::path_of(cx, clause);
      const bool is_near = path == logic::path_of(cx, drop.id);
      said.push_back(fmt::format("`{}`{}", text_of(cx.sources(), cx.policy().range(clause), 60),
                                 is_near ? "" : fmt::format(" of `{}`", path)));
    }
    Finding& finding = cx.report(
        cx.policy().range(drop.id), {logic::path_of(cx, drop.id)},
        said.empty() ? fmt::format("{} demands nothing: everybody meets it", logic::subject_of(cx, drop.id))
                     : fmt::format("{} demands nothing that {} {} not demand already", logic::subject_of(cx, drop.id),
                                   fmt::join(said, " and "), said.size() == 1 ? "does" : "do"));
    for (const ExprId clause : core) {
      finding.core.push_back(logic::clause_of(cx, clause));
      logic::add_path(finding, logic::path_of(cx, clause));
    }
    logic::tell_readings(finding, logic::readings_that_allow(cx, drop.id, {core, {written.as_asked(drop.id)}}));
    logic::tell_links(cx, finding, {core, {drop.id}});
    if (finding.severity != Severity::Note) add_fix(cx, finding, drop.up, drop.id);
    cx.speak_for(drop.id);
  }
}

}  // namespace pol::lint
