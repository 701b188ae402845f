#pragma once
// What a fact may be, as variables of the solver: made when a question first names the fact.

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/logic.h"

namespace pol::smt {

class Variables {
 public:
  /// `today`: the reference date, where `pin` holds. Keeps references.
  Variables(const ir::Policy& policy, Logic& logic, std::optional<ir::Day> today, const expr& pin);

  expr finding(ir::FactId fact);
  expr choice(ir::FactId fact, const ir::Members& values);
  /// A fact that is not set is none.
  expr is_none(ir::FactId fact);
  /// Says nothing of its value.
  expr is_documented(ir::FactId fact);
  expr member(ir::FactId fact, std::size_t i);
  /// Of a date its day; of a number half of its half units, for only whole ones are values.
  expr value(ir::FactId fact);
  /// The value is at most `bound` (a day, half units), whether or not it is none.
  expr at_most(ir::FactId fact, std::int64_t bound);
  /// The bounds, in terms of `value`, that a number has been compared with.
  const std::vector<std::int64_t>& bounds_of(ir::FactId fact) { return of(fact).bounds; }

  void enter(ir::FactId fact);
  bool is_in(ir::FactId fact) const { return of_.contains(fact); }
  /// In the order in which they came.
  const std::vector<ir::FactId>& entered() const { return entered_; }

  /// Those of which it was asked whether they are documented.
  const std::vector<ir::FactId>& documented() const { return asked_documented_; }

  std::int64_t decoded_value(ir::FactId fact, const z3::model& model);
  ir::FactState decoded(ir::FactId fact, const z3::model& model);
  bool decoded_documented(ir::FactId fact, const z3::model& model);

  std::size_t value_count(ir::FactId fact) const;

 private:
  struct Of {
    std::optional<expr> value;    ///< Finding: boolean; Number, Date: integer
    std::optional<expr> none;
    std::vector<expr> values;                 ///< Choice: by index, behind the last: none
    std::map<std::size_t, expr> members;      ///< Set
    std::vector<std::pair<ir::Members, expr>> masks;  ///< Choice: those asked for
    std::map<std::int64_t, expr> at_most;
    std::vector<std::int64_t> bounds;         ///< the keys of `at_most`, as they came
  };
  const ir::Type& type(ir::FactId fact) const { return policy_.facts[fact].type; }
  /// Enters it first.
  Of& of(ir::FactId fact);
  void make(ir::FactId fact, Of& of);
  void exactly_one(const std::vector<expr>& values, const std::string& name);

  const ir::Policy& policy_;
  Logic& logic_;
  std::optional<ir::Day> today_;
  expr pin_;
  std::unordered_map<ir::FactId, Of> of_;
  std::unordered_map<ir::FactId, expr> documented_;
  std::vector<ir::FactId> asked_documented_;  ///< its keys, as they came
  std::vector<ir::FactId> entered_;
};

bool is_true_in(const z3::model& model, const expr& literal);
std::int64_t number_in(const z3::model& model, const expr& variable, std::int64_t otherwise);
std::int64_t floor_half(std::int64_t value);

}  // namespace pol::smt
