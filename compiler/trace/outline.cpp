#include "compiler/trace/outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <unordered_map>
#include <utility>

#include "compiler/diag/sink.h"
#include "compiler/trace/csv.h"

namespace pol::trace {

namespace {

using Kind = Place::Kind;

struct KindRow {
  Kind kind;
  std::string_view word;
};
constexpr KindRow kKinds[] = {
    {Kind::Criterion, "criterion"}, {Kind::Note, "note"},
    {Kind::Footnote, "footnote"},   {Kind::Notice, "notice"},
    {Kind::Define, "define"},       {Kind::Determination, "determination"},
    {Kind::Citation, "citation"},   {Kind::Procedures, "procedures"},
    {Kind::Procedure, "procedure"}, {Kind::Revision, "revision"},
    {Kind::Change, "change"},       {Kind::Header, "header"},
};

bool is_numbered(Kind kind) { return kind == Kind::Note || kind == Kind::Footnote || kind == Kind::Change; }

/// Operators of conditions, and what an item may be instead.
constexpr std::string_view kConditions[] = {"leaf", "any", "all", "either", "both", "one", "none"};
constexpr std::string_view kOthers[] = {"note", "footnote", "definition", "reference", "change", "code"};

constexpr std::array<std::string_view, 5> kColumns = {"id", "parent", "operator", "in_policy", "not_normative"};
enum Column : std::size_t { kId, kParent, kOperator, kInPolicy, kNotNormative };

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// A number from 1 on; 0 when `text` is none.
std::uint32_t number_in(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

template <class List>
std::string listed(const List& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

/// The mistake, or "".
std::string read_place(std::string_view text, const std::string& id, Place& place) {
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, blank);
  std::string_view rest = trimmed(text.substr(blank));
  const auto* row =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindRow& each) { return each.word == word; });
  if (row == std::end(kKinds)) {
    std::vector<std::string_view> words;
    for (const KindRow& each : kKinds) words.push_back(each.word);
    return fmt::format("`{}` is no place in a policy; a place begins with {}", word, listed(words));
  }
  place.kind = row->kind;
  if (is_numbered(row->kind)) {
    const std::size_t of = rest.find(" of ");
    place.number = number_in(rest.substr(0, of));
    const std::string_view owner = of == std::string_view::npos ? std::string_view() : trimmed(rest.substr(of + 4));
    if (place.number == 0 || owner.empty()) {
      const std::string_view example = row->kind == Kind::Change ? "2025-05-16" : "guideline.2.a";
      return fmt::format("`{}` does not say which {}; write it as `{} 1 of {}`", text, word, word, example);
    }
    rest = owner;
  }
  place.name = rest.empty() ? id : std::string(rest);
  return "";
}

/// The mistake, or "".
std::string read_operator(std::string_view text, std::string& op) {
  const auto is_in = [&](const auto& list) {
    return std::find(std::begin(list), std::end(list), text) != std::end(list);
  };
  if (text.empty()) return "it is empty; `leaf` is a condition without one";
  if (is_in(kOthers)) return "";
  std::string_view count = text;
  const bool is_count = (take_prefix(count, "at least ") || take_prefix(count, "exactly ")) && number_in(count) > 0;
  if (is_count || is_in(kConditions)) {
    op = text;
    return "";
  }
  return fmt::format("`{}` is no operator; there are {}, at least 2, exactly 2, and for what is no condition {}", text,
                     listed(kConditions), listed(kOthers));
}

class OutlineReader {
 public:
  Outline read(std::string_view csv) {
    auto rows = read_csv(csv);
    if (!rows) {
      // The reader's words begin with the place.
      outline_.errors.push_back({0, "", rows.error()});
      return std::move(outline_);
    }
    if (rows.value().empty()) {
      outline_.errors.push_back({0, "", "the file is empty; its first line names the columns"});
      return std::move(outline_);
    }
    if (!read_head(rows.value().front())) return std::move(outline_);
    for (std::size_t i = 1; i < rows.value().size(); ++i) read_row(rows.value()[i]);
    if (outline_.errors.empty() && outline_.items.empty()) error(rows.value().front(), "", "no item follows");
    check_parents();
    return std::move(outline_);
  }

