#pragma once
// The list of references, and who cites it.

#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::document {

/// One work, declared twice in two versions.
struct TwoVersions {
  std::size_t cited = 0, other = 0;  ///< indices into Policy::citations
  std::string cited_version, other_version;
};

/// One for a policy: `cx.shared<References>()`.
class References {
 public:
  explicit References(Context& cx);

  /// A criterion cites it, or a text names it in brackets.
  bool is_cited(std::size_t citation) const { return is_cited_[citation]; }
  /// In the order in which the cited ones are declared.
  const std::vector<TwoVersions>& in_two_versions() const { return two_versions_; }

 private:
  std::vector<bool> is_cited_;
  std::vector<TwoVersions> two_versions_;
};

}  // namespace pol::lint::document
