#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/document/references.h"

namespace pol::lint {

/// Finds: one guideline that is cited under one version and listed, or cited elsewhere, under another.
/// Why: a reviewer opens the version in the list; its intervals need not be those of the section.
/// Example: a section that cites `[2025 Bone Cancer Version 1.2026]`, and `citation [6] "NCCN bone cancer 2.2025"`.
/// Instead: cite the version that the section was written after, and list that one.
/// Limits: versions are written `2.2025`, in the key or in the title; two references are the same work when what is
/// left of their names without author, version and words like `NCCN` or `cancer` is equal.
void citation_version(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& references = cx.shared<document::References>();
  for (const document::TwoVersions& pair : references.in_two_versions()) {
    const ir::Citation& cited = policy.citations[pair.cited];
    const ir::Citation& other = policy.citations[pair.other];
    const bool is_other_cited = references.is_cited(pair.other);
    Finding& finding =
        cx.report(cited.range, {cited.key, other.key},
                  fmt::format("`[{}]` is version {}, but {} `[{}]` \"{}\"{}", cited.key, pair.cited_version,
                              is_other_cited ? "elsewhere is cited" : "the list of references has", other.key,
                              other.title, is_other_cited ? "" : ", which nothing cites"));
    const std::string year = pair.cited_version.substr(pair.cited_version.find('.') + 1);
    if (const auto reviewed = document::entry_of(policy, "reviewed"); reviewed && reviewed->text.substr(0, 4) < year) {
      finding.details.push_back(fmt::format("the policy was reviewed on {}, before the year of version {}",
                                            reviewed->text, pair.cited_version));
    }
    finding.related.push_back({other.range, other.key, fmt::format("[{}] \"{}\"", other.key, other.title)});
  }
}

}  // namespace pol::lint
