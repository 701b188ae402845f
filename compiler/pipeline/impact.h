#pragma once
// What a revision does to recorded cases: who is decided otherwise, and which change does it.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/diff/compare.h"
#include "compiler/pipeline/replay.h"

namespace pol::pipeline {

/// Counts by old and new outcome.
using Flips = std::array<std::array<std::size_t, ir::kOutcomes>, ir::kOutcomes>;
std::size_t& at(Flips& flips, ir::Outcome before, ir::Outcome after);
std::size_t at(const Flips& flips, ir::Outcome before, ir::Outcome after);
/// How many have another outcome than before.
std::size_t otherwise(const Flips& flips);

/// One change by itself. The rest of the policy is that of the base.
struct ChangeAlone {
  /// Applied: the old text with the criterion of the new one, or without the one that was removed. TakenOut: the new
  /// text without the criterion that was added; `flips` are still from without to with it.
  enum class How : std::uint8_t { Applied, TakenOut };
  const diff::Item* item = nullptr;
  How how = How::Applied;
  /// Of cases that are open in the base, only those that native code alone finds decided are counted, but for cases
  /// that are decided otherwise by no change that it finds.
  Flips flips{};
  std::size_t asks = 0;  ///< cases in which it was worked out: its criterion says something else of them
  std::size_t brings = 0;  ///< of the cases decided otherwise, those in which it alone does the same
};

/// A case that is decided otherwise.
struct FlippedCase {
  std::string title, file;
  std::size_t line = 0;
  std::vector<std::size_t> brought_by;  ///< indices into `changes`: each of them alone does the same
};

struct Impact {
  std::size_t cases = 0;   ///< decided twice
  std::size_t unused = 0;  ///< could not be
  Flips outcomes{};        ///< all cases, those with the same outcome too
  std::size_t other_possible = 0;  ///< same outcome, but other outcomes are possible than before
  /// The first few of each way, in the order of the files.
  std::array<std::array<std::vector<FlippedCase>, ir::kOutcomes>, ir::kOutcomes> examples;
  std::vector<ChangeAlone> changes;  ///< in the order of the comparison
  std::size_t unexplained = 0;       ///< decided otherwise, and no change alone does it
};

struct ImpactOptions {
  std::size_t examples = 5;  ///< of each way
  codegen::Options engines{
      .cache_folder = "", .use_cache = true, .wants_decide = true, .wants_trace = false};  ///< of changes alone
  std::function<void(const std::string&)> bad;  ///< told of each mistake of a case
  std::function<void(std::size_t file, std::uint64_t read, std::uint64_t in_all)> progress;
};

/// `comparison`: tells which changes there are; null: none is looked at alone. Keeps references while it runs.
Impact measure_impact(ReplaySide old_side, ReplaySide new_side, const diff::Comparison* comparison,
                      const std::vector<std::string>& files, const ImpactOptions& options);

}  // namespace pol::pipeline
