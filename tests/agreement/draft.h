#pragma once
// A policy as a tree of text pieces: what the generator writes and the shrinker cuts.
// It knows nothing of names or types; whether a draft is a policy is asked of parse and sema.

#include <string>
#include <vector>

namespace pol::agreement {

struct Branch;

struct Condition {
  enum class Kind { Leaf, Not, And, Group, Ambiguous, Schedule, Clause, Phrase };
  Kind kind = Kind::Leaf;
  /// Leaf, Phrase: as written; Group: `any`, `at least`, `regimen` …; Ambiguous: the question; Schedule: `schedule
  /// one`;
  /// Clause: its first word, or "" for a phase.
  std::string text;
  unsigned k = 0;     ///< Group: of `at least`, `exactly`; Clause: of `through year` behind its condition, 0 for none
  bool labelled = false;
  /// Not: one; And: two or more; Ambiguous: the first reading is the chosen one; Schedule: its clauses, where the label
  /// `then` stands for the word; Clause: its parts, each behind its label (`when`), a `:` only where something is
  /// before it.
  std::vector<Branch> branches;
};

/// `except "…" when C`, `note … when C "…"`, `cites [1]`.
struct Trailer {
  std::string before;
  std::vector<Condition> when;  ///< none or one
  std::string after;
};

struct Branch {
  std::string label, title;  ///< label: only in a labelled group or a reading
  Condition condition;
  std::vector<Trailer> trailers;
};

struct Declaration {
  enum class Kind { Text, Fact, Criteria };
  Kind kind = Kind::Text;
  std::string before;             ///< `define adult "…" =`; a fact up to its `shown by`
  std::vector<Condition> shown;   ///< Fact: none or one; Text: none, one, or two joined by `implies`
  Branch body;                    ///< Criteria
};

struct Ruling {
  std::string outcome;
  bool unless = false;
  Condition condition;
  std::string reason;
};

struct Draft {
  std::string header;
  std::vector<Declaration> declarations;
  std::vector<Ruling> rulings;
  std::string otherwise;
  std::vector<std::string> features;  ///< what of schedules was written, by the names of `schedule_features()`
};

Condition leaf(std::string text);
/// Text that is no condition: a part of a clause.
Condition phrase(std::string text);
/// The text of a .pol file.
std::string print(const Draft& draft);
/// How many leaves the criteria and the rulings hold; a phase of a schedule counts as one.
std::size_t leaves(const Draft& draft);

}  // namespace pol::agreement
