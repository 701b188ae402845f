// polc run POLICY --input FILE --output FILE: the outcome of each of any number of cases.

#include "tools/polc/run.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>

#include "tools/polc/output.h"
#include "tools/polc/run_folder.h"
#include "tools/polc/run_output.h"
#include "tools/polc/run_progress.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct RunOptions {
  std::string policy, input, output, rejects;
  std::string format, output_format, columns, delimiter = ",";
  std::vector<std::string> maps;
  bool other_columns = false;
  std::size_t threads = 0;
  std::size_t messages = 20;
  bool summary = false;
  bool no_cache = false;
  bool progress = true;
};

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

RunFormat format_of(const std::string& asked, const std::string& path) {
  if (asked == "csv" || (asked.empty() && ends_with(path, ".csv"))) return RunFormat::Csv;
  const bool is_arrow = ends_with(path, ".arrow") || ends_with(path, ".arrows") || ends_with(path, ".feather");
  return asked == "arrow" || (asked.empty() && is_arrow) ? RunFormat::Arrow : RunFormat::Ndjson;
}

bool refuse_arrow(std::string_view path) {
  complain(fmt::format("{}: polc reads and writes no Arrow files; a program that does can hand its batches to "
                       "pol_decide_stream (pol/arrow.h), and CSV and NDJSON are read here",
                       path));
  return false;
}

/// Everything that can be said before a row is read. False after messages.
bool is_possible(const RunOptions& options, RunFormat input, RunFormat output) {
  if (input == RunFormat::Arrow) return refuse_arrow(options.input);
  if (output == RunFormat::Arrow) return refuse_arrow(options.output);
  if (options.rejects == "-") {
    complain("--rejects -: standard output is for answers; name a file");
    return false;
  }
  return true;
}

/// The files that a run writes.
struct Targets {
  GrowingFile output, rejects;

  /// `header`: of CSV, which the rejects keep so that they can be read once more.
  bool open(const RunOptions& options, const std::vector<std::string>& inputs, const std::optional<CsvHeader>& header) {
    std::vector<Target> all;
    if (options.output != "-") all.push_back({"--output", options.output});
    if (!options.rejects.empty()) all.push_back({"--rejects", options.rejects});
    if (!may_write(all, inputs)) return false;
    if (!output.open(options.output, inputs)) return false;
    if (options.rejects.empty()) return true;
    return rejects.open(options.rejects, inputs) && (!header || rejects.write(header->line() + "\n"));
  }
  /// Neither takes its name before both are on the disk.
  bool finish() { return output.settle() && rejects.settle() && rejects.publish() && output.publish(); }
};

/// Takes chunks in their order.
class Collector {
 public:
  Collector(const RunOptions& options, Targets& targets, RunProgress& progress)
      : options_(options), targets_(targets), progress_(progress) {}

  bool take(FinishedChunk& chunk, std::uint64_t bytes_read) {
    counts_.add(chunk.counts);
    for (const std::string& message : chunk.messages) tell(message);
    const bool is_written = targets_.output.write(chunk.output) &&
                            (!targets_.rejects.is_open() || targets_.rejects.write(chunk.rejects));
    progress_.show(counts_, bytes_read);
    has_failed_ = !is_written;
    return is_written;
  }
  const RunCounts& counts() const { return counts_; }
  bool has_failed() const { return has_failed_; }
  std::uint64_t untold() const { return untold_; }

 private:
  void tell(const std::string& message) {
    if (told_ >= options_.messages) {
      ++untold_;
      return;
    }
    ++told_;
    progress_.clear();
    std::fprintf(stderr, "%s\n", clean(message).c_str());
  }

  const RunOptions& options_;
  Targets& targets_;
  RunProgress& progress_;
  RunCounts counts_;
  std::uint64_t told_ = 0, untold_ = 0;
  bool has_failed_ = false;
};

