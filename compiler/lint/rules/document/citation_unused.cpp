#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/document/references.h"

namespace pol::lint {

/// Finds: a reference that no criterion cites and no text names.
/// Why: the criterion that rested on it was taken out, or its citation was forgotten: then nobody can tell what it
///   rests on.
/// Example: `citation [29] "Witte, imaging in orthopaedics"`, and no `cites [29]`.
/// Instead: cite it where it belongs, or take it off the list.
/// Limits: the list of one work in another version than the one cited is told by POL4603 alone. A module without
/// criteria may list what other policies cite.
void citation_unused(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& references = cx.shared<document::References>();
  for (std::size_t i = 0; i < policy.citations.size(); ++i) {
    const ir::Citation& citation = policy.citations[i];
    const auto is_told = [&](const document::TwoVersions& pair) { return pair.other == i; };
    const auto& pairs = references.in_two_versions();
    if (document::is_vocabulary(policy, citation.range)) continue;
    if (references.is_cited(i) || std::any_of(pairs.begin(), pairs.end(), is_told)) continue;
    cx.report(citation.range, {citation.key}, fmt::format("nothing cites `[{}]` \"{}\"", citation.key, citation.title));
  }
}

}  // namespace pol::lint
