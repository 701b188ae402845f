#pragma once
// A policy against the outline of its document.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/trace/outline.h"

namespace pol::trace {

struct TracedItem {
  enum class State { Encoded, NotNormative, Missing };
  const Item* item = nullptr;  ///< of the outline
  State state = State::Missing;
  Range at;             ///< Encoded
  std::string instead;  ///< Missing: what the policy has in its place; may be ""
};

/// A criterion that no item asks for.
struct UnaskedCriterion {
  std::string path;
  Range at;
};

struct OperatorDifference {
  const Item* item = nullptr;
  std::string written;  ///< the policy's: `any`, or `any and all` where lists differ; "" for one condition without any
  Range at;
};

/// An item that is said not to be normative, and a criterion of that name.
struct NormativeAfterAll {
  const Item* item = nullptr;
  Range at;
};

struct Trace {
  std::vector<TracedItem> items;  ///< in the outline's order
  std::vector<UnaskedCriterion> unasked;
  std::vector<OperatorDifference> operators;
  std::vector<NormativeAfterAll> normative;

  std::size_t count(TracedItem::State state) const;
  bool is_complete() const;
};

/// `files`: of a policy without mistakes, its own file last. `outline`: without errors; must outlive the result.
Trace trace(const std::vector<ast::File>& files, const Outline& outline);

}  // namespace pol::trace
