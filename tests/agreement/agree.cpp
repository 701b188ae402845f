#include "tests/agreement/agree.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/parse/parse.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/sema/sema.h"
#include "tests/agreement/walk.h"

namespace pol::agreement {

namespace {

using ir::Truth;

std::string outcomes_text(ir::OutcomeSet set) {
  std::string out;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) != 0) out += (out.empty() ? "" : ", ") + std::string(to_text(outcome));
  }
  return "{" + out + "}";
}

bool is_single(ir::OutcomeSet set) { return set != 0 && (set & (set - 1)) == 0; }

/// Makes a copy of the code generator's input wrong in one place: `a < b` becomes `a <= b`.
void flip_a_comparison(planes::Program& program) {
  for (planes::Node& node : program.nodes) {
    if (node.op != planes::Node::Op::Less) continue;
    // Half units, days and month keys are whole numbers.
    ++node.rhs.add;
    return;
  }
}

Truth truth_of_planes(std::uint8_t planes) {
  return (planes & 1U) != 0 ? Truth::Yes : (planes & 2U) != 0 ? Truth::No : Truth::Unknown;
}

/// The possible outcomes by the rules over truths, written out here once more: no evaluator is asked.
ir::OutcomeSet by_rules(const planes::Program& program, const std::vector<std::uint8_t>& nodes) {
  ir::OutcomeSet possible = 0;
  for (const planes::Program::Rule& rule : program.rules) {
    const Truth truth = truth_of_planes(nodes[rule.when]);
    if (truth != Truth::No) possible |= ir::outcome_bit(rule.outcome);
    if (truth == Truth::Yes) return possible;
  }
  return possible | ir::outcome_bit(program.otherwise);
}

/// Something that the document leaves open, such as an interval that it does not state.
bool is_open(const ir::Expr& expr) {
  const auto* literal = std::get_if<ir::Literal>(&expr);
  return literal != nullptr && literal->value == Truth::Unknown;
}

/// Every fact is documented, as one value, and the policy leaves nothing open.
bool is_complete(const ir::Policy& policy, const ir::Patient& patient) {
  if (std::any_of(policy.exprs.begin(), policy.exprs.end(), is_open)) return false;
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    const ir::FactState& state = patient.facts[i];
    if (state.kind == ir::FactState::Kind::Undocumented || state.low != state.high) return false;
    const ir::Type& type = policy.facts[ir::FactId{i}].type;
    if (type.kind != ir::FactKind::Set || state.kind == ir::FactState::Kind::None) continue;
    for (std::size_t m = 0; m < policy.value_sets[type.values].values.size(); ++m) {
      if (!state.in.contains(m) && !state.out.contains(m)) return false;
    }
  }
  return true;
}

void count(const interp::Prepared& prepared, ir::OutcomeSet possible, const std::vector<Truth>& truths, Tally& tally) {
  ++tally.pairs;
  tally.nodes += truths.size();
  for (const Truth t : truths) ++tally.truths[static_cast<std::size_t>(t)];
  bool conflict = false, derived = false;
  for (const ir::FactState& state : prepared.patient.facts) {
    conflict |= state.conflict;
    derived |= state.derived;
  }
  tally.conflicts += conflict ? 1 : 0;
  tally.derived += derived ? 1 : 0;
  tally.assumed += prepared.assumed.empty() ? 0 : 1;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    if (possible == ir::outcome_bit(static_cast<ir::Outcome>(i))) ++tally.outcomes[static_cast<std::size_t>(i)];
  }
  if (!is_single(possible)) {
    // As M4 returns it, but for the question whether the conflicting fact is relevant.
    const auto several = conflict ? ir::Outcome::Conflicting : ir::Outcome::NeedsInformation;
    ++tally.outcomes[static_cast<std::size_t>(several)];
  }
}

}  // namespace

std::string expression_text(const Subject& subject, ir::ExprId id) {
  return fmt::format("{} (`{}`)", ir::print(subject.policy, id), subject.sources.text(subject.policy.range(id)));
}

