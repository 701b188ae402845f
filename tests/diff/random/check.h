#pragma once
// What a comparison says of two revisions, beside what all complete cases show.

#include <cstdint>
#include <optional>
#include <string>

#include "compiler/diff/compare.h"

namespace pol::revisions {

struct Tally {
  std::uint64_t pairs = 0, skipped = 0;  ///< compared; of more cases than the limit
  std::uint64_t large = 0;               ///< of the latter, compared, and their patients replayed
  std::uint64_t refused = 0;             ///< texts that are no policy
  std::uint64_t cases = 0, unseen = 0;   ///< complete cases, over all pairs; with a value that a revision does not know
  std::uint64_t items = 0, alike = 0;    ///< items of both revisions; of those, no question was asked about
  std::uint64_t equivalent = 0, broader = 0, narrower = 0, incomparable = 0, undecided = 0;  ///< of the rest
  std::uint64_t added = 0, removed = 0, moved = 0;
  std::uint64_t conditions = 0, covered = 0, proved = 0, differences = 0;
  std::uint64_t examples = 0, absorbed = 0, rewrites = 0, pended = 0;
  std::uint64_t unshown = 0;  ///< said to be possible, on another day or where something is documented
};

/// Tries every complete case of the joint policy on one day, up to `limit`; each revision evaluates it by itself.
/// Empty: the comparison says what they show. `is_rewrite`: everything must be equivalent.
std::optional<std::string> check(const diff::Revision& old_revision, const diff::Revision& new_revision,
                                 const diff::Comparison& comparison, bool is_rewrite, std::uint64_t limit,
                                 Tally& tally);

/// What can be said of a pair with too many cases: its patients show what they are to show, and a mere rewriting
/// changes nothing.
std::optional<std::string> check_examples(const diff::Revision& old_revision, const diff::Revision& new_revision,
                                          const diff::Comparison& comparison, bool is_rewrite, Tally& tally);

/// Whether the pair has few enough complete cases. Not where codes are counted: what one revision does not name is one
/// member to it.
bool can_be_checked(const diff::Joint& joint, std::uint64_t limit);

}  // namespace pol::revisions
