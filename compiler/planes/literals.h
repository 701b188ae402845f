#pragma once
// Which facts a condition reads, and which way it wants them: Kleene is exact for facts that are wanted one way.

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/planes/program.h"

namespace pol::planes {

/// What is open by itself: a finding, a choice (with its `none`), a number or date, whether that is none, one member of
/// a set; or a whole set whose members something reads together.
struct Unit {
  enum class Kind : std::uint8_t { Finding, Choice, Value, IsNone, Member, WholeSet };
  Kind kind = Kind::Finding;
  ir::FactId fact;
  std::uint32_t member = 0;  ///< Member
  friend auto operator<=>(const Unit&, const Unit&) = default;
};

/// A leaf (an atom that may be open, or a comparison) as some condition wants it: yes, or negated.
struct Literal {
  NodeIndex leaf = 0;
  bool negated = false;
  friend auto operator<=>(const Literal&, const Literal&) = default;
};

/// The literals below each node, found once a node.
class Literals {
 public:
  Literals(const ir::Policy& policy, const Program& program);

  /// Sorted, without repetition. Reads of `is documented` are no literals, nor are those of the reference date.
  const std::vector<Literal>& below(NodeIndex node);

  /// The units that the leaf reads: one; of a comparison of two facts both.
  std::vector<Unit> units(NodeIndex leaf) const;

  /// Some value of the unit suits all of `literals`, and some other none of them: then it never matters what else it
  /// might be. `literals`: those that read the unit.
  bool is_wanted_one_way(const Unit& unit, const std::vector<Literal>& literals) const;

 private:
  std::vector<Literal> compute(NodeIndex node);
  std::optional<Unit> unit_of(const Side& side) const;
  bool choice_is_wanted_one_way(ir::FactId fact, const std::vector<Literal>& literals) const;

  const ir::Policy& policy_;
  const Program& program_;
  std::vector<bool> reads_whole_;  ///< by FactId: sets that are counted, or asked whether they are none
  std::unordered_map<NodeIndex, std::vector<Literal>> below_;
};

}  // namespace pol::planes
