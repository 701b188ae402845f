// polc test FILE…: case blocks of policies and case files against what they expect, by both evaluators.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "compiler/pipeline/expect.h"
#include "tools/polc/determination.h"
#include "tools/polc/inputs.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

struct TestOptions {
  std::vector<std::string> files;
  bool json = false;
};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

class TestRun {
 public:
  explicit TestRun(const Globals& globals, bool json) : globals_(globals), json_(json) {}

  void add(const std::string& path) {
    if (ends_with(path, ".json")) {
      run_case_file(path);
    } else {
      run_policy(path);
    }
  }

  int finish() {
    if (json_) {
      text_ = json_text({{"passed", passed_}, {"failed", failed_}, {"cases", std::move(list_)}});
    } else {
      text_ += fmt::format("{} passed, {} failed\n", passed_, failed_);
    }
    if (failed_ > 0) exit_code_ = std::max(exit_code_, kFindings);
    if (passed_ + failed_ == 0 && exit_code_ == kClean) {
      complain("no case was run; write case blocks, or name case files behind their policy");
      exit_code_ = kUnreadable;
    }
    return std::max(exit_code_, write_output(text_));
  }

 private:
  void run_policy(const std::string& path) {
    loaded_ = load_policy(path, globals_);
    exit_code_ = std::max(exit_code_, loaded_.exit_code);
    engine_.reset();
    has_policy_ = true;
    if (loaded_.exit_code != kClean) return;
    engine_ = make_engine(policy(), globals_, {});
    if (!engine_) {
      exit_code_ = kUnreadable;
      return;
    }
    for (const ir::Case& one : policy().cases) {
      const Sources& sources = loaded_.compiled->sources;
      const Place place = sources.place(one.range.source, one.range.begin);
      run_one(fmt::format("{}:{}", sources.path(one.range.source), place.line), one.title, one.patient,
              one.expectations);
    }
  }

  void run_case_file(const std::string& path) {
    if (!has_policy_) {
      complain(fmt::format("{}: name the policy before its case files", path));
      exit_code_ = kUnreadable;
      return;
    }
    if (!engine_) return;  // what is wrong with the policy has been said
    const auto file = load_case_file(policy(), path);
    if (!file) {
      exit_code_ = kUnreadable;
      return;
    }
    for (const cases::LoadedCase& one : file->cases) run_one(path, one.title, one.patient, one.expectations);
  }

  void run_one(const std::string& where, const std::string& title, const ir::Patient& patient,
               const std::vector<ir::Expectation>& expectations) {
    pipeline::CaseRun run = pipeline::run_case(policy(), *engine_, patient, expectations);
    if (expectations.empty()) run.failures.emplace_back("expects nothing; write what outcome is due");
    (run.ok() ? passed_ : failed_) += 1;
    if (json_) {
      list_.push_back({{"file", where},
                       {"case", title},
                       {"passed", run.ok()},
                       {"outcome", run.determined ? Json(to_text(run.determination.outcome)) : Json()},
                       {"failures", run.failures}});
      return;
    }
    const std::string named = title == where ? where : fmt::format("{}: {}", where, title);
    for (const std::string& failure : run.failures) text_ += clean(fmt::format("{}: {}", named, failure)) + "\n";
  }

  const ir::Policy& policy() const { return loaded_.compiled->policy; }

  const Globals& globals_;
  bool json_;
  Policy loaded_;
  std::optional<pipeline::Engine> engine_;
  bool has_policy_ = false;
  std::size_t passed_ = 0, failed_ = 0;
  int exit_code_ = kClean;
  std::string text_;
  Json list_ = Json::array();
};

int run_test(const TestOptions& options, const Globals& globals) {
  TestRun run(globals, options.json);
  for (const std::string& path : options.files) run.add(path);
  return run.finish();
}

}  // namespace

Verb test_verb(CLI::App& app) {
  const auto options = std::make_shared<TestOptions>();
  CLI::App* verb = app.add_subcommand("test", "Run case blocks and case files");
  verb->add_option("FILE", options->files, "Policies (.pol), each followed by its case files (.json)")->required();
  verb->add_flag("--json", options->json, "Print the results as JSON");
  return {verb, [options](const Globals& globals) { return run_test(*options, globals); }};
}

}  // namespace pol::tool
