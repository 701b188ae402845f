#pragma once
// Which open facts can make a difference, and which of them settle the case (DESIGN 4.1, 4.2).

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "compiler/ask/model.h"
#include "compiler/ask/trial.h"

namespace pol::ask {

class Relevance {
 public:
  /// `steps`: of one search; `searches`: of all. Beyond them a fact counts as relevant, and `is_exact` is false.
  Relevance(Model& model, std::size_t steps, std::size_t searches);

  /// Open facts whose documentation may change the labels that are possible, in declaration order.
  std::vector<ir::FactId> relevant();
  /// A smallest set of open facts that settles the label whatever their values; of several, the one with the lowest
  /// `costs` (by FactId), then the first. Smallest where no more than kMostExact facts are linked.
  std::vector<ir::FactId> enough(const std::vector<unsigned>& costs);
  bool is_exact() const { return is_exact_; }

 private:
  static constexpr std::size_t kMostExact = 12;
  /// Rows of a group by what is documented of some facts: a block; and by the value of one more fact: a cell of it.
  struct Blocks {
    std::vector<std::uint32_t> cell;      ///< by row
    std::vector<std::uint32_t> block_of;  ///< by cell
    std::uint32_t blocks = 0;
  };
  struct Findings {
    std::vector<std::vector<std::uint32_t>> values;  ///< by fact of the group, by row
    std::vector<bool> is_relevant;                   ///< by fact of the group
    std::vector<std::uint32_t> seen_as;              ///< by column: columns that were seen to differ have other numbers
    std::vector<std::uint32_t> same_as;              ///< by column: one that was proved to be the same always
    std::vector<std::vector<std::vector<bool>>> fixings;  ///< by fact of the group; made when first needed
    std::vector<std::vector<Blocks>> blocks;              ///< of these, as many as were needed
    std::set<std::vector<Labels>> patterns;               ///< labels of all columns that were met
  };
  void learn();  ///< from the model's state, after one column of every group was chosen
  void learn(std::uint32_t group);
  void note_labels(std::uint32_t group, const std::vector<Labels>& labels);
  void settle(std::uint32_t group, std::size_t fact);
  std::uint32_t root(std::uint32_t group, std::uint32_t column);
  Answer ask(std::uint32_t group, std::uint32_t one, std::vector<std::uint32_t> others);
  bool is_enough(std::uint32_t group, const std::vector<bool>& chosen);
  /// Which other facts are documented when one is looked at: by fact of the group.
  std::vector<std::vector<bool>> fixings(std::uint32_t group, std::size_t fact);
  /// Number `i` of those; null behind the last.
  const Blocks* blocks(std::uint32_t group, std::size_t fact, std::size_t i);
  /// Rows in which the `fixed` facts are the same get the same number, from 0 in the order of their first row.
  std::vector<std::uint32_t> numbers(const Findings& findings, const std::vector<bool>& fixed) const;

  Model& model_;
  Trial trial_;
  Versions versions_;
  std::size_t searches_;
  std::vector<Findings> findings_;  ///< by group
  std::map<std::vector<std::uint32_t>, Answer> asked_;
  bool is_exact_ = true;
};

}  // namespace pol::ask
