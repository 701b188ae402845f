#pragma once
// Which branches of a group are worth a line each, and what is said of the others.

#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// The branches on which the truth of `group`, `truth`, rests: of an open group the open ones; of an `any` that is met
/// the met ones, or the open ones where only together they surely hold; and so on.
std::vector<ir::ExprId> telling_branches(const ir::Group& group, ir::Truth truth, const std::vector<ir::Truth>& truths);

/// `any of`, `at least 2 of 3 needed, 1 held, 1 open`.
std::string quantifier_text(const ir::Group& group, const std::vector<ir::Truth>& truths);

}  // namespace pol::interp
