#pragma once
// A policy as a tree of text pieces: what the generator writes and the shrinker cuts.
// It knows nothing of names or types; whether a draft is a policy is asked of parse and sema.

#include <string>
#include <vector>

namespace pol::agreement {

struct Branch;

struct Condition {
  enum class Kind { Leaf, Not, And, Group, Ambiguous };
  Kind kind = Kind::Leaf;
  std::string text;   ///< Leaf: as written; Group: `any`, `at least` …; Ambiguous: the question
  unsigned k = 0;     ///< Group: of `at least`, `exactly`
  bool labelled = false;
  std::vector<Branch> branches;  ///< Not: one; And: two or more; Ambiguous: the first reading is the chosen one
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
};

Condition leaf(std::string text);
/// The text of a .pol file.
std::string print(const Draft& draft);
/// How many leaves the criteria and the rulings hold.
std::size_t leaves(const Draft& draft);

}  // namespace pol::agreement
