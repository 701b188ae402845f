// polc build POLICY -o FILE: a policy as a library for hosts without a compiler.

#include "tools/polc/build.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "compiler/codegen/library.h"
#include "tools/polc/inputs.h"
#include "tools/polc/output.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

namespace fs = std::filesystem;

struct BuildOptions {
  std::string policy, output, header;
  std::string cpu = "x86-64-v2";
  bool multiversion = false;
};

std::vector<codegen::CpuLevel> levels_of(const BuildOptions& options) {
  const codegen::CpuLevel highest =
      options.cpu == "native" ? codegen::host_level() : options.cpu.back() - '0';
  std::vector<codegen::CpuLevel> levels;
  for (codegen::CpuLevel level = options.multiversion ? 2 : highest; level <= highest; ++level) levels.push_back(level);
  return levels;
}

/// The file's bytes, by what its name ends in.
Result<std::string> library(const std::string& ending, const std::string& object, const BuildOptions& options) {
  const fs::path path(options.output);
  if (ending == ".a") {
    return codegen::archive_with(std::string(runtime_archive()), path.stem().string() + ".o", object);
  }
  if (ending == ".so") return link_shared(object, path.filename().string());
  return object;
}

int run_build(const BuildOptions& options, const Globals& globals) {
  const fs::path path(options.output);
  const std::string ending = path.extension().string();
  if (ending != ".so" && ending != ".o" && ending != ".a") {
    complain(fmt::format("{}: the name says what to build; it would end in .so, .o or .a", options.output));
    return kUnreadable;
  }
  const Policy loaded = load_policy(options.policy, globals);
  if (loaded.exit_code != kClean) return loaded.exit_code;
  const ir::Policy& policy = loaded.compiled->policy;
  const std::string header = options.header.empty() ? fs::path(path).replace_extension(".h").string() : options.header;

  std::vector<std::string> inputs;
  const Sources& sources = loaded.compiled->sources;
  for (std::uint32_t source = 0; source < sources.size(); ++source) inputs.push_back(sources.path(source));
  if (!may_write({{"-o", options.output}, {"--header", header}}, inputs)) return kUnreadable;

  const std::vector<codegen::CpuLevel> levels = levels_of(options);
  if (levels.empty() || levels.front() < 1) {
    complain("this machine is no x86-64; `--cpu x86-64-v2` would build for another one");
    return kUnreadable;
  }
  const planes::Program program = planes::lower_exact(policy);
  const codegen::LibraryOptions library_options{"pol_policy_" + c_name(policy.name),
                                                fmt::format("polc {}", pipeline::kVersion), levels};
  const Result<std::string> object = codegen::compile_library(policy, program, library_options);
  const Result<std::string> bytes = object ? library(ending, object.value(), options) : object;
  if (!bytes) {
    complain(bytes.error());
    return kUnreadable;
  }
  const bool is_written =
      write_file(options.output, bytes.value(), inputs) && write_file(header, library_header(policy), inputs);
  return is_written ? kClean : kUnreadable;
}

}  // namespace

Verb build_verb(CLI::App& app) {
  const auto options = std::make_shared<BuildOptions>();
  CLI::App* verb = app.add_subcommand("build", "Compile a policy to a library that pol/runtime.h evaluates");
  verb->add_option("POLICY", options->policy, "Policy (.pol)")->required();
  verb->add_option("-o,--output", options->output,
                   "What to write: NAME.so (shared library), NAME.o (object) or NAME.a (object and runtime)")
      ->type_name("FILE")
      ->required();
  verb->add_option("--header", options->header, "Header of its names; else NAME.h beside it")->type_name("FILE");
  verb->add_option(
          "--cpu", options->cpu,
          "The least CPU that it is for: native (the highest level that this one has), x86-64-v2, x86-64-v3 or "
          "x86-64-v4")
      ->check(CLI::IsMember({"native", "x86-64-v2", "x86-64-v3", "x86-64-v4"}))
      ->type_name("CPU")
      ->capture_default_str();
  verb->add_flag("--multiversion", options->multiversion,
                 "Code for every level from x86-64-v2 up to --cpu; the host takes the highest that it has");
  return {verb, [options](const Globals& globals) { return run_build(*options, globals); }};
}

}  // namespace pol::tool
