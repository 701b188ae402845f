// polc explain CODE…: the manual page of a rule, the words of a diagnostic; without a code, all rules.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/lint/context.h"
#include "tools/polc/determination.h"
#include "tools/polc/lint.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kSections = {"Finds", "Why", "Example", "Instead", "Limits"};

struct Section {
  std::string name, text;
};

/// Where a section's name begins, whichever comes first at or after `from`; npos when none does.
std::pair<std::size_t, std::string_view> next_section(const std::string& page, std::size_t from) {
  std::pair<std::size_t, std::string_view> first(std::string::npos, "");
  for (const std::string_view name : kSections) {
    const std::size_t at = page.find(std::string(name) + ": ", from);
    if (at < first.first) first = {at, name};
  }
  return first;
}

/// Of a manual page, which is text such as `Finds: …  Why: …`.
std::vector<Section> sections_of(std::string page) {
  std::replace(page.begin(), page.end(), '\n', ' ');
  std::vector<Section> sections;
  auto [at, name] = next_section(page, 0);
  while (at != std::string::npos) {
    const std::size_t begin = at + name.size() + 2;
    const auto [end, next] = next_section(page, begin);
    std::string text = page.substr(begin, end == std::string::npos ? end : end - begin);
    text.erase(text.find_last_not_of(' ') + 1);
    sections.push_back({std::string(name), std::move(text)});
    std::tie(at, name) = std::pair(end, next);
  }
  return sections;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// `cannot compare … with …`: a diagnostic's words without what fills them.
std::string words_of(std::string_view format) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool is_doubled = i + 1 < format.size() && format[i] == format[i + 1];
    if ((format[i] == '{' || format[i] == '}') && is_doubled) {
      out += format[i++];
    } else if (format[i] == '{') {
      out += "…";
      i = std::min(format.find('}', i), format.size());
    } else {
      out += format[i];
    }
  }
  return out;
}

/// What one code stands for.
struct Entry {
  int code = 0;
  Severity severity = Severity::Note;
  std::string name, summary;
  std::vector<Section> sections;  ///< of a rule's manual page
  bool is_rule = false;
};

std::vector<Entry> all_entries() {
  std::vector<Entry> entries;
  for (const diag::RowName& row : diag::all_rows()) {
    entries.push_back({row.code, row.severity, std::string(row.name), words_of(row.format), {}, false});
  }
  std::vector<int> codes;
  for (const lint::Rule& rule : lint::all_rules()) codes.push_back(rule.code);
  codes.push_back(lint::kUndecided);
  std::sort(codes.begin(), codes.end());
  for (const int code : codes) {
    const RuleWords words = rule_words(code);
    entries.push_back({code, words.severity, words.name, words.summary, sections_of(words.manual), true});
  }
  return entries;
}

/// By code, with or without `POL`, or by name. Null after a message.
const Entry* find_entry(const std::vector<Entry>& entries, const std::string& given) {
  std::string word = lower(dashed(given));
  std::vector<std::string> names;
  for (const Entry& entry : entries) {
    const std::string code = lower(code_text(entry.code)), name = lower(entry.name);
    if (word == code || "pol" + word == code || word == name) return &entry;
    names.push_back(code);
    names.push_back(name);
  }
  std::string near = nearest(word, names);
  if (near.rfind("pol", 0) == 0) near.replace(0, 3, "POL");
  complain(near.empty() ? fmt::format("`{}` is no code; without a code, `polc explain` lists the linter's rules", given)
                        : fmt::format("`{}` is no code; did you mean `{}`?", given, near));
  return nullptr;
}

std::string entry_text(const Entry& entry, const Terminal& terminal) {
  const std::string_view told_by = entry.is_rule ? "polc lint" : "polc check";
  std::string text = painted(terminal, Paint::Bold, fmt::format("{}  {}", code_text(entry.code), entry.name));
  text += fmt::format("  ({} of `{}`)\n", word_for(entry.severity), told_by);
  if (entry.sections.empty()) text += labelled(terminal, entry.is_rule ? "finds" : "says", entry.summary);
  for (const Section& section : entry.sections) text += labelled(terminal, lower(section.name), section.text);
  return text;
}

Json entry_json(const Entry& entry) {
  Json out = {{"code", code_text(entry.code)},
              {"severity", word_for(entry.severity)},
              {"name", entry.name},
              {"summary", entry.summary}};
  for (const Section& section : entry.sections) out[lower(section.name)] = section.text;
  return out;
}

/// One line a rule.
std::string list_text(const std::vector<Entry>& entries, const Terminal& terminal) {
  std::size_t width = 0;
  for (const Entry& entry : entries) {
    if (entry.is_rule) width = std::max(width, entry.name.size());
  }
  std::string text;
  for (const Entry& entry : entries) {
    if (!entry.is_rule) continue;
    const std::string head = fmt::format("{}  {:<8} {:<{}}  ", code_text(entry.code), word_for(entry.severity),
                                         entry.name, terminal.width < kNarrow ? 0 : width);
    text += head;
    if (terminal.width < kNarrow) text += "\n    ";
    const std::size_t indent = terminal.width < kNarrow ? 4 : head.size();
    text += wrapped(entry.summary, indent, terminal.width) + "\n";
  }
  return text + "`polc explain CODE` prints one in full; codes below POL4000 are messages of `polc check`\n";
}

struct ManualOptions {
  std::vector<std::string> codes;
  bool json = false;
};

int run_manual(const ManualOptions& options, const Globals& globals) {
  const Terminal terminal = terminal_of(stdout, globals.colour);
  const std::vector<Entry> entries = all_entries();
  std::vector<const Entry*> wanted;
  int exit_code = kClean;
  for (const std::string& code : options.codes) {
    const Entry* entry = find_entry(entries, code);
    if (entry == nullptr) exit_code = kUnreadable;
    if (entry != nullptr) wanted.push_back(entry);
  }
  if (options.json) {
    Json list = Json::array();
    for (const Entry* entry : wanted) list.push_back(entry_json(*entry));
    for (const Entry& entry : entries) {
      if (options.codes.empty() && entry.is_rule) list.push_back(entry_json(entry));
    }
    return std::max(exit_code, write_output(json_text(list)));
  }
  std::string text;
  if (options.codes.empty()) text = list_text(entries, terminal);
  for (const Entry* entry : wanted) text += (text.empty() ? "" : "\n") + entry_text(*entry, terminal);
  return std::max(exit_code, write_output(text));
}

}  // namespace

Verb explain_verb(CLI::App& app) {
  const auto options = std::make_shared<ManualOptions>();
  CLI::App* verb = app.add_subcommand("explain", "Explain a code: what a rule finds, what a message says");
  verb->add_option("CODE", options->codes, "Codes (POL4103) or names; none lists the linter's rules");
  verb->add_flag("--json", options->json, "Print a JSON array");
  return {verb, [options](const Globals& globals) { return run_manual(*options, globals); }};
}

}  // namespace pol::tool
