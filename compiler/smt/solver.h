#pragma once
// One Z3 solver with what it has been told so far. Two kinds: one that takes the reference date for one day, which is
// fast, and whose proofs say whether they rest on it; and one that leaves it open.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/comparisons.h"
#include "compiler/smt/conditions.h"
#include "compiler/smt/forms.h"
#include "compiler/smt/gamma.h"
#include "compiler/smt/logic.h"
#include "compiler/smt/months.h"
#include "compiler/smt/session.h"
#include "compiler/smt/variables.h"

namespace pol::smt {

struct Found {
  Answer answer;
  std::vector<std::size_t> core;  ///< Impossible: indices into the forms
  bool rests_on_day = false;      ///< Impossible: perhaps only on the one day
};

/// The facts whose value follows from others of a record where those have one.
std::vector<ir::FactId> dependent_facts(const ir::Policy& policy);

class Solver {
 public:
  Solver(z3::context& context, const ir::Policy& policy, const Forms& forms, Limits limits, std::optional<ir::Day> today);

  Found ask(const std::vector<Form>& forms);

  std::size_t questions() const { return questions_; }
  std::size_t disagreements() const { return disagreements_; }
  /// As SMT-LIB: what the solver has been told.
  std::string text(const std::vector<std::pair<std::string, Form>>& named);

 private:
  /// A case that the model describes, with what the text leaves unstated.
  struct Candidate {
    ir::Patient patient;
    Unstated unstated;
    ir::Truth truth = ir::Truth::No;          ///< of all forms, by the interpreter
    ir::Truth truth_filled = ir::Truth::No;   ///< with what is unstated filled in
    std::vector<ir::FactId> broken;           ///< facts of a part of Γ that does not hold
  };
  Found ask(const std::vector<Form>& forms, Sense sense);
  Found impossible(const std::vector<std::pair<expr, std::size_t>>& assumed);
  Candidate candidate(const std::vector<Form>& forms, const z3::model& model);
  ir::FactState plain_value(ir::FactId fact, ir::Day today) const;
  bool is_current(ir::FactId status, std::size_t value) const;
  void make_plain(ir::Day today);
  template <class Free>
  void apply_records(ir::Patient& patient, std::vector<ir::FactId>& broken, Free&& free) const;
  void find_broken(const ir::Patient& patient, const Unstated& unstated, const std::vector<ir::FactId>& findings,
                   const std::vector<std::size_t>& assumptions, std::vector<ir::FactId>& broken) const;
  bool pull_in(const std::vector<ir::FactId>& facts);

  const ir::Policy& policy_;
  const Forms& forms_;
  Limits limits_;
  std::optional<ir::Day> today_;
  Logic logic_;
  expr pin_;
  Variables variables_;
  Months months_;
  Comparisons comparisons_;
  Conditions conditions_;
  Gamma gamma_;
  std::optional<ir::Day> plain_day_;
  ir::Patient plain_;  ///< on that day, of facts that nobody asks about
  std::vector<ir::FactId> broken_plain_;  ///< facts of parts of Γ that do not hold of it
  std::vector<ir::FactId> dependent_;
  std::map<std::pair<Form, Sense>, expr> literals_;
  std::size_t questions_ = 0, disagreements_ = 0;
};

}  // namespace pol::smt
