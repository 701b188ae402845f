#include "tools/polc/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "compiler/cases/reader.h"
#include "compiler/codegen/evaluator.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

Policy load_policy(const std::string& path, const Globals& globals) {
  Policy policy;
  policy.compiled = pipeline::compile(path, pipeline::find_roots(globals.stdlib));
  const pipeline::Compiled& compiled = *policy.compiled;
  if (!compiled.sink.all().empty()) {
    const Terminal terminal = terminal_of(stderr, globals.colour);
    const std::string text = render_text(compiled.sink.sorted(), compiled.sources, terminal.colour);
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  if (!compiled.ok()) policy.exit_code = exit_code_of(compiled);
  return policy;
}

int exit_code_of(const pipeline::Compiled& compiled) {
  if (compiled.files.empty()) return kUnreadable;
  const auto& all = compiled.sink.all();
  const bool has_findings = std::any_of(
      all.begin(), all.end(), [](const Diagnostic& diagnostic) { return diagnostic.severity != Severity::Note; });
  return has_findings ? kFindings : kClean;
}

namespace {

Result<std::string> read_standard_input() {
  std::string text;
  std::string block(std::size_t{1} << 16U, '\0');
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), stdin)) {
    text.append(block, 0, n);
    if (text.size() > cases::kMaxCaseBytes) {
      return failure(fmt::format("<stdin>: larger than {} MB", cases::kMaxCaseBytes >> 20U));
    }
  }
  if (std::ferror(stdin) != 0) return failure("<stdin>: cannot be read");
  return text;
}

}  // namespace

std::optional<CaseFile> load_case_file(const ir::Policy& policy, const std::string& path) {
  const cases::CaseReader reader(policy);
  return load_case_file([&](const cases::Json&, cases::Errors&) { return &reader; }, path);
}

std::optional<CaseFile> load_case_file(const cases::ChooseReader& choose, const std::string& path) {
  const bool is_stdin = path == "-";
  const auto text = is_stdin ? read_standard_input() : cases::read_file(path, cases::kMaxCaseBytes);
  if (!text) {
    complain(text.error());
    return std::nullopt;
  }
  cases::LoadedCases loaded = cases::load_cases(choose, text.value(), is_stdin ? "<stdin>" : path);
  if (!loaded.errors.empty()) {
    for (const std::string& error : loaded.errors) std::fprintf(stderr, "%s\n", clean(error).c_str());
    return std::nullopt;
  }
  const std::size_t first = text.value().find_first_of("[{");
  return CaseFile{std::move(loaded.cases), first != std::string::npos && text.value()[first] == '['};
}

std::optional<pipeline::Engine> make_engine(const ir::Policy& policy, const Globals& globals, EngineUse use) {
  codegen::Options options;
  options.use_cache = use.cache;
  options.wants_decide = !use.explained_only;
  if (use.cache) options.cache_folder = globals.cache.empty() ? codegen::default_cache_folder() : globals.cache;
  auto engine = pipeline::Engine::create(policy, options, use.interpret);
  if (!engine) {
    complain(engine.error());
    return std::nullopt;
  }
  if (engine.value().is_native() && !engine.value().native()->cache_note().empty()) {
    complain("cache: " + engine.value().native()->cache_note());
  }
  return engine.take();
}

void print_timings(const std::vector<pipeline::Timing>& timings) {
  for (const pipeline::Timing& timing : timings) {
    std::fprintf(stderr, "%s\n", fmt::format("{:<24} {:9.3f} ms", timing.step, timing.milliseconds).c_str());
  }
}

}  // namespace pol::tool
