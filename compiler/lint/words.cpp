#include "compiler/lint/words.h"

#include <fmt/format.h>

#include "compiler/interp/condition_words.h"
#include "compiler/interp/rationale.h"

namespace pol::lint {

std::string text_of(const Sources& sources, Range range, std::size_t most) {
  std::string text = interp::on_one_line(sources.text(range));
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
  return text.substr(0, end) + "…";
}

std::string name_of(const ir::Policy& policy, ir::CriterionId id) {
  const ir::Criterion& criterion = policy.criteria[id];
  return criterion.title.empty() ? fmt::format("`{}`", criterion.path)
                                 : fmt::format("`{}` \"{}\"", criterion.path, criterion.title);
}

std::string value_text(const ir::Policy& policy, ir::FactId fact, const ir::FactState& state) {
  return interp::value_text(policy, fact, state);
}

std::string quantity_text(const ir::Policy& policy, ir::FactId fact, ir::Half value) {
  ir::FactState state;
  state.kind = ir::FactState::Kind::Value;
  state.low = state.high = value;
  return interp::value_text(policy, fact, state);
}

}  // namespace pol::lint
