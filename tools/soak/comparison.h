#pragma once
// One policy in every form that it has, and cases through two forms at a time.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/codegen/evaluator.h"
#include "compiler/codegen/forms.h"
#include "compiler/smt/session.h"
#include "tests/agreement/agree.h"
#include "tests/agreement/native.h"
#include "tools/soak/backends.h"

namespace pol::soak {

using agreement::Disagreement;
using agreement::Random;

/// Where a difference was found: what to try again on a smaller pair.
enum class Stage : std::uint8_t { Interpreter, Rows, Columns, Library, Solver };

/// Forms are compiled when they are first asked for. For one thread.
class Comparison {
 public:
  /// `wrong` is compiled from what made_wrong makes of the policy. `folder`: for the cache and for libraries.
  Comparison(const ir::Policy& policy, Backend wrong, std::string folder, PairCounts& counts);
  ~Comparison();

  /// Every expression, the possible outcomes; with reasons, the whole determination.
  Disagreement interpreter(const ir::Patient& documented, bool with_reasons);
  /// Single rows: sharpened against unsharpened, optimised, cached.
  Disagreement rows(const ir::Patient& documented);
  /// Cases as `agreement::cell_of` leaves them, as one batch: every level of this machine, some of the cases alone too,
  /// and a few by search. `which`: the case that differs.
  Disagreement columns(const std::vector<const ir::Patient*>& cases, Random& random, std::size_t& which);
  /// The same with a shared library, linked and loaded.
  Disagreement library(const std::vector<const ir::Patient*>& cases, Random& random, std::size_t& which);
  /// A complete case.
  Disagreement solver(const ir::Patient& complete, Random& random);

 private:
  struct Batched;
  struct RowCode;
  using Decide = std::uint8_t (*)(const std::uint64_t*);

  const planes::Program& kleene();
  const planes::Program& exact();
  Disagreement compile_scalar();
  std::vector<ir::Truth> truths_by_scalar(const ir::Patient& patient);
  Disagreement compile_rows();
  Disagreement compile_columns();
  Disagreement link_library();
  Disagreement compare_alone(const pol_policy* policy, Pairing pairing, const Batched& batch, std::size_t row,
                             const ir::Patient& patient);
  Disagreement search(const Batched& batch, std::size_t row, const ir::Patient& patient);
  void count(Pairing pairing, std::uint64_t pairs = 1) { counts_[static_cast<std::size_t>(pairing)] += pairs; }

  const ir::Policy& policy_;
  Backend wrong_;
  std::string folder_;
  PairCounts& counts_;
  ir::Policy seen_;  ///< by the interpreter
  ir::Policy asked_;  ///< by the solver
  std::optional<planes::Program> kleene_, exact_;
  std::unique_ptr<codegen::Evaluator> scalar_;
  std::unique_ptr<RowCode> row_code_;
  std::vector<agreement::Native> levels_;
  std::string library_path_;
  std::unique_ptr<pol_policy, agreement::Closer> library_;
  std::unique_ptr<smt::Session> session_;
  std::size_t asked_cases_ = 0;
};

}  // namespace pol::soak
