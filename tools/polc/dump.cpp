// polc dump --stage=…: every form of a policy as text.

#include <fmt/format.h>

#include <memory>

#include "compiler/ast/ast.h"
#include "compiler/codegen/evaluator.h"
#include "compiler/planes/program.h"
#include "compiler/smt/session.h"
#include "tools/polc/inputs.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct DumpOptions {
  std::string policy;
  std::string stage;
};

int write_dump(const std::string& text, const Globals& globals) {
  const bool is_terminal = terminal_of(stdout, globals.colour).is_terminal;
  return write_output(is_terminal ? clean_lines(text) : text);
}

/// What decides, as SMT-LIB.
std::string conditions_of_rules(const ir::Policy& policy) {
  smt::Session session(policy);
  std::vector<std::pair<std::string, smt::Form>> named;
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const std::string_view outcome = ir::to_text(policy.rules[i].outcome);
    named.emplace_back(fmt::format("rule {} {}", i + 1, outcome), session.condition(policy.rules[i].when));
  }
  return session.text(named);
}

int run_dump(const DumpOptions& options, const Globals& globals) {
  const Policy loaded = load_policy(options.policy, globals);
  const pipeline::Compiled& compiled = *loaded.compiled;
  // The AST is what was written, mistakes and all.
  if (options.stage == "ast" && !compiled.files.empty()) {
    return std::max(loaded.exit_code, write_dump(ast::print(compiled.files.back()), globals));
  }
  if (loaded.exit_code != kClean) return loaded.exit_code;
  if (options.stage == "ir") return write_dump(ir::print(compiled.policy), globals);
  if (options.stage == "smt") return write_dump(conditions_of_rules(compiled.policy), globals);
  const planes::Program program = planes::lower_exact(compiled.policy);
  if (options.stage == "planes") return write_dump(planes::print(compiled.policy, program), globals);
  const auto llvm = codegen::print_llvm(program);
  if (llvm) return write_dump(llvm.value(), globals);
  complain(llvm.error());
  return kUnreadable;
}

}  // namespace

Verb dump_verb(CLI::App& app) {
  const auto options = std::make_shared<DumpOptions>();
  CLI::App* verb = app.add_subcommand("dump", "Print a policy at one stage of the pipeline");
  verb->add_option("POLICY", options->policy, "Policy (.pol)")->required();
  verb->add_option("--stage", options->stage, "ast, ir, planes, llvm or smt")
      ->check(CLI::IsMember({"ast", "ir", "planes", "llvm", "smt"}))
      ->type_name("STAGE")
      ->required();
  return {verb, [options](const Globals& globals) { return run_dump(*options, globals); }};
}

}  // namespace pol::tool