 private:
  void error(const CsvRow& row, std::string_view column, std::string message) {
    outline_.errors.push_back({row.line, std::string(column), std::move(message)});
  }

  bool read_head(const CsvRow& head) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const std::string& cell : head.cells) {
      names.emplace_back(trimmed(cell));
      const bool is_new = names.back().empty() || seen.insert(names.back()).second;
      if (!is_new) error(head, names.back(), "two columns have this name");
    }
    columns_ = names.size();
    const bool is_one_cell = names.size() == 1 && names.front().find_first_of(";\t") != std::string::npos;
    if (is_one_cell) {
      const bool is_tab = names.front().find('\t') != std::string::npos;
      error(head, "", fmt::format("the cells are parted by {}; save the table with commas", is_tab ? "tabs" : "`;`"));
      return false;
    }
    for (std::size_t i = 0; i < kColumns.size(); ++i) {
      const auto at = std::find(names.begin(), names.end(), kColumns[i]);
      at_[i] = static_cast<std::size_t>(at - names.begin());
      if (at != names.end()) continue;
      const std::string near = nearest(std::string(kColumns[i]), names);
      error(
          head, kColumns[i],
          "missing; the first line names the columns" + (near.empty() ? "" : fmt::format(": is `{}` this one?", near)));
    }
    return outline_.errors.empty();
  }

  void read_row(const CsvRow& row) {
    // A spreadsheet writes commas for a row that was cleared.
    if (std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return trimmed(cell).empty(); }))
      return;
    if (row.cells.size() != columns_) {
      error(row, "", fmt::format("the row has {} cells, the first line {}", row.cells.size(), columns_));
      return;
    }
    const auto cell = [&](Column column) { return trimmed(row.cells[at_[column]]); };
    Item item;
    item.line = row.line;
    item.id = cell(kId);
    item.parent = cell(kParent);
    item.reason = cell(kNotNormative);
    if (item.id.empty()) error(row, "id", "it is empty; each item has a name of its own");
    const auto [first, is_new] = lines_.try_emplace(item.id, row.line);
    if (!is_new && !item.id.empty())
      error(row, "id", fmt::format("`{}` is there already, on line {}", item.id, first->second));
    if (const std::string words = read_operator(cell(kOperator), item.op); !words.empty())
      error(row, "operator", words);
    const std::string_view place = cell(kInPolicy);
    if (place.empty() && item.reason.empty()) {
      error(row, "in_policy",
            "it is empty; say where the policy has the item, or under `not_normative` why it has not");
    }
    if (!place.empty() && !item.reason.empty()) {
      error(row, "not_normative", "a place in the policy is given too; keep one of the two");
    }
    if (!place.empty()) {
      const std::string words = read_place(place, item.id, item.place.emplace());
      if (!words.empty()) error(row, "in_policy", words);
    }
    outline_.items.push_back(std::move(item));
  }

  void check_parents() {
    for (const Item& item : outline_.items) {
      if (item.parent.empty()) continue;
      const bool is_own = item.parent == item.id;
      if (!is_own && lines_.count(item.parent) > 0) continue;
      outline_.errors.push_back(
          {item.line, "parent",
           is_own ? "an item is not its own parent" : fmt::format("`{}` is no item of the outline", item.parent)});
    }
  }

  Outline outline_;
  std::size_t columns_ = 0;
  std::array<std::size_t, kColumns.size()> at_{};
  std::unordered_map<std::string, std::uint32_t> lines_;
};

}  // namespace

std::string_view word_of(Place::Kind kind) {
  const auto* row =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindRow& each) { return each.kind == kind; });
  return row->word;
}

std::string text_of(const Place& place) {
  if (is_numbered(place.kind)) return fmt::format("{} {} of {}", word_of(place.kind), place.number, place.name);
  return fmt::format("{} {}", word_of(place.kind), place.name);
}

std::string text_of(const OutlineError& error) {
  if (error.line == 0) return error.message;
  if (error.column.empty()) return fmt::format("line {}: {}", error.line, error.message);
  return fmt::format("line {}, column `{}`: {}", error.line, error.column, error.message);
}

Outline read_outline(std::string_view csv) { return OutlineReader().read(csv); }

}  // namespace pol::trace
