#pragma once
// What `polc run` writes of each row.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::tool {

inline constexpr std::uint32_t kNoCriterion = UINT32_MAX;

struct RunColumn {
  enum class Kind : std::uint8_t { Id, Line, Policy, Outcome, Disposition, Possible, IsExact, Because, Criterion };
  Kind kind = Kind::Outcome;
  std::uint32_t criterion = 0;  ///< its place among those asked for; kNoCriterion: the policy has none of that path
  std::string path;             ///< as it was asked for
};

struct RunColumns {
  std::vector<RunColumn> all;
  std::vector<std::uint32_t> criteria;  ///< asked for, of the policy
  bool wants_because = false;
};

/// `text`: names between commas: `outcome,possible,criterion:guideline.2`; `criteria` are all labelled ones. "": what
/// is written by default. Empty after a message that names what is near.
/// `is_one_of_many`: other policies have other criteria, so one that this policy lacks is no mistake.
std::optional<RunColumns> columns_named(const ir::Policy& policy, const std::string& text, bool is_one_of_many = false);
/// They tell of criteria.
bool names_criteria(const std::string& text);

}  // namespace pol::tool
