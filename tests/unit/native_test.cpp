// Policies as native code in this process: the same answers as the engine, in every tier, from the cache and not.

#include "compiler/pipeline/native.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/exact/consistent.h"
#include "compiler/ingest/documented.h"

using namespace pol;
using codegen::Form;
using codegen::Tier;
namespace fs = std::filesystem;

namespace {

class Scratch {
 public:
  Scratch() {
    std::string path = (fs::temp_directory_path() / "pol-native-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) std::abort();
    root_ = path;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name, std::ios::binary | std::ios::trunc) << text;
    return (root_ / name).string();
  }
  pipeline::NativeOptions options() const {
    pipeline::NativeOptions options;
    options.cache_folder = (root_ / "cache").string();
    return options;
  }
  std::vector<fs::path> objects() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(root_ / "cache")) {
      if (entry.path().filename() != "key") found.push_back(entry.path());
    }
    return found;
  }

 private:
  fs::path root_;
};

const module::Roots kRoots{POL_SOURCE_DIR "/stdlib"};
const std::string kLumbar = POL_SOURCE_DIR "/policies/lumbar_mri.pol";

struct CaseCloser {
  void operator()(pol_case* one) const { pol_case_free(one); }
};

struct Answered {
  pol_status status = POL_OK;
  pol_answer answer = {};
};

Answered decide(const ir::Policy& policy, const pol_policy* native, const ir::Patient& patient) {
  pol_case* made = nullptr;
  REQUIRE(pol_case_new(native, &made, nullptr) == POL_OK);
  const std::unique_ptr<pol_case, CaseCloser> one(made);
  REQUIRE(ingest::document(policy, patient, one.get()).error.empty());
  Answered answered;
  answered.status = pol_decide(one.get(), &answered.answer, nullptr);
  return answered;
}

std::vector<ir::Patient> recorded(const ir::Policy& policy) {
  std::vector<ir::Patient> all;
  for (const ir::Case& one : policy.cases) all.push_back(one.patient);
  for (const auto& entry : fs::directory_iterator(POL_SOURCE_DIR "/policies/cases")) {
    if (entry.path().extension() != ".json") continue;
    const auto text = cases::read_file(entry.path().string(), cases::kMaxCaseBytes);
    REQUIRE(text);
    for (const auto& one : cases::load_cases(policy, text.value(), entry.path().string()).cases)
      all.push_back(one.patient);
  }
  for (ir::Patient& patient : all) patient.facts.resize(policy.facts.size());
  return all;
}

pipeline::NativePolicy opened(const std::string& path, const pipeline::NativeOptions& options) {
  auto policy = pipeline::NativePolicy::open(path, kRoots, options);
  INFO((policy ? "" : policy.error()));
  REQUIRE(policy);
  return policy.take();
}

std::string small_policy(const std::string& condition) {
  return "policy small \"Small\" {\n  document: \"S\"  reviewed: 2025-01-01\n  reference: request_date\n}\n"
         "import std.patient\nfacts {\n  fever : finding \"Fever\"\n  cough : finding \"Cough\"\n}\n"
         "determine {\n  meets when " +
         condition + "\n  otherwise does_not_meet\n}\n";
}

}  // namespace

TEST_CASE("recorded cases: the same possible outcomes as the engine, cold, optimised and from the cache") {
  const Scratch scratch;
  const auto compiled = pipeline::compile(kLumbar, kRoots);
  REQUIRE(compiled->ok());
  const ir::Policy& policy = compiled->policy;
  const auto engine = pipeline::Engine::create(policy, {}, false);
  REQUIRE(engine);
  const std::vector<ir::Patient> patients = recorded(policy);
  REQUIRE(patients.size() > 50);

  const auto agrees = [&](const pipeline::NativePolicy& native) {
    int exact = 0;
    for (const ir::Patient& patient : patients) {
      const Answered answered = decide(policy, native.get(), patient);
      const auto prepared = exact::prepare(policy, patient);
      REQUIRE((answered.status == POL_OK) == prepared.ok());
      if (!prepared.ok() || answered.answer.is_exact == 0) continue;
      ++exact;
      REQUIRE(int{answered.answer.possible} == int{engine.value().possible(prepared.value().patient)});
    }
    CHECK(exact > 30);
  };
  {
    const pipeline::NativePolicy cold = opened(kLumbar, scratch.options());
    CHECK_FALSE(cold.is_from_cache());
    CHECK(cold.tier_of(Form::Columns) == std::nullopt);
    agrees(cold);  // a walk over the program, most likely
    cold.finish();
    CHECK(cold.tier_of(Form::Decide) == Tier::First);
    CHECK(cold.tier_of(Form::Trace) == Tier::First);
    agrees(cold);
    for (const Form form : {Form::Decide, Form::Columns, Form::Criteria}) cold.ask_for(form);
    cold.finish();
    CHECK(cold.note().empty());
    for (const Form form : {Form::Decide, Form::Columns, Form::Criteria}) CHECK(cold.tier_of(form) == Tier::Optimised);
    agrees(cold);
  }
  const auto kept = pipeline::NativePolicy::from_cache(kLumbar, kRoots, scratch.options());
  REQUIRE(kept);
  CHECK(kept->is_from_cache());
  CHECK(kept->tier_of(Form::Decide) == Tier::Optimised);
  agrees(*kept);
  kept->ask_for(Form::Columns);
  kept->finish();
  CHECK(kept->tier_of(Form::Columns) == Tier::Optimised);
  const auto again = kept->compiled();
  REQUIRE(again);
  CHECK(again.value()->policy.content_hash == policy.content_hash);
}

