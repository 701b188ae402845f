#pragma once
// The document around the conditions: whose a declaration is, words and versions in its texts, its day.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::document {

/// Written in the policy's own file.
bool is_own(const ir::Policy& policy, Range range);
/// Written in a module without criteria: facts, definitions and references for several policies, none of which need use
/// them all.
bool is_vocabulary(const ir::Policy& policy, Range range);
/// The module that a declaration stands in.
std::string_view module_of(const ir::Policy& policy, Range range);

/// Runs of letters, and of digits, in lower case.
std::vector<std::string> words_of(std::string_view text);
/// The same, without those that tell nothing: `the`, `of` …; sorted, each once.
std::vector<std::string> telling_words(std::string_view text);
/// `2.2025` in "NCCN bone cancer 2.2025".
std::optional<std::string> version_in(std::string_view text);

/// The day as of which the policy was written: `effective`, else `reviewed`. Not set: it does not say.
std::optional<ir::Day> day_of(const ir::Policy& policy);
/// An entry of the head; not set where there is none.
struct Entry {
  std::string text;
  std::optional<ir::Day> day;
  Range range;
};
std::optional<Entry> entry_of(const ir::Policy& policy, std::string_view key);

/// `lumbar_mri` as it stands in the head of the policy's file.
Range head_of(const Context& cx);

/// A text that a criterion, a note, an exception or a clause of `determine` shows.
struct Said {
  std::string path;
  std::string text;
  Range range;
};
std::vector<Said> texts_of(const ir::Policy& policy);

/// "`a`", "`a` and `b`", "`a`, `b` and `c`".
std::string listed(const std::vector<std::string>& names);

}  // namespace pol::lint::document
