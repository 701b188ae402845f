#include "compiler/diff/joint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/diff/copying.h"
#include "compiler/diff/structure.h"
#include "compiler/diff/unite.h"
#include "compiler/support/result.h"

namespace pol::diff {

using ir::ExprId;
using ir::FactId;

namespace {

class Joining {
 public:
  Joining(const Revision& old_revision, const Revision& new_revision) : old_(old_revision), new_(new_revision) {}

  Joint run() {
    unite_facts(old_, new_, joint_);
    ir::Policy& policy = joint_.policy;
    policy.name = new_.policy.name;
    policy.title = new_.policy.title;
    policy.document = new_.policy.document;
    policy.revision = new_.policy.revision;

    // What is alike has the range of the new text.
    Copying new_copy(Side::New, new_, joint_);
    Copying old_copy(Side::Old, old_, joint_);
    move_ranges(old_copy, new_copy);
    Structure structure(policy, {.criterion = {}, .define = {}, .unstated = UnstatedParts(joint_), .is_left_out = {}});
    old_copy.replace(alike(structure));
    new_copy.decide();
    old_copy.decide();
    unite_signs(structure);
    unite_records(old_, new_, joint_);
    unite_assumptions(structure);
    compare_coverages();
    policy.otherwise = new_.policy.otherwise;
    if (const std::string problems = ir::verify(policy); !problems.empty()) POL_BUG(problems.c_str());
    return std::move(joint_);
  }

 private:
  void move_ranges(const Copying& old_copy, const Copying& new_copy) {
    std::vector<bool> is_new(joint_.policy.facts.size(), false);
    for (const FactId fact : joint_.of(Side::New).facts) is_new[fact.index] = true;
    for (std::uint32_t i = 0; i < joint_.policy.facts.size(); ++i) {
      ir::Fact& fact = joint_.policy.facts[FactId{i}];
      fact.range = is_new[i] ? new_copy.range(fact.range) : old_copy.range(fact.range);
    }
  }

  /// By ExprId of the old revision: what says the same in the new one; not set where nothing does. A reference is one
  /// to what is called the same.
  std::vector<ExprId> alike(Structure& structure) const {
    std::map<std::pair<Likeness, std::string>, ExprId> known;
    for (const ExprId id : joint_.of(Side::New).exprs) known.try_emplace({structure.of(id), name_in(id)}, id);
    std::vector<ExprId> result;
    for (const ExprId id : joint_.of(Side::Old).exprs) {
      const auto same = known.find({structure.of(id), name_in(id)});
      result.push_back(same == known.end() ? ExprId{} : same->second);
    }
    return result;
  }

  /// Of a reference, what it refers to in its revision; else "".
  std::string name_in(ExprId id) const {
    const ir::Policy& policy = joint_.policy;
    const auto plain = [](const char* kind, const std::string& name) { return kind + name.substr(name.find(':')); };
    if (const auto* e = std::get_if<ir::CriterionRef>(&policy.exprs[id])) {
      return plain("criterion", policy.criteria[e->criterion].path);
    }
    if (const auto* e = std::get_if<ir::DefineRef>(&policy.exprs[id]))
      return plain("define", policy.defines[e->define].name);
    if (const auto* e = std::get_if<ir::Ambiguous>(&policy.exprs[id])) {
      return plain("ambiguity", policy.ambiguities[e->ambiguity].path);
    }
    return "";
  }

  /// Signs that both revisions name alike stay signs; where they differ, what shows a finding in either shows it here.
  void unite_signs(Structure& structure) {
    const std::size_t count = joint_.policy.facts.size();
    std::vector<FactId> sources[2] = {std::vector<FactId>(count), std::vector<FactId>(count)};
    for (const Side side : {Side::Old, Side::New}) {
      const std::vector<FactId>& facts = joint_.of(side).facts;
      for (std::uint32_t i = 0; i < facts.size(); ++i) sources[index(side)][facts[i].index] = FactId{i};
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      const FactId before = sources[0][i], now = sources[1][i], fact{i};
      const ExprId old_signs = before.is_set() ? signs(Side::Old, before) : ExprId{};
      const ExprId new_signs = now.is_set() ? signs(Side::New, now) : ExprId{};
      const bool is_in_both = before.is_set() && now.is_set();
      const bool is_alike =
          old_signs.is_set() && new_signs.is_set() && structure.of(old_signs) == structure.of(new_signs);
      if (!is_in_both || is_alike) {
        joint_.policy.facts[fact].shown_by = new_signs.is_set() ? new_signs : old_signs;
        continue;
      }
      if (!old_signs.is_set() && !new_signs.is_set()) continue;
      if (old_signs.is_set()) assume_shows(fact, old_signs);
      if (new_signs.is_set()) assume_shows(fact, new_signs);
      note_signs(before, now, !old_signs.is_set(), !new_signs.is_set());
    }
  }

  ExprId signs(Side side, FactId fact) const {
    const ExprId signs = policy(side).facts[fact].shown_by;
    return signs.is_set() ? joint_.of(side).exprs[signs.index] : signs;
  }

  void assume_shows(FactId fact, ExprId signs) {
    ir::Group none;
    none.quantifier = ir::Quantifier::None;
    none.children = {signs};
    ir::Group any;
    any.quantifier = ir::Quantifier::Any;
    any.children = {add(none), add(ir::Finding{fact})};
    ir::Claim claim;
    claim.title = fmt::format("what shows `{}`", joint_.policy.facts[fact].name);
    claim.condition = add(any);
    joint_.policy.assumptions.push_back(std::move(claim));
  }

