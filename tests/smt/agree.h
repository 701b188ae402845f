#pragma once
// What smt::Session says, beside what the interpreter and the exact search say.

#include <cstdint>
#include <optional>
#include <string>

#include "compiler/ir/policy.h"
#include "compiler/smt/session.h"
#include "tests/agreement/random.h"

namespace pol::questions {

struct Tally {
  std::uint64_t policies = 0, refused = 0;
  std::uint64_t pairs = 0, no_case = 0;   ///< complete cases compared; not found
  std::uint64_t truths = 0;               ///< of conditions, compared
  std::uint64_t unstated = 0;             ///< of those, left open by the policy
  std::uint64_t other_days = 0;           ///< pairs not of the usual day
  std::uint64_t searched = 0, spent = 0;  ///< questions compared with exact::Search; its limit was met
  std::uint64_t possible = 0, impossible = 0, undecided = 0;  ///< of those
  std::uint64_t any_day = 0, any_day_impossible = 0;          ///< questions with the reference date left open
  std::uint64_t cores = 0;                ///< found minimal
  std::uint64_t checks = 0;               ///< put to Z3
  std::uint64_t disagreements = 0;        ///< models that could not be mended
};

/// Fixed to the complete case, each condition of `policy` has the truth that the interpreter gives it, and cannot have
/// the other. Empty: so it is.
std::optional<std::string> compare_truths(agreement::Random& random, const ir::Policy& policy, smt::Session& session,
                                          const ir::Patient& complete, Tally& tally);

/// Random questions, beside exact::Search.
std::optional<std::string> compare_questions(agreement::Random& random, const ir::Policy& policy,
                                             smt::Session& session, ir::Day reference, Tally& tally);

}  // namespace pol::questions
