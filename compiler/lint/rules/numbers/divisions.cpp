#include "compiler/lint/rules/numbers/divisions.h"

namespace pol::lint::numbers {

std::string name_of(const ir::Policy& policy, ir::DefineId id) {
  const ir::Define& define = policy.defines[id];
  return define.title.empty() ? fmt::format("`{}`", define.name)
                              : fmt::format("`{}` \"{}\"", define.name, define.title);
}

const std::string& path_of(const ir::Policy& policy, ir::DefineId id) { return policy.defines[id].name; }

ir::ExprId condition_of(const ir::Policy& policy, ir::DefineId id) { return policy.defines[id].condition; }

Division as_chosen(Context& cx, const ir::Bands& bands) {
  Division division;
  division.bands = &bands;
  division.session = &cx.session(condition_of(cx.policy(), bands.whole));
  division.whole = division.session->condition(condition_of(cx.policy(), bands.whole));
  for (const ir::DefineId part : bands.parts) {
    division.parts.push_back(division.session->condition(condition_of(cx.policy(), part)));
  }
  return division;
}

std::vector<Overlap> overlaps(Context& cx, const Division& division) {
  std::vector<Overlap> found;
  for (std::size_t i = 0; i < division.parts.size(); ++i) {
    for (std::size_t k = i + 1; k < division.parts.size(); ++k) {
      smt::Answer answer = cx.show(*division.session, division.bands->range, {division.parts[i], division.parts[k]});
      if (answer.witness) found.push_back({i, k, std::move(*answer.witness)});
    }
  }
  return found;
}

std::vector<smt::Form> gap_forms(const Division& division) {
  std::vector<smt::Form> forms = {division.whole};
  for (const smt::Form part : division.parts) forms.push_back(division.session->negate(part));
  return forms;
}

std::optional<ir::Patient> gap(Context& cx, const Division& division) {
  smt::Answer answer = cx.show(*division.session, division.bands->range, gap_forms(division));
  return std::move(answer.witness);
}

}  // namespace pol::lint::numbers
