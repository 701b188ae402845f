#include "compiler/lint/rules.h"

namespace pol::lint {

/// Finds: an assumption on which alone several findings rest: conditions that nobody meets, or that are needless.
/// Why: where what is assumed is not always true, it is one mistake that shows at many places.
/// Example: `assume "Fever is an illness of children" : fever implies age < 18 years`, and three criteria about grown-ups
///   with a fever, whom nobody can be.
/// Instead: take the assumption out or narrow it; where it is right, mend the places that are listed.
/// Limits: told in place of the findings that it lists, each of which `--rule` with its code shows with its proof; as
///   severe as the worst of them. Findings that are allowed by their code stay by themselves.
void assumption_decides(Context&) {
  // tell_once_at_assumptions tells it, which has the findings of all rules.
}

}  // namespace pol::lint
