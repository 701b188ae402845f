#include "tests/exact/pair.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/exact/consistent.h"
#include "compiler/interp/eval.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/exact/open_facts.h"

namespace pol::oracle {

using ir::FactState;
using ir::Truth;

Result<std::unique_ptr<Written>> Written::from_text(const std::string& name, const std::string& text) {
  auto written = std::make_unique<Written>();
  const std::uint32_t source = written->sources.add(name, text);
  const std::vector<ast::File> files = {parse::parse(written->sources, source, written->sink)};
  if (!written->sink.has_errors()) written->policy = sema::analyse(files, written->sources, written->sink);
  if (written->sink.has_errors()) return failure(render_text(written->sink.sorted(), written->sources, false));
  if (const std::string broken = ir::verify(written->policy); !broken.empty()) return failure("verify: " + broken);
  return written;
}

namespace {

/// `exact::prepare` withdraws what Kleene cannot see not to fit, and nothing else.
std::optional<std::string> compare_preparation(const ir::Policy& policy, const ir::Patient& documented,
                                               const interp::Prepared& exact, const Verdict& verdict,
                                               std::uint64_t limit, Tally& tally) {
  const interp::Prepared kleene = interp::prepare(policy, documented).take();
  const bool is_mended = kleene.conflicts.size() != exact.conflicts.size() ||
                         kleene.dropped_defaults.size() != exact.dropped_defaults.size();
  tally.withdrawn += is_mended ? 1 : 0;
  if (is_mended && has_completion(policy, kleene.patient, limit).value_or(false)) {
    return "exact::prepare withdraws something of a case that has a completion";
  }
  if (verdict.kind != Verdict::Kind::NoCompletion) return std::nullopt;
  // Right where the policy has none with nothing documented either.
  ir::Patient blank;
  blank.facts.resize(policy.facts.size());
  blank[policy.reference] = documented[policy.reference];
  const interp::Prepared nothing = interp::prepare(policy, blank).take();
  if (!has_completion(policy, nothing.patient, limit).value_or(false)) return std::nullopt;
  return "exact::prepare leaves a case without a completion";
}

void count(const ir::Policy& policy, const interp::Prepared& prepared, const Verdict& verdict, Tally& tally) {
  ++tally.pairs;
  tally.completions += verdict.tried;
  tally.most_completions = std::max(tally.most_completions, verdict.tried);
  tally.constrained += verdict.completions < verdict.tried ? 1 : 0;
  std::size_t open = 0;
  bool partial = false, conflict = false, derived = false;
  std::vector<bool> is_read(policy.facts.size(), false);
  for (const ir::ExprId id : questions(policy)) {
    for (const ir::FactId fact : ir::facts_of(policy, id)) is_read[fact.index] = true;
  }
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const FactState& state = prepared.patient.facts[i];
    conflict |= state.conflict;
    derived |= state.derived;
    const bool is_open = !is_settled(policy, prepared.patient, ir::FactId{i});
    partial |= is_open && state.kind == FactState::Kind::Value && !state.derived;
    open += is_open && is_read[i] ? 1U : 0U;
  }
  ++tally.open[std::min<std::size_t>(open, tally.open.size() - 1)];
  tally.partial += partial ? 1 : 0;
  tally.conflicts += conflict ? 1 : 0;
  tally.derived += derived ? 1 : 0;
  tally.assumed += prepared.assumed.empty() ? 0 : 1;

  const std::vector<Truth> kleene = interp::evaluate(policy, prepared.patient);
  const std::vector<ir::ExprId> asked = questions(policy);
  std::vector<Truth> exact = verdict.answer.criteria;
  exact.insert(exact.end(), verdict.answer.rules.begin(), verdict.answer.rules.end());
  bool is_sharper = false;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    is_sharper |= kleene[asked[i].index] == Truth::Unknown && exact[i] != Truth::Unknown;
  }
  const bool is_fewer = interp::possible_outcomes(policy, kleene) != verdict.answer.possible;
  const bool is_one = (verdict.answer.possible & (verdict.answer.possible - 1)) == 0;
  tally.sharper += is_sharper || is_fewer ? 1 : 0;
  tally.fewer += is_fewer ? 1 : 0;
  tally.one_outcome += is_fewer && is_one ? 1 : 0;
}

}  // namespace

std::optional<std::string> compare(const ir::Policy& policy, const ir::Patient& documented,
                                   const std::vector<Subject>& subjects, std::uint64_t limit, Tally& tally) {
  const auto result = exact::prepare(policy, documented);
  if (!result.ok()) return "prepare: " + result.error();
  const interp::Prepared& prepared = result.value();
  const Verdict verdict = brute_force(policy, prepared.patient, limit);
  if (verdict.kind != Verdict::Kind::TooMany) {
    if (auto found = compare_preparation(policy, documented, prepared, verdict, limit, tally)) return found;
  }
  switch (verdict.kind) {
    case Verdict::Kind::TooMany:
      ++tally.too_many;
      return std::nullopt;
    case Verdict::Kind::NoCompletion:
      ++tally.no_completion;
      return std::nullopt;
    case Verdict::Kind::LeftOpen:
      ++tally.left_open;
      return std::nullopt;
    case Verdict::Kind::Answered:
      break;
  }
  count(policy, prepared, verdict, tally);
  for (const Subject& subject : subjects) {
    const Answer claimed = subject.judge(prepared.patient);
    if (!claimed.is_exact) ++tally.inexact[subject.name];
    if (auto found = difference(policy, prepared.patient, verdict.answer, subject, claimed)) return found;
  }
  return std::nullopt;
}

}  // namespace pol::oracle
