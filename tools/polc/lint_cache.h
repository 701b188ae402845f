#pragma once
// What the linter found in the same text before.

#include "tools/polc/lint.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

/// pipeline::lint, or what it gave when this very program last linted these very texts for these rules. Of other texts
/// of the policy, what the solver has answered before is not asked again. The folder is that of compiled policies
/// (codegen/cache.h); what is wrong with it is told once and costs time only.
Result<pipeline::LintResult> lint_cached(pipeline::Compiled& compiled, const pipeline::LintOptions& options,
                                         const Globals& globals);

/// The findings of a result as bytes, and back. Empty: the bytes are cut short or from elsewhere.
std::string to_bytes(const pipeline::LintResult& result, std::size_t facts);
std::optional<pipeline::LintResult> from_bytes(const std::string& bytes, std::size_t facts);

}  // namespace pol::tool
