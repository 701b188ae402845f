// polc revisions FOLDER: from when to when each revision is in force.

#include "tools/polc/revisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "compiler/audit/case_text.h"
#include "compiler/cases/value.h"
#include "compiler/cases/words.h"
#include "compiler/ir/civil.h"
#include "tools/polc/determination.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

int tell_revisions(const pipeline::Revisions& revisions, const Globals& globals) {
  const Terminal terminal = terminal_of(stderr, globals.colour);
  std::string text;
  int exit_code = kClean;
  const auto add = [&](const pipeline::Compiled& compiled) {
    text += render_text(compiled.sink.sorted(), compiled.sources, terminal.colour);
    exit_code = std::max(exit_code, exit_code_of(compiled));
  };
  for (const auto& broken : revisions.broken) add(*broken);
  for (const pipeline::Revision& each : revisions.in_order) add(*each.compiled);
  text += render_text(revisions.sink.sorted(), revisions.sources, terminal.colour);
  if (!revisions.sink.all().empty()) exit_code = std::max(exit_code, kFindings);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exit_code;
}

namespace {

/// A request's `id` is no fact, unless the policy says so.
cases::CaseReader reader_of(const ir::Policy& policy) {
  return cases::CaseReader(policy, [](std::string_view key) { return key == "id"; });
}

std::optional<std::string> id_of(const cases::Json& one, const cases::CaseReader& reader, cases::Errors& errors) {
  const cases::Field* field = one.find("id");
  if (field == nullptr || reader.knows("id")) return std::nullopt;
  using Kind = cases::Json::Kind;
  const cases::Json& id = field->value;
  const bool is_whole = id.kind == Kind::Number && id.text.find_first_of(".eE") == std::string::npos;
  if (id.kind == Kind::String || is_whole) return id.text;
  errors.add(id.offset, "id", fmt::format("{} does not fit; write a text or a whole number", cases::seen(id)));
  return std::nullopt;
}

}  // namespace

int Subjects::load(const std::string& path, const Globals& globals) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    policy_ = load_policy(path, globals);
    if (policy_.exit_code != kClean) return policy_.exit_code;
    if (!policy_.compiled->files.back().is_policy) {
      complain(fmt::format("{}: a module decides nothing; name a policy", path));
      return kUnreadable;
    }
    subjects_.push_back({policy_.compiled.get(), nullptr, reader_of(policy_.compiled->policy), std::nullopt});
    return kClean;
  }
  auto revisions = pipeline::load_revisions(path, pipeline::find_roots(globals.stdlib));
  if (!revisions) {
    complain(revisions.error());
    return kUnreadable;
  }
  revisions_ = revisions.take();
  const int told = tell_revisions(*revisions_, globals);
  if (!revisions_->ok()) return told;
  for (const pipeline::Revision& each : revisions_->in_order) {
    subjects_.push_back({each.compiled.get(), &each, reader_of(each.compiled->policy), std::nullopt});
  }
  return kClean;
}

Subject* Subjects::in_force_on(ir::Day day, const std::string& fact, std::size_t offset, cases::Errors& errors) {
  const auto found = revisions_->in_force_on(day);
  if (found.size() == 1) {
    return &*std::find_if(subjects_.begin(), subjects_.end(),
                          [&](const Subject& each) { return each.revision == found.front(); });
  }
  std::vector<std::string> texts;
  for (const pipeline::Revision& each : revisions_->in_order) {
    if (!found.empty() && !each.is_in_force_on(day)) continue;
    texts.push_back(
        fmt::format("{} ({})", std::filesystem::path(each.path).filename().string(), pipeline::days_in_force(each)));
  }
  errors.add(offset, fact,
             found.empty() ? fmt::format("no revision is in force on {}; there are {}", ir::print_date(day),
                                         fmt::join(texts, ", "))
                           : fmt::format("{} revisions are in force on {}: {}; say in the older one when it ends",
                                         found.size(), ir::print_date(day), fmt::join(texts, ", ")));
  return nullptr;
}

Subject* Subjects::choose(const cases::Json& one, cases::Errors& errors) {
  if (!revisions_) return &subjects_.front();
  // The newest revision's word for the date, unless the case has only an older one's.
  const cases::Field* field = nullptr;
  const Subject* subject = nullptr;
  for (auto each = subjects_.rbegin(); each != subjects_.rend() && field == nullptr; ++each) {
    subject = &*each;
    field = one.find(each->policy().facts[each->policy().reference].name);
  }
  const ir::Policy& newest = subjects_.back().policy();
  if (field == nullptr) {
    errors.add(one.offset, newest.facts[newest.reference].name,
               "not documented, so no revision can be chosen; a day such as \"2025-06-01\" fits");
    return nullptr;
  }
  const ir::Policy& policy = subject->policy();
  const std::string& name = policy.facts[policy.reference].name;
  cases::Errors of_date("", "");
  const ir::FactState state = cases::read_fact(policy, policy.reference, field->value, of_date);
  if (!of_date.empty()) {
    cases::read_fact(policy, policy.reference, field->value, errors);
    return nullptr;
  }
  if (state.kind != ir::FactState::Kind::Value || state.low != state.high) {
    errors.add(field->offset, name, "no revision can be chosen without one day; a day such as \"2025-06-01\" fits");
    return nullptr;
  }
  return in_force_on(static_cast<ir::Day>(state.low), name, field->offset, errors);
}

