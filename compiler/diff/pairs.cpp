#include "compiler/diff/pairs.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>

namespace pol::diff {

using ir::CriterionId;
using ir::DefineId;
using ir::FactId;

namespace {

/// Those of the old revision that have no counterpart stand behind the nearest one before them that has.
template <class Id>
std::vector<Pair<Id>> in_order(const std::vector<Id>& old_of, const std::vector<Id>& new_of,
                               const std::vector<Match>& matches) {
  std::vector<Id> removed_first;
  std::map<Id, std::vector<Id>> removed_behind;
  Id nearest;
  for (std::uint32_t i = 0; i < new_of.size(); ++i) {
    if (new_of[i].is_set()) {
      nearest = Id{i};
    } else {
      (nearest.is_set() ? removed_behind[nearest] : removed_first).push_back(Id{i});
    }
  }
  std::vector<Pair<Id>> pairs;
  const auto add_removed = [&](const std::vector<Id>& removed) {
    for (const Id id : removed) pairs.push_back({id, {}, Match::None});
  };
  add_removed(removed_first);
  for (std::uint32_t i = 0; i < old_of.size(); ++i) {
    pairs.push_back({old_of[i], Id{i}, matches[i]});
    if (const auto behind = removed_behind.find(old_of[i]); behind != removed_behind.end()) add_removed(behind->second);
  }
  return pairs;
}

class Pairing {
 public:
  Pairing(const Revision& old_revision, const Revision& new_revision, const Joint& joint, Structure& structure)
      : old_(old_revision.policy),
        new_(new_revision.policy),
        joint_(joint),
        structure_(structure),
        old_of_(new_.criteria.size()),
        new_of_(old_.criteria.size()),
        matches_(new_.criteria.size(), Match::None),
        facts_{std::vector<std::vector<FactId>>(old_.criteria.size()),
               std::vector<std::vector<FactId>>(new_.criteria.size())} {}

  std::vector<CriterionPair> run() {
    by_path([&](CriterionId before, CriterionId now) {
      return is_like(before, now) || (has_title(now) && title(Side::Old, before) == title(Side::New, now));
    });
    for (std::size_t count = ~std::size_t{0}; count != unpaired();) {
      count = unpaired();
      by_meaning();
      by_title(true);
      by_title(false);
      by_path([&](CriterionId before, CriterionId now) { return could_be_one(before, now); });
      by_place();
    }
    return in_order(old_of_, new_of_, matches_);
  }

 private:
  using Same = std::function<bool(CriterionId, CriterionId)>;

  const ir::Policy& policy(Side side) const { return side == Side::Old ? old_ : new_; }
  const ir::Criterion& criterion(Side side, CriterionId id) const { return policy(side).criteria[id]; }
  const std::string& title(Side side, CriterionId id) const { return criterion(side, id).title; }
  bool has_title(CriterionId now) const { return !title(Side::New, now).empty(); }

  Likeness likeness(Side side, CriterionId id) {
    return structure_.of(joint_.of(side).exprs[criterion(side, id).truth.index]);
  }
  bool is_like(CriterionId before, CriterionId now) { return likeness(Side::Old, before) == likeness(Side::New, now); }

  /// Of the joint policy.
  const std::vector<FactId>& facts(Side side, CriterionId id) {
    std::vector<FactId>& known = facts_[static_cast<std::size_t>(side)][id.index];
    if (known.empty()) {
      const ir::ExprId truth = joint_.of(side).exprs[criterion(side, id).truth.index];
      known = ir::facts_of(joint_.policy, truth);
      std::erase(known, joint_.policy.reference);
      if (known.empty()) known.push_back(FactId{});
    }
    return known;
  }
  bool share_facts(CriterionId before, CriterionId now) {
    const std::vector<FactId>& others = facts(Side::New, now);
    return std::any_of(facts(Side::Old, before).begin(), facts(Side::Old, before).end(),
                       [&](FactId fact) { return std::find(others.begin(), others.end(), fact) != others.end(); });
  }
  bool is_same_place(CriterionId before, CriterionId now) const {
    const CriterionId a = old_.criteria[before].parent, b = new_.criteria[now].parent;
    if (!a.is_set() || !b.is_set()) return a.is_set() == b.is_set();
    return new_of_[a.index] == b;
  }
  bool is_same_kind(CriterionId before, CriterionId now) const {
    return old_.criteria[before].kind == new_.criteria[now].kind;
  }
  /// Not plainly two different things.
  bool could_be_one(CriterionId before, CriterionId now) {
    const bool is_untitled = title(Side::Old, before).empty() || title(Side::New, now).empty();
    return is_untitled || title(Side::Old, before) == title(Side::New, now) || share_facts(before, now);
  }

  void pair(CriterionId before, CriterionId now, Match match) {
    old_of_[now.index] = before;
    new_of_[before.index] = now;
    matches_[now.index] = match;
  }
  std::size_t unpaired() const {
    return static_cast<std::size_t>(std::count(old_of_.begin(), old_of_.end(), CriterionId{}));
  }
  template <class Visit>
  void each_unpaired(Side side, Visit&& visit) const {
    const std::vector<CriterionId>& other_of = side == Side::Old ? new_of_ : old_of_;
    for (std::uint32_t i = 0; i < other_of.size(); ++i) {
      if (!other_of[i].is_set()) visit(CriterionId{i});
    }
  }

