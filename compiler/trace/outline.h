#pragma once
// The outline of a printed document: one row an item, with its operator and its place in the policy.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pol::trace {

/// Where a policy encodes an item. `criterion`, `note 1 of guideline.2.a`, `citation 7`, `change 3 of 2025-05-16`.
struct Place {
  enum class Kind {
    Criterion,
    Note,
    Footnote,
    Notice,
    Define,
    Determination,
    Citation,
    Procedures,
    Procedure,
    Revision,
    Change,
    Header
  };
  Kind kind = Kind::Criterion;
  std::uint32_t number = 0;  ///< Note, Footnote, Change: counted from 1
  std::string name;          ///< of what it is, or of what holds the note or the change
};

/// The word that names the kind in an outline.
std::string_view word_of(Place::Kind kind);
/// As an outline writes it, with the name.
std::string text_of(const Place& place);

struct Item {
  std::string id, parent;
  std::string op;  ///< `leaf`, `any`, `at least 2` …; "" for what is no condition: a note, a reference …
  std::optional<Place> place;  ///< not set: `reason` says why the item is not normative
  std::string reason;
  std::uint32_t line = 1;
};

/// A row that does not fit; `column` is "" where the whole row does not.
struct OutlineError {
  std::uint32_t line = 1;
  std::string column, message;
};

struct Outline {
  std::vector<Item> items;  ///< in file order
  std::vector<OutlineError> errors;
};

/// One line: `line 3, column `operator`: …`.
std::string text_of(const OutlineError& error);

/// Reads a table with the columns `id`, `parent`, `operator`, `in_policy`, `not_normative`; others are the reader's
/// own. Every mistake of a row is in `errors`, and the items are then not to be used.
Outline read_outline(std::string_view csv);

}  // namespace pol::trace
