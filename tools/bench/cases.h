#pragma once
// Random cases of a policy, each the same in every run.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/civil.h"
#include "compiler/ir/policy.h"

namespace pol::bench {

/// Most cases are about one or two criteria, whose facts tend to be as the criterion wants them; all other facts hardly
/// ever are. One in five has a tumor that is followed by schedule, and nobody has said what the schedule says. Requests
/// are for codes of the policy and mostly safe, so that the criteria decide. Missing facts: none in 40 % of cases, 0.3
/// % of facts in 20 %, 2 % in 20 %, 8 % in 15 %, 25 % in 5 %.
class CaseMaker {
 public:
  explicit CaseMaker(const ir::Policy& policy);

  /// Case number `index`, prepared. Cases whose documentation clashes are drawn again. `documented`, if not null,
  /// becomes the case as it was before.
  ir::Patient make(std::uint64_t index, ir::Patient* documented = nullptr) const;

 private:
  struct Draw;
  enum class Interest : std::uint8_t { Unread, Quiet, Asked };

  /// What a number is compared with, and on which side the condition holds.
  struct Threshold {
    ir::Half bound = 0;
    bool holds_above = false;
  };

  void collect_thresholds();
  void collect_mentioned();
  std::vector<Interest> draw_interests(Draw& draw, const std::string& combination) const;
  ir::Patient draw_case(Draw& draw) const;
  void document(Draw& draw, ir::FactId fact, bool asked, ir::Day today, ir::Patient& patient) const;
  void document_request(Draw& draw, ir::Patient& patient) const;
  void document_records(Draw& draw, const std::vector<Interest>& interests, ir::Day today, ir::Patient& patient) const;
  void document_surveillance(Draw& draw, ir::Day today, ir::Patient& patient) const;
  void show_signs(ir::Patient& patient) const;
  void choose(ir::Patient& patient, const char* fact, const std::string& value) const;
  void find(ir::Patient& patient, const char* fact, bool yes) const;
  ir::FactId named(std::string_view name) const;

  const ir::Policy& policy_;
  std::vector<ir::FactId> read_;                       ///< by the determination
  std::vector<std::vector<ir::FactId>> topics_;        ///< facts of each criterion a case may be about
  std::vector<std::vector<ir::FactId>> combinations_;  ///< of the two sections on combined studies
  std::vector<std::vector<Threshold>> thresholds_;     ///< by fact
  std::vector<ir::Members> mentioned_;                 ///< by fact: values and members that some condition names
};

}  // namespace pol::bench
