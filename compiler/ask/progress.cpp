#include "compiler/ask/progress.h"

#include <algorithm>
#include <map>

namespace pol::ask {

using ir::FactId;
using ir::Truth;

namespace {

class Progress {
 public:
  Progress(Model& model, const std::vector<FactId>& relevant)
      : model_(model), relevant_(relevant), is_seen_(model.network().size()) {}

  /// How many of `relevant` are no longer open once `fact` is known: over all its values, and how many those are.
  struct Expected {
    std::size_t settled = 0, values = 0;
  };
  Expected expected(FactId fact) {
    Expected expected;
    for (const std::vector<Words>& value : values_of(fact)) {
      const Model::Mark mark = model_.mark();
      bool is_possible = true;
      for (std::size_t i = 0; i < groups_.size() && is_possible; ++i) {
        is_possible = model_.keep(groups_[i], value[i].data());
      }
      if (is_possible) {
        ++expected.values;
        expected.settled += settled(fact);
      }
      model_.undo(mark);
    }
    return expected;
  }

 private:
  /// Columns of each of `groups_` by value of the fact. A set: empty, or members of one kind and no others.
  std::vector<std::vector<Words>> values_of(FactId fact) {
    groups_.clear();
    std::vector<std::uint32_t> parts;
    for (std::uint32_t part = 0; part < model_.parts().size(); ++part) {
      if (model_.parts()[part].fact != fact) continue;
      parts.push_back(part);
      const std::uint32_t group = model_.group_of(part);
      if (std::find(groups_.begin(), groups_.end(), group) == groups_.end()) groups_.push_back(group);
    }
    // Of several parts each value has at most one that is not its first sample.
    const bool is_single = parts.size() == 1;
    const std::size_t count = is_single ? model_.parts()[parts[0]].samples.size() : parts.size() + 1;
    std::vector<std::vector<Words>> values(count);
    for (const std::uint32_t index : groups_) {
      const Group& group = model_.groups()[index];
      for (std::vector<Words>& value : values) value.emplace_back(group.words, 0);
      for (std::size_t row = 0; row < group.rows.size(); ++row) {
        const std::uint32_t column = group.column[row];
        const std::uint64_t bit = std::uint64_t{1} << (column % 64);
        if (is_single) {
          values[group.rows[row][place(group, parts[0])]].back()[column / 64] |= bit;
          continue;
        }
        for (std::size_t value = 0; value < count; ++value) {
          bool fits = true;
          for (std::size_t i = 0; i < parts.size() && fits; ++i) {
            const std::size_t at = place(group, parts[i]);
            fits = at == group.parts.size() || group.rows[row][at] == (value == i + 1 ? 1 : 0);
          }
          if (fits) values[value].back()[column / 64] |= bit;
        }
      }
    }
    return values;
  }

  static std::size_t place(const Group& group, std::uint32_t part) {
    return static_cast<std::size_t>(std::find(group.parts.begin(), group.parts.end(), part) - group.parts.begin());
  }

  std::size_t settled(FactId known) {
    const Labels possible = model_.possible();
    if ((possible & (possible - 1)) == 0) return relevant_.size();
    std::fill(is_seen_.begin(), is_seen_.end(), false);
    std::vector<bool> is_live(model_.policy().facts.size(), false);
    std::vector<std::uint32_t> waiting;
    for (const Model::Rule& rule : model_.rules()) {
      const Truth truth = model_.network().truth(rule.when);
      if (truth == Truth::Unknown) waiting.push_back(rule.when.node());
      if (truth == Truth::Yes) break;
    }
    while (!waiting.empty()) {
      const std::uint32_t node = waiting.back();
      waiting.pop_back();
      if (is_seen_[node] || model_.network().truth(node) != Truth::Unknown) continue;
      is_seen_[node] = true;
      for (const Edge input : model_.network()[node].inputs) waiting.push_back(input.node());
      const std::uint32_t leaf = model_.network().is_leaf(node) ? model_.leaf_at(node) : UINT32_MAX;
      if (leaf == UINT32_MAX) continue;
      for (const FactId fact : model_.groups()[model_.leaves()[leaf].group].facts) is_live[fact.index] = true;
      if (!model_.leaves()[leaf].is_pair) continue;
      for (const FactId fact : model_.groups()[model_.leaves()[leaf].other].facts) is_live[fact.index] = true;
    }
    is_live[known.index] = false;
    const auto live =
        std::count_if(relevant_.begin(), relevant_.end(), [&](FactId fact) { return is_live[fact.index]; });
    return relevant_.size() - static_cast<std::size_t>(live);
  }

  Model& model_;
  const std::vector<FactId>& relevant_;
  std::vector<std::uint32_t> groups_;
  std::vector<bool> is_seen_;  ///< by node
};

}  // namespace

std::optional<FactId> next_question(Model& model, const Evidence& evidence, const std::vector<FactId>& relevant) {
  Progress progress(model, relevant);
  std::optional<FactId> best;
  std::size_t best_settled = 0, best_price = 1;
  for (const FactId fact : relevant) {
    const Progress::Expected expected = progress.expected(fact);
    const std::size_t price = expected.values * evidence.requests()[evidence.request_of(fact)].cost;
    if (price == 0) continue;
    if (best && expected.settled * best_price <= best_settled * price) continue;
    best = fact;
    best_settled = expected.settled;
    best_price = price;
  }
  return best;
}

}  // namespace pol::ask
