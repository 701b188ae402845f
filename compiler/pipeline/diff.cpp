#include "compiler/pipeline/diff.h"

#include <fmt/format.h>

#include <optional>

#include "compiler/exact/consistent.h"
#include "compiler/pipeline/replay.h"

namespace pol::pipeline {

namespace {

/// Both revisions as native code, made when the first patient asks for it.
class Replays {
 public:
  Replays(const Compiled& old_revision, const Compiled& new_revision, const codegen::Options& options)
      : old_(old_revision), new_(new_revision), options_(options) {}

  /// "" when both say natively what the interpreter said.
  std::string problem(const diff::Comparison& comparison, const diff::Example& example, const std::string& of) {
    for (const diff::Side side : {diff::Side::Old, diff::Side::New}) {
      const auto& outcome = side == diff::Side::Old ? example.old_outcome : example.new_outcome;
      if (!outcome) continue;
      auto& engine = side == diff::Side::Old ? old_engine_ : new_engine_;
      const ir::Policy& policy = side == diff::Side::Old ? old_.policy : new_.policy;
      if (!engine) {
        auto made = Engine::create(policy, options_, false);
        if (!made) return made.error();
        engine = made.take();
      }
      const auto prepared =
          exact::prepare(policy, diff::as_seen_by(*comparison.joint, side, policy, example.complete));
      if (!prepared) return prepared.error();
      if (decide(policy, *engine, prepared.value()).outcome == *outcome) continue;
      return fmt::format(
          "interpreter and native code disagree about the patient who shows the change of {}; please report it", of);
    }
    ++count_;
    return "";
  }

  std::size_t count() const { return count_; }

 private:
  const Compiled &old_, &new_;
  const codegen::Options& options_;
  std::optional<Engine> old_engine_, new_engine_;
  std::size_t count_ = 0;
};

std::string name_of(const diff::Item& item) {
  const std::string& path = item.new_path.empty() ? item.old_path : item.new_path;
  return path.empty() ? std::string(to_text(item.outcome)) : fmt::format("`{}`", path);
}

}  // namespace

Result<DiffResult> diff(const Compiled& old_revision, const Compiled& new_revision, const diff::Limits& limits,
                        const codegen::Options& options,
                        const std::function<void(std::size_t, std::size_t)>& progress) {
  DiffResult result;
  result.comparison = diff::compare({old_revision.policy, old_revision.sources},
                                    {new_revision.policy, new_revision.sources}, limits, progress);
  Replays replays(old_revision, new_revision, options);
  for (const diff::Item& item : result.comparison.items) {
    for (const diff::Difference* difference : {&item.gained, &item.lost}) {
      if (!difference->example || !difference->example->is_replayed) continue;
      const std::string problem = replays.problem(result.comparison, *difference->example, name_of(item));
      if (!problem.empty()) return failure(problem);
    }
  }
  result.replayed = replays.count();
  return result;
}

}  // namespace pol::pipeline
