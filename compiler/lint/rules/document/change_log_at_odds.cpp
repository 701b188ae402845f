#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"

namespace pol::lint {

using document::Said;
using document::telling_words;
using ir::Change;

namespace {

bool is_below(std::string_view path, std::string_view above) {
  return path.size() > above.size() && path.starts_with(above) && path[above.size()] == '.';
}

class ChangeLog {
 public:
  explicit ChangeLog(Context& cx) : cx_(cx), policy_(cx.policy()), texts_(document::texts_of(policy_)) {
    for (const ir::Define& define : policy_.defines) texts_.push_back({define.name, define.title, define.range});
    for (const ir::Notice& notice : policy_.notices) texts_.push_back({notice.name, notice.text, {}});
  }

  void read(const ir::Revision& revision) {
    for (const Change& change : revision.changes) {
      if (!change.but.empty()) {
        tell(change, change.but);
      } else if (change.is_text && !is_known(change.path)) {
        tell(change, fmt::format("there is no `{}`", change.path));
      } else if (change.kind == Change::Kind::Removed) {
        read_removed(change);
      } else if (change.kind == Change::Kind::Added) {
        change.is_text ? read_added_text(change) : read_added(revision, change);
      }
    }
  }

 private:
  Finding& tell(const Change& change, const std::string& but) {
    const std::string what = change.kind == Change::Kind::Added     ? "was added"
                             : change.kind == Change::Kind::Removed ? "was removed"
                                                                    : "was changed";
    std::string entry = fmt::format("`{}` {}", change.path, what);
    if (change.is_text) {
      entry = fmt::format("\"{}\" {} {} `{}`", change.text, what, change.kind == Change::Kind::Added ? "to" : "from",
                          change.path);
    }
    return cx_.report(change.range, {change.path}, fmt::format("the change log says that {}, but {}", entry, but));
  }

  bool is_known(const std::string& path) const {
    const auto is_it = [&](const std::string& name) { return name == path || is_below(name, path); };
    const auto has = [&](const auto& all, const auto& name_of) {
      return std::any_of(all.begin(), all.end(), [&](const auto& each) { return is_it(name_of(each)); });
    };
    const auto name = [](const auto& each) { return each.name; };
    return path == policy_.name || has(policy_.criteria, [](const ir::Criterion& each) { return each.path; }) ||
           has(policy_.defines, name) || has(policy_.facts, name) || has(policy_.records, name) ||
           has(policy_.coverages, name) || has(policy_.procedures, name) || has(policy_.notices, name) ||
           has(policy_.modules, name) || path == "determine" ||
           has(policy_.citations, [](const ir::Citation& each) { return "[" + each.key + "]"; });
  }

  /// Something below it has that title still.
  void read_removed(const Change& change) {
    const std::vector<std::string> gone = document::words_of(change.text);
    for (const ir::Criterion& criterion : policy_.criteria) {
      if (!is_below(criterion.path, change.path) || document::words_of(criterion.title) != gone) continue;
      Finding& finding = tell(change, fmt::format("`{}` \"{}\" is still there", criterion.path, criterion.title));
      finding.paths.push_back(criterion.path);
      finding.related.push_back(
          {criterion.range, criterion.path, fmt::format("{}. \"{}\"", criterion.label, criterion.title)});
      return;
    }
  }

  /// Nothing at or below it shares half of the words.
  void read_added_text(const Change& change) {
    const std::vector<std::string> words = telling_words(change.text);
    if (words.empty()) return;
    for (const Said& said : texts_) {
      if (said.path != change.path && !is_below(said.path, change.path)) continue;
      const std::vector<std::string> others = telling_words(said.text);
      const auto shared = std::count_if(words.begin(), words.end(), [&](const std::string& word) {
        return std::binary_search(others.begin(), others.end(), word);
      });
      if (static_cast<std::size_t>(shared) * 2 >= words.size()) return;
    }
    tell(change, "no title or note there speaks of it");
  }

  void read_added(const ir::Revision& revision, const Change& change) {
    const auto [before, is_new] = added_.try_emplace(change.path, &revision);
    if (!is_new) tell(change, fmt::format("so it was on {}", before->second->date));
    const std::vector<std::string> words = telling_words(change.text);
    for (const ir::Criterion& criterion : policy_.criteria) {
      if (criterion.path != change.path || criterion.title.empty() || words.empty()) continue;
      const std::vector<std::string> title = telling_words(criterion.title);
      const bool is_shared = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::binary_search(title.begin(), title.end(), word);
      });
      if (is_shared) continue;
      Finding& finding = cx_.report(change.range, {change.path},
                                    fmt::format("the change log calls `{}` \"{}\", its title is \"{}\"", change.path,
                                                change.text, criterion.title));
      finding.related.push_back(
          {criterion.range, criterion.path, fmt::format("{}. \"{}\"", criterion.label, criterion.title)});
    }
  }

  Context& cx_;
  const ir::Policy& policy_;
  std::vector<Said> texts_;
  std::map<std::string, const ir::Revision*> added_;
};

}  // namespace

/// Finds: an entry of the change log that the text does not bear out: what was removed is still there, what was added
/// is
///   not, or is called otherwise, or was added twice; or the entry itself says `but "…"`.
/// Why: reviewers read the change log instead of the document, and train others by it.
/// Example: `removed "Limp" from guideline.2.a.ii` while `guideline.2.a.ii.K. "Limp"` stands there.
/// Instead: mend the entry, or make the change that it tells of.
/// Limits: compares titles and notes with the words of the entry; what was said in other words is not seen.
void change_log_at_odds(Context& cx) {
  ChangeLog log(cx);
  for (const ir::Revision& revision : cx.policy().revisions) log.read(revision);
}

}  // namespace pol::lint
