// polc: checks, evaluates, tests and dumps coverage policies.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "compiler/pipeline/pipeline.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace {

using namespace pol::tool;

std::string unknown_verb(const std::string& given, const std::vector<Verb>& verbs) {
  std::vector<std::string> names;
  std::string list;
  for (const Verb& verb : verbs) {
    names.push_back(verb.app->get_name());
    list += (list.empty() ? "" : ", ") + names.back();
  }
  const std::string near = pol::nearest(given, names);
  return "`" + given + "` is no command; " + (near.empty() ? "there are " + list : "did you mean `" + near + "`?");
}

int run(int argc, char** argv) {
  CLI::App app("Compiles and determines coverage policies. What is not documented stays unknown.", "polc");
  app.set_version_flag("--version", std::string("polc ") + pol::pipeline::kVersion);
  app.require_subcommand(1);
  app.fallthrough();  // so that options for every verb may stand behind the verb
  Globals globals;
  app.add_option("--stdlib", globals.stdlib, "Folder that `import std.x` reads; else POL_STDLIB")->type_name("DIR");
  app.add_option("--cache", globals.cache, "Folder of compiled policies; else POL_CACHE")->type_name("DIR");
  app.add_option("--colour,--color", globals.colour, "Colours: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app.footer("Exit codes: 0 clean, 1 findings or failed cases, 2 usage or input that cannot be read.");

  const std::vector<Verb> verbs = {
      check_verb(app),    lint_verb(app),  explain_verb(app), eval_verb(app),   ask_verb(app),       test_verb(app),
      schedule_verb(app), trace_verb(app), diff_verb(app),    impact_verb(app), revisions_verb(app), format_verb(app),
      dump_verb(app),     build_verb(app), run_verb(app),     audit_verb(app),  completion_verb(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    const int code = app.exit(success);  // --help, --version
    return code == 0 ? write_output("") : kUnreadable;
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> unknown = app.remaining();
    const bool verb_unknown = app.get_subcommands().empty() && !unknown.empty();
    complain(verb_unknown ? unknown_verb(unknown.front(), verbs) : error.what());
    std::fprintf(stderr, "Run with --help for more information.\n");
    return kUnreadable;
  }
  for (const Verb& verb : verbs) {
    if (verb.app->parsed()) return verb.run(globals);
  }
  return kUnreadable;
}

/// Wherever memory runs out, in whichever thread: it is said, and nothing was written, for files are written last.
void stop_without_memory() {
  constexpr char kWords[] = "polc: out of memory\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kWords, sizeof kWords - 1);
  ::_exit(kUnreadable);
}

}  // namespace

int main(int argc, char** argv) {
  std::set_new_handler(stop_without_memory);
  // A reader that goes away, such as `head`, is told apart by what writing says (write_output); it is no death;
  // nor is a file that may not grow, which is told as a full disk is.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    complain(std::string("cannot go on: ") + error.what());
    return kUnreadable;
  }
}
