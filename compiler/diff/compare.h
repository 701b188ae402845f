#pragma once
// What changed between two revisions of a policy, proved over all complete cases, and for whom.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diff/joint.h"
#include "compiler/ir/policy.h"
#include "compiler/smt/session.h"

namespace pol::diff {

/// Of the new one to the old one, over complete cases that both allow.
///   Broader: all old cases meet it, and further ones. Narrower: the reverse. Incomparable: both gained and lost.
///   Undecided: the solver met its limit before it knew. Added, Removed: the other revision has no such thing.
enum class Relation : std::uint8_t { Equivalent, Broader, Narrower, Incomparable, Undecided, Added, Removed };
std::string_view to_text(Relation relation);  ///< `equivalent`, `broader` …

/// How the two sides of an item were found to belong together.
enum class Match : std::uint8_t { None, Path, Meaning, Title, Proof };
std::string_view to_text(Match match);  ///< `path`, `meaning` …

/// One test of a condition, in the policy's titles.
struct Literal {
  std::string text;  ///< "Fever", "no fever", "Age more than 5 years and at most 9 years"
  ir::ExprId expr;   ///< joint; not set where two bounds of one fact were merged
  bool is_yes = true;
  /// All that it stands for, joint: each condition is to hold, or not to.
  std::vector<std::pair<ir::ExprId, bool>> tests;
  bool is_guard = false;  ///< a demand of the criteria around the changed one
};
/// Everyone who meets all of it: "Child; Isolated pain; Fever; Age more than 5 years and at most 9 years".
struct CaseCondition {
  std::string path;  ///< of the changed criterion, in the revision that the direction reads (New: gained; Old: lost)
  std::vector<Literal> literals;  ///< guards first, then as written
  std::string text;               ///< all of them
};

/// A smallest patient who shows a difference. All patients are of the joint policy's facts.
struct Example {
  ir::Patient patient;            ///< documents only what matters
  ir::Patient complete;           ///< a completion of it
  std::vector<ir::FactId> facts;  ///< documented in `patient`, declaration order, without the reference date
  std::vector<std::string> says;  ///< parallel: "Birth date: 2018-03-01"
  /// By the interpreter, of `complete`, in each revision by itself. Not set: the revision knows other facts or values.
  std::optional<ir::Outcome> old_outcome, new_outcome;
  ir::Truth old_truth = ir::Truth::Unknown, new_truth = ir::Truth::Unknown;  ///< of the item in `patient`
  bool is_replayed = false;  ///< both revisions by themselves say of `complete` what is claimed
};

/// Those who meet it in one revision and not in the other.
struct Difference {
  bool is_possible = false;               ///< there is such a case
  bool is_undecided = false;              ///< the solver's limit was met: `conditions` may lack some
  bool rests_on_unstated = false;         ///< only where what the text leaves `unstated` is taken one way
  std::vector<CaseCondition> conditions;  ///< irredundant, path order; at most Limits::shown
  std::size_t more = 0;                   ///< how many further ones there are
  bool more_is_least = false;             ///< `more` or further still: they were not counted to the end
  std::string frame;                      ///< "and nothing else in `guideline` meets"; "" where none is needed
  bool is_covered = false;                ///< nobody else: whoever is in the difference meets one of the conditions
  bool is_proved = false;                 ///< conditions (those not shown too) and frame are exactly the difference
  std::optional<Example> example;
};

/// What is compared: the whole policy (may the determination be another?), an outcome, a definition, a labelled
/// criterion.
struct Item {
  enum class Kind : std::uint8_t { Policy, Outcome, Definition, Criterion };
  Kind kind = Kind::Criterion;
  ir::Outcome outcome = ir::Outcome::Meets;      ///< Outcome
  ir::CriterionId old_criterion, new_criterion;  ///< Criterion; ids of the revisions themselves
  ir::DefineId old_define, new_define;           ///< Definition
  std::string old_path, new_path;                ///< path or name; "" where there is none; of the policy its name
  std::string old_title, new_title;

  Match match = Match::None;
  Relation relation = Relation::Equivalent;
  bool is_same_by_structure = false;  ///< no question was needed: written alike, so equal for incomplete cases too
  bool is_moved = false;  ///< its path is another and its parent is not merely the moved one (or its label changed)
  bool is_renumbered = false;        ///< its path is another only because what it stands in has moved
  bool is_reworded = false;          ///< its own title, notes or citations changed (`wording` says which)
  std::vector<std::string> wording;  ///< "title: `Child` is `Child or adolescent`", "cites [19] no more"
  /// It says something else itself: not only by a criterion or a definition below it that is listed as well.
  bool is_own = false;
  std::vector<std::string> because_of;  ///< paths and names of the items below it that changed

  Difference gained, lost;  ///< gained: new and not old. Of added and removed criteria too. Of items with is_own,
                            ///< outcomes and sections; else only `is_possible` and the like
  /// Effects in place: does the criterion's change change the section, the determination?
  enum class Effect : std::uint8_t { None, Section, Determination, Undecided };
  Effect effect = Effect::None;
  std::vector<std::string>
      absorbed_by;  ///< effect None, relation not Equivalent: paths of the criteria that make up for it
};
std::string_view to_text(Item::Kind kind);      ///< `policy`, `outcome`, `definition`, `criterion`
std::string_view to_text(Item::Effect effect);  ///< `none`, `section`, `determination`, `undecided`

/// Documentation that was enough for approval and no longer is.
struct Pended {
  ir::Patient patient;            ///< joint; documents only what the old way asked for
  std::vector<ir::FactId> facts;  ///< of it, declaration order
  std::vector<std::string> says;  ///< parallel: "Fever: yes"
  ir::OutcomeSet possible = 0;    ///< in the new revision
  std::vector<std::string>
      missing;           ///< what would be enough there if it were documented too, at the least: "Fever: no"
  std::string old_path;  ///< the criterion that it met
};

/// Counts, so that answers are the same everywhere.
struct Limits {
  smt::Limits solver;
  std::size_t shown = 16;      ///< conditions of one difference
  std::size_t counted = 64;    ///< conditions of one difference that are looked for
  std::size_t candidates = 4;  ///< pairs without a path or a meaning in common that the solver is asked about, for each
  std::size_t pended = 16;     ///< documentations
  bool examples = true;        ///< patients are looked for
  bool conditions = true;      ///< conditions are looked for
};

struct Comparison {
  std::shared_ptr<const Joint> joint;
  std::vector<Item> items;  ///< the policy, the outcomes of either, definitions, criteria in the new file order, each
                            ///< removed one behind the nearest one before it in the old file that is still there
  std::vector<Pended> pended;
  bool pended_is_complete = true;  ///< false: there are more, or a limit was met
  /// Γ, facts and assumptions are the same: what is equivalent over complete cases is so over incomplete ones.
  bool settles_incomplete = false;
  std::size_t questions = 0;  ///< put to the solver

  const std::vector<Ground>& grounds() const { return joint->grounds; }
  const Item& whole() const { return items.front(); }
  /// By path or name in that revision; null where it has none.
  const Item* find(Side side, std::string_view path) const;
  bool has_undecided() const;
};

/// `progress`: items done, items in all; may be empty.
Comparison compare(const Revision& old_revision, const Revision& new_revision, const Limits& limits = {},
                   const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace pol::diff
