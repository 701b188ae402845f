#include "compiler/lint/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules/document/pages.h"

namespace pol::lint {

using ir::Change;

namespace {

bool is_in(const ir::Revision& log, const Change& entry) {
  return std::any_of(log.changes.begin(), log.changes.end(), [&](const Change& each) {
    return each.kind == entry.kind && each.path == entry.path && each.text == entry.text;
  });
}

/// Of a value, `fact.value`, the fact will do.
bool is_named(const Change& entry, const Redeclared& declaration) {
  return is_at_or_below(declaration.name, entry.path);
}

/// As a string of the language.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string parent_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

}  // namespace

bool is_at_or_below(std::string_view path, std::string_view above) {
  return !above.empty() && path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '.');
}

bool shares_words(std::string_view entry, std::string_view title) {
  const std::vector<std::string> words = document::telling_words(entry), others = document::telling_words(title);
  const auto shared = std::count_if(words.begin(), words.end(), [&](const std::string& word) {
    return std::binary_search(others.begin(), others.end(), word);
  });
  return shared > 0 && static_cast<std::size_t>(shared) * 2 >= words.size();
}

std::vector<const Change*> Changes::entries() const {
  std::vector<const Change*> list;
  for (const ir::Revision& revision : cx_->policy().revisions) {
    // Days are written so that their texts sort as they do.
    if (!since.empty() && revision.date < since) continue;
    for (const Change& entry : revision.changes) {
      const bool is_known = std::any_of(known.begin(), known.end(), [&](const ir::Revision& each) {
        return each.date == revision.date && is_in(each, entry);
      });
      if (!is_known) list.push_back(&entry);
    }
  }
  return list;
}

std::vector<const Changed*> Changes::below(const Change& entry) const {
  std::vector<const Changed*> list;
  for (const Changed& item : items) {
    const bool is_in = item.kind == Changed::Kind::Outcome
                           ? entry.path == cx_->policy().name
                           : is_at_or_below(item.new_path, entry.path) || is_at_or_below(item.old_path, entry.path);
    if (is_in) list.push_back(&item);
  }
  return list;
}

bool Changes::tells_of(const Change& entry, const Changed& item) const {
  if (item.kind == Changed::Kind::Outcome) return entry.path == cx_->policy().name;
  const bool is_itself = item.new_path == entry.path || item.old_path == entry.path;
  if (!entry.is_text) {
    // What is new or changed here may have stood elsewhere.
    return is_at_or_below(item.new_path, entry.path) || is_at_or_below(item.old_path, entry.path);
  }
  const bool is_there = entry.kind == Change::Kind::Added ? is_at_or_below(item.new_path, entry.path)
                                                          : is_at_or_below(item.old_path, entry.path);
  if (!is_there) return false;
  const std::string& title = entry.kind == Change::Kind::Added ? item.new_title : item.old_title;
  if (shares_words(entry.text, title)) return true;
  const bool is_said = std::any_of(item.wording.begin(), item.wording.end(),
                                   [&](const std::string& words) { return shares_words(entry.text, words); });
  // A part without a label of its own.
  return is_said || (is_itself && item.is_own);
}

bool Changes::is_told(const Changed& item) const {
  const std::vector<const Change*> list = entries();
  if (std::any_of(list.begin(), list.end(), [&](const Change* entry) { return tells_of(*entry, item); })) return true;
  if (item.kind != Changed::Kind::Definition) return false;
  // A definition is told of where all is that reads it.
  std::size_t readers = 0;
  for (const Changed& reader : items) {
    const auto& names = reader.because_of;
    if (std::find(names.begin(), names.end(), item.path()) == names.end()) continue;
    ++readers;
    if (reader.kind != Changed::Kind::Criterion || !is_told(reader)) return false;
  }
  return readers > 0;
}

bool Changes::is_told(const Redeclared& declaration) const {
  const std::vector<const Change*> list = entries();
  return std::any_of(list.begin(), list.end(), [&](const Change* entry) {
    return is_named(*entry, declaration) || (entry->is_text && shares_words(entry->text, declaration.title));
  });
}

std::string Changes::since_text() const { return "since " + (since.empty() ? "the earlier revision" : since); }

Range Changes::place_of(const Changed& item) const {
  const ir::Policy& policy = cx_->policy();
  if (item.kind == Changed::Kind::Outcome && !policy.rules.empty()) {
    for (const ir::Rule& rule : policy.rules) {
      if (ir::to_text(rule.outcome) == item.path()) return rule.range;
    }
    return policy.rules.front().range;
  }
  for (const ir::Define& define : policy.defines) {
    if (define.name == item.new_path) return define.range;
  }
  for (std::string path = item.path(); !path.empty(); path = parent_of(path)) {
    for (const ir::Criterion& criterion : policy.criteria) {
      if (criterion.path == path) return criterion.range;
    }
  }
  return document::head_of(*cx_);
}

std::string entry_for(const Changed& item, const std::string& policy) {
  if (item.kind == Changed::Kind::Outcome) return fmt::format("added \"The decision is another\" to {}", policy);
  const std::string parent = parent_of(item.path());
  const std::string name = item.title().empty() ? item.path() : item.title();
  const auto changed = [&](std::string_view how) {
    return fmt::format("changed {} {}", item.new_path, quoted(fmt::format("{}{}", name, how)));
  };
  switch (item.shift) {
    case Shift::Added:
      return fmt::format("added {} {}", item.new_path, quoted(name));
    case Shift::Removed:
      return fmt::format("removed {} from {}", quoted(name), parent.empty() ? policy : parent);
    case Shift::None:
      return changed("");
    case Shift::Broader:
      return changed(": met by more cases");
    case Shift::Narrower:
      return changed(": met by fewer cases");
    case Shift::Incomparable:
      return changed(": met by some cases no longer, by others now");
    case Shift::Undecided:
      return changed(": may be met by other cases");
  }
  return "";
}

std::string entry_for(const Redeclared& declaration, const std::string& policy) {
  const std::string title = declaration.title.empty() ? declaration.name : declaration.title;
  if (declaration.is_named) {
    const std::string name = declaration.name.substr(0, declaration.name.find('.'));
    return fmt::format("changed {} {}", name, quoted(title));
  }
  return declaration.change == "removed" ? fmt::format("removed {} from {}", quoted(title), policy)
                                         : fmt::format("added {} to {}", quoted(title), policy);
}

}  // namespace pol::lint
