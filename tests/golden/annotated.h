#pragma once
// A .pol file with what it expects: `//!` lines, apart from the text they speak of.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace pol::golden {

/// Line number of the text line that expectations stand above; kAnywhere for what lies in no line of this file.
using Line = std::size_t;
inline constexpr Line kAnywhere = 0;

/// By line: `error[POL2107]: …`, followed by its `note: …`, `hint: …` and `patient: …`, in order.
using Messages = std::map<Line, std::vector<std::string>>;

struct Findings {
  Messages messages;
  std::vector<std::string> out;  ///< other output, in order

  bool operator==(const Findings&) const = default;
  /// Mistakes, for which there is no policy: what the linter finds is none.
  bool has_errors() const;
};

struct Annotated {
  std::string verb;                ///< `check`, `dump`, `lint`, `revisions`, `test`
  std::string stage;               ///< of `dump`
  std::vector<int> rules;          ///< of `lint`: the codes of `//! rules: 4103 4107`; empty: all
  std::string today;               ///< of `lint`: the date of `//! today: 2026-12-31`; allowances may have ended
  std::string against;             ///< of `lint`: the earlier revision of `//! against: older.pol`, beside the file
  std::vector<std::string> lines;  ///< all lines of the file
  std::vector<bool> is_expectation;
  Findings expected;

  /// The text line at `line`, or the next one below: a message may point at the end of the file.
  Line text_line(Line line) const;
};

/// Whether the text has a `//! run:` line at all; files without one are imported by others.
bool has_directive(std::string_view text);
/// Error: no or an unknown `//! run:`, or a `//!` line that is neither that nor an expectation.
Result<Annotated> parse_annotated(std::string_view text);

/// The file with its expectations replaced by `actual`.
std::string rewrite(const Annotated& file, const Findings& actual);

/// Lines that are missing or unexpected, each with its place; empty when both are equal.
std::vector<std::string> differences(const Findings& expected, const Findings& actual);

}  // namespace pol::golden
