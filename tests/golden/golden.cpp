// Runs golden files: policies with what polc should say of them, written above the lines they mean.
//   pol-golden [--stdlib DIR] [--update] PATH…           runs the files and folders named
//   pol-golden --coverage EXEMPTIONS PATH…               every diagnostic and every rule of the linter has a golden
//   file

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/ir/civil.h"
#include "compiler/lint/context.h"
#include "compiler/lint/words.h"
#include "compiler/pipeline/expect.h"
#include "compiler/pipeline/lint.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/pipeline/revisions.h"
#include "compiler/planes/program.h"
#include "tests/golden/annotated.h"

namespace {

namespace fs = std::filesystem;
using namespace pol;

constexpr std::size_t kMaxGoldenBytes = std::size_t{32} << 20U;

std::string severity_text(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "";
}

/// Messages of one file, each above the line that it is about.
class Listing {
 public:
  Listing(const Sources& sources, std::string path, const golden::Annotated& file)
      : sources_(sources), path_(std::move(path)), file_(file) {}

  /// Its first line; what belongs to it follows in the list.
  std::vector<std::string>& add(Severity severity, int code, Range range, const std::string& message) {
    const std::string& source = sources_.path(range.source);
    const bool here = source == path_;
    const golden::Line line =
        here ? file_.text_line(sources_.place(range.source, range.begin).line) : golden::kAnywhere;
    const std::string elsewhere = here ? "" : fmt::format(" in {}", fs::path(source).filename().string());
    std::vector<std::string>& list = messages_[line];
    list.push_back(fmt::format("{}[POL{}]{}: {}", severity_text(severity), code, elsewhere, message));
    return list;
  }

  golden::Messages take() { return std::move(messages_); }

