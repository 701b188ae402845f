#include "compiler/lint/rules/document/change_log.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::lint::document {

using ir::Change;

namespace {

bool is_below(std::string_view path, std::string_view above) {
  return path.size() > above.size() && path.starts_with(above) && path[above.size()] == '.';
}

Clause clause_of(const ir::Criterion& criterion) {
  return {criterion.range, criterion.path, fmt::format("{}. \"{}\"", criterion.label, criterion.title)};
}

}  // namespace

ChangeLog::ChangeLog(Context& cx) : policy_(cx.policy()), texts_(texts_of(policy_)) {
  for (const ir::Define& define : policy_.defines) texts_.push_back({define.name, define.title, define.range});
  for (const ir::Notice& notice : policy_.notices) texts_.push_back({notice.name, notice.text, {}});
  for (const ir::Revision& revision : policy_.revisions) read(revision);
}

bool ChangeLog::is_at_odds(const Change& entry) const {
  return std::any_of(found_.begin(), found_.end(), [&](const AtOdds& each) { return each.entry == &entry; });
}

std::string ChangeLog::says(const Change& entry) {
  const std::string what = entry.kind == Change::Kind::Added     ? "was added"
                           : entry.kind == Change::Kind::Removed ? "was removed"
                                                                 : "was changed";
  if (!entry.is_text) return fmt::format("`{}` {}", entry.path, what);
  return fmt::format("\"{}\" {} {} `{}`", entry.text, what, entry.kind == Change::Kind::Added ? "to" : "from",
                     entry.path);
}

void ChangeLog::read(const ir::Revision& revision) {
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

ChangeLog::AtOdds& ChangeLog::tell(const Change& change, const std::string& but) {
  found_.push_back({&change, fmt::format("the change log says that {}, but {}", says(change), but), std::nullopt});
  return found_.back();
}

bool ChangeLog::is_known(const std::string& path) const {
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
void ChangeLog::read_removed(const Change& change) {
  const std::vector<std::string> gone = words_of(change.text);
  for (const ir::Criterion& criterion : policy_.criteria) {
    if (!is_below(criterion.path, change.path) || words_of(criterion.title) != gone) continue;
    tell(change, fmt::format("`{}` \"{}\" is still there", criterion.path, criterion.title)).related =
        clause_of(criterion);
    return;
  }
}

/// Nothing at or below it shares half of the words.
void ChangeLog::read_added_text(const Change& change) {
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

void ChangeLog::read_added(const ir::Revision& revision, const Change& change) {
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
    found_.push_back({&change,
                      fmt::format("the change log calls `{}` \"{}\", its title is \"{}\"", change.path, change.text,
                                  criterion.title),
                      clause_of(criterion)});
  }
}

}  // namespace pol::lint::document
