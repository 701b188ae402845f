#include "compiler/lint/rules/document/references.h"

#include <algorithm>
#include <array>
#include <set>

#include "compiler/lint/rules/document/pages.h"

namespace pol::lint::document {

namespace {

/// Behind the first author: "Bierman, NCCN bone cancer" is the work "NCCN bone cancer".
std::string_view without_author(std::string_view title) {
  const std::size_t comma = title.find(',');
  const bool is_author = comma != std::string_view::npos && title.substr(0, comma).find(' ') == std::string_view::npos;
  return is_author ? title.substr(comma + 1) : title;
}

/// What the work is about, in words that not every guideline has in its name.
std::vector<std::string> subject_of(const ir::Citation& citation) {
  static constexpr std::array<std::string_view, 9> kOfEach = {"acr",  "cancer", "cancers", "guideline", "guidelines",
                                                              "nccn", "tumor",  "tumors",  "version"};
  const bool is_named =
      std::any_of(citation.key.begin(), citation.key.end(), [](char c) { return c < '0' || c > '9'; });
  std::vector<std::string> words =
      telling_words(is_named ? std::string_view(citation.key) : without_author(citation.title));
  std::erase_if(words, [](const std::string& word) {
    return (word.front() >= '0' && word.front() <= '9') ||
           std::find(kOfEach.begin(), kOfEach.end(), word) != kOfEach.end();
  });
  return words;
}

struct Work {
  std::size_t citation = 0;
  std::string version;
  std::vector<std::string> subject;
};

}  // namespace

References::References(Context& cx) {
  const ir::Policy& policy = cx.policy();
  std::set<std::string> cited;
  for (const ir::Criterion& criterion : policy.criteria) cited.insert(criterion.cites.begin(), criterion.cites.end());
  std::string texts;
  for (const Said& said : texts_of(policy)) texts += said.text + "\n";
  for (const ir::Notice& notice : policy.notices) texts += notice.text + "\n";
  std::vector<Work> works;
  for (std::size_t i = 0; i < policy.citations.size(); ++i) {
    const ir::Citation& citation = policy.citations[i];
    is_cited_.push_back(cited.contains(citation.key) || texts.find("[" + citation.key + "]") != std::string::npos);
    auto version = version_in(citation.key);
    if (!version) version = version_in(citation.title);
    if (version) works.push_back({i, *version, subject_of(citation)});
  }
  for (const Work& work : works) {
    if (!is_cited_[work.citation]) continue;
    for (const Work& other : works) {
      if (work.version == other.version || work.subject.empty() || work.subject != other.subject) continue;
      // Of two that are cited both the later is told.
      if (is_cited_[other.citation] && other.citation > work.citation) continue;
      two_versions_.push_back({work.citation, other.citation, work.version, other.version});
      break;
    }
  }
}

}  // namespace pol::lint::document
