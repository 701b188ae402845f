#pragma once
// The facts, value sets and records of one random policy: what its conditions may speak of.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/agreement/draft.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// A unit as a literal writes it; `factor` in the family's smallest written step.
struct LiteralUnit {
  std::string text;
  std::int64_t factor = 1;
};
/// Numbers that may be compared with each other.
struct NumberFamily {
  std::string type;       ///< `length in cm`
  int family = 0;         ///< equal: comparable
  std::vector<LiteralUnit> units;  ///< none: a bare number
  std::int64_t low = 0, high = 0;  ///< range that literals are taken from, in steps
  bool fractions = false;          ///< a literal may have one digit after the point
};

struct FactSketch {
  enum class Kind { Finding, Choice, Set, Number, Date, Code };
  Kind kind = Kind::Finding;
  std::string name;
  bool or_none = false;
  std::vector<std::string> values;  ///< Choice, Set, Code: as written, quotes included
  NumberFamily number;
};

struct RecordSketch {
  enum class Kind { Episode, Study, Age };
  Kind kind = Kind::Episode;
  std::string name;
  bool has_end = false;             ///< Episode
  std::vector<std::string> names;   ///< of the facts it is declared over
};

struct Vocabulary {
  std::vector<FactSketch> facts;  ///< the first is the reference date
  std::vector<RecordSketch> records;
  std::string table;              ///< of procedures; "" for none
  std::vector<std::string> codes;  ///< as written, quotes included

  std::vector<const FactSketch*> of_kind(FactSketch::Kind kind) const;
};

/// Draws the facts and adds their declarations to `draft`. `richness`: about how many beside the reference date.
/// `shown by` and records are added here too, so that everything later conditions need is declared.
/// What `words` already holds stays: its first fact is then the reference date.
void invent_vocabulary(Random& random, std::size_t richness, Draft& draft, Vocabulary& words);

/// `12.5 cm`, `6 weeks`: a literal that the family's facts may be compared with.
std::string literal_of(Random& random, const NumberFamily& family);

/// One condition without parts over one or two facts: the leaf of everything.
std::string invent_test(Random& random, const Vocabulary& vocabulary);
/// A test of this very fact.
std::string invent_test_of(Random& random, const Vocabulary& vocabulary, const FactSketch& fact);

}  // namespace pol::agreement
