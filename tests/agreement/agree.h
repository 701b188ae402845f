#pragma once
// DESIGN.md's contract of agreement, checked for one policy and one case after the other.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/codegen/evaluator.h"
#include "compiler/diag/sink.h"
#include "compiler/interp/prepare.h"
#include "compiler/ir/policy.h"
#include "compiler/planes/program.h"
#include "compiler/support/result.h"
#include "tests/agreement/invent_case.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// An error put into the compiled copy, to see that the comparison finds it.
enum class Injected { Nothing, FlippedComparison };

/// A policy through every step: text, AST, IR, plane program, native code.
struct Subject {
  Sources sources;
  Sink sink;
  ir::Policy policy;
  planes::Program program;
  std::unique_ptr<codegen::Evaluator> native;

  /// Error: the diagnostics, or what the code generator said.
  static Result<std::unique_ptr<Subject>> from_text(const std::string& name, const std::string& text,
                                                    Injected injected);
  static Result<std::unique_ptr<Subject>> from_file(const std::string& path, const std::string& stdlib);

 private:
  Result<bool> make_native(Injected injected);
};

struct Tally {
  std::uint64_t policies = 0, pairs = 0, nodes = 0;
  std::array<std::uint64_t, 3> truths{};                 ///< of the nodes, by ir::Truth
  std::array<std::uint64_t, 3> schedule_truths{};        ///< of whole schedules
  std::array<std::uint64_t, 3> clause_truths{};          ///< of their phases and `whenever`, whatever is imaged
  std::uint64_t schedules = 0;                           ///< over all policies
  std::array<std::uint64_t, ir::kOutcomes> outcomes{};   ///< as a determination would return them
  std::uint64_t complete = 0;                             ///< pairs with every fact documented as one value
  std::uint64_t conflicts = 0, assumed = 0, derived = 0;  ///< pairs with such a fact after preparing
  std::uint64_t more_documented = 0, more_definite = 0;   ///< monotonicity: tried; of those with a definite outcome
  std::uint64_t more_clashed = 0;                         ///< monotonicity: set aside, the new fact clashed
  std::uint64_t loaded_back = 0;
  std::uint64_t standings = 0;          ///< schedules whose status was computed, too
  std::array<std::uint64_t, 7> statuses{};  ///< of those, by interp::ScheduleStatus
  std::uint64_t standings_sharper = 0;  ///< decided by the structure, unknown in three values
  std::uint64_t standings_blunter = 0;  ///< the other way: too much is open for the structure
};

/// An expression, as the IR and as the file has it.
std::string expression_text(const Subject& subject, ir::ExprId id);

/// What went wrong, in words; empty: the evaluators agree.
using Disagreement = std::optional<std::string>;

/// Interpreter and native code on one case: every expression, the possible outcomes, and `decide` against the trace.
/// A complete case has one outcome.
Disagreement compare_evaluators(const Subject& subject, const ir::Patient& documented, Tally& tally);

/// Every schedule: where its conditions and its status, which is computed from its structure,
/// both decide, they decide alike.
Disagreement compare_standing(const Subject& subject, const ir::Patient& documented, Tally& tally);

/// The JSON text is read as `generated.patient`, state by state.
Disagreement compare_loaded(const Subject& subject, const GeneratedCase& generated, Tally& tally);

/// Documents one more fact (or narrows one) and holds the interpreter to it: the possible outcomes do not grow, and no
/// expression that was yes or no changes, except where
///   the new documentation clashes (the conflicts differ), replaces an assumption (the facts assumed differ, or the
///   fact followed from others of its record and is now documented otherwise), or
///   an `is documented` with another answer stands below the expression (or feeds a rule).
Disagreement check_more_documentation(Random& random, const Subject& subject, const Thresholds& thresholds,
                                      const ir::Patient& documented, Tally& tally);

}  // namespace pol::agreement