 private:
  const Sources& sources_;
  std::string path_;
  const golden::Annotated& file_;
  golden::Messages messages_;
};

void add_diagnostics(const Sink& sink, Listing& listing) {
  for (const Diagnostic& diagnostic : sink.sorted()) {
    std::vector<std::string>& list =
        listing.add(diagnostic.severity, diagnostic.code, diagnostic.range, diagnostic.message);
    for (const Label& label : diagnostic.labels) list.push_back("note: " + label.text);
    for (const std::string& hint : diagnostic.hints) list.push_back("hint: " + hint);
  }
}

/// `fever is yes, age is 5 years: meets `c.1` and not `c.2``.
std::string patient_text(const ir::Policy& policy, const lint::Witness& witness) {
  std::vector<std::string> values;
  for (const ir::FactId fact : witness.facts) {
    values.push_back(
        fmt::format("{} is {}", policy.facts[fact].name, lint::value_text(policy, fact, witness.patient[fact])));
  }
  return fmt::format("{}{}", fmt::join(values, ", "), witness.shows.empty() ? "" : ": " + witness.shows);
}

void add_findings(const ir::Policy& policy, const std::vector<lint::Finding>& findings, Listing& listing) {
  for (const lint::Finding& finding : findings) {
    std::vector<std::string>& list = listing.add(finding.severity, finding.code, finding.range, finding.message);
    for (const std::string& detail : finding.details) list.push_back("hint: " + detail);
    for (const auto* clauses : {&finding.core, &finding.related}) {
      for (const lint::Clause& clause : *clauses) {
        list.push_back(fmt::format("note: {}{}", clause.path.empty() ? "" : "`" + clause.path + "`: ", clause.says));
      }
    }
    if (finding.witness) list.push_back("patient: " + patient_text(policy, *finding.witness));
  }
}

/// What goes wrong; "" when nothing does.
std::string add_lint(const pipeline::Compiled& compiled, const pipeline::Compiled* against,
                     const golden::Annotated& file, Listing& listing) {
  pipeline::LintOptions options;
  options.against = against;
  options.codes = file.rules;
  if (!file.today.empty()) {
    ir::DateError error = ir::DateError::None;
    const auto day = ir::parse_date(file.today, error);
    if (!day || day->low != day->high) return fmt::format("`today: {}` is no day", file.today);
    options.today = day->low;
  }
  const auto result = pipeline::lint(compiled, options);
  if (!result) return result.error();
  add_findings(compiled.policy, result.value().findings, listing);
  return "";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> failures_of(const pipeline::Compiled& compiled) {
  const auto engine = pipeline::Engine::create(compiled.policy, {}, false);
  if (!engine) return {engine.error()};
  std::vector<std::string> lines;
  for (const ir::Case& one : compiled.policy.cases) {
    const auto run = pipeline::run_case(compiled.policy, engine.value(), one.patient, one.expectations);
    for (const std::string& failure : run.failures) lines.push_back(fmt::format("{}: {}", one.title, failure));
  }
  return lines;
}

/// The folder of the file, taken as revisions of one policy.
golden::Findings run_revisions(const std::string& path, const golden::Annotated& file, const module::Roots& roots) {
  golden::Findings findings;
  const auto revisions = pipeline::load_revisions(fs::path(path).parent_path().string(), roots);
  if (!revisions) {
    findings.out = {revisions.error()};
    return findings;
  }
  Listing listing(revisions.value().sources, path, file);
  add_diagnostics(revisions.value().sink, listing);
  findings.messages = listing.take();
  for (const pipeline::Revision& each : revisions.value().in_order) {
    findings.out.push_back(fs::path(each.path).filename().string() + " " + pipeline::days_in_force(each));
  }
  return findings;
}

golden::Findings run(const std::string& path, const golden::Annotated& file, const module::Roots& roots) {
  if (file.verb == "revisions") return run_revisions(path, file, roots);
  golden::Findings findings;
  const auto compiled = pipeline::compile(path, roots);
  Listing listing(compiled->sources, path, file);
  add_diagnostics(compiled->sink, listing);
  if (file.verb == "lint" && compiled->ok()) {
    std::unique_ptr<pipeline::Compiled> against;
    if (!file.against.empty()) {
      against = pipeline::compile((fs::path(path).parent_path() / file.against).string(), roots);
      if (!against->ok()) return {{}, {fmt::format("{} has mistakes", file.against)}};
    }
    const std::string problem = add_lint(*compiled, against.get(), file, listing);
    if (!problem.empty()) findings.out = {problem};
  }
  findings.messages = listing.take();
  if (file.verb == "dump" && file.stage == "ast" && !compiled->files.empty()) {
    findings.out = lines_of(ast::print(compiled->files.back()));
  }
  if (!compiled->ok()) return findings;
  if (file.verb == "dump" && file.stage == "ir") findings.out = lines_of(ir::print(compiled->policy));
  if (file.verb == "dump" && file.stage == "planes") {
    findings.out = lines_of(planes::print(compiled->policy, planes::lower(compiled->policy)));
  }
  if (file.verb == "test") findings.out = failures_of(*compiled);
  return findings;
}

bool write_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written;
}

class Runner {
 public:
  Runner(module::Roots roots, bool update) : roots_(std::move(roots)), update_(update) {}

  void add(const std::string& path) {
    if (fs::is_directory(path)) {
      for (const auto& entry : fs::recursive_directory_iterator(path)) {
        if (entry.is_regular_file() && entry.path().extension() == ".pol") files_.insert(entry.path().string());
      }
    } else {
      files_.insert(path);
      named_.insert(path);
    }
  }

  int run_all() {
    for (const std::string& path : files_) run_file(path);
    std::printf("%zu golden files, %zu failed\n", ran_, failed_);
    if (ran_ == 0) std::printf("no golden file was found\n");
    return failed_ == 0 && ran_ > 0 ? 0 : 1;
  }

 private:
  void run_file(const std::string& path) {
    const auto text = cases::read_file(path, kMaxGoldenBytes);
    if (!text) return fail(path, {text.error()});
    if (!golden::has_directive(text.value()) && named_.count(path) == 0) return;
    ++ran_;
    auto file = golden::parse_annotated(text.value());
    if (!file) return fail(path, {file.error()});
    golden::Findings actual = run(path, file.value(), roots_);
    // Text of a message may depend on where lines stand, so rewriting is repeated until it stands still.
    for (int round = 0; update_ && actual != file.value().expected && round < 3; ++round) {
      if (!write_file(path, golden::rewrite(file.value(), actual))) return fail(path, {"cannot be written"});
      std::printf("%s: rewritten\n", path.c_str());
      const auto again = cases::read_file(path, kMaxGoldenBytes);
      if (!again) return fail(path, {again.error()});
      file = golden::parse_annotated(again.value());
      if (!file) return fail(path, {file.error()});
      actual = run(path, file.value(), roots_);
    }
    std::vector<std::string> problems = golden::differences(file.value().expected, actual);
    const bool is_fail = fs::path(path).filename().string().rfind("fail_", 0) == 0;
    if (is_fail && !actual.has_errors()) problems.emplace_back("`fail_` in the name, and no errors");
    if (!is_fail && actual.has_errors()) problems.emplace_back("errors, and no `fail_` in the name");
    if (!problems.empty()) fail(path, problems);
  }

