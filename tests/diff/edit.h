#pragma once
// An edit of a policy made by hand, and what a comparison with the text before it must say (tests/diff/README.md).

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/support/result.h"

namespace pol::edits {

/// In `file`, where it stands once, `from` becomes `to`. Blanks and line ends count alike.
struct Hunk {
  std::string file;
  std::string from, to;
};

/// What is said of one item. Items that no edit names have to be as they were.
struct Expected {
  std::string item;      ///< a path or name, `policy`, or an outcome
  std::string relation;  ///< `broader` …
  bool is_moved = false, is_renumbered = false, is_reworded = false;
  std::string effect;        ///< "": not looked at
  bool is_unproved = false;  ///< more conditions than are looked for
};

/// Somebody for whom the item is another: a criterion, a definition, or `outcome meets`.
struct Affected {
  bool is_gained = false;
  bool is_outcome = false;
  std::string item;
  std::string json;  ///< a case
};

struct Edit {
  std::string name;
  std::vector<Hunk> hunks;
  std::vector<Expected> expected;                             ///< `up` and `decides` are written out
  std::vector<std::pair<std::string, std::string>> absorbed;  ///< an item, and one that makes up for it
  std::vector<std::string> grounds;                           ///< their names, or titles where they have no name
  std::vector<Affected> patients;
};

Result<Edit> parse_edit(const std::string& name, const std::string& text);

/// Error: the text does not hold `hunk.from` exactly once.
Result<std::string> with_edit(const std::string& text, const Hunk& hunk);

}  // namespace pol::edits
