#pragma once
// Policies as text, and what is drawn for them.

#include <memory>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "compiler/support/result.h"
#include "tests/agreement/draft.h"
#include "tests/agreement/invent_case.h"

namespace pol::soak {

/// A policy as far as the IR.
struct Written {
  Sources sources;
  Sink sink;
  ir::Policy policy;
};
/// `files`: modules first. Error: the diagnostics.
Result<std::unique_ptr<Written>> read_policy(const std::vector<std::string>& files);

enum class Kind : std::uint8_t { Schedules, FewFindings, Findings, Small };
inline constexpr std::size_t kKinds = 4;
agreement::Draft invent(agreement::Random& random, Kind kind);

/// The text as a module with all that stands before its first section, and a policy that imports it.
std::vector<std::string> split(const std::string& text);

/// Constructs of the text that leave no node of their own in the IR: `note waives`, `regardless of` …
const std::vector<std::string>& spellings();
/// What a soak has to have met: names of count_constructs, of schedules, and spellings.
std::vector<std::string> required_constructs();
bool is_written(const std::string& text, const std::string& spelling);

/// What a case file says of the patient, who has one value for each documented fact.
std::vector<agreement::CaseKey> keys_of(const ir::Policy& policy, const ir::Patient& patient);

/// Cases as columns can hold them: some invented, more with facts of several of these.
std::vector<ir::Patient> invent_rows(agreement::Random& random, const ir::Policy& policy,
                                     const agreement::Thresholds& thresholds, std::size_t count);

}  // namespace pol::soak
