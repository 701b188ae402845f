#pragma once
// Two revisions of a policy as one: facts united by name, the conditions of both side by side, so that one solver and
// one interpreter can be asked about both.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/support/source.h"

namespace pol::diff {

/// A checked policy and the texts that its ranges point into. Keeps references.
struct Revision {
  const ir::Policy& policy;
  const Sources& sources;
};

enum class Side : std::uint8_t { Old, New };
constexpr Side other(Side side) { return side == Side::Old ? Side::New : Side::Old; }

/// What is declared otherwise in the two revisions, so that cases themselves are not the same, or say something else.
struct Ground {
  enum class Kind : std::uint8_t { Fact, Value, Signs, Record, Assumption, Coverage, Reference };
  enum class Change : std::uint8_t { Added, Removed, Changed };
  Kind kind = Kind::Fact;
  Change change = Change::Changed;
  std::string name;   ///< of the fact (Fact, Signs, Reference), the record …; of a value `fact_or_set.value`
  std::string title;  ///< "" where none is written
  /// What differs: "was counted in `weeks`, is counted in `days`"; "joined as one fact", "kept as two facts".
  std::vector<std::string> details;
  bool changes_cases = false;                 ///< Γ: which complete cases there are
  bool changes_incomplete = false;            ///< what documentation shows: defaults, signs
  bool is_read = false;                       ///< the determination of either revision rests on it
  std::optional<Range> old_range, new_range;  ///< each in its own revision's texts
};

/// How the ids of one revision are called in the joint policy, by index.
struct Renamed {
  std::vector<ir::FactId> facts;
  std::vector<ir::DefineId> defines;
  std::vector<ir::CriterionId> criteria;
  std::vector<ir::ExprId> exprs;
  std::vector<ir::ExprId> rules;  ///< their conditions
  std::vector<std::vector<std::size_t>>
      values;                         ///< by FactId of a Choice or Set: of each value its place in the united set
  std::uint32_t first_ambiguity = 0;  ///< what is added to the index of an ambiguity
};

/// Holds afterwards: `ir::verify` finds nothing in `policy`. A complete case of it obeys Γ of both revisions.
///   Facts of one name are one fact: numbers of one dimension with the wider range, value sets with all values of both
///   (a value that a revision does not name counts there as one that it does not ask for; in an open set as "another").
///   Where that is not possible (another kind, another dimension) there are two, the older one called `old:name`. The
///   reference date of both is one fact.
///   Codes that only one names are to the other one member of the set, and so it counts them; here each counts.
///   Conditions that are alike in both are one expression, with the range in the new text: expressions of the old
///   revision that are not in use any more stay behind. Criteria, definitions and records of both stand side by side:
///   `old:guideline.2`, `new:guideline.2`. Signs of a finding that differ are assumptions here, two of them. Rules,
///   checks, citations, procedures, coverages, notices, revisions, cases and allowances are left out: what decides is
///   in `decides` and `outcomes`.
struct Joint {
  ir::Policy policy;
  Sources sources;                 ///< texts of the new revision, then those of the old
  std::array<Renamed, 2> renamed;  ///< by Side
  std::vector<Ground> grounds;

  /// By Side. Rule r decides: it holds and none before it does; behind the last: `otherwise`.
  std::array<std::vector<ir::ExprId>, 2> decides;
  /// By Side and ir::Outcome: some rule with that outcome decides; `never` where there is none.
  std::array<std::array<ir::ExprId, ir::kOutcomes>, 2> outcomes{};

  const Renamed& of(Side side) const { return renamed[static_cast<std::size_t>(side)]; }
  ir::ExprId outcome(Side side, ir::Outcome outcome) const {
    return outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)];
  }
};

Joint join(const Revision& old_revision, const Revision& new_revision);

/// A case of the joint policy as one revision reads it: facts and values that it does not know are left out (of an open
/// set they are "another").
ir::Patient as_seen_by(const Joint& joint, Side side, const ir::Policy& revision, const ir::Patient& patient);

/// A whole policy that decides as `base` does, but for the labelled criteria of `instead`, each of which has the truth
/// of the other revision's criterion (ids of the joint policy; first that of `base`; not set: of the other one
/// `never`). For evaluating one change alone.
ir::Policy decide_as(const Joint& joint, Side base, const Revision& revision,
                     const std::vector<std::pair<ir::CriterionId, ir::CriterionId>>& instead);

}  // namespace pol::diff
