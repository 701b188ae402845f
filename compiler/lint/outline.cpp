#include "compiler/lint/outline.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace pol::lint {

using ir::CriterionId;
using ir::ExprId;
using ir::Quantifier;

namespace {

bool same(const Range& a, const Range& b) { return a.source == b.source && a.begin == b.begin && a.end == b.end; }
bool is_within(const Range& inner, const Range& outer) {
  return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}

}  // namespace

/// Walks every owner's condition once.
class Outline::Builder {
 public:
  Builder(const ir::Policy& policy, Outline& outline) : policy_(policy), out_(outline) {}

  void run() {
    const std::size_t size = policy_.exprs.size();
    out_.is_written_.assign(size, false);
    out_.is_negated_.assign(size, false);
    out_.is_shared_.assign(size, false);
    out_.parent_.assign(size, ExprId{});
    out_.owner_.assign(size, 0);
    out_.section_.assign(size, 0);
    is_seen_.assign(size, false);
    mark_exceptions();
    // Sections before what refers to them, so that a criterion belongs to the place it is written in.
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const ir::Criterion& criterion = policy_.criteria[CriterionId{i}];
      if (criterion.parent.is_set() || criterion.kind != ir::Criterion::Kind::Section) continue;
      add_root(criterion.truth, {Owner::Kind::Criterion, CriterionId{i}, 0}, i);
    }
    auto next = static_cast<std::uint32_t>(policy_.criteria.size());
    for (std::uint32_t i = 0; i < policy_.defines.size(); ++i) {
      add_root(policy_.defines[ir::DefineId{i}].condition, {Owner::Kind::Define, {}, i}, next++);
    }
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const ExprId signs = policy_.facts[ir::FactId{i}].shown_by;
      if (signs.is_set()) add_root(signs, {Owner::Kind::ShownBy, {}, i}, next++);
    }
    add_claims(policy_.assumptions, Owner::Kind::Assumption, next++);
    add_claims(policy_.checks, Owner::Kind::Check, next++);
    for (std::uint32_t i = 0; i < policy_.rules.size(); ++i) {
      add_root(policy_.rules[i].when, {Owner::Kind::Rule, {}, i}, next);
    }
    add_notes();
    sort_written();
  }

 private:
  void mark_exceptions() {
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      for (const ir::Except& except : policy_.criteria[CriterionId{i}].excepts) {
        exceptions_.emplace_back(except.when, CriterionId{i});
      }
    }
    std::sort(exceptions_.begin(), exceptions_.end());
  }

  const CriterionId* exception(ExprId id) const {
    const auto at = std::lower_bound(exceptions_.begin(), exceptions_.end(), std::pair{id, CriterionId{0}});
    return at != exceptions_.end() && at->first == id ? &at->second : nullptr;
  }

  void add_claims(const std::vector<ir::Claim>& claims, Owner::Kind kind, std::uint32_t section) {
    for (std::uint32_t i = 0; i < claims.size(); ++i) add_root(claims[i].condition, {kind, {}, i}, section);
  }

  /// A note's condition is no part of any truth; it stands at its criterion.
  void add_notes() {
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const ir::Criterion& criterion = policy_.criteria[CriterionId{i}];
      for (const ir::Note& note : criterion.notes) {
        if (!note.when.is_set()) continue;
        add_root(note.when, {Owner::Kind::NoteCondition, CriterionId{i}, 0}, out_.section_[criterion.truth.index]);
      }
    }
  }

  std::uint32_t add_owner(const Owner& owner) {
    out_.owners_.push_back(owner);
    return static_cast<std::uint32_t>(out_.owners_.size() - 1);
  }

  void add_root(ExprId root, const Owner& owner, std::uint32_t section) {
    visit({root, {}, add_owner(owner), section, false});
  }

  struct Step {
    ExprId id, parent;
    std::uint32_t owner, section;
    bool is_negated;
  };

  void visit(const Step& first) {
    std::vector<Step> waiting = {first};
    while (!waiting.empty()) {
      const Step step = waiting.back();
      waiting.pop_back();
      if (is_seen_[step.id.index]) {
        out_.is_shared_[step.id.index] = true;
        continue;
      }
      is_seen_[step.id.index] = true;
      Step here = step;
      if (const CriterionId* excepted = exception(step.id)) {
        here.owner = add_owner({Owner::Kind::ExceptCondition, *excepted, 0});
      }
      place(here);
      for (Step& next : below(here)) waiting.push_back(next);
    }
  }

  void place(const Step& step) {
    out_.parent_[step.id.index] = step.parent;
    out_.owner_[step.id.index] = step.owner;
    out_.section_[step.id.index] = step.section;
    out_.is_negated_[step.id.index] = step.is_negated;
    const Range range = policy_.range(step.id);
    bool is_written = range.end > range.begin;
    if (is_written && step.parent.is_set()) {
      const bool is_new_place = out_.owners_[step.owner].criterion != out_.owners_[out_.owner_[step.parent.index]].criterion;
      const Range above = policy_.range(step.parent);
      is_written = is_new_place || (!same(range, above) && is_within(range, above));
    }
    out_.is_written_[step.id.index] = is_written;
  }

  std::vector<Step> below(const Step& here) {
    std::vector<Step> steps;
    const auto add = [&](ExprId id, std::uint32_t owner, bool flips) {
      steps.push_back({id, here.id, owner, here.section, here.is_negated != flips});
    };
    match(
        policy_.exprs[here.id], [](const ir::Literal&) {}, [](const ir::Finding&) {}, [](const ir::ChoiceIs&) {},
        [](const ir::IsNone&) {}, [](const ir::IsDocumented&) {}, [](const ir::Includes&) {},
        [](const ir::Compare&) {}, [&](const ir::Not& e) { add(e.operand, here.owner, true); },
        [&](const ir::Group& e) {
          for (const ExprId child : e.children) add(child, here.owner, e.quantifier == Quantifier::None);
        },
        [](const ir::DefineRef&) {},
        [&](const ir::CriterionRef& e) {
          const ir::Criterion& named = policy_.criteria[e.criterion];
          const Owner& owner = out_.owners_[here.owner];
          const bool is_in_place = owner.kind == Owner::Kind::Criterion && named.parent.is_set() &&
                                   named.parent == owner.criterion && !is_seen_[named.truth.index];
          if (is_in_place) add(named.truth, add_owner({Owner::Kind::Criterion, e.criterion, 0}), false);
        },
        [&](const ir::Ambiguous& e) {
          for (const CriterionId reading : policy_.ambiguities[e.ambiguity].readings) {
            add(policy_.criteria[reading].truth, add_owner({Owner::Kind::Criterion, reading, 0}), false);
          }
        });
    return steps;
  }

  void sort_written() {
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      if (out_.is_written_[i]) out_.written_.push_back(ExprId{i});
    }
    // What encloses comes before what it encloses.
    std::stable_sort(out_.written_.begin(), out_.written_.end(), [&](ExprId a, ExprId b) {
      const Range x = policy_.range(a), y = policy_.range(b);
      return std::tuple(x.source, x.begin, ~x.end) < std::tuple(y.source, y.begin, ~y.end);
    });
  }

  const ir::Policy& policy_;
  Outline& out_;
  std::vector<bool> is_seen_;
  std::vector<std::pair<ExprId, CriterionId>> exceptions_;
};

