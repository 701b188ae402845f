#pragma once
// Runs the rules and gives what they found in file order.

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint {

/// What one rule cost.
struct RuleCost {
  int code = 0;
  double milliseconds = 0;
  std::size_t questions = 0;
};

/// What the rules of `codes` find, all rules when there are none. Rules before them in their block run too, for a sharper
/// rule speaks before a weaker one.
std::vector<Finding> run(Context& cx, const std::vector<int>& codes, std::vector<RuleCost>* costs = nullptr,
                         const std::function<void(const Rule&)>& before_rule = nullptr);

/// By file and place, then code.
void sort(std::vector<Finding>& findings);

}  // namespace pol::lint
