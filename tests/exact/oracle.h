#pragma once
// What all completions of a case say, and who else claims to know it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::oracle {

struct Answer {
  ir::OutcomeSet possible = 0;
  std::vector<ir::Truth> criteria;  ///< by CriterionId
  std::vector<ir::Truth> rules;     ///< of each rule's condition
  std::vector<ir::Truth> deciding;  ///< is it the rule that decides? `otherwise` behind the last. Empty: no answer
  bool is_exact = true;             ///< else a limit was met: more may be unknown, and possible, than is
  std::vector<bool> is_asked;       ///< by CriterionId: those that it claims to know exactly. Empty: all
  std::string contradiction;        ///< what it says of the same case in two ways; "" for nothing
};

/// The conditions that are asked about: those of the criteria, then those of the rules.
std::vector<ir::ExprId> questions(const ir::Policy& policy);

struct Verdict {
  enum class Kind {
    Answered,
    TooMany,       ///< more than the limit, or what points cannot show
    NoCompletion,  ///< Γ cannot be had with nothing documented, either
    LeftOpen,      ///< the policy itself leaves something open (`unstated`)
  };
  Kind kind = Kind::Answered;
  Answer answer;
  std::uint64_t tried = 0, completions = 0;
};
Verdict brute_force(const ir::Policy& policy, const ir::Patient& prepared, std::uint64_t limit);

/// Does all of Γ together have a completion? Empty: too many to look at.
std::optional<bool> has_completion(const ir::Policy& policy, const ir::Patient& prepared, std::uint64_t limit);

/// Somebody who claims to know what all completions say. `prepared` is as exact::prepare gives it.
struct Subject {
  std::string name;
  bool claims_exact = true;  ///< else it may say unknown too often, but no more than that
  std::function<Answer(const ir::Patient& prepared)> judge;
};

/// Where the subject differs from what was found: in words, with a completion that shows it where one does.
std::optional<std::string> difference(const ir::Policy& policy, const ir::Patient& prepared, const Answer& found,
                                      const Subject& subject, const Answer& claimed);

}  // namespace pol::oracle
