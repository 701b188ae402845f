#pragma once
// A determination with its reasons (DESIGN M10), from the truths of any evaluator.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/interp/prepare.h"
#include "compiler/interp/references.h"
#include "compiler/ir/policy.h"

namespace pol::interp {

struct AppliedNote {
  std::string path, mood, subject, text;  ///< mood: `note`, `waives`, `prefers`, `avoids`, `also`
};
struct MetBy {
  std::string path;
  std::vector<std::string> by_one_of;  ///< only when no child is met by itself: children that cannot all fail
};
struct ReadingUsed {
  std::string path, question, chosen;
  std::vector<std::string> would_change;  ///< other readings that give another determination: `at_ten: does_not_meet`
};

struct Determination {
  ir::Outcome outcome = ir::Outcome::NeedsInformation;
  ir::Disposition disposition = ir::Disposition::Pend;
  ir::OutcomeSet possible = 0;
  std::string reason;                                    ///< of the rule that decided; "" when none is written
  std::vector<ir::CriterionId> met, not_met, undecided;  ///< labelled criteria, file order
  std::vector<MetBy> met_by;
  std::vector<ir::FactId> deciding_facts;
  std::vector<ir::FactId> undecided_because;  ///< undocumented facts that keep the outcome open, declaration order
  std::vector<AppliedNote> notes;
  std::vector<std::string> citations;
  std::vector<ReadingUsed> readings;  ///< of ambiguities that the decision touched
  std::vector<ReferenceStatus> references;  ///< coverage determinations that apply, may apply or no longer do
  std::vector<Conflict> conflicts;
  std::vector<ir::FactId> assumed, dropped_defaults;
  std::vector<std::string> failed_checks;  ///< titles of `check`s that this case violates
  bool is_exact = true;                    ///< else a limit was met: fewer outcomes may be possible than are listed
};

/// What is known of a prepared patient.
struct Judged {
  std::vector<ir::Truth> truths;  ///< by ExprId: Kleene's, but what every completion says of rules and labelled criteria
  ir::OutcomeSet possible = 0;    ///< what completions give
  bool is_exact = true;           ///< else a limit was met: more may be undecided, and possible, than is
};

/// Whoever judges patients: Kleene's truths alone, or exactly (pipeline::Engine).
struct Judges {
  std::function<Judged(const ir::Patient&)> judge;
  std::function<ir::OutcomeSet(const ir::Patient&)> possible;
  /// Truth of whether one of several conditions holds.
  std::function<ir::Truth(const ir::Patient&, const std::vector<ir::ExprId>&)> any_of;
  /// The outcomes with one ambiguity read another way.
  std::function<ir::OutcomeSet(const ir::Patient&, std::uint32_t ambiguity, std::uint32_t reading)> possible_as;
};

/// Truths of every expression for a prepared patient: the interpreter's or the native evaluator's.
using Evaluator = std::function<std::vector<ir::Truth>(const ir::Patient&)>;
/// Judges who know no more than Kleene. `policy` must outlive them.
Judges kleene_judges(const ir::Policy& policy, Evaluator evaluator);

/// Its outcome alone, of a prepared patient.
ir::Outcome outcome_of(const ir::Policy& policy, const ir::Patient& patient, const Judged& judged);
/// The facts that keep it open, of a prepared patient: see Determination::undecided_because.
std::vector<ir::FactId> undecided_because(const ir::Policy& policy, const ir::Patient& patient, const Judged& judged);
Determination determine(const ir::Policy& policy, const Prepared& prepared, const Judges& judges);

/// One line of the decision tree that `--explain` prints.
struct RationaleNode {
  /// Rest: what was left out, in one line. Group: an unlabelled `any`, `all` …, a `not`, or an ambiguity.
  enum class Kind : std::uint8_t { Rule, Criterion, Definition, Group, Test, Schedule, Exception, Note, Rest };
  Kind kind = Kind::Test;
  ir::Truth truth = ir::Truth::Unknown;
  std::string path;       ///< of a labelled criterion, name of a definition; "" for other conditions
  std::string text;       ///< its title, or the condition in the policy's titles
  std::string written;    ///< a condition as written; "" where there is none of its own
  std::string detail;     ///< what it rested on: `Fever: yes (ED note)`, `not documented`; of a group: `any of`
  std::string near_miss;  ///< as near_miss.h has it
  bool decides = false;   ///< the rule that decided
  std::vector<std::string> cites;
  std::vector<RationaleNode> children;
};
std::string_view to_text(RationaleNode::Kind kind);  ///< `rule`, `criterion` …

/// The rules of the policy as trees, in order, down to the one that decided; of each condition what it rests on. What
/// is left out of a group is one line: `not met: A; B`, `14 not met`.
std::vector<RationaleNode> rationale(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
                                     const std::vector<ir::Truth>& truths, const Determination& determination);

/// Every section of the policy as a tree, nothing left out.
std::vector<RationaleNode> all_criteria(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
                                        const std::vector<ir::Truth>& truths, const Determination& determination);

/// A fact's documented value in words: `yes`, `2025-06-01`, `12 days`, `none`, `not documented`.
std::string value_text(const ir::Policy& policy, ir::FactId fact, const ir::FactState& state);

}  // namespace pol::interp
