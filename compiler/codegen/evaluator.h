#pragma once
// A policy as native code: compiled through LLVM ORC, or loaded from the object cache.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compiler/planes/program.h"
#include "compiler/support/result.h"

namespace pol::codegen {

class Session;

struct Options {
  std::string cache_folder;  ///< "" for no cache
  bool use_cache = true;
  /// What is not called need not be compiled; on a cold start that is most of the time.
  bool wants_decide = true;
  bool wants_trace = true;
  bool wants_fastest = false;  ///< though compiling it may take three times as long
};

/// Two functions over one row (planes/program.h). Both are pure and may be called from any thread.
class Evaluator {
 public:
  /// Compiles, or loads what an earlier run compiled from the same program, compiler version and CPU features.
  /// A cache file that is missing, damaged, planted or foreign is ignored and replaced; a cache that cannot be
  /// written is no failure.
  static Result<std::unique_ptr<Evaluator>> create(const planes::Program& program, const Options& options);
  ~Evaluator();

  /// Outcomes that stay possible. Short-circuit, on packed masks. Only if the options wanted it.
  ir::OutcomeSet decide(const std::uint64_t* row) const { return decide_(row); }

  /// Truth of every node: bit 0 of `truths[n]` is yes, bit 1 is no. `truths`: program.nodes.size() bytes.
  /// Only if the options wanted it.
  void trace(const std::uint64_t* row, std::uint8_t* truths) const { trace_(row, truths); }

  /// Nothing had to be compiled.
  bool from_cache() const { return from_cache_; }
  /// What went wrong with the cache, in words; "" when nothing did.
  const std::string& cache_note() const { return cache_note_; }

 private:
  Evaluator();
  std::shared_ptr<Session> session_;  // owns the code
  std::uint8_t (*decide_)(const std::uint64_t*) = nullptr;
  void (*trace_)(const std::uint64_t*, std::uint8_t*) = nullptr;
  bool from_cache_ = false;
  std::string cache_note_;
};

/// Truths by ExprId from what `trace` wrote.
std::vector<ir::Truth> truths_by_expr(const planes::Program& program, const std::vector<std::uint8_t>& truths);

/// LLVM IR text of both functions, for `polc dump --stage=llvm`.
Result<std::string> print_llvm(const planes::Program& program);

/// `$POL_CACHE`, else `$XDG_CACHE_HOME/polc`, else `~/.cache/polc`; "" when none of them is set.
std::string default_cache_folder();

}  // namespace pol::codegen