  void by_path(const Same& is_same) {
    std::map<std::string_view, CriterionId> paths;
    each_unpaired(Side::Old, [&](CriterionId id) { paths.emplace(old_.criteria[id].path, id); });
    each_unpaired(Side::New, [&](CriterionId now) {
      const auto at = paths.find(new_.criteria[now].path);
      if (at != paths.end() && is_same_kind(at->second, now) && is_same(at->second, now))
        pair(at->second, now, Match::Path);
    });
  }

  void by_meaning() {
    std::map<Likeness, std::vector<CriterionId>> meanings;
    each_unpaired(Side::Old, [&](CriterionId id) { meanings[likeness(Side::Old, id)].push_back(id); });
    each_unpaired(Side::New, [&](CriterionId now) {
      const auto at = meanings.find(likeness(Side::New, now));
      if (at == meanings.end()) return;
      int best_score = 0;
      CriterionId best;
      for (const CriterionId before : at->second) {
        if (new_of_[before.index].is_set() || !is_same_kind(before, now)) continue;
        const bool is_in_place = is_same_place(before, now);
        const bool is_of_title = has_title(now) && title(Side::Old, before) == title(Side::New, now);
        // Of one fact alone there may be many: to be there again somewhere else is no move.
        if (!is_in_place && !is_of_title && facts(Side::New, now).size() < 2) continue;
        const int score = 1 + (is_in_place ? 4 : 0) + (is_of_title ? 2 : 0);
        if (score <= best_score) continue;
        best_score = score;
        best = before;
      }
      if (best.is_set()) pair(best, now, Match::Meaning);
    });
  }

  /// Titles that only one on each side has.
  void by_title(bool in_place) {
    std::map<std::string_view, std::vector<CriterionId>> titles[2];
    for (const Side side : {Side::Old, Side::New}) {
      each_unpaired(side, [&](CriterionId id) {
        if (!title(side, id).empty()) titles[static_cast<std::size_t>(side)][title(side, id)].push_back(id);
      });
    }
    for (const auto& [text, now] : titles[1]) {
      const auto before = titles[0].find(text);
      if (before == titles[0].end()) continue;
      for (const CriterionId one : now) {
        std::vector<CriterionId> fitting;
        for (const CriterionId other : before->second) {
          const bool fits = in_place ? is_same_place(other, one) : share_facts(other, one);
          if (fits && is_same_kind(other, one) && !new_of_[other.index].is_set()) fitting.push_back(other);
        }
        if (fitting.size() == 1) pair(fitting.front(), one, Match::Title);
      }
    }
  }

  /// The same label in what is the same item.
  void by_place() {
    each_unpaired(Side::New, [&](CriterionId now) {
      const CriterionId parent = new_.criteria[now].parent;
      if (!parent.is_set() || !old_of_[parent.index].is_set()) return;
      for (const CriterionId before : old_.criteria[old_of_[parent.index]].children) {
        const bool is_free = !new_of_[before.index].is_set() && is_same_kind(before, now);
        if (!is_free || old_.criteria[before].label != new_.criteria[now].label || !could_be_one(before, now)) continue;
        return pair(before, now, Match::Path);
      }
    });
  }

  const ir::Policy &old_, &new_;
  const Joint& joint_;
  Structure& structure_;
  std::vector<CriterionId> old_of_, new_of_;   ///< by id of the new revision; of the old one
  std::vector<Match> matches_;                 ///< by id of the new revision
  std::vector<std::vector<FactId>> facts_[2];  ///< by Side
};

}  // namespace

std::vector<CriterionPair> pair_criteria(const Revision& old_revision, const Revision& new_revision, const Joint& joint,
                                         Structure& structure) {
  return Pairing(old_revision, new_revision, joint, structure).run();
}

std::vector<DefinePair> pair_defines(const Revision& old_revision, const Revision& new_revision, const Joint& joint,
                                     Structure& structure) {
  const ir::Policy &before = old_revision.policy, &now = new_revision.policy;
  std::vector<DefineId> old_of(now.defines.size()), new_of(before.defines.size());
  std::vector<Match> matches(now.defines.size(), Match::None);
  const auto likeness = [&](Side side, const ir::Define& define) {
    return structure.of(joint.of(side).exprs[define.condition.index]);
  };
  const auto pair = [&](Match match, const auto& is_same) {
    for (std::uint32_t i = 0; i < now.defines.size(); ++i) {
      for (std::uint32_t j = 0; j < before.defines.size() && !old_of[i].is_set(); ++j) {
        if (new_of[j].is_set() || !is_same(before.defines[DefineId{j}], now.defines[DefineId{i}])) continue;
        old_of[i] = DefineId{j};
        new_of[j] = DefineId{i};
        matches[i] = match;
      }
    }
  };
  pair(Match::Path, [](const ir::Define& a, const ir::Define& b) { return a.name == b.name; });
  pair(Match::Meaning,
       [&](const ir::Define& a, const ir::Define& b) { return likeness(Side::Old, a) == likeness(Side::New, b); });
  return in_order(old_of, new_of, matches);
}

}  // namespace pol::diff
