// A schedule as a picture: phases as bands, the windows of the studies to come, the request of today.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/calendar.h"
#include "compiler/interp/schedule_words.h"
#include "compiler/ir/civil.h"
#include "tools/polc/schedule.h"
#include "tools/polc/svg.h"

namespace pol::tool {

using interp::ScheduleStatus;
using interp::Timeline;
using interp::TimelinePhase;
using interp::TimelineStudy;
using ir::Day;
using ir::Truth;

namespace {

constexpr int kWidth = 960, kMargin = 32, kCut = 34;
constexpr int kLeft = kMargin, kRight = kWidth - kMargin - kCut;
constexpr int kRow = 40, kBand = 12;

constexpr std::string_view kStyle = R"(<style>
svg { background: #ffffff; font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.page { fill: #ffffff; }
.title { font-size: 18px; font-weight: 600; fill: #1f2328; }
.path { font-size: 12px; fill: #656d76; }
.why { font-size: 13px; fill: #424a53; }
.label { font-size: 12px; fill: #1f2328; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; }
.dim { font-size: 11px; fill: #656d76; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; }
.now { font-size: 12px; font-weight: 600; fill: #b35900; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; }
.chip { font-size: 13px; font-weight: 600; fill: #ffffff; }
.yes { fill: #1a7f37; } .no { fill: #57606a; } .unknown { fill: #9a6700; }
.verdict { font-size: 14px; fill: #1f2328; }
.grid { stroke: #d8dee4; stroke-width: 1; }
.axis { stroke: #8c959f; stroke-width: 1; }
.band { fill: #9cc4f2; } .band-now { fill: #4a93e0; } .band-when { fill: #c9b8ee; }
.band-off { fill: none; stroke: #8c959f; stroke-width: 1; stroke-dasharray: 4 3; }
.next { fill: #2da44e; } .later { fill: #a6dcb3; }
.request { stroke: #d9730d; stroke-width: 2; } .request-mark { fill: #d9730d; }
.anchor { fill: #1f2328; } .past { fill: #1f2328; stroke: #ffffff; stroke-width: 2; }
.leader { stroke: #8c959f; stroke-width: 1; stroke-dasharray: 2 2; }
.zigzag { fill: none; stroke: #656d76; stroke-width: 2; }
.rule { stroke: #d8dee4; stroke-width: 1; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; }
.page { fill: #0d1117; }
.title, .verdict { fill: #e6edf3; }
.path { fill: #8d96a0; }
.why { fill: #b6bec8; }
.label { fill: #e6edf3; stroke: #0d1117; }
.dim { fill: #8d96a0; stroke: #0d1117; }
.now { fill: #f0a35e; stroke: #0d1117; }
.yes { fill: #238636; } .no { fill: #59636e; } .unknown { fill: #8a6100; }
.grid, .rule { stroke: #262c34; }
.axis, .leader { stroke: #6e7681; }
.band { fill: #1f4c7d; } .band-now { fill: #3a7fce; } .band-when { fill: #4b3b78; }
.band-off { stroke: #6e7681; }
.next { fill: #3fb950; } .later { fill: #1f5f33; }
.request { stroke: #f0883e; } .request-mark { fill: #f0883e; }
.anchor { fill: #e6edf3; } .past { fill: #e6edf3; stroke: #0d1117; }
.zigzag { stroke: #8d96a0; }
}
</style>
)";

std::vector<std::string> lines_of(const std::string& text, int font_size, int width) {
  std::vector<std::string> lines(1);
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
      continue;
    }
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (!lines.back().empty() && svg_width(longer, font_size) > width) {
      lines.push_back(word);
    } else {
      lines.back() = longer;
    }
    word.clear();
  }
  return lines;
}

/// `2025-06-01 to 2025-11-30`.
std::string span_text(Day from, std::optional<Day> last) {
  if (!last) return fmt::format("from {} on", ir::print_date(from));
  if (*last <= from) return ir::print_date(from);
  return fmt::format("{} to {}", ir::print_date(from), ir::print_date(*last));
}

class Drawing {
 public:
  explicit Drawing(const pipeline::Compiled& compiled) : compiled_(compiled) {}

  void draw(const ScheduleReport& one) {
    if (y_ > kMargin) {
      page_.line("rule", kMargin, y_, kWidth - kMargin, y_);
      y_ += 28;
    }
    head(one);
    if (one.line) {
      line_ = &*one.line;
      schedule_ = one.schedule;
      frame();
      events();
      const int top = y_;
      SvgPage rows = std::move(page_);
      page_ = SvgPage();
      for (const TimelinePhase& span : line_->phases) row(span);
      studies(one);
      SvgPage drawn = std::move(page_);
      page_ = std::move(rows);
      grid(top, y_);
      page_.raw(drawn.take());
      if (goes_on_) zigzag(top, y_);
      axis();
      legend(one);
    } else {
      page_.text("why", kMargin, y_ + 12, "No timeline: the anchor is not documented as one day.");
      y_ += 36;
    }
  }

  std::string finish(const std::string& title, const std::string& description) {
    const int height = y_ + 12;
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
               "role=\"img\" aria-labelledby=\"polc-title polc-desc\">\n<title id=\"polc-title\">{2}</title>\n"
               "<desc id=\"polc-desc\">{3}</desc>\n",
               kWidth, height, svg_text(title), svg_text(description)) +
           std::string(kStyle) + fmt::format("<rect class=\"page\" width=\"{}\" height=\"{}\"/>\n", kWidth, height) +
           page_.take() + "</svg>\n";
  }

 private:
  int x_of(Day day) const {
    const std::int64_t at = std::clamp(day, first_, last_) - first_;
    return kLeft + static_cast<int>(at * (kRight - kLeft) / std::max(last_ - first_, 1));
  }

  void head(const ScheduleReport& one) {
    page_.text("path", kMargin, y_ + 10, svg_fitting(one.schedule->path, 12, kWidth - 2 * kMargin));
    y_ += 32;
    const std::string title = one.title.empty() ? one.schedule->path : one.title;
    for (const std::string& line : lines_of(title, 18, kWidth - 2 * kMargin)) {
      page_.text("title", kMargin, y_, line);
      y_ += 24;
    }
    const std::string status = status_words(one.standing.status);
    const int chip = svg_width(status, 13) + 22;
    page_.rect(to_text(one.covers_request), kMargin, y_ - 10, chip, 24, 12);
    page_.text("chip", kMargin + chip / 2, y_ + 7, status, "middle");
    const auto verdict = lines_of(one.verdict, 14, kWidth - 2 * kMargin - chip - 12);
    for (const std::string& line : verdict) {
      page_.text("verdict", kMargin + chip + 12, y_ + 7, line);
      y_ += 20;
    }
    y_ += 12;
    for (const std::string& line : lines_of(one.why, 13, kWidth - 2 * kMargin)) {
      page_.text("why", kMargin, y_ + 8, line);
      y_ += 18;
    }
    y_ += 12;
  }

  /// The days that are shown.
  void frame() {
    first_ = std::min(line_->anchor, line_->reference);
    last_ = std::max(line_->anchor, line_->reference) + 30;
    goes_on_ = line_->stop == Timeline::Stop::Cut;
    const auto reach = [&](Day day) { last_ = std::max(last_, day); };
    for (const TimelinePhase& span : line_->phases) {
      first_ = std::min(first_, span.from);
      reach(span.to.value_or(interp::add_months(span.from, 12)));
      goes_on_ = goes_on_ || !span.to;
    }
    for (const TimelineStudy& study : line_->studies) reach(study.latest.value_or(study.earliest));
    // A study from before all this is shown only where it does not press the rest together.
    const Day reach_back = std::max((last_ - first_) / 4, 14);
    if (line_->last && *line_->last<first_&& * line_->last> first_ - reach_back) first_ = *line_->last;
    const Day pad = std::max((last_ - first_) / 40, 5);
    first_ -= pad;
    last_ += pad;
  }

  /// What happened, each with a label above the rows; labels that would touch stand one above the other.
  void events() {
    struct Event {
      Day day;
      std::string css, text;
      int lane = 0;
    };
    std::vector<Event> all = {{line_->anchor, "label", "anchor " + ir::print_date(line_->anchor)}};
    if (line_->last && *line_->last >= first_) {
      all.push_back({*line_->last, "label", "latest study " + ir::print_date(*line_->last)});
    }
    all.push_back({line_->reference, "now", "request " + ir::print_date(line_->reference)});
    std::stable_sort(all.begin(), all.end(), [](const Event& a, const Event& b) { return a.day < b.day; });
    const auto left_of = [&](const Event& event) {
      const int width = svg_width(event.text, 12);
      return std::clamp(x_of(event.day) - width / 2, kMargin, kWidth - kMargin - width);
    };
    std::vector<int> lane_ends;
    for (Event& event : all) {
      while (event.lane < static_cast<int>(lane_ends.size()) &&
             lane_ends[static_cast<std::size_t>(event.lane)] + 8 > left_of(event)) {
        ++event.lane;
      }
      if (event.lane == static_cast<int>(lane_ends.size())) lane_ends.push_back(0);
      lane_ends[static_cast<std::size_t>(event.lane)] = left_of(event) + svg_width(event.text, 12);
    }
    const int lanes = static_cast<int>(lane_ends.size());
    const int bottom = y_ + 18 * lanes + 4;
    for (const Event& event : all) {
      const int y = bottom - 18 * (event.lane + 1) + 8;
      page_.line("leader", x_of(event.day), y + 5, x_of(event.day), bottom + 2);
    }
    for (const Event& event : all) {
      const int y = bottom - 18 * (event.lane + 1) + 8;
      page_.text(event.css, left_of(event), y, event.text);
    }
    y_ = bottom;
  }

  void row(const TimelinePhase& span) {
    const bool is_whenever = schedule_->clauses[span.at.clause].phases.empty();
    const bool on_condition =
        is_whenever || schedule_->clauses[span.at.clause].phases[span.at.phase].rate == ir::Phase::Rate::Symptoms;
    const bool is_now = span.from <= line_->reference && (!span.to || line_->reference < *span.to);
    const std::string text = phase_text(compiled_, *schedule_, span.at);
    std::string remark = is_whenever && !span.to ? "at any time" : span_text(span.from, last_day(span));
    if (span.from_is_least) remark += ", or later";
    if (span.to_is_least) remark += ", its end is not stated";
    if (span.live == Truth::No) remark += ", not met";
    if (span.live == Truth::Unknown) remark += ", open whether it is met";
    if (span.triggered == Truth::Yes) remark += ", its condition is met";
    const int from = x_of(span.from);
    const int to = span.to ? x_of(*span.to) : kRight + 12;
    const int room = kWidth - 2 * kMargin - svg_width(remark, 11) - 12;
    const std::string shown = svg_fitting(text, 12, room);
    const int width = svg_width(shown, 12) + 12 + svg_width(remark, 11);
    const int x = std::max(kMargin, std::min(from, kWidth - kMargin - width));
    page_.raw(
        fmt::format("<text x=\"{}\" y=\"{}\"><tspan class=\"label\">{}</tspan><tspan class=\"dim\" dx=\"10\">{}"
                    "</tspan></text>\n",
                    x, y_ + 14, svg_text(shown), svg_text(remark)));
    const std::string_view css = span.live != Truth::Yes ? "band-off"
                                 : on_condition          ? "band-when"
                                 : is_now                ? "band-now"
                                                         : "band";
    const int top = y_ + 20, bottom = top + kBand;
    const std::string hint = fmt::format("{}: {}", text, remark);
    if (span.to) {
      page_.rect(css, from, top, std::max(to - from, 3), kBand, 4, hint);
      if (span.to_is_least) page_.rect("band-off", std::max(to, from + 3), top, 36, kBand, 4);
    } else {
      page_.path(css,
                 fmt::format("M{} {}H{}L{} {}L{} {}H{}Z", from, top, to, to + 10, (top + bottom) / 2, to, bottom, from),
                 hint);
    }
    y_ += kRow;
  }
  static std::optional<Day> last_day(const TimelinePhase& span) {
    return span.to ? std::optional<Day>(*span.to - 1) : std::nullopt;
  }

  /// Windows and marks on one lane, the label of the next study below it.
  void studies(const ScheduleReport& one) {
    y_ += 10;
    const int middle = y_ + 10;
    page_.line("axis", kLeft, middle, kRight + (goes_on_ ? 12 : 0), middle);
    for (std::size_t i = 0; i < line_->studies.size(); ++i) {
      const TimelineStudy& study = line_->studies[i];
      const int from = x_of(study.earliest);
      const bool more = i + 1 < line_->studies.size();
      const Day end = study.latest.value_or(more ? line_->studies[i + 1].earliest : last_);
      // Two windows that touch stay two.
      const int to = std::max(x_of(end) - 1, from + 4);
      page_.rect(i == 0 ? "next" : "later", from, middle - 8, to - from, 16, 3,
                 fmt::format("{}: {}", i == 0 ? "next study" : "later study", span_text(study.earliest, study.latest)));
    }
    const int anchor = x_of(line_->anchor);
    page_.path("anchor", fmt::format("M{} {}l7 7l-7 7l-7 -7Z", anchor, middle - 7),
               "anchor " + ir::print_date(line_->anchor));
    if (line_->last && *line_->last >= first_) {
      page_.circle("past", x_of(*line_->last), middle, 7, "latest study " + ir::print_date(*line_->last));
    }
    request_bottom_ = middle + 14;
    const int request = x_of(line_->reference);
    page_.path("request-mark", fmt::format("M{} {}l6 10h-12Z", request, middle + 9),
               "request " + ir::print_date(line_->reference));
    y_ = middle + 22;
    if (!line_->studies.empty()) {
      const TimelineStudy& next = line_->studies.front();
      const std::string text = "next study " + span_text(next.earliest, next.latest);
      const int width = svg_width(text, 12);
      int x = std::clamp(x_of(next.earliest), kMargin, kWidth - kMargin - width);
      if (x < request + 12 && x + width > request - 12) x = std::min(request + 12, kWidth - kMargin - width);
      page_.text("label", x, y_ + 4, text);
    } else if (one.line->stop == Timeline::Stop::Complete) {
      page_.text("dim", kMargin, y_ + 6, "no further study falls due");
    }
    y_ += 14;
  }

  void grid(int top, int bottom) {
    for (const Day day : ticks()) page_.line("grid", x_of(day), top, x_of(day), bottom);
    page_.line("request", x_of(line_->reference), top - 2, x_of(line_->reference), request_bottom_);
  }

  void zigzag(int top, int bottom) {
    std::string d = fmt::format("M{} {}", kRight + 31, top + 8);
    bool right = false;
    for (int y = top + 8; y + 8 <= bottom - 6; y += 8) {
      d += fmt::format("l{} 8", right ? 6 : -6);
      right = !right;
    }
    page_.path("zigzag", d, "the schedule goes on");
  }

  std::vector<Day> ticks() const {
    ir::DateError error{};
    const auto start = ir::parse_date(ir::print_date(first_).substr(0, 4) + "-01-01", error);
    if (!start) return {};
    const int wanted = static_cast<int>(std::int64_t{last_ - first_} * 62 / (kRight - kLeft));  // days a label takes
    int step = 120;
    for (const int months : {60, 24, 12, 6, 3, 1}) {
      if (months * 30 >= wanted) step = months;
    }
    std::vector<Day> out;
    for (int i = 0;; i += step) {
      const Day day = interp::add_months(start->low, i);
      if (day > last_) return out;
      if (day >= first_) out.push_back(day);
    }
  }

  void axis() {
    page_.line("axis", kLeft, y_, kRight, y_);
    const std::vector<Day> days = ticks();
    const bool by_year =
        std::all_of(days.begin(), days.end(), [](Day day) { return ir::print_date(day).substr(5) == "01-01"; });
    for (const Day day : days) {
      page_.line("axis", x_of(day), y_, x_of(day), y_ + 5);
      const bool has_room = !goes_on_ || x_of(day) < kRight - 28;
      if (has_room) page_.text("dim", x_of(day), y_ + 18, ir::print_date(day).substr(0, by_year ? 4 : 7), "middle");
    }
    if (goes_on_) page_.text("dim", kWidth - kMargin, y_ + 18, "goes on", "end");
    y_ += 34;
  }

  void legend(const ScheduleReport& one) {
    struct Entry {
      std::string css, text;
    };
    std::vector<Entry> entries;
    if (!line_->studies.empty()) entries.push_back({"next", "window of the next study"});
    if (line_->studies.size() > 1) entries.push_back({"later", "later ones, if each is done on its first day"});
    int x = kMargin;
    for (const Entry& entry : entries) {
      page_.rect(entry.css, x, y_ - 1, 16, 10, 2);
      page_.text("dim", x + 22, y_ + 8, entry.text);
      x += 22 + svg_width(entry.text, 11) + 22;
    }
    const std::string stop = stop_words(one.line->stop, line_->studies.size());
    if (!stop.empty()) {
      const int width = svg_width(stop, 11);
      if (!entries.empty() && x + width > kWidth - kMargin) {
        x = kMargin;
        y_ += 18;
      }
      page_.text("dim", entries.empty() ? kMargin : std::max(x, kMargin), y_ + 8, stop);
    }
    y_ += entries.empty() && stop.empty() ? 0 : 26;
  }

  const pipeline::Compiled& compiled_;
  SvgPage page_;
  int y_ = kMargin;
  const Timeline* line_ = nullptr;
  const ir::Schedule* schedule_ = nullptr;
  Day first_ = 0, last_ = 0;
  bool goes_on_ = false;
  int request_bottom_ = 0;
};

}  // namespace

std::string schedule_svg(const pipeline::Compiled& compiled, const CaseReport& report) {
  Drawing drawing(compiled);
  const bool none_concerns =
      std::all_of(report.schedules.begin(), report.schedules.end(),
                  [](const ScheduleReport& one) { return one.concerns == Truth::No || one.is_other_reading; });
  std::string description;
  std::size_t drawn = 0;
  for (const ScheduleReport& one : report.schedules) {
    if (!none_concerns && (one.concerns == Truth::No || one.is_other_reading)) continue;
    drawing.draw(one);
    ++drawn;
    description += fmt::format("{}{}: {}, {}; {}.", description.empty() ? "" : " ", one.schedule->path,
                               status_words(one.standing.status), one.verdict, one.why);
  }
  const std::string title =
      fmt::format("{}: {} on {}", report.title, drawn == 1 ? "a surveillance schedule" : "surveillance schedules",
                  ir::print_date(static_cast<Day>(report.prepared.patient[compiled.policy.reference].low)));
  return drawing.finish(title, description);
}

}  // namespace pol::tool