std::optional<std::vector<Subjects::Case>> Subjects::read(const std::string& path, bool& is_list) {
  std::vector<Case> cases;
  const auto choose_reader = [&](const cases::Json& one, cases::Errors& errors) -> const cases::CaseReader* {
    Subject* subject = choose(one, errors);
    if (subject == nullptr) return nullptr;
    cases.push_back(
        {{}, subject, audit::canonical_text(one, subject->reader.knows("id")), id_of(one, subject->reader, errors)});
    return &subject->reader;
  };
  auto file = load_case_file(choose_reader, path);
  if (!file) return std::nullopt;
  is_list = is_list || file->is_list;
  for (std::size_t i = 0; i < cases.size(); ++i) cases[i].loaded = std::move(file->cases[i]);
  return cases;
}

namespace {

struct RevisionsOptions {
  std::string folder;
  std::string on;
  bool json = false;
};

nlohmann::ordered_json revision_json(const pipeline::Revision& revision) {
  const ir::Policy& policy = revision.compiled->policy;
  nlohmann::ordered_json json;
  json["file"] = revision.path;
  json["revision"] = policy.revision;
  json["from"] = ir::print_date(revision.from);
  json["until"] = revision.until ? nlohmann::ordered_json(ir::print_date(*revision.until)) : nlohmann::ordered_json();
  json["content_hash"] = policy.content_hash;
  return json;
}

int print_revisions(const RevisionsOptions& options, const pipeline::Revisions& revisions,
                    const std::vector<const pipeline::Revision*>& shown, const Globals& globals) {
  const ir::Policy* policy = revisions.in_order.empty() ? nullptr : &revisions.in_order.back().compiled->policy;
  if (options.json) {
    nlohmann::ordered_json json;
    json["policy"] = policy == nullptr ? "" : policy->name;
    json["revisions"] = nlohmann::ordered_json::array();
    for (const pipeline::Revision* each : shown) json["revisions"].push_back(revision_json(*each));
    json["diagnostics"] = nlohmann::ordered_json::parse(render_json(revisions.sink.sorted(), revisions.sources));
    return write_output(json_text(json));
  }
  const Terminal terminal = terminal_of(stdout, globals.colour);
  std::string text;
  if (policy != nullptr)
    text += painted(terminal, Paint::Bold, clean(policy->title.empty() ? policy->name : policy->title)) + "\n";
  for (const pipeline::Revision* each : shown) {
    const std::string& reviewed = each->compiled->policy.revision;
    text += labelled(terminal, reviewed.empty() ? "revision" : reviewed,
                     fmt::format("in force {} ({})", pipeline::days_in_force(*each), each->path));
  }
  return write_output(text);
}

int run_revisions(const RevisionsOptions& options, const Globals& globals) {
  std::optional<ir::Day> day;
  if (!options.on.empty()) {
    ir::DateError error = ir::DateError::None;
    const auto days = ir::parse_date(options.on, error);
    if (!days || days->low != days->high) {
      complain(fmt::format("--on {}: no day of the calendar, such as 2026-01-31", options.on));
      return kUnreadable;
    }
    day = days->low;
  }
  const auto loaded = pipeline::load_revisions(options.folder, pipeline::find_roots(globals.stdlib));
  if (!loaded) {
    complain(loaded.error());
    return kUnreadable;
  }
  const pipeline::Revisions& revisions = loaded.value();
  int exit_code = tell_revisions(revisions, globals);
  std::vector<const pipeline::Revision*> shown;
  if (day) shown = revisions.in_force_on(*day);
  for (const pipeline::Revision& each : revisions.in_order) {
    if (!day) shown.push_back(&each);
  }
  if (day && shown.size() != 1) {
    complain(fmt::format("{} revision{} in force on {}", shown.empty() ? "no" : fmt::format("{}", shown.size()),
                         shown.empty() ? " is" : "s are", options.on));
    exit_code = std::max(exit_code, kFindings);
  }
  return std::max(exit_code, print_revisions(options, revisions, shown, globals));
}

}  // namespace

Verb revisions_verb(CLI::App& app) {
  const auto options = std::make_shared<RevisionsOptions>();
  CLI::App* verb = app.add_subcommand("revisions", "Say from when to when each revision of a policy is in force");
  verb->add_option("FOLDER", options->folder, "Folder with the revisions of one policy (.pol)")->required();
  verb->add_option("--on", options->on, "Only what is in force on this day")->type_name("DATE");
  verb->add_flag("--json", options->json, "Print the revisions, and what does not fit together, as JSON");
  verb->footer(
      "A revision is in force from its `effective`, else `reviewed`, to the day before its `retired`, else to the day\n"
      "before the next one begins. Exit codes: 0 clean, 1 gaps, overlaps and other findings, 2 usage or unreadable "
      "input.");
  return {verb, [options](const Globals& globals) { return run_revisions(*options, globals); }};
}

}  // namespace pol::tool
