// polc check FILE…: every mistake of each file.

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "tools/polc/certificate.h"
#include "tools/polc/inputs.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool json = false;
  bool certificate = false;
  bool timings = false;
};

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

/// The last line for one file.
std::string summary(const std::string& path, const pipeline::Compiled& compiled) {
  std::size_t errors = 0, warnings = 0;
  for (const Diagnostic& diagnostic : compiled.sink.sorted()) {
    errors += diagnostic.severity == Severity::Error ? 1U : 0U;
    warnings += diagnostic.severity == Severity::Warning ? 1U : 0U;
  }
  if (errors + warnings > 0) {
    return fmt::format("{}: {}, {}\n", clean(path), counted(errors, "error", "errors"),
                       counted(warnings, "warning", "warnings"));
  }
  const ir::Policy& policy = compiled.policy;
  return fmt::format("{}: no mistakes; {}, {}, {}\n", clean(path),
                     counted(policy.criteria.size(), "criterion", "criteria"),
                     counted(policy.facts.size(), "fact", "facts"), counted(policy.cases.size(), "case", "cases"));
}

int run_check(const CheckOptions& options, const Globals& globals) {
  const Terminal terminal = terminal_of(stdout, globals.colour);
  std::string text;
  nlohmann::ordered_json diagnostics = nlohmann::ordered_json::array();
  nlohmann::ordered_json certificates = nlohmann::ordered_json::array();
  int exit_code = kClean;
  for (const std::string& path : options.files) {
    const auto compiled = pipeline::compile(path, pipeline::find_roots(globals.stdlib));
    exit_code = std::max(exit_code, exit_code_of(*compiled));
    const auto sorted = compiled->sink.sorted();
    if (options.json) {
      for (auto& diagnostic : nlohmann::ordered_json::parse(render_json(sorted, compiled->sources))) {
        diagnostics.push_back(std::move(diagnostic));
      }
    } else {
      text += render_text(sorted, compiled->sources, terminal.colour) + summary(path, *compiled);
    }
    if (options.timings) print_timings(compiled->timings);
    if (!options.certificate || !compiled->ok()) continue;
    if (!compiled->files.back().is_policy) {
      complain(fmt::format("{}: a module decides nothing; --certificate needs a policy", path));
      exit_code = kUnreadable;
    } else if (options.json) {
      certificates.push_back(certificate_json(compiled->policy));
    } else {
      text += certificate_text(compiled->policy, terminal);
    }
  }
  if (options.json && options.certificate) {
    diagnostics = {{"diagnostics", std::move(diagnostics)}, {"certificates", std::move(certificates)}};
  }
  if (options.json) text = diagnostics.dump(2) + "\n";
  return std::max(exit_code, write_output(text));
}

}  // namespace

Verb check_verb(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* verb = app.add_subcommand("check", "Report every mistake of policies and modules");
  verb->add_option("FILE", options->files, "Policies and modules (.pol)")->required();
  verb->add_flag("--json", options->json, "Print diagnostics as a JSON array");
  verb->add_flag("--certificate", options->certificate,
                 "Say where the native program alone is exact on incomplete cases, and where a search helps");
  verb->add_flag("--timings", options->timings, "Print the time of each step on standard error");
  return {verb, [options](const Globals& globals) { return run_check(*options, globals); }};
}

}  // namespace pol::tool
