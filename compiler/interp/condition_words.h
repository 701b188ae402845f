#pragma once
// Conditions as written, with the policy's titles in the place of names.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// `text` on one line, without comments. What stands in quotes is kept.
std::string on_one_line(std::string_view text);

/// Says a policy's conditions in its titles. Keeps a reference to the policy.
class ConditionWords {
 public:
  explicit ConditionWords(const ir::Policy& policy);

  /// `stent_placement_date within 6 weeks before request_date`: `Latest intravascular stent within 6 weeks before Day
  /// of the request`; `length >= 6 weeks`: `Length at least 6 weeks`. `facts`: those that `written` reads, of whose values
  /// it may speak.
  std::string say(std::string_view written, const std::vector<ir::FactId>& facts) const;
  /// The title, or the name where there is none.
  std::string of(ir::FactId fact) const;
  /// As value_text, but values by their titles.
  std::string of_value(ir::FactId fact, const ir::FactState& state) const;

 private:
  std::string name_words(std::string_view name, const std::vector<ir::FactId>& facts, bool may_be_value) const;

  const ir::Policy& policy_;
  std::unordered_map<std::string, std::string> titles_;  ///< of facts, records, definitions
  std::unordered_map<std::string, bool> are_days_;       ///< facts, records and their parts
  std::unordered_map<std::string, std::string> parts_;   ///< `care.length` to `Care: length`
};

/// A title of a value, else its name without underscores.
std::string value_title(const ir::Value& value);

}  // namespace pol::interp
