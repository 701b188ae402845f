#include "compiler/ask/model.h"

#include <algorithm>

#include "compiler/support/result.h"

namespace pol::ask {

using interp::Side;
using ir::FactState;
using ir::Truth;

Labels label_of(Aim aim, ir::Outcome outcome) {
  switch (aim) {
    case Aim::Outcome:
      return ir::outcome_bit(outcome);
    case Aim::Disposition:
      return static_cast<Labels>(1U << static_cast<unsigned>(ir::disposition_of(outcome)));
  }
  POL_BUG("aim out of range");
}

void Model::undo(Mark mark) {
  network_.undo(mark.network);
  while (trail_.size() > mark.words) {
    state_[trail_.back().first] = trail_.back().second;
    trail_.pop_back();
  }
}

bool Model::keep(std::uint32_t group_index, const std::uint64_t* columns) {
  const Group& group = groups_[group_index];
  bool is_left = false, is_changed = false;
  for (std::size_t i = 0; i < group.words; ++i) {
    const std::uint64_t old = state_[group.at + i];
    is_left = is_left || (old & columns[i]) != 0;
    is_changed = is_changed || (old & ~columns[i]) != 0;
  }
  if (!is_left) return false;
  if (!is_changed) return true;
  for (std::size_t i = 0; i < group.words; ++i) {
    std::uint64_t& word = state_[group.at + i];
    if ((word & ~columns[i]) == 0) continue;
    trail_.emplace_back(group.at + i, word);
    word &= columns[i];
  }
  for (const std::uint32_t leaf : group.leaves) refresh(leaf);
  return true;
}

bool Model::keep_one(std::uint32_t group, std::uint32_t column) {
  Words one(groups_[group].words, 0);
  one[column / 64] = std::uint64_t{1} << (column % 64);
  return keep(group, one.data());
}

Side Model::hull(std::uint32_t group_index, const std::vector<Side>& sides) const {
  const Group& group = groups_[group_index];
  Side hull;
  bool has_none = false, has_value = false;
  for (std::size_t i = 0; i < group.words; ++i) {
    for (std::uint64_t word = state_[group.at + i]; word != 0; word &= word - 1) {
      const Side& side = sides[i * 64 + static_cast<std::size_t>(__builtin_ctzll(word))];
      if (side.kind == FactState::Kind::None) {
        has_none = true;
        continue;
      }
      hull.low = has_value ? std::min(hull.low, side.low) : side.low;
      hull.high = has_value ? std::max(hull.high, side.high) : side.high;
      has_value = true;
    }
  }
  hull.kind = !has_none ? FactState::Kind::Value : has_value ? FactState::Kind::Undocumented : FactState::Kind::None;
  return hull;
}

Truth compare_hulls(const Side& a, ir::Relation relation, const Side& b) {
  // Undocumented: a value of the hull, or none, for which every comparison is no.
  Side left = a, right = b;
  const bool may_be_none = a.kind == FactState::Kind::Undocumented || b.kind == FactState::Kind::Undocumented;
  if (left.kind == FactState::Kind::Undocumented) left.kind = FactState::Kind::Value;
  if (right.kind == FactState::Kind::Undocumented) right.kind = FactState::Kind::Value;
  const Truth truth = interp::compare(left, relation, right);
  return may_be_none && truth == Truth::Yes ? Truth::Unknown : truth;
}

void Model::refresh(std::uint32_t index) {
  const Leaf& leaf = leaves_[index];
  if (network_.truth(leaf.node) != Truth::Unknown) return;
  if (leaf.is_pair) {
    const ir::Relation relation = std::get<ir::Compare>(policy_.exprs[leaf.expr]).relation;
    const Truth truth = compare_hulls(hull(leaf.group, leaf.lhs), relation, hull(leaf.other, leaf.rhs));
    if (truth != Truth::Unknown) network_.decide(leaf.node, truth == Truth::Yes);
    return;
  }
  const Group& group = groups_[leaf.group];
  bool some_yes = false, some_no = false;
  for (std::size_t i = 0; i < group.words; ++i) {
    const std::uint64_t left = state_[group.at + i];
    some_yes = some_yes || (left & leaf.yes[i]) != 0;
    some_no = some_no || (left & ~leaf.yes[i]) != 0;
  }
  if (some_yes != some_no) network_.decide(leaf.node, some_yes);
}

Model::Halving Model::towards(std::uint32_t index, bool yes) const {
  const Leaf& leaf = leaves_[index];
  Halving halving;
  if (!leaf.is_pair) {
    halving.group = leaf.group;
    halving.kept = leaf.yes;
    if (!yes) {
      for (std::uint64_t& word : halving.kept) word = ~word;
    }
    return halving;
  }
  // The side with fewer values left is cut down to one; then the other one answers by itself.
  const std::size_t a = left(leaf.group).size(), b = left(leaf.other).size();
  const bool takes_left = b == 1 || (a != 1 && a <= b);
  return halve(leaf, yes, takes_left, takes_left ? hull(leaf.other, leaf.rhs) : hull(leaf.group, leaf.lhs));
}

Model::Halving Model::towards(std::uint32_t index, bool yes, std::uint32_t fixed, std::uint32_t column) const {
  const Leaf& leaf = leaves_[index];
  const bool takes_left = leaf.other == fixed;
  return halve(leaf, yes, takes_left, takes_left ? leaf.rhs[column] : leaf.lhs[column]);
}

std::vector<std::uint32_t> Model::left(std::uint32_t group) const {
  std::vector<std::uint32_t> columns;
  for (std::size_t i = 0; i < groups_[group].words; ++i) {
    for (std::uint64_t word = remaining(group)[i]; word != 0; word &= word - 1) {
      columns.push_back(static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(__builtin_ctzll(word)));
    }
  }
  return columns;
}

Model::Halving Model::halve(const Leaf& leaf, bool yes, bool takes_left, const Side& opposite) const {
  const std::vector<Side>& own = takes_left ? leaf.lhs : leaf.rhs;
  const ir::Relation relation = std::get<ir::Compare>(policy_.exprs[leaf.expr]).relation;
  Halving halving;
  halving.group = takes_left ? leaf.group : leaf.other;
  const std::vector<std::uint32_t> columns = left(halving.group);
  halving.kept.assign(groups_[halving.group].words, 0);
  const auto keeps = [&](std::uint32_t column) { halving.kept[column / 64] |= std::uint64_t{1} << (column % 64); };
  std::size_t kept = 0;
  for (const std::uint32_t column : columns) {
    const Truth truth =
        takes_left ? compare_hulls(own[column], relation, opposite) : compare_hulls(opposite, relation, own[column]);
    if (truth != (yes ? Truth::Yes : Truth::No)) continue;
    keeps(column);
    ++kept;
  }
  if (kept > 0 && kept < columns.size()) return halving;
  halving.kept.assign(groups_[halving.group].words, 0);
  keeps(columns[columns.size() / 2]);
  return halving;
}

Labels Model::possible() const {
  Labels labels = 0;
  for (const Rule& rule : rules_) {
    const Truth truth = network_.truth(rule.when);
    if (truth == Truth::No) continue;
    labels = static_cast<Labels>(labels | rule.label);
    if (truth == Truth::Yes) break;
  }
  return labels;
}

}  // namespace pol::ask
