#pragma once
// What the text by itself says against entries of its change log.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/document/pages.h"

namespace pol::lint::document {

/// For `Context::shared`.
class ChangeLog {
 public:
  struct AtOdds {
    const ir::Change* entry = nullptr;
    std::string message;
    std::optional<Clause> related;  ///< the criterion that says otherwise
  };

  explicit ChangeLog(Context& cx);

  const std::vector<AtOdds>& found() const { return found_; }
  bool is_at_odds(const ir::Change& entry) const;
  /// "`guideline.13` was added", "\"Fever\" was removed from `c.2`".
  static std::string says(const ir::Change& entry);

 private:
  void read(const ir::Revision& revision);
  AtOdds& tell(const ir::Change& change, const std::string& but);
  bool is_known(const std::string& path) const;
  void read_removed(const ir::Change& change);
  void read_added_text(const ir::Change& change);
  void read_added(const ir::Revision& revision, const ir::Change& change);

  const ir::Policy& policy_;
  std::vector<Said> texts_;
  std::map<std::string, const ir::Revision*> added_;
  std::vector<AtOdds> found_;
};

}  // namespace pol::lint::document