  void fail(const std::string& path, const std::vector<std::string>& problems) {
    ++failed_;
    for (const std::string& problem : problems) std::printf("%s: %s\n", path.c_str(), problem.c_str());
  }

  module::Roots roots_;
  bool update_;
  std::set<std::string> files_;
  std::set<std::string> named_;
  std::size_t ran_ = 0, failed_ = 0;
};

/// Codes that appear in the expectations of the golden files below `paths`.
std::set<int> codes_seen(const std::vector<std::string>& paths) {
  std::set<int> codes;
  for (const std::string& path : paths) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.path().extension() != ".pol") continue;
      const auto text = cases::read_file(entry.path().string(), kMaxGoldenBytes);
      if (!text) continue;
      for (const std::string& line : lines_of(text.value())) {
        const std::size_t at = line.find("[POL");
        if (line.find("//!") < at && at != std::string::npos) codes.insert(std::atoi(line.c_str() + at + 4));
      }
    }
  }
  return codes;
}

/// Lines `2107 why there is no golden file`; `#` begins a comment.
std::map<int, std::string> exemptions_in(const std::string& text) {
  std::map<int, std::string> exemptions;
  for (const std::string& line : lines_of(text)) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t blank = line.find(' ');
    exemptions[std::atoi(line.c_str())] = blank == std::string::npos ? "" : line.substr(blank + 1);
  }
  return exemptions;
}

int check_coverage(const std::string& exemptions_path, const std::vector<std::string>& paths) {
  const auto text = cases::read_file(exemptions_path, kMaxGoldenBytes);
  if (!text) {
    std::printf("%s\n", text.error().c_str());
    return 1;
  }
  const std::map<int, std::string> exemptions = exemptions_in(text.value());
  const std::set<int> seen = codes_seen(paths);
  int problems = 0;
  const auto problem = [&](const std::string& words) {
    ++problems;
    std::printf("%s\n", words.c_str());
  };
  std::set<int> rows;
  const auto check_row = [&](int code, std::string_view name) {
    if (!rows.insert(code).second) problem(fmt::format("POL{} stands twice", code));
    const auto exempt = exemptions.find(code);
    const bool is_exempt = exempt != exemptions.end();
    if (is_exempt && exempt->second.empty()) problem(fmt::format("POL{} is exempt without a reason", code));
    if (seen.count(code) == 0 && !is_exempt) problem(fmt::format("POL{} ({}) has no golden file", code, name));
    if (seen.count(code) != 0 && is_exempt)
      problem(fmt::format("POL{} has a golden file and needs no exemption", code));
  };
  for (const diag::RowName& row : diag::all_rows()) check_row(row.code, row.name);
  for (const lint::Rule& rule : lint::all_rules()) check_row(rule.code, rule.name);
  for (const auto& [code, reason] : exemptions) {
    if (rows.count(code) == 0) problem(fmt::format("POL{} is exempt, and there is no such code", code));
  }
  std::printf("%zu diagnostics and rules, %d problems\n", rows.size(), problems);
  return problems == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> paths;
  std::string stdlib, exemptions;
  bool update = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--update") {
      update = true;
    } else if (word == "--stdlib" && i + 1 < argc) {
      stdlib = argv[++i];
    } else if (word == "--coverage" && i + 1 < argc) {
      exemptions = argv[++i];
    } else {
      paths.push_back(word);
    }
  }
  if (!exemptions.empty()) return check_coverage(exemptions, paths);
  Runner runner(pipeline::find_roots(stdlib), update);
  for (const std::string& path : paths) runner.add(path);
  return runner.run_all();
}
