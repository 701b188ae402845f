// polc schedule POLICY [NAME [CASE]]: where a patient stands in a surveillance schedule.

#include "tools/polc/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "compiler/diag/sink.h"
#include "tools/polc/determination.h"
#include "tools/polc/inputs.h"
#include "tools/polc/output.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

struct ScheduleOptions {
  std::string policy, name, one_case, svg;
  bool json = false;
};

bool is_below(const std::string& path, const std::string& heading) {
  return path.size() >= heading.size() && path.compare(0, heading.size(), heading) == 0 &&
         (path.size() == heading.size() || path[heading.size()] == '.');
}

bool is_known_path(const ir::Policy& policy, const std::string& name) {
  const auto has = [&](const auto& store, const auto& of) {
    return std::any_of(store.begin(), store.end(), [&](const auto& each) { return is_below(of(each), name); });
  };
  return has(policy.criteria, [](const ir::Criterion& criterion) { return criterion.path; }) ||
         has(policy.defines, [](const ir::Define& define) { return define.name; });
}

/// Those at or below the path `name`, or the one of whose clauses it is.
std::vector<const ir::Schedule*> schedules_named(const ir::Policy& policy, const std::string& name) {
  std::vector<const ir::Schedule*> out;
  for (const ir::Schedule& schedule : policy.schedules) {
    const bool is_its_clause = is_below(name, schedule.path) && is_known_path(policy, name);
    if (name.empty() || is_below(schedule.path, name) || is_its_clause) out.push_back(&schedule);
  }
  return out;
}

