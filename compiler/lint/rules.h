#pragma once
// The function of every rule.

#include "compiler/lint/context.h"

namespace pol::lint {

#define POL_LINT(code, severity, rule, summary) void rule(Context& cx);
#include "compiler/lint/rules.def"

}  // namespace pol::lint
