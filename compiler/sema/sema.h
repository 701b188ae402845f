#pragma once
// AST to policy IR: names, types, units, arities.

#include <span>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace pol::sema {

/// Resolves and checks `files` (imports first, the policy or module asked for last) into one policy.
/// Reports every mistake once. The result may be evaluated only if `sink` holds no error.
/// A module has no rules and no reference date.
ir::Policy analyse(std::span<const ast::File> files, const Sources& sources, Sink& sink);

}  // namespace pol::sema
