#pragma once
// Every step in order, timed: what the command line and the benchmarks call.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "compiler/codegen/evaluator.h"
#include "compiler/diag/sink.h"
#include "compiler/interp/rationale.h"
#include "compiler/ir/policy.h"
#include "compiler/module/loader.h"
#include "compiler/planes/program.h"

namespace pol::pipeline {

inline constexpr const char* kVersion = "0.1.0";
/// Changes whenever the same policy text may evaluate differently; part of every content hash.
inline constexpr int kSemantics = 2;

struct Timing {
  std::string step;
  double milliseconds = 0;
};

/// Runs `run` and adds the milliseconds it took to `timings`.
template <class F>
auto timed(std::vector<Timing>& timings, const char* step, F&& run) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  auto result = run();
  timings.push_back({step, std::chrono::duration<double, std::milli>(Clock::now() - begin).count()});
  return result;
}

struct Compiled {
  Sources sources;
  Sink sink;
  std::vector<ast::File> files;  ///< imports first, the file asked for last
  ir::Policy policy;
  std::vector<Timing> timings;

  bool ok() const { return !sink.has_errors(); }
};

/// Loads, parses, resolves and checks. What went wrong is in `sink`.
std::unique_ptr<Compiled> compile(const std::string& path, const module::Roots& roots);

/// Evaluates prepared patients, natively or by the interpreter.
class Engine {
 public:
  /// `interpret`: no native code at all.
  static Result<Engine> create(const ir::Policy& policy, const codegen::Options& options, bool interpret);
  std::vector<ir::Truth> evaluate(const ir::Patient& patient) const;
  /// Exact judges (DESIGN M4): natively as far as the program goes, by search beyond. The engine must outlive them.
  interp::Judges judges() const;
  /// What completions of a prepared patient give: natively as far as the program goes, by search beyond. Quicker than
  /// the judges, where the options wanted `decide`.
  ir::OutcomeSet possible(const ir::Patient& patient) const;
  /// The same without a search: others may be listed too, where `lacks_something`.
  ir::OutcomeSet listed_as_possible(const ir::Patient& patient) const;
  /// Some fact is open that the native program leaves to the search (planes::Program::gaps).
  bool lacks_something(const ir::Patient& patient) const;
  bool is_native() const { return native_ != nullptr; }
  const codegen::Evaluator* native() const { return native_.get(); }
  const planes::Program& program() const { return *program_; }

 private:
  class Hearing;
  /// Bit 0 of each node is yes, bit 1 is no.
  std::vector<std::uint8_t> trace(const ir::Patient& patient, planes::Undocumented undocumented) const;

  const ir::Policy* policy_ = nullptr;
  std::unique_ptr<planes::Program> program_;
  std::unique_ptr<codegen::Evaluator> native_;
};

/// `--stdlib`, else `POL_STDLIB`, else `<program>/../share/pol/stdlib`, else the tree the program was built from.
module::Roots find_roots(const std::string& stdlib_option);

}  // namespace pol::pipeline