/// `--map @FILE`: one `COLUMN=FACT` a line; lines that begin with # are remarks.
bool read_maps(const RunOptions& options, std::vector<std::string>& maps) {
  for (const std::string& map : options.maps) {
    if (map.empty() || map.front() != '@') {
      maps.push_back(map);
      continue;
    }
    const auto text = cases::read_file(map.substr(1), cases::kMaxCaseBytes);
    if (!text) {
      complain(text.error());
      return false;
    }
    std::istringstream lines(text.value());
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!line.empty() && line.front() != '#') maps.push_back(line);
    }
  }
  return true;
}

bool read_header(const RunPolicy& policy, ingest::ChunkReader& reader, const std::string& file, const RunOptions& options,
                 std::optional<CsvHeader>& header) {
  CsvOptions csv;
  csv.may_have_others = options.other_columns;
  csv.delimiter = options.delimiter == "tab" ? '\t' : options.delimiter.front();
  if (!read_maps(options, csv.maps)) return false;
  const auto line = reader.header();
  if (!line) complain(line.error());
  if (line && line.value().empty()) complain(file + ": the file is empty; its first line would be a header");
  if (!line || line.value().empty()) return false;
  header = CsvHeader::read(policy.policy(), line.value(), file, csv);
  return header.has_value();
}

/// What cases are decided by: one policy, or a folder of them.
struct Policies {
  std::unique_ptr<RunPolicy> one;
  std::unique_ptr<AnswerLines> lines;
  std::unique_ptr<RunFolder> folder;

  /// False after messages.
  bool open(const RunOptions& options, const Globals& globals, std::size_t threads, int& exit_code) {
    const RunFormat output = format_of(options.output_format, options.output);
    std::error_code ignored;
    if (std::filesystem::is_directory(options.policy, ignored)) {
      if (format_of(options.format, options.input) == RunFormat::Csv) {
        complain(fmt::format("{}: a folder of policies reads NDJSON; a CSV file has the columns of one policy", options.policy));
        exit_code = kUnreadable;
        return false;
      }
      folder = RunFolder::open(options.policy, {options.columns, output, !options.no_cache, static_cast<unsigned>(threads)},
                               globals, exit_code);
      return folder != nullptr;
    }
    one = RunPolicy::open(options.policy, globals, !options.no_cache, exit_code);
    if (!one) return false;
    exit_code = kUnreadable;
    const auto text = names_criteria(options.columns) ? one->text() : nullptr;
    auto columns = columns_named(text ? text->policy : one->policy(), options.columns);
    if (!columns) return false;
    if (!one->ask_for(std::move(*columns), ingest::kMostRows)) return false;
    lines = std::make_unique<AnswerLines>(one->policy(), one->asked(), output);
    return true;
  }
  std::vector<std::string> files() const { return one ? one->files() : folder->files(); }
  std::string header() const { return (one ? *lines : folder->lines_of_none()).header(); }
  bool has_judge() const { return !one || one->has_judge(); }
};

