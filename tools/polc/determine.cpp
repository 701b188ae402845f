#include "compiler/exact/consistent.h"
#include "compiler/interp/eval.h"
#include "tools/polc/determination.h"

namespace pol::tool {

Determined determine_prepared(const ir::Policy& policy, const pipeline::Engine& engine, std::string title,
                              interp::Prepared prepared) {
  Determined out;
  out.title = std::move(title);
  out.prepared = std::move(prepared);
  const ir::Patient& patient = out.prepared.patient;
  const interp::Judges judges = engine.judges();
  out.truths = judges.judge(patient).truths;
  out.determination = interp::determine(policy, out.prepared, judges);
  const bool is_open = out.determination.possible != ir::outcome_bit(out.determination.outcome);
  if (!is_open) return out;
  out.advice = ask::advise(policy, patient, interp::evaluate(policy, patient));
  if (!out.advice->relevant.empty()) out.determination.undecided_because = out.advice->relevant;
  return out;
}

Result<Determined> determine_case(const ir::Policy& policy, const pipeline::Engine& engine,
                                  const cases::LoadedCase& one) {
  auto prepared = exact::prepare(policy, one.patient);
  if (!prepared) return failure(prepared.error());
  return determine_prepared(policy, engine, one.title, prepared.take());
}

}  // namespace pol::tool
