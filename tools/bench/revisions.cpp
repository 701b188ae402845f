// Two whole revisions compared, and recorded cases replayed through both, beside one evaluation run over the same
// cases.

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "compiler/exact/consistent.h"
#include "compiler/pipeline/diff.h"
#include "compiler/pipeline/impact.h"
#include "tools/bench/cases.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"
#include "tools/bench/timing.h"
#include "tools/polc/lint.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 5;

std::unique_ptr<pipeline::Compiled> compiled(const std::string& path) {
  auto one = pipeline::compile(path, pipeline::find_roots(""));
  if (!one->ok()) stop(path + " has mistakes; polc check names them");
  return one;
}

pipeline::Engine engine_of(const ir::Policy& policy) {
  auto engine = pipeline::Engine::create(policy, {}, false);
  if (!engine) stop(engine.error());
  return engine.take();
}

/// What is documented of a case as one line of JSON. What was worked out from it is worked out again by who reads it.
std::string line_of(const ir::Policy& policy, const ir::Patient& patient) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::FactState& state = patient.facts[i];
    if (state.kind == ir::FactState::Kind::Undocumented || state.derived || state.assumed) continue;
    json[policy.facts[ir::FactId{i}].name] = tool::case_value(policy, ir::FactId{i}, state);
  }
  return json.dump() + "\n";
}

void write_cases(const ir::Policy& policy, std::size_t count, const std::string& path) {
  const CaseMaker maker(policy);
  std::ofstream file(path);
  for (std::size_t i = 0; i < count; ++i) file << line_of(policy, maker.make(i));
}

/// Reads every case and decides it by one revision: nanoseconds.
double evaluate_all(const pipeline::Compiled& revision, const std::string& path) {
  const pipeline::Engine engine = engine_of(revision.policy);
  const cases::CaseReader reader(revision.policy, [](std::string_view) { return true; });
  auto stream = cases::CaseStream::open(path);
  if (!stream) stop(stream.error());
  const double begin = processor_ns();
  std::size_t decided = 0;
  while (const auto text = stream.value().next()) {
    cases::Errors errors(path, text->json, text->line);
    cases::read_json(text->json, [&](const cases::Json& json, bool) {
      const cases::LoadedCase one = reader.read(json, fmt::format("{} #{}", path, text->number), errors);
      const auto prepared = exact::prepare(revision.policy, one.patient);
      if (prepared) decided += pipeline::decide(revision.policy, engine, prepared.value()).possible != 0 ? 1U : 0U;
    });
    if (!errors.empty()) stop(errors.take().front());
  }
  const double end = processor_ns();
  if (decided == 0) stop("no case was decided");
  return end - begin;
}

double replay_all(const pipeline::Compiled& before, const pipeline::Compiled& after, const diff::Comparison* comparison,
                  const std::string& path) {
  const pipeline::Engine old_engine = engine_of(before.policy), new_engine = engine_of(after.policy);
  pipeline::ImpactOptions options;
  options.bad = [](const std::string& message) { stop(message); };
  const double begin = processor_ns();
  const pipeline::Impact impact =
      pipeline::measure_impact({before.policy, old_engine}, {after.policy, new_engine}, comparison, {path}, options);
  const double end = processor_ns();
  if (impact.cases == 0) stop("no case was replayed");
  return end - begin;
}

void measure_diff(const std::string& old_path, const std::string& new_path, Report& report) {
  const std::string section = fmt::format("Comparison: {} and {}", old_path, new_path);
  const auto rows = in_fresh_processes(kRuns, [&]() -> std::vector<double> {
    const auto before = compiled(old_path), after = compiled(new_path);
    const double begin = processor_ns();
    const auto result = pipeline::diff(*before, *after, {}, {}, {});
    const double end = processor_ns();
    if (!result) stop(result.error());
    return {(end - begin) / 1e6, static_cast<double>(result.value().comparison.questions),
            static_cast<double>(result.value().replayed)};
  });
  Figure time = figure_of(section, "compared, patients replayed", "ms", column(rows, 0));
  time.aim = 5000;
  report.add(time);
  report.add(section, "questions, patients", fmt::format("{:.0f}, {:.0f}", rows.front()[1], rows.front()[2]));
}

void measure_replay(const Inputs& inputs, const std::string& old_path, Report& report) {
  const std::string section =
      fmt::format("Impact: {} cases through {} and {}", inputs.replayed, old_path, inputs.policy);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/cases.ndjson";
  write_cases(compiled(inputs.policy)->policy, inputs.replayed, path);
  const auto rows = in_fresh_processes(kRuns, [&]() -> std::vector<double> {
    const auto before = compiled(old_path), after = compiled(inputs.policy);
    diff::Limits limits;
    limits.conditions = limits.examples = false;
    limits.pended = 0;
    const diff::Comparison comparison =
        diff::compare({before->policy, before->sources}, {after->policy, after->sources}, limits);
    const double one = evaluate_all(*after, path), both = replay_all(*before, *after, nullptr, path),
                 alone = replay_all(*before, *after, &comparison, path);
    const auto cases = static_cast<double>(inputs.replayed);
    return {one / cases / 1e3, both / cases / 1e3, alone / cases / 1e3, both / one, alone / one};
  });
  report.add(figure_of(section, "one evaluation run, a case", "µs", column(rows, 0)));
  report.add(figure_of(section, "both revisions, a case", "µs", column(rows, 1)));
  report.add(figure_of(section, "and each change alone, a case", "µs", column(rows, 2)));
  Figure both = figure_of(section, "both, in evaluation runs", "", column(rows, 3));
  both.aim = 2.2;
  report.add(both);
  Figure alone = figure_of(section, "with each change alone, in evaluation runs", "", column(rows, 4));
  alone.aim = 2.2;
  report.add(alone);
}

}  // namespace

void measure_revisions(const Inputs& inputs, Report& report) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(inputs.policy).parent_path() / "revisions";
  std::vector<std::string> texts;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".pol") texts.push_back(entry.path().string());
  }
  if (texts.empty()) {
    report.add("Revisions", "not measured", folder.string() + " holds no earlier text");
    return;
  }
  std::sort(texts.begin(), texts.end());
  for (const std::string& text : texts) {
    measure_diff(text, inputs.policy, report);
    measure_replay(inputs, text, report);
  }
}

}  // namespace pol::bench
