#pragma once
// Two compiled revisions compared: then every patient once more through native code.

#include <cstddef>
#include <functional>

#include "compiler/diff/compare.h"
#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

struct DiffResult {
  diff::Comparison comparison;
  std::size_t replayed = 0;  ///< patients
};

/// Neither has errors. Error: native code cannot be made, or it disagrees with the interpreter about a patient.
Result<DiffResult> diff(const Compiled& old_revision, const Compiled& new_revision, const diff::Limits& limits,
                        const codegen::Options& options,
                        const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace pol::pipeline
