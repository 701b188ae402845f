#pragma once
// Each declared ambiguity: the chosen reading beside every other, and whether a patient separates them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::logic {

struct ReadingPair {
  std::uint32_t ambiguity = 0;
  std::uint32_t other = 0;  ///< the reading that was not chosen
  ir::ExprId at;            ///< where the ambiguity stands
  ir::ExprId site;          ///< where the patient meets it: there, or where its definition is named
  bool is_reached = false;  ///< somebody comes as far as the ambiguity
  bool is_separated = false;
  /// Of the patient: the site as chosen, and read the other way. Unknown: the document leaves it open.
  ir::Truth as_chosen = ir::Truth::Unknown, as_other = ir::Truth::Unknown;
  std::optional<Witness> witness;
  /// What `determine` gives such a patient, where nothing else decides, as chosen and read the other way; where it
  /// differs.
  std::optional<std::pair<ir::OutcomeSet, ir::OutcomeSet>> outcomes;
};

/// One for a policy: `cx.shared<ReadingPairs>()`. Without those whose readings say nothing in this policy.
class ReadingPairs {
 public:
  explicit ReadingPairs(Context& cx);
  const std::vector<ReadingPair>& all() const { return all_; }

 private:
  std::vector<ReadingPair> all_;
};

}  // namespace pol::lint::logic
