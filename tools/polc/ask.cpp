// polc ask POLICY [CASE]: the next best question until the case is settled.

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "compiler/ask/advice.h"
#include "compiler/exact/consistent.h"
#include "compiler/interp/eval.h"
#include "tools/polc/determination.h"
#include "tools/polc/inputs.h"
#include "tools/polc/output.h"
#include "tools/polc/questionnaire.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct AskOptions {
  std::string policy, one_case, output;
  bool reason = false;
  bool timings = false;
};

enum class Reply { Answered, Again, Back, Stop };

/// Questions go to standard error, so that standard output may be the case.
class Conversation {
 public:
  Conversation(const pipeline::Compiled& compiled, const pipeline::Engine& engine, const AskOptions& options,
               const Globals& globals, Record& record)
      : compiled_(compiled),
        policy_(compiled.policy),
        engine_(engine),
        options_(options),
        terminal_(terminal_of(stderr, globals.colour)),
        record_(record) {}

  /// Until the case is settled, nothing is left to ask, or nobody answers.
  void run() {
    while (true) {
      const auto begin = std::chrono::steady_clock::now();
      const auto fact = next_question();
      if (options_.timings && fact) print_timings({{"question", milliseconds_since(begin)}});
      if (!fact) return;
      ++asked_;
      Reply reply = Reply::Again;
      while (reply == Reply::Again) reply = ask(*fact);
      if (reply == Reply::Stop) return;
    }
  }

  bool is_settled() const { return is_settled_; }
  std::string closing() const { return closing_; }

 private:
  static double milliseconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  }

  /// Not set when the case needs no more; `closing_` says why.
  std::optional<ir::FactId> next_question() {
    const ir::FactState& day = record_.patient()[policy_.reference];
    if (day.kind != ir::FactState::Kind::Value || day.low != day.high) {
      if (!day.asked) return policy_.reference;
      closing_ = fmt::format("nothing can be decided without `{}`", policy_.facts[policy_.reference].name);
      return std::nullopt;
    }
    auto prepared = exact::prepare(policy_, record_.patient());
    if (!prepared) {
      closing_ = prepared.error();
      return std::nullopt;
    }
    const ask::Aim aim = options_.reason ? ask::Aim::Outcome : ask::Aim::Disposition;
    const ir::Patient& patient = prepared.value().patient;
    const ir::OutcomeSet possible = engine_.judges().possible(patient);
    is_settled_ = is_one(possible, aim);
    if (is_settled_) {
      closing_ = "settled";
      return std::nullopt;
    }
    ask::Limits limits;
    limits.routes = 0;
    limits.enough = false;
    const ask::Advice advice = ask::advise(policy_, patient, interp::evaluate(policy_, patient), aim, limits);
    left_ = advice.relevant.size();
    if (advice.next) return advice.next;
    closing_ = advice.relevant.empty() ? "no answer could settle it: the document leaves it open"
                                       : "what is left to ask is not known";
    return std::nullopt;
  }

  static bool is_one(ir::OutcomeSet possible, ask::Aim aim) {
    ask::Labels labels = 0;
    for (int i = 0; i < ir::kOutcomes; ++i) {
      const auto outcome = static_cast<ir::Outcome>(i);
      if ((possible & ir::outcome_bit(outcome)) != 0)
        labels = static_cast<ask::Labels>(labels | ask::label_of(aim, outcome));
    }
    return (labels & (labels - 1)) == 0;
  }

  void say(std::string_view text) const {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  }

  Reply ask(ir::FactId id) {
    const ir::Fact& fact = policy_.facts[id];
    const std::string left = left_ == 0 ? "" : fmt::format(", at most {} open", left_);
    say("\n" + painted(terminal_, Paint::Dim, fmt::format("question {}{}", asked_, left)) + "\n");
    say(painted(terminal_, Paint::Bold,
                wrapped(clean(fact.title.empty() ? fact.name : fact.title), 2, terminal_.width)) +
        "\n");
    const std::vector<std::string> choices = choices_of(policy_, id);
    const bool is_open = !choices.empty() && policy_.value_sets[fact.type.values].open;
    for (std::size_t i = 0; i < choices.size() && !is_open; ++i) {
      say(fmt::format("  {:>3}  {}\n", i + 1, clean(title_of(id, choices[i]))));
    }
    say("  " +
        wrapped(clean(fmt::format("{}: {}; ? if not known", fact.name, what_fits(policy_, id))), 4, terminal_.width) +
        "\n> ");

    std::string line;
    if (!std::getline(std::cin, line)) {
      say("\n");
      closing_ = "stopped before it was settled";
      return Reply::Stop;
    }
    if (line == "stop" || line == "quit") {
      closing_ = "stopped before it was settled";
      return Reply::Stop;
    }
    if (line == "back") return back();
    if (line == "help") {
      say("  back takes the last answer back, stop ends here; what was answered is kept\n");
      return Reply::Again;
    }
    Answer answer = read_answer(policy_, id, line);
    if (answer.value) {
      const auto problem = record_.document(id, std::move(*answer.value));
      if (!problem) return Reply::Answered;
      answer.problem = *problem;
    }
    say("  " + painted(terminal_, Paint::Yellow, wrapped(clean(answer.problem), 2, terminal_.width)) + "\n");
    return Reply::Again;
  }

  Reply back() {
    const auto fact = record_.take_back();
    say(fact ? fmt::format("  `{}` is open again\n", policy_.facts[*fact].name)
             : "  there is no answer to take back\n");
    return fact ? Reply::Back : Reply::Again;
  }

  /// `worsening  Getting worse`.
  std::string title_of(ir::FactId id, const std::string& name) const {
    for (const ir::Value& value : policy_.value_sets[policy_.facts[id].type.values].values) {
      if (value.name == name && !value.title.empty() && value.title != name)
        return fmt::format("{}  {}", name, value.title);
    }
    return name;
  }

  const pipeline::Compiled& compiled_;
  const ir::Policy& policy_;
  const pipeline::Engine& engine_;
  const AskOptions& options_;
  const Terminal terminal_;
  Record& record_;
  std::size_t asked_ = 0, left_ = 0;
  bool is_settled_ = false;
  std::string closing_;
};