/// Paths that may be asked for: those of the schedules and of what stands above them.
std::vector<std::string> paths_to_ask_for(const ir::Policy& policy) {
  std::vector<std::string> paths;
  for (const ir::Schedule& schedule : policy.schedules) {
    for (std::string path = schedule.path; !path.empty();
         path.resize(path.rfind('.') == std::string::npos ? 0 : path.rfind('.'))) {
      if (is_known_path(policy, path)) paths.push_back(path);
    }
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

void complain_of_name(const ir::Policy& policy, const ScheduleOptions& options) {
  const bool is_known = is_known_path(policy, options.name);
  std::string text =
      fmt::format("`{}` {}", options.name, is_known ? "holds no schedule" : "is no schedule of the policy");
  const std::string near = nearest(options.name, paths_to_ask_for(policy));
  if (!near.empty()) text += fmt::format("; did you mean `{}`?", near);
  if (policy.schedules.empty())
    text += "; the policy has none";
  else if (near.empty())
    text += fmt::format("; `polc schedule {}` lists them", options.policy);
  complain(text);
}

int list_schedules(const pipeline::Compiled& compiled, const std::vector<const ir::Schedule*>& schedules,
                   const ScheduleOptions& options, const Terminal& terminal) {
  Json list = Json::array();
  std::string text;
  for (const ir::Schedule* schedule : schedules) {
    const std::string title = titles_around(compiled.policy, schedule->path);
    std::vector<std::string> clauses;
    for (std::uint32_t i = 0; i < schedule->clauses.size(); ++i) {
      const std::size_t count = std::max<std::size_t>(schedule->clauses[i].phases.size(), 1);
      for (std::uint32_t j = 0; j < count; ++j) clauses.push_back(phase_text(compiled, *schedule, {i, j}));
    }
    if (options.json) {
      list.push_back({{"path", schedule->path}, {"title", title}, {"images", schedule->studies}, {"phases", clauses}});
      continue;
    }
    text +=
        painted(terminal, Paint::Bold, clean(schedule->path)) + "  " +
        wrapped(clean(title), 4, terminal.width - std::min<std::size_t>(terminal.width / 2, schedule->path.size())) +
        "\n";
    if (options.name.empty()) continue;
    text += "    " +
            wrapped(clean(schedule->studies.empty() ? "images not stated" : "images " + schedule->studies), 6,
                    terminal.width) +
            "\n";
    for (const std::string& clause : clauses) text += "    " + wrapped(clean(clause), 6, terminal.width) + "\n";
  }
  if (schedules.empty()) text = fmt::format("{}: no schedules\n", clean(options.policy));
  return write_output(options.json ? json_text(list) : text);
}

int run_schedule(const ScheduleOptions& options, const Globals& globals) {
  if (!options.svg.empty() && options.one_case.empty()) {
    complain("--svg draws a case; name a schedule and a case");
    return kUnreadable;
  }
  if (options.json && options.svg == "-") {
    complain("--json and --svg - both write to standard output");
    return kUnreadable;
  }
  const Policy loaded = load_policy(options.policy, globals);
  if (loaded.exit_code != kClean) return loaded.exit_code;
  const pipeline::Compiled& compiled = *loaded.compiled;
  const ir::Policy& policy = compiled.policy;
  if (!compiled.files.back().is_policy) {
    complain(fmt::format("{}: a module by itself has no request; name a policy that imports it", options.policy));
    return kUnreadable;
  }
  const std::vector<const ir::Schedule*> schedules = schedules_named(policy, options.name);
  if (schedules.empty() && !options.name.empty()) {
    complain_of_name(policy, options);
    return kUnreadable;
  }
  const Terminal terminal = terminal_of(stdout, globals.colour);
  if (options.one_case.empty()) return list_schedules(compiled, schedules, options, terminal);

  const auto file = load_case_file(policy, options.one_case);
  if (!file) return kUnreadable;
  if (!options.svg.empty() && file->cases.size() != 1) {
    complain(fmt::format("{}: --svg draws one case; here are {}", options.one_case, file->cases.size()));
    return kUnreadable;
  }
  Json list = Json::array();
  std::string text, drawing;
  int exit_code = kClean;
  for (const cases::LoadedCase& one : file->cases) {
    auto prepared = interp::prepare(policy, one.patient);
    if (!prepared) {
      complain(fmt::format("{}: {}", one.title, prepared.error()));
      exit_code = kUnreadable;
      continue;
    }
    const CaseReport report = report_schedules(compiled, schedules, one.title, prepared.take());
    if (!options.svg.empty()) drawing = schedule_svg(compiled, report);
    if (options.json) {
      list.push_back(schedule_json(compiled, report));
    } else {
      text += (text.empty() ? "" : "\n") + schedule_text(compiled, report, terminal);
    }
  }
  if (!drawing.empty() && options.svg != "-") {
    std::vector<std::string> inputs = {options.one_case};
    for (std::uint32_t source = 1; source < compiled.sources.size(); ++source) {
      inputs.push_back(compiled.sources.path(source));
    }
    if (!write_file(options.svg, drawing, inputs)) return kUnreadable;
  }
  if (options.svg == "-") text = drawing;
  if (options.json && file->is_list) text = json_text(list);
  if (options.json && !file->is_list && !list.empty()) text = json_text(list.front());
  return std::max(exit_code, write_output(text));
}

}  // namespace

Verb schedule_verb(CLI::App& app) {
  const auto options = std::make_shared<ScheduleOptions>();
  CLI::App* verb = app.add_subcommand("schedule", "Show where a patient stands in a surveillance schedule");
  verb->add_option("POLICY", options->policy, "Policy (.pol)")->required();
  verb->add_option("NAME", options->name,
                   "Path of a schedule, or of a heading above several; without one they are listed");
  verb->add_option("CASE", options->one_case,
                   "Case file (.json); - reads standard input; without one the phases are listed");
  verb->add_flag("--json", options->json, "Print JSON; an array for a list of cases");
  verb->add_option("--svg", options->svg, "Draw the timeline too; - writes it to standard output instead of text")
      ->type_name("FILE")
      ->check([](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; });
  return {verb, [options](const Globals& globals) { return run_schedule(*options, globals); }};
}

}  // namespace pol::tool
