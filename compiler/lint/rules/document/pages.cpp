#include "compiler/lint/rules/document/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace pol::lint::document {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Bytes beyond ASCII belong to letters.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

}  // namespace

bool is_own(const ir::Policy& policy, Range range) {
  return !policy.modules.empty() && policy.modules.front().source == range.source;
}

std::string_view module_of(const ir::Policy& policy, Range range) {
  for (const ir::Module& module : policy.modules) {
    if (module.source == range.source) return module.name;
  }
  return {};
}

bool is_vocabulary(const ir::Policy& policy, Range range) {
  if (is_own(policy, range)) return false;
  return std::none_of(policy.criteria.begin(), policy.criteria.end(), [&](const ir::Criterion& each) {
    return each.kind == ir::Criterion::Kind::Section && each.range.source == range.source;
  });
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    const auto same_kind = [&](char c) { return is_digit(text[i]) ? is_digit(c) : is_letter(c); };
    if (!is_digit(text[i]) && !is_letter(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && same_kind(text[end])) ++end;
    std::string word(text.substr(i, end - i));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    words.push_back(std::move(word));
    i = end;
  }
  return words;
}

std::vector<std::string> telling_words(std::string_view text) {
  static constexpr std::array<std::string_view, 19> kSilent = {"a",    "an",  "and", "as",   "at",  "by", "for",
                                                               "from", "if",  "in",  "is",   "no",  "of", "on",
                                                               "or",   "the", "to",  "with", "when"};
  std::vector<std::string> words = words_of(text);
  std::erase_if(
      words, [](const std::string& word) { return std::find(kSilent.begin(), kSilent.end(), word) != kSilent.end(); });
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::optional<std::string> version_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.'))) continue;
    std::size_t dot = i;
    while (dot < text.size() && is_digit(text[dot])) ++dot;
    std::size_t end = dot + 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (dot < text.size() && text[dot] == '.' && dot - i <= 2 && end - dot == 5)
      return std::string(text.substr(i, end - i));
  }
  return std::nullopt;
}

std::optional<Entry> entry_of(const ir::Policy& policy, std::string_view key) {
  for (std::size_t i = 0; i < policy.metadata.size(); ++i) {
    const auto& [name, text] = policy.metadata[i];
    if (name != key) continue;
    ir::DateError error{};
    const auto day = ir::parse_date(text, error);
    return Entry{text, day ? std::optional(day->low) : std::nullopt, policy.metadata_ranges[i]};
  }
  return std::nullopt;
}

std::optional<ir::Day> day_of(const ir::Policy& policy) {
  for (const std::string_view key : {"effective", "reviewed"}) {
    if (const auto entry = entry_of(policy, key); entry && entry->day) return entry->day;
  }
  return std::nullopt;
}

Range head_of(const Context& cx) {
  const ir::Policy& policy = cx.policy();
  if (policy.modules.empty()) return {};
  const std::uint32_t source = policy.modules.front().source;
  const std::string& text = cx.sources().text(source);
  const std::string words = "policy " + policy.name;
  const std::size_t at = text.find(words);
  if (at == std::string::npos) return {source, 0, 0};
  const auto end = static_cast<std::uint32_t>(at + words.size());
  return {source, end - static_cast<std::uint32_t>(policy.name.size()), end};
}

std::vector<Said> texts_of(const ir::Policy& policy) {
  std::vector<Said> said;
  for (const ir::Criterion& criterion : policy.criteria) {
    said.push_back({criterion.path, criterion.title, criterion.range});
    for (const ir::Note& note : criterion.notes) said.push_back({criterion.path, note.text, note.range});
    for (const ir::Except& except : criterion.excepts) said.push_back({criterion.path, except.reason, except.range});
  }
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    said.push_back({fmt::format("determine.{}", i + 1), policy.rules[i].reason, policy.rules[i].range});
  }
  std::erase_if(said, [](const Said& each) { return each.text.empty(); });
  return said;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += fmt::format("`{}`", names[i]);
  }
  return text;
}

}  // namespace pol::lint::document
