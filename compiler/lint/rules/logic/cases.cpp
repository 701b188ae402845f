#include "compiler/lint/rules/logic/cases.h"

#include <utility>

#include "compiler/interp/eval.h"

namespace pol::lint::logic {

using ir::ExprId;
using ir::Patient;
using smt::Form;
using Verdict = smt::Answer::Verdict;

namespace {

/// So many cases of one section tell what cases can tell; more only cost time.
constexpr std::size_t kMostCases = 2048;

}  // namespace

Cases::Section& Cases::section(ExprId near) {
  const auto [at, is_new] = sections_.try_emplace(cx_.outline().section(near));
  Section& section = at->second;
  if (is_new) {
    for (std::uint32_t i = 0; i < cx_.policy().exprs.size(); ++i) {
      if (cx_.outline().section(ExprId{i}) == at->first) section.holds[ExprId{i}];
    }
  }
  return section;
}

void Cases::add(ExprId near, const Patient& complete) {
  Section& here = section(near);
  if (here.count >= kMostCases) return;
  const std::size_t word = here.count / 64, bit = here.count % 64;
  ++here.count;
  interp::Evaluation evaluation(cx_.policy(), complete);
  for (auto& [id, column] : here.holds) {
    if (column.size() <= word) column.resize(word + 1);
    if (evaluation.truth(id) == ir::Truth::Yes) column[word] |= std::uint64_t{1} << bit;
  }
}

bool Cases::show(Section& section, const Question& question) const {
  std::vector<const std::vector<std::uint64_t>*> yes, no;
  const auto find = [&](const std::vector<ExprId>& ids, auto& columns) {
    for (const ExprId id : ids) {
      const auto at = section.holds.find(id);
      if (at == section.holds.end()) return false;
      columns.push_back(&at->second);
    }
    return true;
  };
  if (!find(question.yes, yes) || !find(question.no, no)) return false;
  for (std::size_t word = 0; word * 64 < section.count; ++word) {
    const std::size_t left = section.count - word * 64;
    std::uint64_t cases = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    for (const auto* column : yes) cases &= (*column)[word];
    for (const auto* column : no) cases &= ~(*column)[word];
    if (cases != 0) return true;
  }
  return false;
}

std::vector<Form> Cases::forms(smt::Session& session, const Question& question) const {
  std::vector<Form> forms;
  for (const ExprId id : question.yes) forms.push_back(session.condition(id));
  for (const ExprId id : question.no) forms.push_back(session.negate(session.condition(id)));
  return forms;
}

Verdict Cases::ask(ExprId near, const Question& question) {
  if (show(section(near), question)) return Verdict::Possible;
  smt::Session& session = cx_.session(near);
  const smt::Answer answer = cx_.ask(session, cx_.policy().range(near), forms(session, question));
  if (answer.witness) add(near, *answer.witness);
  return answer.verdict;
}

std::optional<Witness> Cases::patient(ExprId near, const Question& question, std::string shows) {
  return patient(near, question, {}, std::move(shows));
}

std::optional<Witness> Cases::patient(ExprId near, const Question& question, std::vector<Form> more,
                                      std::string shows) {
  smt::Session& session = cx_.session(near);
  std::vector<Form> all = forms(session, question);
  all.insert(all.end(), more.begin(), more.end());
  const smt::Answer answer = cx_.show(session, cx_.policy().range(near), all);
  if (!answer.witness) return std::nullopt;
  add(near, *answer.witness);
  Witness witness = cx_.witness(session, all, *answer.witness, std::move(shows));
  for (const ExprId id : question.yes) witness.truths.emplace_back(id, ir::Truth::Yes);
  interp::Evaluation evaluation(cx_.policy(), witness.complete);
  for (const ExprId id : question.no) {
    // What is open whatever is documented, as an unstated interval is, does not hold either.
    if (evaluation.truth(id) == ir::Truth::No) witness.truths.emplace_back(id, ir::Truth::No);
  }
  return witness;
}

}  // namespace pol::lint::logic
