#include "tests/agreement/native.h"

namespace pol::agreement {

Result<Native> Native::of(const ir::Policy& policy, const planes::Program& program, int level) {
  const Result<std::string> object = codegen::compile_library(policy, program, {kSymbol, "agreement", {level}});
  return object ? of_object(object.value()) : failure(object.error());
}

Result<Native> Native::of_object(const std::string& object) {
  auto library = codegen::LoadedLibrary::load(object, kSymbol);
  if (!library) return failure(library.error());
  Native native;
  native.library = library.take();
  pol_policy* opened = nullptr;
  pol_error error = {};
  const auto* image = static_cast<const pol_policy_image*>(native.library->image());
  if (pol_policy_open(image, nullptr, &opened, &error) != POL_OK) return failure(error.message);
  native.policy.reset(opened);
  return native;
}

pol_status document(const ir::Policy& policy, const ir::Patient& patient, pol_case* one, pol_error* error) {
  pol_case_clear(one);
  pol_status status = POL_OK;
  for (std::uint32_t i = 0; i < patient.facts.size() && status == POL_OK; ++i) {
    const ir::FactState& state = patient.facts[i];
    const ir::Type& type = policy.facts[ir::FactId{i}].type;
    if (state.kind == ir::FactState::Kind::None) status = pol_set_none(one, i, error);
    if (state.kind != ir::FactState::Kind::Value) continue;
    switch (type.kind) {
      case ir::FactKind::Finding:
        status = pol_set_finding(one, i, state.low != 0, error);
        break;
      case ir::FactKind::Choice:
        status = pol_set_choice(one, i, static_cast<std::uint32_t>(state.low), error);
        break;
      case ir::FactKind::Set:
        status = pol_set_closed(one, i, error);
        for (const std::size_t v : state.in.list()) pol_set_member(one, i, static_cast<std::uint32_t>(v), 1, error);
        break;
      case ir::FactKind::Number: {
        std::int64_t parts = 2 * type.factor;
        for (int d = 0; d < ir::row_of(type.dimension).decimals; ++d) parts *= 10;
        const std::int64_t thousandths = state.low / parts * 1000 + state.low % parts * 1000 / parts;
        status = pol_set_decimal(one, i, thousandths, 3, error);
        break;
      }
      case ir::FactKind::Date: {
        const auto day = static_cast<std::int32_t>(state.low);
        status = pol_set_date(one, i, day, day, error);
        break;
      }
    }
  }
  return status;
}

}  // namespace pol::agreement
