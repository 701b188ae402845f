// Rows that no condition tells apart become one column; the last step of building a model.
#include <map>

#include "compiler/ask/model.h"

namespace pol::ask {

using ir::FactState;

void Model::merge_columns(Group& group) {
  const auto own = static_cast<std::uint32_t>(&group - groups_.data());
  std::map<std::vector<std::int64_t>, std::uint32_t> known;
  for (std::size_t row = 0; row < group.rows.size(); ++row) {
    std::vector<std::int64_t> signature;
    for (const std::uint32_t index : group.leaves) {
      const Leaf& leaf = leaves_[index];
      if (leaf.is_pair) {
        const interp::Side& side = leaf.group == own ? leaf.lhs[row] : leaf.rhs[row];
        signature.push_back(side.kind == FactState::Kind::None ? INT64_MIN : side.low);
      } else {
        signature.push_back((leaf.yes[row / 64] >> (row % 64)) & 1U);
      }
    }
    const auto [found, is_new] = known.emplace(std::move(signature), group.columns());
    if (is_new) group.first_row.push_back(static_cast<std::uint32_t>(row));
    group.column.push_back(found->second);
  }
  for (const std::uint32_t index : group.leaves) {
    Leaf& leaf = leaves_[index];
    if (leaf.is_pair) {
      std::vector<interp::Side>& sides = leaf.group == own ? leaf.lhs : leaf.rhs;
      std::vector<interp::Side> by_column;
      for (const std::uint32_t row : group.first_row) by_column.push_back(sides[row]);
      sides = std::move(by_column);
      continue;
    }
    Words yes((group.columns() + 63) / 64, 0);
    for (std::size_t i = 0; i < group.first_row.size(); ++i) {
      const std::uint32_t row = group.first_row[i];
      if (((leaf.yes[row / 64] >> (row % 64)) & 1U) != 0) yes[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    leaf.yes = std::move(yes);
  }
}

void Model::finish() {
  for (Group& group : groups_) merge_columns(group);
  std::size_t at = 0;
  leaf_at_.assign(network_.size(), UINT32_MAX);
  for (std::uint32_t i = 0; i < leaves_.size(); ++i) leaf_at_[leaves_[i].node] = i;
  for (Group& group : groups_) {
    group.at = at;
    group.words = (group.columns() + 63) / 64;
    at += group.words;
    for (std::uint32_t i = 0; i < group.words; ++i) {
      const std::uint32_t left = group.columns() - i * 64;
      state_.push_back(left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1);
    }
    std::vector<bool> is_in(network_.size(), false);
    std::vector<std::uint32_t> waiting;
    for (const std::uint32_t leaf : group.leaves) waiting.push_back(leaves_[leaf].node);
    while (!waiting.empty()) {
      const std::uint32_t node = waiting.back();
      waiting.pop_back();
      for (const Edge output : network_[node].outputs) {
        if (is_in[output.node()]) continue;
        is_in[output.node()] = true;
        group.cone.push_back(output.node());
        waiting.push_back(output.node());
      }
    }
    std::sort(group.cone.begin(), group.cone.end());
  }
  for (std::uint32_t i = 0; i < leaves_.size(); ++i) refresh(i);
}

}  // namespace pol::ask
