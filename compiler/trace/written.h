#pragma once
// What the files of a policy have, by kind and name, and the operators of each criterion as they were written.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/trace/connectives.h"
#include "compiler/trace/outline.h"

namespace pol::trace {

struct WrittenNote {
  std::string text;
  bool is_except = false;
  Range range;
};

/// A section or a labelled branch. Branches and notes of its readings are its own.
struct WrittenCriterion {
  std::string path;  ///< without the labels of readings
  Range range;
  std::vector<Connective> lists;   ///< what holds the labelled branches, each list once
  std::vector<Connective> shapes;  ///< what stands in the condition beside labelled branches
  std::vector<WrittenNote> notes;  ///< in file order
};

class Written {
 public:
  /// `files` as pipeline/ has them, the policy's own file last, and without mistakes.
  explicit Written(const std::vector<ast::File>& files);

  const std::vector<WrittenCriterion>& criteria() const { return criteria_; }
  /// nullptr when there is none.
  const WrittenCriterion* criterion(const std::string& path) const;
  /// Where the place is; not set when the policy has none.
  std::optional<Range> find(const Place& place) const;
  /// What the policy has in place of a place that it has not: `guideline.2.a has 1 note`; "" when there is nothing to
  /// say.
  std::string instead_of(const Place& place) const;

 private:
  void add_declarations(const ast::File& file);
  void add(Place::Kind kind, const std::string& name, Range range);

  std::vector<WrittenCriterion> criteria_;
  std::map<std::string, std::size_t> by_path_;
  std::map<std::pair<Place::Kind, std::string>, Range> named_;  ///< all that has a name of its own
  std::map<std::string, std::vector<Range>> changes_;           ///< of each revision
};

}  // namespace pol::trace
