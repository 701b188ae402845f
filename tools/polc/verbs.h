#pragma once
// One function a verb: declares its options and says how to run it.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace pol::tool {

inline constexpr int kClean = 0;
inline constexpr int kFindings = 1;    ///< diagnostics, failed cases
inline constexpr int kUnreadable = 2;  ///< usage, input that cannot be read, output that cannot be written

/// Options that every verb takes.
struct Globals {
  std::string stdlib;
  std::string cache;  ///< "" for the user's
  std::string colour = "auto";
};

struct Verb {
  CLI::App* app = nullptr;
  std::function<int(const Globals&)> run;
};

Verb check_verb(CLI::App& app);
Verb lint_verb(CLI::App& app);
Verb explain_verb(CLI::App& app);
Verb eval_verb(CLI::App& app);
Verb ask_verb(CLI::App& app);
Verb test_verb(CLI::App& app);
Verb diff_verb(CLI::App& app);
Verb impact_verb(CLI::App& app);
Verb revisions_verb(CLI::App& app);
Verb schedule_verb(CLI::App& app);
Verb run_verb(CLI::App& app);
Verb trace_verb(CLI::App& app);
Verb dump_verb(CLI::App& app);
Verb format_verb(CLI::App& app);
Verb build_verb(CLI::App& app);
Verb audit_verb(CLI::App& app);
Verb completion_verb(CLI::App& app);

}  // namespace pol::tool
