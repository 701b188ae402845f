#include "tools/polc/run_progress.h"

#include <fmt/format.h>

#include <cstdio>

namespace pol::tool {

namespace {

/// `950`, `12.3 k`, `4.56 M`.
std::string short_number(double number) {
  if (number < 1e3) return fmt::format("{:.0f}", number);
  if (number < 1e6) return fmt::format("{:.1f} k", number / 1e3);
  if (number < 1e9) return fmt::format("{:.2f} M", number / 1e6);
  return fmt::format("{:.2f} G", number / 1e9);
}

/// `1,234,567`
std::string grouped(std::uint64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string time_left(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string rows_text(std::uint64_t rows) { return grouped(rows) + (rows == 1 ? " row" : " rows"); }

}  // namespace

RunProgress::RunProgress(bool is_shown, std::uint64_t bytes)
    : is_shown_(is_shown), bytes_(bytes), begin_(Clock::now()), drawn_(begin_) {}

double RunProgress::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void RunProgress::show(const RunCounts& counts, std::uint64_t bytes_read) {
  constexpr std::chrono::milliseconds kBetween(200);
  const Clock::time_point now = Clock::now();
  if (!is_shown_ || now - drawn_ < kBetween) return;
  drawn_ = now;
  is_drawn_ = true;
  const double past = seconds(), read = static_cast<double>(bytes_read), all = static_cast<double>(bytes_);
  const double rows = static_cast<double>(counts.rows + counts.rejected);
  std::string line = fmt::format("{} rows, {} rows/s, {}B/s", short_number(rows), short_number(rows / past),
                                 short_number(read / past));
  if (bytes_ != 0 && bytes_read != 0) {
    constexpr int kCells = 24;
    const double share = std::min(read / all, 1.0);
    const auto full = static_cast<int>(share * kCells);
    line = fmt::format("[{:#<{}}{:.<{}}] {:3.0f} %  {}, {} left", "", full, "", kCells - full, share * 100, line,
                       time_left(past / share * (1 - share)));
  }
  if (counts.rejected != 0) line += fmt::format(", {} rejected", grouped(counts.rejected));
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

void RunProgress::clear() {
  if (!is_drawn_) return;
  is_drawn_ = false;
  std::fprintf(stderr, "\r\033[K");
  std::fflush(stderr);
}

std::string run_summary(const RunCounts& counts, double seconds, std::size_t threads, bool has_judge,
                        const Terminal& terminal) {
  const double rows = static_cast<double>(counts.rows);
  std::string text = painted(terminal, Paint::Bold, rows_text(counts.rows));
  text += fmt::format(" in {:.2f} s: {} rows/s, {} thread{}\n", seconds, short_number(rows / std::max(seconds, 1e-9)),
                      threads, threads == 1 ? "" : "s");
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const std::uint64_t count = counts.outcomes[static_cast<std::size_t>(i)];
    if (count == 0) continue;
    text += fmt::format("  {:<18} {:>15} {:6.2f} %\n", ir::to_text(static_cast<ir::Outcome>(i)), grouped(count),
                        static_cast<double>(count) * 100 / rows);
  }
  if (counts.settled != 0) text += fmt::format("  {} needed a search\n", rows_text(counts.settled));
  if (counts.inexact != 0) {
    text += fmt::format("  {} not settled (`is_exact` is false): fewer outcomes may be possible than are listed{}\n",
                        rows_text(counts.inexact),
                        has_judge ? "; the search met its limit" : "; a library cannot search, its policy (.pol) can");
  }
  if (counts.rejected != 0)
    text += painted(terminal, Paint::Red, fmt::format("  {} rejected\n", rows_text(counts.rejected)));
  return text;
}

}  // namespace pol::tool
