// A change log as the comparison would write it.

#include <fmt/format.h>

#include <algorithm>

#include "tools/polc/diff.h"

namespace pol::tool {

namespace {

/// A string of the language. It knows no line ends.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : clean(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string parent_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? path : path.substr(0, dot);
}

std::string words_of(const DiffChange& change) {
  const std::string name = change.title.empty() ? change.path : change.title;
  switch (change.item->relation) {
    case diff::Relation::Broader:
      return name + ": met by more cases";
    case diff::Relation::Narrower:
      return name + ": met by fewer cases";
    case diff::Relation::Incomparable:
      return name + ": met by some cases no longer, by others now";
    case diff::Relation::Undecided:
      return name + ": says something else";
    case diff::Relation::Equivalent:
    case diff::Relation::Added:
    case diff::Relation::Removed:
      break;
  }
  return name;
}

std::string entry_of(const DiffChange& change) {
  const bool is_definition = change.item->kind == diff::Item::Kind::Definition;
  if (change.item->relation == diff::Relation::Added && !is_definition) {
    return fmt::format("added {} {}", change.path, in_quotes(words_of(change)));
  }
  if (change.item->relation == diff::Relation::Removed && !is_definition) {
    return fmt::format("removed {} from {}", in_quotes(words_of(change)), parent_of(change.path));
  }
  return fmt::format("changed {} {}", change.path, in_quotes(words_of(change)));
}

}  // namespace

std::string drafted_log(const DiffReport& report) {
  std::string text = "// Drafted by polc diff. Why it was done is not known to it: add `because \"…\"`.\n";
  text += fmt::format("revision {} draft {{\n", report.pair.new_policy().revision);
  for (const DiffChange& change : report.changes) {
    const bool is_gone = change.item->kind == diff::Item::Kind::Definition && change.item->new_path.empty();
    if (is_gone) {
      text += fmt::format("  // the definition {} is no longer there\n", clean(change.path));
      continue;
    }
    text += fmt::format("  {}\n", entry_of(change));
  }
  return text + "}\n";
}

}  // namespace pol::tool
