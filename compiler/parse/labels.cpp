#include "compiler/parse/labels.h"

#include <algorithm>
#include <string>

namespace pol::parse {
namespace {

constexpr unsigned kLargestRoman = 39;
constexpr std::size_t kLongestNumber = 6;

std::string roman(unsigned n) {
  constexpr const char* kUnits[] = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
  return std::string(n / 10, 'x') + kUnits[n % 10];
}

unsigned roman_value(std::string_view label) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    for (unsigned n = 0; n <= kLargestRoman; ++n) out.push_back(roman(n));
    return out;
  }();
  const auto found = std::find(all.begin() + 1, all.end(), label);
  return found == all.end() ? 0 : static_cast<unsigned>(found - all.begin());
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::vector<LabelReading> readings(std::string_view label) {
  std::vector<LabelReading> out;
  const auto all = [&](char low, char high) {
    return !label.empty() && std::all_of(label.begin(), label.end(), [&](char c) { return c >= low && c <= high; });
  };
  if (all('0', '9') && label.size() <= kLongestNumber) {
    out.push_back({LabelStyle::Number, static_cast<unsigned>(std::stoul(std::string(label)))});
  }
  if (all('a', 'z')) {
    if (label.size() == 1) out.push_back({LabelStyle::Lower, static_cast<unsigned>(label[0] - 'a') + 1});
    if (const unsigned n = roman_value(label)) out.push_back({LabelStyle::Roman, n});
  }
  if (all('A', 'Z')) {
    if (label.size() == 1) out.push_back({LabelStyle::Capital, static_cast<unsigned>(label[0] - 'A') + 1});
    if (const unsigned n = roman_value(lower(label))) out.push_back({LabelStyle::CapitalRoman, n});
  }
  if (out.empty()) out.push_back({LabelStyle::Word, 0});
  return out;
}

bool follows(std::string_view label, std::string_view last) {
  for (const LabelReading a : readings(label)) {
    for (const LabelReading b : readings(last)) {
      if (a.style == b.style && a.style != LabelStyle::Word && a.ordinal == b.ordinal + 1) return true;
    }
  }
  return false;
}

bool could_follow(std::string_view label, std::string_view last) {
  for (const LabelReading a : readings(label)) {
    for (const LabelReading b : readings(last)) {
      if (a.style == b.style && (a.style == LabelStyle::Word || a.ordinal > b.ordinal)) return true;
    }
  }
  return false;
}

bool begins_list(std::string_view label) {
  for (const LabelReading reading : readings(label)) {
    if (reading.ordinal == 1) return true;
  }
  return false;
}

}  // namespace pol::parse
