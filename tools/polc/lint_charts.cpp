#include "tools/polc/lint_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "compiler/ir/civil.h"
#include "tools/polc/svg.h"

namespace pol::tool {

namespace {

constexpr int kWidth = 760, kLeft = 220, kRight = 510, kWords = 526;
constexpr int kRow = 26, kBar = 12, kFont = 12, kBoldFont = 13, kAxis = 22;

/// A row of a drawing: from `low` to `high` on the scale; not set: without an end.
struct Row {
  std::string label, words;
  std::optional<double> low, high;
  bool low_open = false, high_open = false;
  bool is_flaw = false;
  bool is_point = false;  ///< `high`, with what leads up to it from `low`
};
struct Tick {
  double at = 0;
  std::string words;
};

/// Rows below one another, ticks below them.
class Chart {
 public:
  Chart(std::string_view about, double from, double to) : about_(about), from_(from), to_(std::max(to, from + 1e-9)) {}

  void mark(double at, std::string words) { marks_.push_back({at, std::move(words)}); }

  std::string draw(const std::vector<Row>& rows, const std::vector<Tick>& ticks) {
    const int bottom = static_cast<int>(rows.size()) * kRow + 6;
    for (const Tick& tick : ticks) page_.line("grid", x(tick.at), 2, x(tick.at), bottom);
    for (const Tick& mark : marks_) page_.line("mark", x(mark.at), 2, x(mark.at), bottom);
    for (std::size_t i = 0; i < rows.size(); ++i) add(rows[i], static_cast<int>(i) * kRow + 4 + kRow / 2);
    page_.line("axis", kLeft, bottom, kRight, bottom);
    add_ticks(ticks, bottom);
    return fmt::format("<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n{}</svg>", kWidth,
                       bottom + kAxis, svg_text(about_), page_.take());
  }

 private:
  int x(double at) const {
    const double part = std::clamp((at - from_) / (to_ - from_), 0.0, 1.0);
    return kLeft + static_cast<int>(std::lround(part * (kRight - kLeft)));
  }

  void add(const Row& row, int y) {
    add_words("label", 0, y, row.label, kFont, kLeft - 12);
    const int begin = row.low ? x(*row.low) : kLeft;
    const int end = row.high ? x(*row.high) : kRight;
    if (row.is_point) {
      if (row.low && begin != end) page_.rect("band", begin, y - 3, end - begin, 6, 2);
      page_.circle("dot", end, y, 5);
    } else {
      page_.rect(row.is_flaw ? "flaw" : "band", begin, y - kBar / 2, std::max(end - begin, 3), kBar, 2);
      if (row.low) page_.circle(row.low_open ? "end open" : "end", begin, y, 4);
      if (row.high) page_.circle(row.high_open ? "end open" : "end", end, y, 4);
      if (!row.low) page_.path("goes-on", fmt::format("M{} {}l-6 5l6 5", kLeft + 6, y - 5));
      if (!row.high) page_.path("goes-on", fmt::format("M{} {}l6 5l-6 5", kRight - 6, y - 5));
    }
    add_words(row.is_flaw ? "words flawed" : "words", kWords, y, row.words, row.is_flaw ? kBoldFont : kFont,
              kWidth - kWords);
  }

  /// On two lines where one is too short.
  void add_words(std::string_view css, int x, int y, const std::string& words, int font, int room) {
    std::size_t cut = svg_width(words, font) > room ? words.rfind(' ') : std::string::npos;
    while (cut != std::string::npos && cut > 0 && svg_width(words.substr(0, cut), font) > room) {
      cut = words.rfind(' ', cut - 1);
    }
    if (cut == std::string::npos || cut == 0) {
      page_.text(css, x, y + 4, svg_fitting(words, font, room));
      return;
    }
    page_.text(css, x, y - 2, words.substr(0, cut));
    page_.text(css, x, y + 10, svg_fitting(words.substr(cut + 1), font, room));
  }