TEST_CASE("a policy from the cache is that of the files as they are now") {
  const Scratch scratch;
  const std::string path = scratch.file("small.pol", small_policy("fever"));
  const auto outcome = [&](const pipeline::NativePolicy& native) {
    const auto compiled = native.compiled();
    REQUIRE(compiled);
    const ir::Policy& policy = compiled.value()->policy;
    ir::Patient patient;
    patient.facts.resize(policy.facts.size());
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      const std::string& name = policy.facts[ir::FactId{i}].name;
      ir::FactState& state = patient.facts[i];
      if (name == "request_date") state.low = state.high = 20000;
      if (name == "fever") state.low = state.high = 1;
      if (name == "request_date" || name == "fever" || name == "cough") state.kind = ir::FactState::Kind::Value;
    }
    return decide(policy, native.get(), patient).answer.outcome;
  };
  {
    const pipeline::NativePolicy fresh = opened(path, scratch.options());
    CHECK(outcome(fresh) == POL_MEETS);
    fresh.finish();
  }
  {
    const pipeline::NativePolicy kept = opened(path, scratch.options());
    CHECK(kept.is_from_cache());
    CHECK_FALSE(kept.has_messages());
    const std::vector<std::string> files = kept.files();
    CHECK(std::count(files.begin(), files.end(), path) == 1);
    CHECK(std::count(files.begin(), files.end(), kRoots.stdlib + "/patient.pol") == 1);
    CHECK(outcome(kept) == POL_MEETS);
  }
  scratch.file("small.pol", small_policy("cough"));
  {
    const pipeline::NativePolicy fresh = opened(path, scratch.options());
    CHECK(outcome(fresh) == POL_DOES_NOT_MEET);
    fresh.finish();
  }

  // The source of a policy that came from the cache, once its file has changed.
  const pipeline::NativePolicy kept = opened(path, scratch.options());
  scratch.file("small.pol", small_policy("fever and cough"));
  CHECK_FALSE(kept.compiled());
  kept.ask_for(Form::Columns);
  kept.finish();
  CHECK(kept.note() == path + ": has changed while it was in use");
  CHECK(kept.tier_of(Form::Columns) == std::nullopt);
}

TEST_CASE("what is damaged in the cache is made anew") {
  const Scratch scratch;
  const std::string path = scratch.file("small.pol", small_policy("fever"));
  opened(path, scratch.options()).finish();
  CHECK(opened(path, scratch.options()).is_from_cache());
  const std::vector<fs::path> objects = scratch.objects();
  REQUIRE(objects.size() == 3);  // tables, decide, trace
  for (const fs::path& object : objects) {
    std::string bytes;
    {
      std::ifstream file(object, std::ios::binary);
      bytes.assign(std::istreambuf_iterator<char>(file), {});
    }
    std::string damaged = bytes;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    for (const std::string& planted : {damaged, bytes.substr(0, bytes.size() / 2), std::string()}) {
      std::ofstream(object, std::ios::binary | std::ios::trunc) << planted;
      CHECK_FALSE(pipeline::NativePolicy::from_cache(path, kRoots, scratch.options()));
      opened(path, scratch.options()).finish();
      CHECK(pipeline::NativePolicy::from_cache(path, kRoots, scratch.options()));
    }
  }
}

TEST_CASE("a policy with mistakes says the first") {
  const Scratch scratch;
  const std::string path = scratch.file("small.pol", small_policy("fevre"));
  const auto policy = pipeline::NativePolicy::open(path, kRoots, scratch.options());
  REQUIRE_FALSE(policy);
  CHECK(policy.error().find(path + ":11:14: ") == 0);
}

TEST_CASE("forms are swapped in while threads decide") {
  const Scratch scratch;
  const auto compiled = pipeline::compile(kLumbar, kRoots);
  REQUIRE(compiled->ok());
  const std::vector<ir::Patient> patients = recorded(compiled->policy);
  pipeline::NativePolicy native = opened(kLumbar, scratch.options());
  std::vector<pol_answer> expected;
  for (const ir::Patient& patient : patients)
    expected.push_back(decide(compiled->policy, native.get(), patient).answer);

  std::atomic<bool> is_over = false;
  std::atomic<int> unlike = 0, rounds = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      do {
        for (std::size_t i = 0; i < patients.size(); ++i) {
          pol_case* one = nullptr;
          pol_answer answer = {};
          if (pol_case_new(native.get(), &one, nullptr) != POL_OK) continue;
          ingest::document(compiled->policy, patients[i], one);
          pol_decide(one, &answer, nullptr);
          pol_case_free(one);
          const bool is_like = answer.possible == expected[i].possible && answer.is_exact == expected[i].is_exact;
          if (!is_like) ++unlike;
        }
        ++rounds;
      } while (!is_over);
    });
  }
  for (const Form form : {Form::Criteria, Form::Columns, Form::Trace, Form::Decide, Form::Decide}) native.ask_for(form);
  native.finish();
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(rounds >= 3);
  CHECK(unlike == 0);
  CHECK(native.tier_of(Form::Decide) == Tier::Optimised);

  // It may go away in the middle of it.
  const pipeline::NativePolicy moved = std::move(native);
  CHECK(moved.get() != nullptr);
  const auto brief = opened(kLumbar, {});
  for (const Form form : {Form::Criteria, Form::Columns, Form::Decide}) brief.ask_for(form);
}
