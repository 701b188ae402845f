#pragma once
// A case that is being documented by questions and answers.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::tool {

/// What somebody typed, as the JSON value of a case file.
struct Answer {
  std::optional<nlohmann::ordered_json> value;  ///< not set: `problem` says what would fit
  std::string problem;
};

/// `yes`, `3`, `2025-06-01`, `worsening`, `2` (of a list), `none`, `a, b`; `?` is asked and not known.
Answer read_answer(const ir::Policy& policy, ir::FactId fact, std::string_view typed);

/// `yes or no`, the values that may be chosen by number, `a date such as 2025-06-01 or 2025-06`, the unit and range.
std::string what_fits(const ir::Policy& policy, ir::FactId fact);
/// The values that may be chosen, in the order of their numbers; empty for other kinds of facts.
std::vector<std::string> choices_of(const ir::Policy& policy, ir::FactId fact);

/// The JSON object of one case, and the patient that it documents.
class Record {
 public:
  explicit Record(const ir::Policy& policy) : policy_(policy) { patient_.facts.resize(policy.facts.size()); }

  /// Starts from the text of a case file with one case. False, and what is wrong, when it cannot be used.
  bool start_from(const std::string& json, const std::string& name, std::vector<std::string>& errors);
  /// Documents a fact. The problem in words when the value does not fit; then nothing is changed.
  std::optional<std::string> document(ir::FactId fact, nlohmann::ordered_json value);
  /// Takes the last answer back; the fact, unless there was none.
  std::optional<ir::FactId> take_back();

  const ir::Patient& patient() const { return patient_; }
  const std::string& title() const { return title_; }
  std::string json() const {
    return object_.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }

 private:
  bool load(const nlohmann::ordered_json& object, std::vector<std::string>& errors);

  const ir::Policy& policy_;
  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
  std::vector<std::pair<ir::FactId, nlohmann::ordered_json>> answered_;  ///< with the object as it was before
  ir::Patient patient_;
  std::string title_ = "case", name_ = "case";
};

}  // namespace pol::tool
