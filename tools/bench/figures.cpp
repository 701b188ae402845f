#include "tools/bench/figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::bench {

namespace {

/// Three digits are what a repeated run reproduces.
std::string number(double value) { return fmt::format("{:.{}f}", value, value < 10 ? 2 : value < 100 ? 1 : 0); }

std::string row(const Figure& figure) {
  std::string line =
      fmt::format("  {:<44} {:>7} {:<3} {:>7} .. {:<7} {:>5}", figure.name, number(figure.median), figure.unit,
                  number(figure.low), number(figure.high), fmt::format("n={}", figure.runs));
  if (figure.aim) {
    line += fmt::format("  aim <= {} {}: {}", number(*figure.aim), figure.unit, figure.is_met() ? "met" : "NOT MET");
  }
  return line + "\n";
}

}  // namespace

Figure figure_of(std::string section, std::string name, std::string unit, std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const std::size_t middle = samples.size() / 2;
  const double median = samples.size() % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
  return {std::move(section), std::move(name), std::move(unit), median,
          samples.front(),    samples.back(),  samples.size(),  std::nullopt};
}

void Report::add(Figure figure) { entries_.push_back({std::move(figure), {}}); }

void Report::add(std::string section, std::string name, std::string text) {
  entries_.push_back({std::nullopt, {std::move(section), std::move(name), std::move(text)}});
}

void Report::add(std::vector<Figure> figures) {
  for (Figure& figure : figures) add(std::move(figure));
}

void Report::add(const Report& other) { entries_.insert(entries_.end(), other.entries_.begin(), other.entries_.end()); }

std::string Report::text() const {
  std::string text, section;
  for (const Entry& entry : entries_) {
    const std::string& of = entry.figure ? entry.figure->section : entry.line.section;
    if (of != section) text += fmt::format("{}{}\n", text.empty() ? "" : "\n", of);
    section = of;
    text += entry.figure ? row(*entry.figure) : fmt::format("  {:<44} {}\n", entry.line.name, entry.line.text);
  }
  return text;
}

nlohmann::ordered_json Report::json() const {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const Entry& entry : entries_) {
    if (!entry.figure) {
      all[entry.line.section][entry.line.name] = entry.line.text;
      continue;
    }
    const Figure& figure = *entry.figure;
    nlohmann::ordered_json one = {{"unit", figure.unit},
                                  {"median", figure.median},
                                  {"min", figure.low},
                                  {"max", figure.high},
                                  {"runs", figure.runs}};
    if (figure.aim) {
      one["aim"] = *figure.aim;
      one["met"] = figure.is_met();
    }
    all[figure.section][figure.name] = std::move(one);
  }
  return all;
}

}  // namespace pol::bench
