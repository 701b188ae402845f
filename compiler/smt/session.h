#pragma once
// Questions about complete cases, put to Z3: can these conditions hold together, and if not, which of them clash?
// A complete case gives every fact one value (or none) and obeys Γ: it is a completion of the case that documents
// nothing but its reference date (DESIGN M4). `x is documented` is free. The reference date ranges over the calendar.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/support/id.h"
#include "compiler/support/limits.h"

namespace pol::smt {

/// Counts, not times, so that answers are the same everywhere.
struct Limits {
  unsigned rlimit = static_cast<unsigned>(limits::kSolverSteps);  ///< Z3's resource count for one check
  unsigned refinements = 40;    ///< calendar lemmas added for one question
};

/// `Z3 4.8.12`.
std::string solver_version();

struct FormTag;
using Form = Id<FormTag>;  ///< a formula of one Session

struct Answer {
  enum class Verdict : std::uint8_t { Possible, Impossible, Undecided };
  Verdict verdict = Verdict::Undecided;
  /// Possible: a complete case in which the interpreter finds all of the question's forms to hold. Filled-in facts
  /// are marked `assumed` where they are not documented.
  std::optional<ir::Patient> witness;
  /// Possible, but only where what the text leaves `unstated` is filled in one way: to the interpreter some form is
  /// unknown in every such case that was found, the witness among them.
  bool rests_on_unstated = false;

  bool is_possible() const { return verdict == Verdict::Possible; }
  bool is_impossible() const { return verdict == Verdict::Impossible; }
};

class Recall;

/// One solver. Meant for one section: it grows with what it is asked about. Keeps a reference to the policy.
/// Sessions share memory inside Z3: those of a thread stay in it.
/// Verdicts, cores and what `show` gives are functions of the question, whatever was asked before or is kept.
class Session {
 public:
  /// `recall`: where answers are kept; null: nowhere.
  explicit Session(const ir::Policy& policy, Limits limits = {}, Recall* recall = nullptr);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  Form constant(bool yes);
  /// The condition is yes.
  Form condition(ir::ExprId id);
  /// The condition is yes where `of`, wherever it stands below, is replaced by `instead`.
  Form condition_with(ir::ExprId id, ir::ExprId of, bool instead);
  /// The condition is yes where one ambiguity is read another way.
  Form condition_read(ir::ExprId id, std::uint32_t ambiguity, std::uint32_t reading);
  /// A comparison that no author wrote.
  Form compare(const ir::Operand& lhs, ir::Relation relation, const ir::Operand& rhs);
  /// The fact has this value (a point, a complete set), or is none.
  Form is(ir::FactId fact, const ir::FactState& state);
  Form is_documented(ir::FactId fact);
  /// Rule `rule` of `determine` decides: it holds and none before it does. `rules.size()`: `otherwise`.
  Form decides(std::size_t rule);
  Form outcome(ir::Outcome outcome);

  Form negate(Form form);
  Form all(const std::vector<Form>& forms);
  Form any(const std::vector<Form>& forms);
  Form differ(Form a, Form b);

  /// Is there a complete case in which all of `forms` hold? The witness is one of many, and may be another the next
  /// time: nobody is to see it.
  Answer ask(const std::vector<Form>& forms);
  /// The same with a witness to be shown. Takes several times as long where there is one.
  Answer show(const std::vector<Form>& forms);
  /// Of forms that are impossible together: a subset-minimal list (indices into `forms`) that still is: the one that is
  /// left when later forms are dropped first. Where a limit is met it may not be minimal.
  std::vector<std::size_t> core(const std::vector<Form>& forms);

  /// Does the form hold in this complete case? By the interpreter.
  bool holds(Form form, const ir::Patient& patient) const;
  /// By the interpreter's Kleene truth in a case that documents little.
  ir::Truth truth(Form form, const ir::Patient& patient) const;

  /// As SMT-LIB: each form as a boolean of its name, and what is always true of the facts it names. Months that move a
  /// date are integers between bounds.
  std::string text(const std::vector<std::pair<std::string, Form>>& named);

  std::size_t questions() const;      ///< checks put to Z3 so far
  std::size_t disagreements() const;  ///< models that the interpreter refuses and nothing mends: our mistakes

 private:
  class Encoder;
  std::unique_ptr<Encoder> encoder_;
};

}  // namespace pol::smt
