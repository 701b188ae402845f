// polc audit key|head|verify|repair|replay: the log that `polc eval --audit` writes.

#include "tools/polc/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "compiler/audit/verify.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct LogOptions {
  std::string log, key, head;
  std::uint64_t count = 0;
  bool has_anchor = false;
};

int unreadable(const std::string& message) {
  complain(message);
  return kUnreadable;
}

int make_key(const std::string& path) {
  const auto made = audit::make_key(path);
  return made ? kClean : unreadable(made.error());
}

std::string anchor_text(const audit::Anchor& anchor) {
  return fmt::format("--count {} --head {}\n", anchor.count, anchor.head);
}

int print_head(const LogOptions& options) {
  std::optional<audit::Key> key;
  if (!options.key.empty()) {
    const auto loaded = audit::Key::load(options.key);
    if (!loaded) return unreadable(loaded.error());
    key = loaded.value();
  }
  const auto head = audit::head_of(options.log, key ? &*key : nullptr);
  return head ? write_output(anchor_text(head.value())) : unreadable(head.error());
}

int run_repair(const LogOptions& options) {
  const auto key = audit::Key::load(options.key);
  if (!key) return unreadable(key.error());
  const auto done = audit::repair(options.log, key.value());
  return done ? write_output(fmt::format("{}: {}\n", clean(options.log), done.value())) : unreadable(done.error());
}

int run_verify(const LogOptions& options) {
  const auto key = audit::Key::load(options.key);
  if (!key) return unreadable(key.error());
  std::optional<audit::Anchor> anchor;
  if (options.has_anchor) anchor = audit::Anchor{options.count, options.head};
  const auto read = audit::verify(options.log, key.value(), anchor);
  if (!read) return unreadable(read.error());
  const audit::Verified& found = read.value();
  const std::string name = clean(options.log);
  std::string text;
  for (const std::string& problem : found.problems) text += fmt::format("{}: {}\n", name, problem);
  if (found.problems.empty()) {
    text += fmt::format("{}: {} line{}, as {} written\n", name, found.lines, found.lines == 1 ? "" : "s",
                        found.lines == 1 ? "it was" : "they were");
  }
  if (anchor) {
    text += fmt::format("{}: {} line{} past the anchor\n", name, found.past_anchor, found.past_anchor == 1 ? "" : "s");
  } else {
    text += fmt::format("{}: without --head and --count, lines cut from the end are not found\n", name);
  }
  if (found.problems.empty()) text += anchor_text(found.head);
  return std::max(found.problems.empty() ? kClean : kFindings, write_output(text));
}

std::string wrong_code(const std::string& text) {
  const bool is_code =
      text.size() == audit::kCodeDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_code ? "" : "64 hexadecimal digits fit, as `polc audit head` prints them";
}

}  // namespace

Verb audit_verb(CLI::App& app) {
  const auto options = std::make_shared<LogOptions>();
  const auto replay = std::make_shared<ReplayOptions>();
  CLI::App* verb = app.add_subcommand("audit", "Make the key of an audit log, verify and replay the log");
  verb->require_subcommand(1);

  CLI::App* key = verb->add_subcommand("key", "Make a key in a new file that only its owner can read");
  key->add_option("-o,--output", options->key, "File of the key")->type_name("FILE")->required();

  const auto add_log = [&](CLI::App* part) { part->add_option("LOG", options->log, "Audit log")->required(); };
  const auto add_key = [&](CLI::App* part) {
    return part->add_option("--key", options->key, "Key of the log")->type_name("FILE");
  };
  CLI::App* head =
      verb->add_subcommand("head", "Print the log's anchor, to be kept elsewhere: number and code of its last line");
  add_log(head);
  add_key(head);
  CLI::App* verify =
      verb->add_subcommand("verify", "Find lines that were changed, removed, inserted, reordered or cut from the end");
  add_log(verify);
  add_key(verify)->required();
  CLI::Option* code = verify->add_option("--head", options->head, "Code of the anchor; needed to find what was cut")
                          ->type_name("CODE")
                          ->check(wrong_code);
  CLI::Option* count = verify->add_option("--count", options->count, "Lines that the anchor counts")->type_name("N");
  code->needs(count);
  count->needs(code);
  CLI::App* repair = verb->add_subcommand("repair", "Cut off the half line that a killed writer has left");
  add_log(repair);
  add_key(repair)->required();
  CLI::App* again =
      verb->add_subcommand("replay", "Determine cases once more and compare with their lines, byte for byte");
  again->add_option("LOG", replay->log, "Audit log")->required();
  again->add_option("--key", replay->key, "Key of the log")->type_name("FILE")->required();
  again->add_option("POLICY", replay->policy, "Policy (.pol), or a folder of its revisions")->required();
  again->add_option("CASE", replay->cases, "Case files (.json)")->required();
  again->add_flag("--interpret", replay->interpret, "Evaluate by the interpreter, without native code");
  again->add_flag("--no-cache", replay->no_cache, "Compile afresh and keep nothing");
  verb->footer("Exit codes: 0 as it was written, 1 it was not, 2 usage or input that cannot be read.");

  return {verb, [=](const Globals& globals) {
            options->has_anchor = code->count() > 0;
            if (key->parsed()) return make_key(options->key);
            if (head->parsed()) return print_head(*options);
            if (verify->parsed()) return run_verify(*options);
            if (repair->parsed()) return run_repair(*options);
            return run_audit_replay(*replay, globals);
          }};
}

}  // namespace pol::tool
