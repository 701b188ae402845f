#pragma once
// One case with its open facts: which values go together, what the conditions in play say of them, and what is
// possible. Values are ruled out and conditions follow; every step can be taken back.

#include <cstdint>
#include <vector>

#include "compiler/ask/constraints.h"
#include "compiler/ask/domain.h"
#include "compiler/ask/network.h"
#include "compiler/interp/eval.h"
#include "compiler/ir/policy.h"

namespace pol::ask {

using Words = std::vector<std::uint64_t>;  ///< a set of small numbers, 64 in a word

/// Open facts that Γ links, as the rows of values that it allows. Rows that no condition tells apart are one column.
struct Group {
  std::vector<std::uint32_t> parts;
  std::vector<ir::FactId> facts;
  std::vector<std::vector<std::uint16_t>> rows;  ///< a sample of each part
  std::vector<std::uint32_t> column;             ///< by row
  std::vector<std::uint32_t> first_row;          ///< by column
  std::vector<std::uint32_t> leaves;             ///< indices into Model::leaves
  std::vector<std::uint32_t> cone;               ///< gates that rest on them, inputs before readers
  std::size_t words = 0;                         ///< of a set of columns
  std::size_t at = 0;                            ///< where its words begin in the model's state
  std::uint32_t columns() const { return static_cast<std::uint32_t>(first_row.size()); }
};

/// A condition on open facts.
struct Leaf {
  enum class Kind : std::uint8_t { Condition, AnyMember, AllMembers };
  Kind kind = Kind::Condition;
  ir::ExprId expr;         ///< Condition
  std::uint32_t node = 0;  ///< in the network
  std::vector<std::uint32_t> parts;
  std::uint32_t group = 0;
  Words yes;                           ///< columns in which it holds
  bool is_pair = false;                ///< a comparison of facts that nothing else links
  std::uint32_t other = 0;             ///< is_pair: the group of the right side
  std::vector<interp::Side> lhs, rhs;  ///< is_pair: by column of `group` and of `other`
};

/// The outcome or disposition of a rule: what questions are asked about.
enum class Aim : std::uint8_t { Disposition, Outcome };
using Labels = std::uint8_t;  ///< a set of outcomes or of dispositions
Labels label_of(Aim aim, ir::Outcome outcome);

/// A comparison of what two sides may still be. Undocumented: a value in [low, high] or none.
ir::Truth compare_hulls(const interp::Side& a, ir::Relation relation, const interp::Side& b);

class Model {
 public:
  /// `truths`: Kleene's for `prepared`, as interp::evaluate gives them. Keeps references to all arguments.
  Model(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::Truth>& truths, Aim aim);

  const ir::Policy& policy() const { return policy_; }
  const ir::Patient& prepared() const { return prepared_; }
  const std::vector<Part>& parts() const { return parts_; }
  const std::vector<Group>& groups() const { return groups_; }
  const std::vector<Leaf>& leaves() const { return leaves_; }
  const Network& network() const { return network_; }
  std::uint32_t group_of(std::uint32_t part) const { return group_of_[part]; }
  std::uint32_t leaf_at(std::uint32_t node) const { return leaf_at_[node]; }
  /// Dates or linked facts were too many to try all their values.
  bool is_exact() const { return is_exact_; }
  /// A condition in play is unknown whatever is documented.
  bool has_unstated() const { return has_unstated_; }
  /// Open facts that a rule can reach, or that Γ links to one.
  const std::vector<ir::FactId>& facts() const { return facts_; }

  struct Rule {
    Edge when;
    Labels label = 0;
  };
  /// Rules that are not surely no, up to the first that is surely yes or `otherwise`, which holds always.
  const std::vector<Rule>& rules() const { return rules_; }

  // ---- state ----
  struct Mark {
    std::size_t network = 0, words = 0;
  };
  Mark mark() const { return {network_.mark(), trail_.size()}; }
  void undo(Mark mark);
  const std::uint64_t* remaining(std::uint32_t group) const { return &state_[groups_[group].at]; }
  /// Rules out the columns of `group` outside of `columns`. False, and then nothing is changed, when none would be
  /// left.
  bool keep(std::uint32_t group, const std::uint64_t* columns);
  bool keep_one(std::uint32_t group, std::uint32_t column);
  /// Columns to keep so that an undecided leaf becomes yes (no); of a pair, some step towards it. Neither all that are
  /// left nor none of them.
  struct Halving {
    std::uint32_t group = 0;
    Words kept;
  };
  Halving towards(std::uint32_t leaf, bool yes) const;
  /// Of a pair one group of which is `fixed` at `column`: a step of the other group.
  Halving towards(std::uint32_t leaf, bool yes, std::uint32_t fixed, std::uint32_t column) const;

  /// Labels of the rules that may decide, by Kleene.
  Labels possible() const;
  /// What the other side of a pair may be, or this one.
  interp::Side hull(std::uint32_t group, const std::vector<interp::Side>& sides) const;

 private:
  friend class ModelBuilder;
  void merge_columns(Group& group);
  /// Columns, cones and the first state, once rows and leaves are known.
  void finish();
  void refresh(std::uint32_t leaf);
  std::vector<std::uint32_t> left(std::uint32_t group) const;
  Halving halve(const Leaf& leaf, bool yes, bool takes_left, const interp::Side& opposite) const;

  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  std::vector<Part> parts_;
  std::vector<std::uint32_t> group_of_;
  std::vector<Group> groups_;
  std::vector<Leaf> leaves_;
  std::vector<std::uint32_t> leaf_at_;  ///< by node
  std::vector<Rule> rules_;
  std::vector<ir::FactId> facts_;
  Network network_;
  bool is_exact_ = true;
  bool has_unstated_ = false;

  Words state_;  ///< columns that are left, group after group
  std::vector<std::pair<std::size_t, std::uint64_t>> trail_;
};

}  // namespace pol::ask
