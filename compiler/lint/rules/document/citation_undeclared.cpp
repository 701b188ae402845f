#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"

namespace pol::lint {

namespace {

const ir::Citation* citation_of(const ir::Policy& policy, std::string_view key) {
  for (const ir::Citation& citation : policy.citations) {
    if (citation.key == key) return &citation;
  }
  return nullptr;
}

/// The numbers in square brackets: `[16]`. Words in brackets are no references.
std::vector<std::string> numbers_cited(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
    const std::size_t close = text.find(']', open);
    if (close == std::string_view::npos) break;
    const std::string_view key = text.substr(open + 1, close - open - 1);
    const bool is_number =
        !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) found.emplace_back(key);
  }
  return found;
}

}  // namespace

/// Finds: a reference that is named where it is not declared: `[16]` in a title, a note or a reason, though the list of
///   references has no 16; or cited by a module, though only the policy that imports it has it.
/// Why: a reader who follows the number finds nothing, or in another policy another paper.
/// Example: `note "Chiropractic care counts, see [31]"` where the list ends at 29.
/// Instead: declare it, `citation [31] "…"`, or name the one that was meant; a module declares what it cites.
/// Limits: after `cites` an unknown key is already refused by `polc check`; in texts only numbers in brackets count.
void citation_undeclared(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const document::Said& said : document::texts_of(policy)) {
    for (const std::string& key : numbers_cited(said.text)) {
      if (citation_of(policy, key) != nullptr) continue;
      cx.report(said.range, {said.path}, fmt::format("the text names `[{}]`, which is in no list of references", key));
    }
  }
  for (const ir::Criterion& criterion : policy.criteria) {
    if (document::is_own(policy, criterion.range)) continue;
    for (const std::string& key : criterion.cites) {
      const ir::Citation* citation = citation_of(policy, key);
      if (citation == nullptr || !document::is_own(policy, citation->range)) continue;
      Finding& finding = cx.report(criterion.range, {criterion.path},
                                   fmt::format("the module `{}` cites `[{}]`, which only the policy `{}` declares",
                                               document::module_of(policy, criterion.range), key, policy.name));
      finding.severity = Severity::Warning;
      finding.details.push_back(fmt::format("another policy that imports the module may mean another `[{}]`", key));
      finding.related.push_back({citation->range, key, fmt::format("[{}] \"{}\"", key, citation->title)});
    }
  }
}

}  // namespace pol::lint