/// Reads the case to start from. A file that is not there yet is an empty case, if the answers are to be written to it.
bool start(Record& record, const AskOptions& options) {
  if (options.one_case.empty()) return true;
  if (!std::filesystem::exists(options.one_case) && options.output == options.one_case) return true;
  const auto text = cases::read_file(options.one_case, cases::kMaxCaseBytes);
  if (!text) {
    complain(text.error());
    return false;
  }
  std::vector<std::string> errors;
  if (record.start_from(text.value(), options.one_case, errors)) return true;
  for (const std::string& error : errors) std::fprintf(stderr, "%s\n", clean(error).c_str());
  return false;
}

int run_ask(const AskOptions& options, const Globals& globals) {
  const Policy loaded = load_policy(options.policy, globals);
  if (loaded.exit_code != kClean) return loaded.exit_code;
  const pipeline::Compiled& compiled = *loaded.compiled;
  const ir::Policy& policy = compiled.policy;
  if (!compiled.files.back().is_policy) {
    complain(fmt::format("{}: a module decides nothing; name a policy", options.policy));
    return kUnreadable;
  }
  std::vector<std::string> sources;
  for (std::uint32_t i = 1; i < compiled.sources.size(); ++i) sources.push_back(compiled.sources.path(i));
  if (!options.output.empty() && place_to_write(options.output, sources).empty()) return kUnreadable;
  Record record(policy);
  if (!start(record, options)) return kUnreadable;
  const auto engine = make_engine(policy, globals, {.explained_only = true});
  if (!engine) return kUnreadable;

  Conversation conversation(compiled, *engine, options, globals, record);
  conversation.run();
  std::fprintf(stderr, "\n%s\n", clean(conversation.closing()).c_str());
  if (auto prepared = exact::prepare(policy, record.patient())) {
    const Determined determined = determine_prepared(policy, *engine, record.title(), prepared.take());
    const std::string text = determination_text(policy, determined, terminal_of(stderr, globals.colour));
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  const int exit_code = conversation.is_settled() ? kClean : kFindings;
  if (options.output.empty()) return std::max(exit_code, write_output(record.json()));
  return write_file(options.output, record.json(), sources) ? exit_code : kUnreadable;
}

}  // namespace

Verb ask_verb(CLI::App& app) {
  const auto options = std::make_shared<AskOptions>();
  CLI::App* verb = app.add_subcommand(
      "ask", "Ask what is missing of a case, the most telling question first, and write the case file");
  verb->add_option("POLICY", options->policy, "Policy (.pol)")->required();
  verb->add_option("CASE", options->one_case, "Case file to start from (.json)");
  verb->add_option("-o,--output", options->output,
                   "Write the case here; it may be CASE itself. Without it the case goes to standard output")
      ->type_name("FILE")
      ->check([](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; });
  verb->add_flag("--reason", options->reason,
                 "Go on until the reason is settled too, not only what becomes of the request");
  verb->add_flag("--timings", options->timings, "Print the time that each question took to find on standard error");
  return {verb, [options](const Globals& globals) { return run_ask(*options, globals); }};
}

}  // namespace pol::tool
