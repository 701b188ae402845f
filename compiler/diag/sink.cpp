#include "compiler/diag/sink.h"

#include <algorithm>
#include <tuple>

namespace pol {
namespace diag {

const std::vector<RowName>& all_rows() {
#define POL_DIAGNOSTIC(severity, code, Name, format, ...) {code, Severity::severity, #Name, format},
  static const std::vector<RowName> rows = {
#include "compiler/diag/diagnostics.def"
  };
#undef POL_DIAGNOSTIC
  return rows;
}

}  // namespace diag

Sink::Reported Sink::add(Range range, int code, Severity severity, std::string message) {
  if (is_full()) {
    not_kept_ = {};
    return Reported(&not_kept_);
  }
  if (severity == Severity::Error) ++errors_;
  if (is_full()) {
    const auto& row = diag::TooManyMistakes;
    const std::string text = fmt::format(fmt::runtime(row.format), kMostDiagnostics);
    diagnostics_.push_back({row.code, row.severity, range, text, {}, {}, {}});
    return Reported(&not_kept_);
  }
  diagnostics_.push_back({code, severity, range, std::move(message), {}, {}, {}});
  return Reported(&diagnostics_.back());
}

std::vector<Diagnostic> Sink::sorted() const {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.range.source, d.range.begin, d.range.end, d.code, d.message);
  };
  std::vector<Diagnostic> all = diagnostics_;
  std::stable_sort(all.begin(), all.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

namespace {

std::string in_small_letters(std::string_view word) {
  std::string small(word);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

/// Damerau-Levenshtein distance (a swap of neighbours is one slip), or `limit + 1` when it is more than `limit`.
std::size_t slips_between(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit) return limit + 1;
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    if (*std::min_element(row.begin(), row.end()) > limit) return limit + 1;
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestName = 200;
  if (word.size() < 3 || word.size() > kLongestName) return "";
  std::size_t limit = std::clamp<std::size_t>(word.size() / 3, 1, 3);
  const std::string* best = nullptr;
  const std::string small = in_small_letters(word);  // `AND` is as near to `and` as can be
  for (const std::string& candidate : candidates) {
    if (candidate == word) continue;
    const std::size_t slips = slips_between(small, in_small_letters(candidate), limit);
    if (slips > limit) continue;
    // Among equals the first letter decides: it is the one that is seldom mistyped.
    const bool better = best == nullptr || slips < limit || (candidate[0] == word[0] && (*best)[0] != word[0]);
    if (better) best = &candidate;
    limit = slips;
  }
  return best == nullptr ? "" : *best;
}

}  // namespace pol
