#pragma once
// Facts, value sets and records of two revisions as one list.

#include <vector>

#include "compiler/diff/joint.h"

namespace pol::diff {

/// Puts the united facts and value sets into `joint`, with how each revision's are called, and what differs. The
/// reference date is set; `shown_by` is not, and nothing is said of signs yet.
void unite_facts(const Revision& old_revision, const Revision& new_revision, Joint& joint);

/// After `unite_facts`: the records of both, those that are alike once.
void unite_records(const Revision& old_revision, const Revision& new_revision, Joint& joint);

/// Members of a value set of `fact` (of the revision) as members of the united one.
ir::Members renamed_members(const Joint& joint, Side side, const ir::Policy& revision, ir::FactId fact,
                            const ir::Members& members);

/// By FactId of the revision: its determination reads it.
std::vector<bool> facts_read(const ir::Policy& revision);

}  // namespace pol::diff
