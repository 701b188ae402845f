#include "tools/soak/comparison.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "compiler/codegen/cache.h"
#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "tests/smt/agree.h"
#include "tools/soak/reasons.h"

namespace pol::soak {

using ir::Truth;

/// Native code for one row of the exact program.
struct Comparison::RowCode {
  codegen::LoadedForms quick, optimised, cached;
  Decide decide_quick = nullptr, decide_optimised = nullptr, decide_cached = nullptr;
  void (*trace)(const std::uint64_t*, std::uint8_t*) = nullptr;
};

Comparison::Comparison(const ir::Policy& policy, Backend wrong, std::string folder, PairCounts& counts)
    : policy_(policy),
      wrong_(wrong),
      folder_(std::move(folder)),
      counts_(counts),
      seen_(wrong == Backend::Interpreter ? made_wrong(policy) : policy),
      asked_(wrong == Backend::Solver ? made_wrong(policy) : policy) {}

Comparison::~Comparison() {
  library_.reset();
  std::error_code ignored;
  if (!library_path_.empty()) std::filesystem::remove(library_path_, ignored);
}

const planes::Program& Comparison::kleene() {
  if (!kleene_) kleene_ = planes::lower(policy_);
  return *kleene_;
}

const planes::Program& Comparison::exact() {
  if (!exact_) exact_ = planes::lower_exact(policy_);
  return *exact_;
}

namespace {

std::vector<std::uint64_t> packed(const ir::Policy& policy, const planes::Program& program, const ir::Patient& patient,
                                  planes::Undocumented undocumented) {
  std::vector<std::uint64_t> row((program.row_bytes() + 7) / 8 + 1);
  planes::pack(policy, program, patient, row.data(), undocumented);
  return row;
}

}  // namespace

Disagreement Comparison::compile_scalar() {
  if (scalar_) return std::nullopt;
  auto made = codegen::Evaluator::create(wrong_ == Backend::Scalar ? made_wrong(kleene()) : kleene(), {"", false});
  if (!made) return "scalar code: " + made.error();
  scalar_ = made.take();
  return std::nullopt;
}

std::vector<Truth> Comparison::truths_by_scalar(const ir::Patient& patient) {
  std::vector<std::uint8_t> nodes(kleene().nodes.size());
  scalar_->trace(packed(policy_, kleene(), patient, planes::Undocumented::Unbounded).data(), nodes.data());
  return codegen::truths_by_expr(kleene(), nodes);
}

Disagreement Comparison::interpreter(const ir::Patient& documented, bool with_reasons) {
  if (auto trouble = compile_scalar()) return trouble;
  const auto prepared = interp::prepare(policy_, documented);
  if (!prepared.ok()) return "the interpreter refuses the case: " + prepared.error();
  const auto by_native = [&](const ir::Patient& one) { return truths_by_scalar(one); };
  const auto by_interpreter = [&](const ir::Patient& one) { return interp::evaluate(seen_, one); };
  const ir::Patient& patient = prepared.value().patient;
  const std::vector<Truth> meant = by_interpreter(patient), traced = by_native(patient);
  count(Pairing::InterpreterScalar);
  for (std::uint32_t i = 0; i < meant.size(); ++i) {
    if (meant[i] == traced[i]) continue;
    return fmt::format("{}: interpreter {}, scalar code {}", ir::print(policy_, ir::ExprId{i}), to_text(meant[i]),
                       to_text(traced[i]));
  }
  const ir::OutcomeSet possible = interp::possible_outcomes(seen_, meant);
  const ir::OutcomeSet decided =
      scalar_->decide(packed(policy_, kleene(), patient, planes::Undocumented::Unbounded).data());
  if (possible != decided) {
    return fmt::format("possible outcomes: interpreter {:#x}, scalar code {:#x}", possible, decided);
  }
  if (!with_reasons) return std::nullopt;
  count(Pairing::InterpreterRationale);
  const std::string one =
      reasons(policy_, interp::determine(policy_, prepared.value(), interp::kleene_judges(policy_, by_interpreter)));
  const std::string other =
      reasons(policy_, interp::determine(policy_, prepared.value(), interp::kleene_judges(policy_, by_native)));
  if (one != other) return fmt::format("determinations: interpreter\n{}scalar code\n{}", one, other);
  return std::nullopt;
}

Disagreement Comparison::compile_rows() {
  using codegen::Form;
  using codegen::Tier;
  const auto program_of = [&](Backend backend) { return wrong_ == backend ? made_wrong(exact()) : exact(); };
  const auto object_of = [&](Form form, Tier tier, Backend backend) {
    return codegen::compile_form(form, tier, program_of(backend), nullptr);
  };
  auto code = std::make_unique<RowCode>();
  const auto quick = object_of(Form::Decide, Tier::First, Backend::Sharpened);
  const auto trace = object_of(Form::Trace, Tier::First, Backend::Sharpened);
  const auto optimised = object_of(Form::Decide, Tier::Optimised, Backend::Optimised);
  if (!quick || !trace || !optimised) return "rows do not compile";

  // Stored by one who has the cache open, found by another.
  const std::string identity = codegen::identity_of(Form::Decide, Tier::First, {codegen::row_key(exact()), ""});
  const auto stored =
      wrong_ == Backend::Cached ? object_of(Form::Decide, Tier::First, Backend::Cached) : quick;
  if (!stored) return "rows do not compile: " + stored.error();
  codegen::ObjectCache(folder_ + "/cache").store(identity, stored.value());
  codegen::ObjectCache cache(folder_ + "/cache");
  const std::optional<std::string> found = cache.find(identity);
  if (!found) return "the cache lost an object: " + cache.note();

  const auto load = [](const std::vector<Form>& forms, const std::vector<std::string>& objects,
                       codegen::LoadedForms& into) {
    auto loaded = codegen::load_forms(forms, objects);
    if (loaded) into = loaded.take();
    return loaded.ok();
  };
  if (!load({Form::Decide, Form::Trace}, {quick.value(), trace.value()}, code->quick) ||
      !load({Form::Decide}, {optimised.value()}, code->optimised) ||
      !load({Form::Decide}, {*found}, code->cached)) {
    return "objects of rows do not load";
  }
  code->decide_quick = reinterpret_cast<Decide>(code->quick.entries[0]);
  code->trace = reinterpret_cast<decltype(code->trace)>(code->quick.entries[1]);
  code->decide_optimised = reinterpret_cast<Decide>(code->optimised.entries[0]);
  code->decide_cached = reinterpret_cast<Decide>(code->cached.entries[0]);
  row_code_ = std::move(code);
  return std::nullopt;
}

Disagreement Comparison::rows(const ir::Patient& documented) {
  if (!row_code_) {
    if (auto trouble = compile_rows()) return trouble;
  }
  const auto prepared = interp::prepare(policy_, documented);
  if (!prepared.ok()) return "the interpreter refuses the case: " + prepared.error();
  const ir::Patient& patient = prepared.value().patient;
  const auto row = packed(policy_, exact(), patient, planes::Undocumented::InRange);
  const ir::OutcomeSet quick = row_code_->decide_quick(row.data());
  const auto differs = [&](const char* who, ir::OutcomeSet what) {
    return fmt::format("possible outcomes: quick sharpened code {:#x}, {} {:#x}", quick, who, what);
  };
  count(Pairing::SharpenedOptimised);
  if (const auto other = row_code_->decide_optimised(row.data()); other != quick) return differs("optimised", other);
  count(Pairing::SharpenedCached);
  if (const auto other = row_code_->decide_cached(row.data()); other != quick) return differs("from the cache", other);

  // Unsharpened may only be less decided.
  count(Pairing::SharpenedScalar);
  if (auto trouble = compile_scalar()) return trouble;
  const std::vector<Truth> meant = truths_by_scalar(patient);
  const ir::OutcomeSet plain =
      scalar_->decide(packed(policy_, kleene(), patient, planes::Undocumented::Unbounded).data());
  if ((quick & ~plain) != 0) return differs("not sharpened", plain);
  std::vector<std::uint8_t> nodes(exact().nodes.size());
  row_code_->trace(row.data(), nodes.data());
  for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
    const ir::Criterion& criterion = policy_.criteria[ir::CriterionId{i}];
    if (!criterion.truth.is_set()) continue;
    const std::uint8_t sharp = nodes[exact().of_criterion[i]];
    const Truth truth = sharp == 1 ? Truth::Yes : sharp == 2 ? Truth::No : Truth::Unknown;
    if (sharp == 3) return criterion.path + ": both yes and no";
    const Truth blunt = meant[criterion.truth.index];
    if (blunt == Truth::Unknown || blunt == truth) continue;
    return fmt::format("{}: {}, sharpened {}", criterion.path, to_text(blunt), to_text(truth));
  }
  return std::nullopt;
}

Disagreement Comparison::solver(const ir::Patient& complete, Random& random) {
  // A solver knows all cases that it has been asked about: a new one now and then keeps it small.
  constexpr std::size_t kCasesOfOne = 50;
  if (asked_cases_++ % kCasesOfOne == 0) session_ = std::make_unique<smt::Session>(asked_);
  questions::Tally tally;
  auto found = questions::compare_truths(random, policy_, *session_, complete, tally);
  count(Pairing::SolverInterpreter);
  if (found) found = "solver: " + *found;
  return found;
}

}  // namespace pol::soak
