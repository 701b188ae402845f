#include "compiler/lint/rules.h"
#include "compiler/lint/rules/numbers/divisions.h"
#include "compiler/lint/rules/numbers/number_line.h"

namespace pol::lint {

using numbers::Division;

/// Finds: a band, declared by `bands`, that reaches outside of what it is a part of.
/// Why: somebody is in the part and not in the whole, so that rules for the whole pass him by.
/// Example: `bands "Teens" of teenager { early, late }` where early begins at 11 and teenager at 12.
/// Instead: mend the bound that is wrong, of the band or of the whole.
/// Limits: fires only on proof; a question out of budget is reported as POL5001.
void band_outside_parent(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const ir::Bands& bands : policy.bands) {
    const Division division = numbers::as_chosen(cx, bands);
    const ir::ExprId whole = numbers::condition_of(policy, bands.whole);
    for (std::size_t i = 0; i < bands.parts.size(); ++i) {
      const std::vector<smt::Form> forms = {division.parts[i], division.session->negate(division.whole)};
      const smt::Answer answer = cx.show(*division.session, bands.range, forms);
      if (!answer.witness) continue;
      const ir::ExprId part = numbers::condition_of(policy, bands.parts[i]);
      const std::string mine = numbers::path_of(policy, bands.parts[i]), its = numbers::path_of(policy, bands.whole);
      Finding& finding = cx.report(
          policy.range(part), {mine, its},
          fmt::format("{} reaches outside {}, of which it is a band in \"{}\"",
                      numbers::name_of(policy, bands.parts[i]), numbers::name_of(policy, bands.whole), bands.title));
      finding.related.push_back(cx.clause(whole));
      finding.related.push_back({bands.range, its, "the bands"});
      finding.witness =
          cx.witness(*division.session, forms, *answer.witness, fmt::format("is in `{}` and not in `{}`", mine, its));
      finding.witness->truths.emplace_back(part, ir::Truth::Yes);
      finding.witness->truths.emplace_back(whole, ir::Truth::No);
      finding.number_line = numbers::draw(cx, {{its, {whole}}, {mine, {part}}}, numbers::Flaws::Outside);
      const std::string where = numbers::flaw_words(finding.number_line);
      if (!where.empty()) finding.details.push_back("outside is " + where);
    }
  }
}

}  // namespace pol::lint
