#pragma once
// How labels are counted: `1.`, `a.`, `ii.`, `A.`, or words.

#include <string_view>
#include <vector>

namespace pol::parse {

enum class LabelStyle { Number, Lower, Roman, Capital, CapitalRoman, Word };

struct LabelReading {
  LabelStyle style;
  unsigned ordinal;  ///< 0 for words, which have no order
};

/// Every way to read a label: `i` is a letter and a roman number.
std::vector<LabelReading> readings(std::string_view label);

/// Does `label` come right after `last` in a list?
bool follows(std::string_view label, std::string_view last);

/// Could `label` stand somewhere after `last` in the same list (numbers left out, or words)?
bool could_follow(std::string_view label, std::string_view last);

/// Does `label` begin a list: `1`, `a`, `i`, `A`?
bool begins_list(std::string_view label);

}  // namespace pol::parse
