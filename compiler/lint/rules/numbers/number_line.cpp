#include "compiler/lint/rules/numbers/number_line.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "compiler/lint/rules/logic/windows.h"

namespace pol::lint::numbers {

namespace {

using Band = NumberLine::Band;

/// An end of a band as a place on the line: just behind a value, or just before it.
struct Edge {
  double at = 0;
  bool is_behind = false;
  friend auto operator<=>(const Edge&, const Edge&) = default;
};
Edge lower_edge(const Band& band) {
  if (!band.low) return {-std::numeric_limits<double>::infinity(), false};
  return {*band.low, band.low_open};
}
Edge upper_edge(const Band& band) {
  if (!band.high) return {std::numeric_limits<double>::infinity(), true};
  return {*band.high, !band.high_open};
}

Band between(const Edge& low, const Edge& high, const char* label) {
  Band band;
  band.label = label;
  band.is_flaw = true;
  if (low.at > -std::numeric_limits<double>::infinity()) band.low = low.at;
  if (high.at < std::numeric_limits<double>::infinity()) band.high = high.at;
  band.low_open = low.is_behind;
  band.high_open = !high.is_behind;
  return band;
}

std::vector<Band> overlaps(const std::vector<Band>& bands) {
  std::vector<Band> found;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    for (std::size_t k = i + 1; k < bands.size(); ++k) {
      const Edge low = std::max(lower_edge(bands[i]), lower_edge(bands[k]));
      const Edge high = std::min(upper_edge(bands[i]), upper_edge(bands[k]));
      if (low < high) found.push_back(between(low, high, "both"));
    }
  }
  return found;
}

/// Between the first band's ends, if `inside` it is drawn as what the others are to fill; else inside the hull of all.
std::vector<Band> gaps(std::vector<Band> bands) {
  const Edge end = upper_edge(bands.front());
  Edge reached = lower_edge(bands.front());
  bands.erase(bands.begin());
  std::sort(bands.begin(), bands.end(), [](const Band& a, const Band& b) { return lower_edge(a) < lower_edge(b); });
  std::vector<Band> found;
  for (const Band& band : bands) {
    const Edge begin = std::min(lower_edge(band), end);
    if (reached < begin) found.push_back(between(reached, begin, "no band"));
    reached = std::max(reached, upper_edge(band));
  }
  if (reached < end) found.push_back(between(reached, end, "no band"));
  return found;
}

std::vector<Band> outside(const std::vector<Band>& bands) {
  std::vector<Band> found;
  const Edge first = lower_edge(bands.front()), last = upper_edge(bands.front());
  for (std::size_t i = 1; i < bands.size(); ++i) {
    const Edge low = lower_edge(bands[i]), high = upper_edge(bands[i]);
    if (low < first) found.push_back(between(low, std::min(high, first), "outside"));
    if (last < high) found.push_back(between(std::max(low, last), high, "outside"));
  }
  return found;
}

}  // namespace

std::optional<NumberLine> draw(const Context& cx, const std::vector<Drawn>& bands, Flaws flaws) {
  std::vector<ir::ExprId> conditions;
  for (const Drawn& band : bands) conditions.insert(conditions.end(), band.conditions.begin(), band.conditions.end());
  const std::optional<logic::Line> line = logic::line_of(cx.policy(), conditions);
  if (!line) return std::nullopt;
  NumberLine drawn;
  drawn.subject = line->subject;
  drawn.unit = line->unit;
  std::size_t next = 0;
  for (const Drawn& each : bands) {
    Band band;
    band.label = each.label;
    for (std::size_t i = 0; i < each.conditions.size(); ++i, ++next) {
      for (const logic::Bound& bound : line->windows[next].bounds) {
        if (!bound.at) return std::nullopt;
        std::optional<double>& end = bound.is_lower ? band.low : band.high;
        bool& is_open = bound.is_lower ? band.low_open : band.high_open;
        const bool is_tighter = !end || (bound.is_lower ? *bound.at > *end : *bound.at < *end);
        is_open = is_tighter ? bound.is_open : is_open || (*bound.at == *end && bound.is_open);
        if (is_tighter) end = bound.at;
      }
    }
    drawn.bands.push_back(std::move(band));
  }
  std::vector<Band> marked;
  switch (flaws) {
    case Flaws::None:
      break;
    case Flaws::Overlaps:
      marked = overlaps(drawn.bands);
      break;
    case Flaws::Gaps:
      marked = gaps(drawn.bands);
      break;
    case Flaws::Outside:
      marked = outside(drawn.bands);
      break;
  }
  drawn.bands.insert(drawn.bands.end(), marked.begin(), marked.end());
  return drawn;
}

std::string flaw_words(const std::optional<NumberLine>& line) {
  std::vector<std::string> words;
  if (!line) return {};
  for (const Band& band : line->bands) {
    if (!band.is_flaw) continue;
    const std::string low = band.low ? fmt::format("{}{}", band.low_open ? "above " : "", *band.low) : "";
    const std::string high = band.high ? fmt::format("{}{}", band.high_open ? "below " : "", *band.high) : "";
    const bool is_point = band.low && band.high && *band.low == *band.high;
    std::string stretch = is_point ? fmt::format("{}", *band.low)
                                   : fmt::format("{}{}{}", low, low.empty() || high.empty() ? "" : " to ", high);
    if (low.empty() && !band.high_open) stretch = "up to " + stretch;
    if (high.empty() && !band.low_open) stretch += " and more";
    words.push_back(line->unit.empty() ? stretch : fmt::format("{} {}", stretch, line->unit));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace pol::lint::numbers