Outline::Outline(const ir::Policy& policy) : policy_(policy) { Builder(policy, *this).run(); }

std::string Outline::path(ExprId id) const {
  const Owner& at = owner(id);
  switch (at.kind) {
    case Owner::Kind::Criterion:
    case Owner::Kind::NoteCondition:
    case Owner::Kind::ExceptCondition:
      return policy_.criteria[at.criterion].path;
    case Owner::Kind::Define:
      return policy_.defines[ir::DefineId{at.index}].name;
    case Owner::Kind::Rule:
      return fmt::format("determine.{}", at.index + 1);
    case Owner::Kind::Assumption:
      return policy_.assumptions[at.index].title;
    case Owner::Kind::Check:
      return policy_.checks[at.index].title;
    case Owner::Kind::ShownBy:
      return policy_.facts[ir::FactId{at.index}].name;
  }
  return {};
}

std::vector<ExprId> Outline::demands(ExprId id) const {
  std::vector<ExprId> found;
  ExprId here = id;
  while (!is_shared_[here.index]) {
    const ExprId above = parent(here);
    if (!above.is_set()) {
      const Owner& at = owner(here);
      if (at.kind != Owner::Kind::NoteCondition) break;
      here = policy_.criteria[at.criterion].truth;
      found.push_back(here);
      continue;
    }
    if (const auto* group = std::get_if<ir::Group>(&policy_.exprs[above])) {
      if (group->quantifier == Quantifier::All || group->quantifier == Quantifier::Both) {
        for (const ExprId other : group->children) {
          if (other != here) found.push_back(other);
        }
      }
    }
    here = above;
  }
  return found;
}

}  // namespace pol::lint