Result<bool> Subject::make_native(Injected injected) {
  if (sink.has_errors()) return failure(render_text(sink.sorted(), sources, false));
  if (const std::string broken = ir::verify(policy); !broken.empty()) return failure("verify: " + broken);
  program = planes::lower(policy);
  if (program.of_expr.size() != policy.exprs.size()) return failure("the plane program lacks expressions");
  planes::Program compiled = program;
  if (injected == Injected::FlippedComparison) flip_a_comparison(compiled);
  auto evaluator = codegen::Evaluator::create(compiled, {"", false});
  if (!evaluator.ok()) return failure("code generation: " + evaluator.error());
  native = evaluator.take();
  return true;
}

Result<std::unique_ptr<Subject>> Subject::from_text(const std::string& name, const std::string& text,
                                                    Injected injected) {
  auto subject = std::make_unique<Subject>();
  const std::uint32_t source = subject->sources.add(name, text);
  const std::vector<ast::File> files = {parse::parse(subject->sources, source, subject->sink)};
  if (!subject->sink.has_errors()) subject->policy = sema::analyse(files, subject->sources, subject->sink);
  if (const auto made = subject->make_native(injected); !made.ok()) return failure(made.error());
  return subject;
}

Result<std::unique_ptr<Subject>> Subject::from_file(const std::string& path, const std::string& stdlib) {
  auto compiled = pipeline::compile(path, pipeline::find_roots(stdlib));
  auto subject = std::make_unique<Subject>();
  subject->sources = std::move(compiled->sources);
  subject->sink = std::move(compiled->sink);
  subject->policy = std::move(compiled->policy);
  if (const auto made = subject->make_native(Injected::Nothing); !made.ok()) return failure(made.error());
  return subject;
}

Disagreement compare_evaluators(const Subject& subject, const ir::Patient& documented, Tally& tally) {
  const ir::Policy& policy = subject.policy;
  const planes::Program& program = subject.program;
  const auto prepared = interp::prepare(policy, documented);
  if (!prepared.ok()) return "prepare: " + prepared.error();
  const ir::Patient& patient = prepared.value().patient;
  const std::vector<Truth> meant = interp::evaluate(policy, patient);
  const ir::OutcomeSet possible = interp::possible_outcomes(policy, meant);
  count(prepared.value(), possible, meant, tally);
  for (const ir::Schedule& schedule : policy.schedules) {
    ++tally.schedule_truths[static_cast<std::size_t>(meant[schedule.truth.index])];
    for (const ir::ScheduleClause& clause : schedule.clauses) {
      ++tally.clause_truths[static_cast<std::size_t>(meant[clause.covers.index])];
    }
  }

  std::vector<std::uint64_t> row((program.row_bytes() + 7) / 8 + 1);
  planes::pack(policy, program, patient, row.data());
  std::vector<std::uint8_t> nodes(program.nodes.size());
  subject.native->trace(row.data(), nodes.data());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (nodes[n] > 2) return fmt::format("node {}: yes and no are both set", n);
  }
  const std::vector<Truth> traced = codegen::truths_by_expr(program, nodes);
  if (traced.size() != meant.size()) return "the trace has another number of expressions";
  for (std::uint32_t i = 0; i < meant.size(); ++i) {
    if (meant[i] == traced[i]) continue;
    const Truth walked = codegen::truths_by_expr(program, walk(program, row.data()))[i];
    return fmt::format("{}: interpreter {}, native {}, plane program {}", expression_text(subject, ir::ExprId{i}),
                       to_text(meant[i]), to_text(traced[i]), to_text(walked));
  }
  if (is_complete(policy, patient)) {
    ++tally.complete;
    if (!is_single(possible)) return "every fact is documented, and several outcomes are possible";
  }
  const ir::OutcomeSet decided = subject.native->decide(row.data());
  const ir::OutcomeSet ruled = by_rules(program, nodes);
  if (possible == 0) return "no outcome is possible";
  if (decided != possible || ruled != possible) {
    return fmt::format("possible: interpreter {}, native decide {}, rules over the trace {}", outcomes_text(possible),
                       outcomes_text(decided), outcomes_text(ruled));
  }
  return std::nullopt;
}

}  // namespace pol::agreement
