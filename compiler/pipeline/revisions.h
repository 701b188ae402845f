#pragma once
// The dated texts of one policy: from when to when each is in force.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

/// One dated text, in force on the days `[from, until)`: from `effective` of its head, or else `reviewed`, to its
/// `retired`, or else until the next one begins. Not set: nothing ends it.
struct Revision {
  std::string path;
  std::unique_ptr<Compiled> compiled;
  ir::Day from = 0;
  std::optional<ir::Day> until;

  bool is_in_force_on(ir::Day day) const { return from <= day && (!until || day < *until); }
};

struct Revisions {
  std::vector<Revision> in_order;  ///< oldest first; none that has mistakes of its own
  std::vector<std::unique_ptr<Compiled>> broken;
  Sources sources;  ///< of their heads
  Sink sink;        ///< what does not fit together

  bool ok() const { return broken.empty() && !sink.has_errors(); }
  std::vector<const Revision*> in_force_on(ir::Day day) const;
};

/// The policies that lie in `folder` itself, in any order; modules there belong to whoever imports them. Of a folder
/// called `revisions` those beside it that have the same name, too: that is where the current text lies.
/// Error: the folder cannot be read or holds no policy.
Result<Revisions> load_revisions(const std::string& folder, const module::Roots& roots);

/// `from 2025-05-16 to 2025-12-31`, `from 2025-05-16 on`.
std::string days_in_force(const Revision& revision);

}  // namespace pol::pipeline