int run_cases(const RunOptions& options, const Globals& globals) {
  const RunFormat input = format_of(options.format, options.input);
  if (!is_possible(options, input, format_of(options.output_format, options.output))) return kUnreadable;
  const std::size_t threads = options.threads != 0 ? options.threads : usable_cpus();
  int exit_code = kClean;
  Policies policies;
  if (!policies.open(options, globals, threads, exit_code)) return exit_code;
  auto reader = ingest::ChunkReader::open(options.input, input == RunFormat::Csv ? ingest::Lines::Quoted : ingest::Lines::Plain);
  if (!reader) {
    complain(reader.error());
    return kUnreadable;
  }
  const std::string file = options.input == "-" ? "<stdin>" : options.input;
  std::optional<CsvHeader> header;
  if (input == RunFormat::Csv && !read_header(*policies.one, reader.value(), file, options, header)) return kUnreadable;

  remove_unfinished_when_interrupted();
  std::vector<std::string> inputs = policies.files();
  if (options.input != "-") inputs.push_back(options.input);
  Targets targets;
  if (!targets.open(options, inputs, header) || !targets.output.write(policies.header())) return kUnreadable;

  const Terminal terminal = terminal_of(stderr, globals.colour);
  RunProgress progress(options.progress && terminal.is_terminal, reader.value().bytes_in_all());
  Collector collector(options, targets, progress);
  const RunJob job{policies.one.get(), policies.lines.get(), header ? &*header : nullptr, policies.folder.get(), file};
  std::string problem = run_chunks(
      reader.value(), threads,
      {[&job] { return job.folder != nullptr ? folder_worker(job) : run_worker(job); },
       [&](FinishedChunk& chunk, std::uint64_t bytes_read) { return collector.take(chunk, bytes_read); }});
  progress.clear();
  const RunCounts& counts = collector.counts();
  if (problem.empty() && !collector.has_failed() && counts.rows + counts.rejected == 0) {
    problem = clean(job.file) + (header ? ": there is no row behind the header" : ": the file is empty");
  }
  if (!problem.empty()) complain(problem);
  // A reader that has seen enough, such as `head`, is no failure of ours.
  if (targets.output.has_no_reader()) return kClean;
  if (!problem.empty() || collector.has_failed() || !targets.finish()) return kUnreadable;
  if (collector.untold() != 0) complain(fmt::format("{} more mistakes are not shown (--messages)", collector.untold()));
  if (options.summary) {
    const std::string text = run_summary(counts, progress.seconds(), threads, policies.has_judge(), terminal);
    std::fprintf(stderr, "%s", text.c_str());
  } else if (counts.rejected != 0) {
    complain(fmt::format("{} of {} rows rejected", counts.rejected, counts.rejected + counts.rows));
  }
  return counts.rejected != 0 ? kFindings : kClean;
}

}  // namespace

Verb run_verb(CLI::App& app) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* verb = app.add_subcommand("run", "Determine any number of cases, as fast as they can be read");
  const auto named = [](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; };
  verb->add_option("POLICY", options->policy, "Policy (.pol), a folder of policies, or a library that `polc build` wrote (.so)")->required();
  verb->add_option("-i,--input", options->input, "Cases: NDJSON, one a line, or CSV with a header; - reads standard input")
      ->type_name("FILE")
      ->check(named)
      ->required();
  verb->add_option("-o,--output", options->output, "What to write; - writes to standard output")
      ->type_name("FILE")
      ->check(named)
      ->required();
  verb->add_option("--format", options->format, "Of the input: ndjson, csv or arrow; else what its name ends in says")
      ->check(CLI::IsMember({"ndjson", "csv", "arrow"}))
      ->type_name("FORMAT");
  verb->add_option("--map", options->maps,
                   "COLUMN=FACT: a CSV column documents this fact; COLUMN= passes it over; @FILE: such lines")
      ->type_name("MAP");
  verb->add_flag("--other-columns", options->other_columns, "CSV columns that are no facts are passed over");
  verb->add_option("--delimiter", options->delimiter, "Of CSV: , or ; or tab or |")
      ->check(CLI::IsMember({",", ";", "tab", "|"}))
      ->type_name("CHAR")
      ->capture_default_str();
  verb->add_option("--output-format", options->output_format, "Of the output; else what its name ends in says")
      ->check(CLI::IsMember({"ndjson", "csv", "arrow"}))
      ->type_name("FORMAT");
  verb->add_option("--columns", options->columns,
                   "What to write of each case, between commas: id, line, policy, outcome, disposition, possible, is_exact, "
                   "undecided_because, criteria (all of them), criterion:PATH; else id,outcome,possible,is_exact")
      ->type_name("NAMES");
  verb->add_option("--rejects", options->rejects, "Rows that are no cases, as they stand in the input")->type_name("FILE")->check(named);
  verb->add_option("--threads", options->threads, "Else one for each CPU")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1024}));
  verb->add_option("--messages", options->messages, "So many mistakes of rows are told, at most")->type_name("N")->capture_default_str();
  verb->add_flag("--summary", options->summary, "Count the outcomes on standard error");
  verb->add_flag("--progress,!--no-progress", options->progress, "How far the run is, where standard error is a terminal");
  verb->add_flag("--no-cache", options->no_cache, "Compile afresh and keep nothing");
  return {verb, [options](const Globals& globals) { return run_cases(*options, globals); }};
}

}  // namespace pol::tool
