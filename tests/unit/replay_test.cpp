// Long case files, what one revision says of a case without its reasons, and changes looked at alone.

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/exact/consistent.h"
#include "compiler/pipeline/impact.h"
#include "compiler/pipeline/replay.h"

namespace {

using namespace pol;
namespace fs = std::filesystem;

/// A file that goes away.
class TestFile {
 public:
  explicit TestFile(const std::string& text, const std::string& end = ".json")
      : path_((fs::temp_directory_path() / ("pol_replay_test_" + std::to_string(::getpid()) + end)).string()) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TestFile() { std::remove(path_.c_str()); }
  TestFile(const TestFile&) = delete;
  TestFile& operator=(const TestFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Cut {
  std::vector<std::string> texts;
  std::vector<std::size_t> lines;
  std::string problem;
};

Cut cut(const std::string& text, const std::string& end = ".json") {
  const TestFile file(text, end);
  auto stream = cases::CaseStream::open(file.path());
  REQUIRE(stream.ok());
  Cut out;
  while (const auto one = stream.value().next()) {
    out.texts.push_back(one->json);
    out.lines.push_back(one->line);
  }
  out.problem = stream.value().problem();
  return out;
}

using Texts = std::vector<std::string>;
using Lines = std::vector<std::size_t>;

std::unique_ptr<pipeline::Compiled> lumbar(const std::string& name) {
  auto compiled = pipeline::compile(POL_SOURCE_DIR "/policies/" + name, {POL_SOURCE_DIR "/stdlib"});
  REQUIRE(compiled->ok());
  return compiled;
}

std::vector<std::string> case_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(POL_SOURCE_DIR "/policies/cases")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("a list is cut at the commas between its cases, wherever strings and braces stand") {
  CHECK(cut("[{\"a\": 1}, {\"b\": [1, 2]}]").texts == Texts{"{\"a\": 1}", "{\"b\": [1, 2]}"});
  CHECK(cut("[ {\"a\": \"],}\\\" ,\"},\n{}\n]\n").texts == Texts{"{\"a\": \"],}\\\" ,\"}", "{}\n"});
  CHECK(cut("[{},\n{},\n\n{}]").lines == Lines{1, 2, 4});
  CHECK(cut("\xEF\xBB\xBF[{}]").texts == Texts{"{}"});
  CHECK(cut("[{},,{}]").texts == Texts{"{}", "", "{}"});
  CHECK(cut("[{} {}]").texts == Texts{"{} {}"});
  CHECK(cut("[{}},{}]").texts == Texts{"{}}", "{}"});
}

TEST_CASE("what is wrong with a list is told, and the cases before it stay") {
  CHECK(cut("[]").problem == ":1: the list holds no case");
  CHECK(cut("[{}").texts == Texts{"{}"});
  CHECK(cut("[{}").problem == ":1: the text ends before the list does");
  CHECK(cut("[{}, {\"a\": \"").problem == ":1: the text ends inside the case that begins here");
  CHECK(cut("[{}, {\"a\": \"").texts == Texts{"{}"});
  CHECK(cut("[{}] 1").problem == ":1: text after the end of the list");
  CHECK(cut("").problem == ": the file is empty");
  CHECK(cut(" \n").problem == ": the file is empty");
  CHECK(cut("[{\"a\": \"" + std::string(cases::kMaxStreamedCase, 'x') + "\"}]").problem ==
        ":1: the case that begins here has more than 4 MB");
}

TEST_CASE("one object a line, one object, objects one after the other") {
  CHECK(cut("{\"a\": 1}\n\n{\"a\": 2}\n").texts == Texts{"{\"a\": 1}", "{\"a\": 2}"});
  CHECK(cut("{\"a\": 1}\n\n{\"a\": 2}\n").lines == Lines{1, 3});
  CHECK(cut("{\"a\": 1\n{\"a\": 2}\n", ".ndjson").texts == Texts{"{\"a\": 1", "{\"a\": 2}"});
  CHECK(cut("{\n\"a\": 1}\n").texts == Texts{"{\n\"a\": 1}"});
  CHECK(cut("{\n\"a\": 1}\n{\n\"a\": 2}").lines == Lines{1, 3});
  CHECK(cut("{\n\"a\": 1").texts == Texts{"{\n\"a\": 1"});
  CHECK(cut("{\"a\": \"" + std::string(100'000, 'x') + "\"}\n{}").texts.size() == 2);
}

TEST_CASE("cases of every file are the same, cut or read whole, and decided as they are determined") {
  const auto compiled = lumbar("lumbar_mri.pol");
  const ir::Policy& policy = compiled->policy;
  const auto engine = pipeline::Engine::create(policy, {}, false);
  REQUIRE(engine.ok());
  const cases::CaseReader reader(policy);
  std::size_t count = 0;
  for (const std::string& file : case_files()) {
    INFO(file);
    const auto text = cases::read_file(file, cases::kMaxCaseBytes);
    REQUIRE(text.ok());
    const auto whole = cases::load_cases(policy, text.value(), file);
    REQUIRE(whole.errors.empty());
    auto stream = cases::CaseStream::open(file);
    REQUIRE(stream.ok());
    std::size_t i = 0;
    while (const auto one = stream.value().next()) {
      cases::Errors errors(file, one->json, one->line);
      cases::LoadedCase loaded;
      CHECK_FALSE(
          cases::read_json(one->json, [&](const cases::Json& json, bool) { loaded = reader.read(json, "", errors); }));
      REQUIRE(errors.empty());
      REQUIRE(i < whole.cases.size());
      bool is_same = true;
      for (std::size_t k = 0; k < loaded.patient.facts.size(); ++k) {
        is_same = is_same && same_value(loaded.patient.facts[k], whole.cases[i].patient.facts[k]);
      }
      CHECK(is_same);
      const auto prepared = exact::prepare(policy, loaded.patient);
      ++i;
      if (!prepared) continue;
      const interp::Determination determined =
          interp::determine(policy, prepared.value(), engine.value().judges());
      const pipeline::Decided decided = pipeline::decide(policy, engine.value(), prepared.value());
      CHECK(decided.outcome == determined.outcome);
      CHECK(decided.possible == determined.possible);
      ++count;
    }
    CHECK(i == whole.cases.size());
    CHECK(stream.value().problem().empty());
  }
  CHECK(count > 400);
}

TEST_CASE("the guideline of 2024 and of 2025: the changes alone bring about what happens to the recorded cases") {
  const auto before = lumbar("revisions/lumbar_mri_2024-10-28.pol"), after = lumbar("lumbar_mri.pol");
  const auto old_engine = pipeline::Engine::create(before->policy, {}, false);
  const auto new_engine = pipeline::Engine::create(after->policy, {}, false);
  REQUIRE(old_engine.ok());
  REQUIRE(new_engine.ok());
  diff::Limits limits;
  limits.conditions = limits.examples = false;
  limits.pended = 0;
  const diff::Comparison comparison =
      diff::compare({before->policy, before->sources}, {after->policy, after->sources}, limits);
  const pipeline::Impact impact =
      pipeline::measure_impact({before->policy, old_engine.value()}, {after->policy, new_engine.value()}, &comparison,
                               case_files(), {});
  CHECK(impact.cases > 400);
  CHECK(pipeline::otherwise(impact.outcomes) > 0);
  CHECK(pipeline::at(impact.outcomes, ir::Outcome::NeedsInformation, ir::Outcome::Meets) > 0);
  CHECK(impact.unexplained * 20 < pipeline::otherwise(impact.outcomes));
  std::size_t scoliosis = 0;
  for (const pipeline::ChangeAlone& each : impact.changes) {
    if (each.item->new_path == "guideline.13") scoliosis = each.brings;
  }
  CHECK(scoliosis >= 5);
}