  /// Words that would touch the ones before are left out; their line stays.
  void add_ticks(std::vector<Tick> ticks, int bottom) {
    ticks.insert(ticks.end(), marks_.begin(), marks_.end());
    std::stable_sort(ticks.begin(), ticks.end(), [](const Tick& a, const Tick& b) { return a.at < b.at; });
    int free_from = 0;
    for (const Tick& tick : ticks) {
      const int width = svg_width(tick.words, 11);
      const int begin = x(tick.at) - width / 2;
      if (begin < free_from) continue;
      page_.text("tick", x(tick.at), bottom + 15, tick.words, "middle");
      free_from = begin + width + 8;
    }
  }

  std::string about_;
  double from_, to_;
  std::vector<Tick> marks_;
  SvgPage page_;
};

std::string number_words(double value, const std::string& unit) {
  if (unit == "date") return ir::print_date(static_cast<ir::Day>(value));
  if (value == std::floor(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{:g}", value);
}

std::string month_words(std::int64_t months) {
  if (months == 0) return "0";
  if (months % 12 == 0) return fmt::format("{} y", months / 12);
  return fmt::format("{} mo", months);
}

}  // namespace

std::string band_words(const lint::NumberLine::Band& band, const std::string& unit) {
  const std::string of_unit = unit.empty() || unit == "date" ? "" : " " + unit;
  const auto words = [&](double value) { return number_words(value, unit); };
  if (!band.low && !band.high) return "all";
  if (!band.low) return fmt::format("{} {}{}", band.high_open ? "under" : "up to", words(*band.high), of_unit);
  if (!band.high) {
    return band.low_open ? fmt::format("over {}{}", words(*band.low), of_unit)
                         : fmt::format("{}{} and more", words(*band.low), of_unit);
  }
  if (*band.low == *band.high) return words(*band.low) + of_unit;
  return fmt::format("{}{} to {}{}{}", band.low_open ? "over " : "", words(*band.low), band.high_open ? "under " : "",
                     words(*band.high), of_unit);
}

std::string span_of_months(const lint::TimeLine::Span& span) {
  if (!span.to_months) return fmt::format("from month {} on", span.from_months);
  return fmt::format("months {} to {}", span.from_months, *span.to_months);
}

std::string number_line_chart(const lint::NumberLine& line) {
  std::vector<double> bounds;
  for (const lint::NumberLine::Band& band : line.bands) {
    if (band.low) bounds.push_back(*band.low);
    if (band.high) bounds.push_back(*band.high);
  }
  if (bounds.empty()) return "";
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  const double room = bounds.size() > 1 ? (bounds.back() - bounds.front()) * 0.15 : 1.0;
  std::vector<Row> rows;
  for (const lint::NumberLine::Band& band : line.bands) {
    rows.push_back({band.label, band_words(band, line.unit), band.low, band.high, band.low_open, band.high_open,
                    band.is_flaw, false});
  }
  std::vector<Tick> ticks;
  for (const double bound : bounds) ticks.push_back({bound, number_words(bound, line.unit)});
  const bool has_unit = !line.unit.empty() && line.unit != "date";
  const std::string about = line.subject + (has_unit ? " in " + line.unit : "");
  return Chart(about, bounds.front() - room, bounds.back() + room).draw(rows, ticks);
}

namespace {

/// From the beginning to the last month, few enough to be read.
std::vector<Tick> month_ticks(std::int64_t first, std::int64_t last) {
  constexpr std::int64_t kSteps[] = {1, 3, 6, 12, 24, 60, 120, 240, 600};
  constexpr std::int64_t kMostTicks = 8;
  std::int64_t step = kSteps[0];
  for (const std::int64_t each : kSteps) {
    step = each;
    if ((last - first) / each <= kMostTicks) break;
  }
  std::vector<Tick> ticks;
  for (std::int64_t month = 0; month <= last; month += step) {
    ticks.push_back({static_cast<double>(month), month_words(month)});
  }
  return ticks;
}

}  // namespace

std::string time_line_chart(const lint::TimeLine& line) {
  if (line.spans.empty()) return "";
  std::int64_t first = 0, last = 12;
  bool goes_on = false;
  for (const lint::TimeLine::Span& span : line.spans) {
    first = std::min<std::int64_t>(first, span.from_months);
    last = std::max<std::int64_t>(last, span.to_months.value_or(span.from_months));
    goes_on = goes_on || !span.to_months;
  }
  if (goes_on) last += std::max<std::int64_t>(last / 4, 6);
  std::vector<Row> rows;
  for (const lint::TimeLine::Span& span : line.spans) {
    Row row;
    row.label = span.label;
    row.words = span.rate.empty() ? span_of_months(span) : span.rate;
    row.low = span.from_months;
    if (span.to_months) row.high = *span.to_months;
    row.high_open = true;
    row.is_flaw = span.is_flaw;
    rows.push_back(std::move(row));
  }
  return Chart(line.subject, static_cast<double>(first), static_cast<double>(last))
      .draw(rows, month_ticks(first, last));
}

std::string patient_chart(const ir::Policy& policy, const LintItem& item) {
  if (!item.finding().witness || !policy.reference.is_set()) return "";
  const ir::Patient& patient = item.finding().witness->patient;
  const auto day_of = [&](ir::FactId fact) -> std::optional<ir::Day> {
    if (!fact.is_set() || policy.facts[fact].type.kind != ir::FactKind::Date) return std::nullopt;
    if (patient[fact].kind != ir::FactState::Kind::Value) return std::nullopt;
    return static_cast<ir::Day>(patient[fact].high);
  };
  const auto reference = day_of(policy.reference);
  if (!reference) return "";
  struct Dated {
    ir::Day day;
    Row row;
  };
  std::vector<Dated> dates;
  ir::Day first = *reference, last = *reference;
  for (const LintValue& value : item.patient) {
    const auto day = day_of(value.fact);
    if (!day || value.fact == policy.reference) continue;
    Row row;
    row.is_point = true;
    row.label = value.title;
    row.high = *day;
    // The end of what has a beginning; a month of which the day is not known.
    if (patient[value.fact].low != patient[value.fact].high) row.low = static_cast<double>(patient[value.fact].low);
    for (const ir::Record& record : policy.records) {
      if (record.kind != ir::Record::Kind::Episode || record.end != value.fact) continue;
      if (const auto start = day_of(record.start); start && *start < *day) row.low = *start;
    }
    const std::string apart =
        *day == *reference ? "the same day" : span_words(*day, *reference) + (*day < *reference ? " before" : " after");
    row.words = apart;
    first = std::min(first, *day);
    last = std::max(last, *day);
    dates.push_back({*day, std::move(row)});
  }
  if (first == last) return "";
  std::stable_sort(dates.begin(), dates.end(), [](const Dated& a, const Dated& b) { return a.day < b.day; });
  std::vector<Row> rows;
  for (Dated& dated : dates) rows.push_back(std::move(dated.row));
  const double room = (last - first) * 0.06;
  Chart chart("Dates of the patient", first - room, last + room);
  chart.mark(*reference, fmt::format("{}: {}", policy.facts[policy.reference].title, ir::print_date(*reference)));
  return chart.draw(rows, {});
}

std::string_view chart_style() {
  return R"css(
.chart{display:block;width:100%;max-width:47.5rem;height:auto;margin:.75rem 0;font-size:12px}
.chart text{fill:var(--ink)}.chart .words,.chart .tick{fill:var(--soft)}.chart .tick{font-size:11px}
.chart .flawed{fill:var(--no);font-weight:600}
.chart .band{fill:var(--link);fill-opacity:.35}.chart .flaw{fill:var(--no);fill-opacity:.25;stroke:var(--no);
stroke-dasharray:3 2}
.chart .axis{stroke:var(--soft)}.chart .grid{stroke:var(--line)}.chart .mark{stroke:var(--open);stroke-width:2}
.chart .dot{fill:var(--link)}.chart .end{fill:var(--link);stroke:var(--link);stroke-width:1.5}
.chart .end.open{fill:var(--back)}.chart .goes-on{fill:none;stroke:var(--link);stroke-width:2}
@media print{.chart{break-inside:avoid}.chart .band{fill:#999;fill-opacity:1}.chart .flaw{fill:#fff;stroke:#000}
.chart .band,.chart .flaw,.chart .dot,.chart .end{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";
}

}  // namespace pol::tool
