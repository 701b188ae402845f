// Files of cases through `polc run`, beside what parsing them takes.

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "compiler/ingest/csv.h"
#include "compiler/ingest/ndjson.h"
#include "compiler/pipeline/pipeline.h"
#include "tools/bench/cases.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"
#include "tools/bench/timing.h"
#include "tools/polc/lint.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 3;
constexpr std::size_t kDistinct = 20000;
constexpr std::size_t kSparseKeys = 15;

/// One case, by fact; what was worked out is worked out again by who reads it.
using CaseLine = std::vector<std::pair<std::string, nlohmann::ordered_json>>;

std::vector<CaseLine> full_lines(const ir::Policy& policy) {
  const CaseMaker maker(policy);
  std::vector<CaseLine> lines;
  for (std::size_t i = 0; i < kDistinct; ++i) {
    const ir::Patient patient = maker.make(i);
    CaseLine line;
    for (std::uint32_t f = 0; f < policy.facts.size(); ++f) {
      const ir::FactState& state = patient.facts[f];
      if (state.kind == ir::FactState::Kind::Undocumented || state.derived || state.assumed) continue;
      line.emplace_back(policy.facts[ir::FactId{f}].name, tool::case_value(policy, ir::FactId{f}, state));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

/// The request and some more facts of each, others from line to line.
std::vector<CaseLine> sparse_lines(const ir::Policy& policy, const std::vector<CaseLine>& full) {
  const std::string& reference = policy.facts[policy.reference].name;
  std::vector<CaseLine> lines;
  for (std::size_t i = 0; i < full.size(); ++i) {
    CaseLine line;
    const std::size_t step = std::max<std::size_t>(full[i].size() / kSparseKeys, 1);
    for (std::size_t k = 0; k < full[i].size(); ++k) {
      const std::string& name = full[i][k].first;
      const bool is_request = name == reference || name == "procedure_code";
      if (is_request || (k % step == i % step && line.size() < kSparseKeys)) line.push_back(full[i][k]);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string ndjson_of(const std::vector<CaseLine>& lines) {
  std::string text;
  for (const CaseLine& line : lines) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const auto& [name, value] : line) json[name] = value;
    text += json.dump() + "\n";
  }
  return text;
}

std::string cell_of(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.is_boolean() ? (value.get<bool>() ? "yes" : "no") : value.dump();
  std::string cell;
  for (const auto& member : value) cell += (cell.empty() ? "" : "|") + member.get<std::string>();
  return value.empty() ? "|" : cell;
}

/// A column for each fact that any line documents.
std::string csv_of(const ir::Policy& policy, const std::vector<CaseLine>& lines) {
  std::map<std::string, std::size_t> columns;
  std::string text;
  for (const ir::Fact& fact : policy.facts) {
    columns.emplace(fact.name, columns.size());
    text += (text.empty() ? "" : ",") + fact.name;
  }
  text += "\n";
  for (const CaseLine& line : lines) {
    std::vector<std::string> cells(columns.size());
    for (const auto& [name, value] : line) cells[columns[name]] = cell_of(value);
    text += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return text;
}

/// Median nanoseconds a line of a pass over the text, in chunks as `polc run` has them.
template <class Pass>
Figure pass_over(const std::string& section, const std::string& name, const std::string& text, std::size_t lines,
                 Pass pass) {
  constexpr std::size_t kChunk = std::size_t{1} << 20U;
  const std::string padded = text + std::string(ingest::kPadding, '\0');
  std::vector<double> samples;
  for (std::size_t run = 0; run < kRuns; ++run) {
    const double begin = processor_ns();
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = std::min(at + kChunk, text.size());
      if (end < text.size()) end = text.rfind('\n', end - 1) + 1;
      pass(std::string_view(padded).substr(at, end - at));
      at = end;
    }
    samples.push_back((processor_ns() - begin) / static_cast<double>(lines));
  }
  return figure_of(section, name, "ns", samples);
}

/// Enough of the text that starting polc counts for little.
void write_many(const std::string& path, const std::string& header, const std::string& text, std::size_t bytes) {
  std::ofstream file(path);
  file << header;
  for (std::size_t written = 0; written < bytes; written += text.size()) file << text;
}

struct Whole {
  std::vector<double> one, two, one_processor, peak;
};

/// Whole runs of polc, one thread and two by turns.
Whole run_whole(const Inputs& inputs, const std::string& path) {
  Whole whole;
  const auto words = [&](const char* threads) {
    return std::vector<std::string>{inputs.polc, "run",         inputs.policy, "-i",   path,
                                    "-o",        path + ".out", "--threads",   threads};
  };
  run_program(words("1"));  // fills the cache
  for (std::size_t run = 0; run < kRuns; ++run) {
    const ProgramRun one = run_program(words("1")), two = run_program(words("2"));
    whole.one.push_back(one.ms);
    whole.two.push_back(two.ms);
    whole.one_processor.push_back(one.processor_ms);
    whole.peak.push_back(std::max(one.peak_mb, two.peak_mb));
  }
  return whole;
}

double median(std::vector<double> samples) { return figure_of("", "", "", std::move(samples)).median; }

constexpr std::size_t kFileBytes = std::size_t{100} << 20U;

void report_whole(const Inputs& inputs, const std::string& section, const std::string& path, double lines, double bytes,
                  double parse_ns, double aim, Report& report) {
  const Whole whole = run_whole(inputs, path);
  const double ns = median(whole.one_processor) * 1e6 / lines;
  report.add(section, "polc run, one thread",
             fmt::format("{:.0f} ns a line of processor time, {:.0f} MB/s", ns, bytes * 1e3 / (ns * lines)));
  if (parse_ns > 0)
    report.add(section, "of the rate of parsing", fmt::format("{:.2f} (aim: at least {:.2f})", parse_ns / ns, aim));
  report.add(section, "two threads against one",
             fmt::format("{:.2f} (aim: at least 1.7)", median(whole.one) / median(whole.two)));
  report.add(figure_of(section, "peak memory", "MB", whole.peak));
}

void measure_ndjson(const Inputs& inputs, const ir::Policy& policy, const std::vector<CaseLine>& lines,
                    const char* name, double aim, Report& report) {
  const std::string text = ndjson_of(lines);
  const double bytes = static_cast<double>(text.size());
  const std::string section =
      fmt::format("NDJSON, {} lines of {:.0f} bytes", name, bytes / static_cast<double>(lines.size()));
  const Figure parse = pass_over(section, "parsed by simdjson (DOM), a line", text, lines.size(),
                                 [](std::string_view chunk) { return ingest::count_documents(chunk); });
  report.add(parse);
  const ingest::Layout layout(policy);
  ingest::CaseSink sink(layout);
  ingest::NdjsonReader reader;
  std::size_t blank = 0, rows = 0;
  report.add(pass_over(section, "parsed into columns, a line", text, lines.size(), [&](std::string_view chunk) {
    reader.start(chunk, 1);
    bool has_more = reader.advance();
    while (has_more) {
      sink.batch.clear();
      sink.rows.clear();
      while (has_more && !sink.batch.is_full()) {
        reader.add_to(sink);
        has_more = reader.advance();
      }
      rows += sink.rows.all.size();
      for (const ingest::Row& row : sink.rows.all) blank += row.is_blank ? 1U : 0U;
    }
  }));
  report.add(section, "rows that no column has room for",
             fmt::format("{:.2f} %", 100.0 * static_cast<double>(blank) / static_cast<double>(rows)));
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/cases.ndjson";
  write_many(path, "", text, kFileBytes);
  const double copies = static_cast<double>((kFileBytes + text.size() - 1) / text.size());
  report_whole(inputs, section, path, copies * static_cast<double>(lines.size()), copies * bytes, parse.median, aim,
               report);
}

void measure_csv(const Inputs& inputs, const ir::Policy& policy, const std::vector<CaseLine>& lines, const char* name,
                 Report& report) {
  const std::string text = csv_of(policy, lines);
  const std::size_t header = text.find('\n') + 1;
  const std::string rows = text.substr(header);
  const double bytes = static_cast<double>(rows.size());
  const std::string section = fmt::format("CSV, {} rows of {:.0f} bytes, {} columns", name,
                                          bytes / static_cast<double>(lines.size()), policy.facts.size());
  const ingest::Layout layout(policy);
  std::vector<ingest::CsvColumn> columns;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) columns.push_back({ingest::CsvColumn::Means::Fact, i});
  ingest::CsvReader reader(layout, columns, ',');
  ingest::CaseSink sink(layout);
  const Figure read = pass_over(section, "parsed into columns, a row", rows, lines.size(), [&](std::string_view chunk) {
    reader.start(chunk, 1);
    do {
      sink.batch.clear();
      sink.rows.clear();
    } while (reader.fill(sink.batch, sink.rows));
  });
  report.add(read);
  report.add(
      section, "that is",
      fmt::format("{:.0f} MB/s (aim: at least 300)", bytes * 1e3 / (read.median * static_cast<double>(lines.size()))));
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/cases.csv";
  write_many(path, text.substr(0, header), rows, kFileBytes);
  const double copies = static_cast<double>((kFileBytes + rows.size() - 1) / rows.size());
  report_whole(inputs, section, path, copies * static_cast<double>(lines.size()), copies * bytes, 0, 0, report);
}

}  // namespace

void measure_run(const Inputs& inputs, Report& report) {
  const auto compiled = pipeline::compile(inputs.policy, pipeline::find_roots(""));
  if (!compiled->ok()) stop(inputs.policy + " has mistakes; polc check names them");
  const std::vector<CaseLine> full = full_lines(compiled->policy), sparse = sparse_lines(compiled->policy, full);
  measure_ndjson(inputs, compiled->policy, full, "full", 0.65, report);
  measure_ndjson(inputs, compiled->policy, sparse, "sparse", 0.5, report);
  measure_csv(inputs, compiled->policy, full, "full", report);
  measure_csv(inputs, compiled->policy, sparse, "sparse", report);
}

}  // namespace pol::bench
