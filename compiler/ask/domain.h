#pragma once
// What is open of a case, cut into values that the conditions in play tell apart.

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::ask {

/// Values that no condition in play tells apart. The first of them is the one that is tried.
struct Sample {
  bool is_none = false;
  std::int64_t low = 0, high = 0;  ///< Number, date: from, to. Finding: 0 or 1. Members: 0 none, 1 one, 2 all of them
  ir::Members values;              ///< Choice
};

/// What is decided together: a whole fact; of a set, members that stand in the same conditions, or whether it is none.
struct Part {
  enum class Kind : std::uint8_t { Whole, Members, SetIsNone };
  Kind kind = Kind::Whole;
  ir::FactId fact;
  ir::Members members;
  std::vector<Sample> samples;
};

/// Is more than one value left of what is documented?
bool is_open(const ir::Policy& policy, const ir::Patient& patient, ir::FactId fact);

/// Writes the value of one sample as if it were documented; `is documented` stays what it is.
void write(const ir::Patient& prepared, const Part& part, const Sample& sample, ir::Patient& patient);

/// The parts of the open facts among `facts`, cut by the conditions `leaves` and by the records of those facts.
/// Dates and numbers that are compared with each other get at most `kMostCuts` cuts; `are_all` says whether that did.
struct Parts {
  std::vector<Part> parts;
  bool are_all = true;
};
inline constexpr std::size_t kMostCuts = 96;
Parts parts_of(const ir::Policy& policy, const ir::Patient& patient, const std::vector<ir::FactId>& facts,
               const std::vector<ir::ExprId>& leaves);

/// Where numbers and dates are cut. Used by `parts_of`.
class Cuts {
 public:
  Cuts(const ir::Policy& policy, const ir::Patient& patient, const std::vector<ir::FactId>& facts);

  void add(const ir::Compare& compare);
  /// What a record says of its dates, ages and length.
  void add(const ir::Record& record);
  /// Moves cuts along the comparisons of open facts.
  void spread();
  /// There were not too many.
  bool are_all() const { return are_all_; }
  std::vector<Sample> samples(ir::FactId fact) const;

 private:
  /// Values a fact may take, on a grid.
  struct Range {
    bool is_cut = false;  ///< a number or date that is open
    std::int64_t low = 0, high = 0, step = 1;
    std::set<std::int64_t> cuts;  ///< first values of all pieces but the first
  };
  bool is_variable(const ir::Operand& operand) const;
  static std::int64_t shifted(const ir::Operand& operand, std::int64_t value);
  /// Cuts `of` where it reaches `target` and where it passes it.
  void cut(const ir::Operand& of, std::int64_t target);
  void cut_at(ir::FactId fact, std::int64_t first);
  /// Cuts so that `low` to `high` is a piece of its own, or several.
  void cut_out(ir::FactId fact, std::int64_t low, std::int64_t high);
  std::vector<std::pair<std::int64_t, std::int64_t>> pieces(ir::FactId fact) const;
  void add_derived(const ir::Record& record);
  void link(const ir::Operand& a, const ir::Operand& b);
  ir::Operand operand(ir::FactId fact, std::int32_t months = 0, std::int64_t amount = 0) const;

  const ir::Policy& policy_;
  const ir::Patient& patient_;
  std::vector<Range> ranges_;  ///< by FactId
  std::vector<std::pair<ir::Operand, ir::Operand>> links_;
  bool are_all_ = true;
};

}  // namespace pol::ask