  void note_signs(FactId before, FactId now, bool had_none, bool has_none) {
    Ground ground;
    ground.kind = Ground::Kind::Signs;
    ground.change = had_none ? Ground::Change::Added : has_none ? Ground::Change::Removed : Ground::Change::Changed;
    ground.name = new_.policy.facts[now].name;
    ground.title = new_.policy.facts[now].title;
    ground.details = {had_none   ? "had no signs that show it"
                      : has_none ? "nothing shows it any more"
                                 : "is shown by other signs"};
    ground.changes_cases = ground.changes_incomplete = true;
    ground.is_read = facts_read(old_.policy)[before.index] || facts_read(new_.policy)[now.index];
    ground.old_range = old_.policy.facts[before].range;
    ground.new_range = new_.policy.facts[now].range;
    joint_.grounds.push_back(std::move(ground));
  }

  void unite_assumptions(Structure& structure) {
    const auto condition = [&](Side side, const ir::Claim& claim) {
      return joint_.of(side).exprs[claim.condition.index];
    };
    const std::vector<ir::Claim>&before = old_.policy.assumptions, &now = new_.policy.assumptions;
    const auto is_in = [&](Side side, const ir::Claim& claim, const std::vector<ir::Claim>& others) {
      return std::any_of(others.begin(), others.end(), [&](const ir::Claim& one) {
        return structure.of(condition(other(side), one)) == structure.of(condition(side, claim));
      });
    };
    const auto add_claim = [&](Side side, ir::Claim claim) {
      claim.condition = condition(side, claim);
      claim.range = Range();
      joint_.policy.assumptions.push_back(std::move(claim));
    };
    const auto note = [&](const ir::Claim& claim, Ground::Change change, const Range* old_range,
                          const Range* new_range) {
      Ground ground;
      ground.kind = Ground::Kind::Assumption;
      ground.change = change;
      ground.name = claim.title;
      ground.title = claim.title;
      ground.changes_cases = ground.changes_incomplete = ground.is_read = true;
      if (old_range != nullptr) ground.old_range = *old_range;
      if (new_range != nullptr) ground.new_range = *new_range;
      joint_.grounds.push_back(std::move(ground));
    };
    const auto named = [](const std::vector<ir::Claim>& among, const std::string& title) -> const ir::Claim* {
      const auto at =
          std::find_if(among.begin(), among.end(), [&](const ir::Claim& one) { return one.title == title; });
      return at == among.end() ? nullptr : &*at;
    };
    for (const ir::Claim& claim : now) {
      add_claim(Side::New, claim);
      if (is_in(Side::New, claim, before)) continue;
      const ir::Claim* same = named(before, claim.title);
      note(claim, same != nullptr ? Ground::Change::Changed : Ground::Change::Added,
           same != nullptr ? &same->range : nullptr, &claim.range);
    }
    for (const ir::Claim& claim : before) {
      if (is_in(Side::Old, claim, now)) continue;
      add_claim(Side::Old, claim);
      if (named(now, claim.title) == nullptr) note(claim, Ground::Change::Removed, &claim.range, nullptr);
    }
  }

  /// What they decide has been lowered to conditions; what a reader is told of them has not.
  void compare_coverages() {
    const auto find = [](const ir::Policy& in, const std::string& name) -> const ir::Coverage* {
      const auto at = std::find_if(in.coverages.begin(), in.coverages.end(),
                                   [&](const ir::Coverage& one) { return one.name == name; });
      return at == in.coverages.end() ? nullptr : &*at;
    };
    const auto note = [&](const ir::Coverage& coverage, Ground::Change change) -> Ground& {
      Ground ground;
      ground.kind = Ground::Kind::Coverage;
      ground.change = change;
      ground.name = coverage.name;
      ground.title = coverage.title;
      joint_.grounds.push_back(std::move(ground));
      return joint_.grounds.back();
    };
    for (const ir::Coverage& now : new_.policy.coverages) {
      const ir::Coverage* before = find(old_.policy, now.name);
      if (before == nullptr) {
        note(now, Ground::Change::Added).new_range = now.range;
        continue;
      }
      const std::vector<std::string> details = differences(*before, now);
      if (details.empty()) continue;
      Ground& ground = note(now, Ground::Change::Changed);
      ground.details = details;
      ground.old_range = before->range;
      ground.new_range = now.range;
    }
    for (const ir::Coverage& before : old_.policy.coverages) {
      if (find(new_.policy, before.name) == nullptr) note(before, Ground::Change::Removed).old_range = before.range;
    }
  }

  static std::vector<std::string> differences(const ir::Coverage& before, const ir::Coverage& now) {
    std::vector<std::string> details;
    const auto day = [](const std::optional<ir::Day>& date) { return date ? ir::print_date(*date) : "not stated"; };
    const auto compare = [&](std::string_view what, const std::string& a, const std::string& b) {
      if (a != b) details.push_back(fmt::format("{} was {}, is {}", what, a, b));
    };
    compare("identifier", before.identifier, now.identifier);
    compare("title", before.title, now.title);
    compare("contractor", before.contractor, now.contractor);
    compare("effective", day(before.effective), day(now.effective));
    compare("revised", day(before.revised), day(now.revised));
    compare("retired", day(before.retired), day(now.retired));
    compare("checked", day(before.checked), day(now.checked));
    return details;
  }

  const ir::Policy& policy(Side side) const { return side == Side::Old ? old_.policy : new_.policy; }
  static std::size_t index(Side side) { return static_cast<std::size_t>(side); }
  ExprId add(ir::Expr expr) { return joint_.policy.add(std::move(expr), Range()); }

  const Revision &old_, &new_;
  Joint joint_;
};

}  // namespace

Joint join(const Revision& old_revision, const Revision& new_revision) {
  return Joining(old_revision, new_revision).run();
}

}  // namespace pol::diff
