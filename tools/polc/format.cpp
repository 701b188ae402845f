// polc format FILE…: the text laid out the one way.

#include "compiler/format/format.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "compiler/cases/load.h"
#include "compiler/parse/parse.h"
#include "tools/polc/output.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct FormatOptions {
  std::vector<std::string> files;
  std::string output;
  bool check = false;
  bool write = false;
};

struct Parsed {
  Sources sources;
  Sink sink;
  ast::File file;
};

void parse_into(Parsed& parsed, const std::string& path, const std::string& text) {
  parsed.file = parse::parse(parsed.sources, parsed.sources.add(path, text), parsed.sink);
}

/// The formatted text; none after a message. What it means is looked at again before anybody overwrites what was there.
std::optional<std::string> formatted(const std::string& path, const std::string& text, bool colour, int& exit_code) {
  Parsed before;
  parse_into(before, path, text);
  if (before.sink.has_errors()) {
    const std::string messages = render_text(before.sink.sorted(), before.sources, colour);
    std::fputs(messages.c_str(), stderr);
    complain(fmt::format("{}: what has mistakes is left as it is", path));
    exit_code = std::max(exit_code, kFindings);
    return std::nullopt;
  }
  std::string out = format::format(before.sources, before.file);
  Parsed after;
  parse_into(after, path, out);
  if (after.sink.has_errors() || ast::print(after.file) != ast::print(before.file)) {
    POL_BUG("formatting would change what is written");
  }
  return out;
}

int run_format(const FormatOptions& options, const Globals& globals) {
  const bool is_single = options.files.size() == 1;
  if (!is_single && !options.check && !options.write) {
    complain("of several files, `--write` formats each in its place, and `--check` tells which of them would change");
    return kUnreadable;
  }
  const bool colour = terminal_of(stderr, globals.colour).colour;
  int exit_code = kClean;
  for (const std::string& path : options.files) {
    const auto text = cases::read_file(path, parse::kMaxFileBytes);
    if (!text) {
      complain(text.error());
      exit_code = kUnreadable;
      continue;
    }
    const auto out = formatted(path, text.value(), colour, exit_code);
    if (!out) continue;
    const bool is_same = *out == text.value();
    if (options.check) {
      if (!is_same)
        exit_code = std::max({exit_code, kFindings, write_output(fmt::format("{}: would change\n", clean(path)))});
    } else if (options.write) {
      if (!is_same && !write_file(path, *out, {})) exit_code = kUnreadable;
    } else if (!options.output.empty()) {
      if (!write_file(options.output, *out, {})) exit_code = kUnreadable;
    } else {
      exit_code = std::max(exit_code, write_output(*out));
    }
  }
  return exit_code;
}

}  // namespace

Verb format_verb(CLI::App& app) {
  const auto options = std::make_shared<FormatOptions>();
  CLI::App* verb =
      app.add_subcommand("format", "Lay out the text of policies the one way: blanks, indentation, columns");
  verb->add_option("FILE", options->files, "Policies or modules (.pol)")->required();
  auto* check =
      verb->add_flag("--check", options->check, "Change nothing; tell which files would change (exit code 1)");
  auto* write = verb->add_flag("--write,-w", options->write, "Format each file in its place")->excludes(check);
  verb->add_option("--output,-o", options->output, "File to write; else standard output")
      ->type_name("FILE")
      ->excludes(check)
      ->excludes(write);
  return {verb, [options](const Globals& globals) { return run_format(*options, globals); }};
}

}  // namespace pol::tool
