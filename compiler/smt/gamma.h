#pragma once
// Γ: what is always true of facts (DESIGN M4), told to the solver about those that a question names and those that Γ
// links with them. The same as compiler/exact/gamma.h says of the case that documents nothing but its reference date.

#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/comparisons.h"
#include "compiler/smt/conditions.h"

namespace pol::smt {

class Gamma {
 public:
  Gamma(const ir::Policy& policy, Logic& logic, Variables& variables, Comparisons& comparisons, Conditions& conditions,
        std::optional<ir::Day> today);

  /// Tells what has to be told of the facts that have entered.
  void tell();
  /// The findings that have signs, and the assumptions (by index), that it has told of.
  const std::vector<ir::FactId>& signs() const { return signs_; }
  const std::vector<std::size_t>& assumptions() const { return assumptions_; }
  /// Where the model has an age that its birth date does not give, tells the solver so. No: it has none.
  bool correct(const z3::model& model);

 private:
  enum class Kind : std::uint8_t { CurrentEnd, StartBeforeEnd, Length, Born, Age, Signs, Assumption };
  struct Part {
    Kind kind = Kind::Signs;
    std::size_t index = 0;          ///< of the record, the fact or the assumption
    std::vector<ir::FactId> facts;  ///< without the reference date
    ir::FactId defines;             ///< set: it only says what the value of this fact is
    std::int32_t unit_months = 0;   ///< Age
    bool is_told = false;
    std::size_t bounds_told = 0;    ///< Age
  };
  void add(Kind kind, std::size_t index, std::vector<ir::FactId> facts, ir::FactId defines = {},
           std::int32_t unit_months = 0);
  void add_record(std::size_t index);
  void tell(Part& part);
  bool tell_bounds(Part& part);
  void tell_length(const ir::Record& record);
  expr is_current(const ir::Record& record);
  bool may_be_current(const ir::Record& record) const;
  expr has_age(const Part& part);
  Term at(const ir::Record& record) const;
  Term today() const { return comparisons_.value(policy_.reference); }

  const ir::Policy& policy_;
  Logic& logic_;
  Variables& variables_;
  Comparisons& comparisons_;
  Conditions& conditions_;
  std::optional<ir::Day> today_;
  std::vector<Part> parts_;
  std::unordered_map<ir::FactId, std::vector<std::size_t>> parts_of_;
  std::vector<ir::FactId> signs_;
  std::vector<std::size_t> assumptions_;
  std::size_t entered_ = 0;                         ///< facts looked at
};

}  // namespace pol::smt
