#pragma once
// A comparison of two revisions beside the change log of the newer one.

#include <string>

#include "compiler/diff/compare.h"
#include "compiler/lint/changes.h"
#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

/// What the linter's rules about the change log ask for, for the policy of `cx`, which is the newer one.
void give_changes(const diff::Comparison& comparison, const Compiled& old_revision, const Compiled& new_revision,
                  lint::Context& cx);

/// A `revision` block with an entry for each change that the newer text's log does not tell of, in the policy's titles,
/// each with whom it concerns as a comment. "" when every change is told of.
std::string draft_log(const diff::Comparison& comparison, const Compiled& old_revision, const Compiled& new_revision);

}  // namespace pol::pipeline
