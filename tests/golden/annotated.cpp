#include "tests/golden/annotated.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pol::golden {

namespace {

constexpr std::string_view kMark = "//!";
constexpr std::string_view kRun = "run:";
constexpr std::string_view kOut = "out:";
constexpr std::string_view kRules = "rules:";
constexpr std::string_view kToday = "today:";
constexpr std::string_view kAgainst = "against:";
/// Follows the code of a message that lies in another file: `error[POL3002] in b.pol: …`.
constexpr std::string_view kElsewhere = "] in ";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The words after `//!`, or "" when the line is no such line.
std::string_view marked(std::string_view line) {
  const std::string_view text = trimmed(line);
  return text.substr(0, kMark.size()) == kMark ? trimmed(text.substr(kMark.size())) : std::string_view();
}

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool is_message(std::string_view text) {
  static constexpr std::array kinds = {"error[", "warning[", "note["};
  return std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) { return begins(text, kind); });
}

/// Belongs to the message above it.
bool is_part(std::string_view text) {
  static constexpr std::array kinds = {"note:", "hint:", "patient:"};
  return std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) { return begins(text, kind); });
}

bool is_mistake(const std::string& message) {
  const std::size_t code = std::string_view("error[POL").size();
  return begins(message, "error[") && message.size() > code && message[code] < '4';
}

/// The numbers of `4103 4107`; none when there is anything else.
std::vector<int> codes_in(std::string_view words) {
  std::vector<int> codes;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (word.size() != 4 || word.find_first_not_of("0123456789") != std::string_view::npos) return {};
    codes.push_back(std::stoi(std::string(word)));
    words = trimmed(words.substr(word.size()));
  }
  return codes;
}

bool is_elsewhere(std::string_view message) {
  const std::size_t bracket = message.find(']');
  return message.find('[') < bracket && bracket != std::string_view::npos &&
         begins(message.substr(bracket), kElsewhere);
}

std::string indentation(std::string_view line) { return std::string(line.substr(0, line.find_first_not_of(" \t"))); }

}  // namespace

bool Findings::has_errors() const {
  return std::any_of(messages.begin(), messages.end(), [](const auto& entry) {
    return std::any_of(entry.second.begin(), entry.second.end(), is_mistake);
  });
}

Line Annotated::text_line(Line line) const {
  if (line == kAnywhere) return kAnywhere;
  while (line <= lines.size() && is_expectation[line - 1]) ++line;
  return std::min(line, lines.size() + 1);
}

bool has_directive(std::string_view text) {
  const std::vector<std::string> lines = split_lines(text);
  return std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return begins(marked(line), kRun); });
}

Result<Annotated> parse_annotated(std::string_view text) {
  Annotated file;
  file.lines = split_lines(text);
  file.is_expectation.assign(file.lines.size(), false);
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string_view words = marked(file.lines[i]);
    if (words.empty()) continue;
    if (begins(words, kRun)) {
      const std::string_view run = trimmed(words.substr(kRun.size()));
      const std::size_t blank = run.find(' ');
      file.verb = std::string(run.substr(0, blank));
      if (blank != std::string_view::npos) file.stage = std::string(trimmed(run.substr(blank)));
      const bool is_known =
          ((file.verb == "check" || file.verb == "lint" || file.verb == "revisions" || file.verb == "test") &&
           file.stage.empty()) ||
          (file.verb == "dump" && (file.stage == "ast" || file.stage == "ir" || file.stage == "planes"));
      if (!is_known)
        return failure(
            fmt::format("line {}: `{}`: write check, lint, revisions, test, or dump ast|ir|planes", i + 1, run));
    } else if (begins(words, kRules)) {
      file.rules = codes_in(trimmed(words.substr(kRules.size())));
      if (file.rules.empty())
        return failure(fmt::format("line {}: `{}`: write codes, as in `rules: 4103 4107`", i + 1, words));
    } else if (begins(words, kToday)) {
      file.today = std::string(trimmed(words.substr(kToday.size())));
    } else if (begins(words, kAgainst)) {
      file.against = std::string(trimmed(words.substr(kAgainst.size())));
    } else if (begins(words, kOut) || is_message(words) || is_part(words)) {
      file.is_expectation[i] = true;
    } else {
      return failure(fmt::format("line {}: `{}` is no expectation", i + 1, words));
    }
  }
  if (file.verb.empty()) return failure("no `//! run:` line");

  bool last_was_elsewhere = false;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (!file.is_expectation[i]) continue;
    const std::string_view words = marked(file.lines[i]);
    if (begins(words, kOut)) {
      // One blank after `out:` belongs to the mark; all others are output.
      const std::string& line = file.lines[i];
      std::string_view rest = std::string_view(line).substr(line.find(kOut) + kOut.size());
      if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
      file.expected.out.emplace_back(rest);
      continue;
    }
    if (!is_part(words)) last_was_elsewhere = is_elsewhere(words);
    const Line line = last_was_elsewhere ? kAnywhere : file.text_line(i + 1);
    file.expected.messages[line].emplace_back(words);
  }
  return file;
}

std::string rewrite(const Annotated& file, const Findings& actual) {
  std::string text;
  const auto add_messages = [&](Line line, const std::string& indent) {
    const auto found = actual.messages.find(line);
    if (found == actual.messages.end()) return;
    for (const std::string& message : found->second) text += fmt::format("{}//! {}\n", indent, message);
  };
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (file.is_expectation[i]) continue;
    add_messages(i + 1, indentation(file.lines[i]));
    text += file.lines[i] + "\n";
    if (begins(marked(file.lines[i]), kRun)) add_messages(kAnywhere, "");
  }
  add_messages(file.lines.size() + 1, "");
  for (const std::string& line : actual.out) text += line.empty() ? "//! out:\n" : fmt::format("//! out: {}\n", line);
  return text;
}

std::vector<std::string> differences(const Findings& expected, const Findings& actual) {
  std::vector<std::string> out;
  const auto place = [](Line line) {
    return line == kAnywhere ? std::string("anywhere") : fmt::format("line {}", line);
  };
  const auto list = [&](const Messages& from, const Messages& other, std::string_view what) {
    for (const auto& [line, messages] : from) {
      const auto found = other.find(line);
      if (found != other.end() && found->second == messages) continue;
      for (const std::string& message : messages) {
        const bool is_there = found != other.end() &&
                              std::find(found->second.begin(), found->second.end(), message) != found->second.end();
        if (!is_there) out.push_back(fmt::format("{}: {}: {}", place(line), what, message));
      }
    }
  };
  list(expected.messages, actual.messages, "missing");
  list(actual.messages, expected.messages, "unexpected");
  if (out.empty() && expected.messages != actual.messages) out.emplace_back("messages come in another order or number");
  for (std::size_t i = 0; i < std::max(expected.out.size(), actual.out.size()); ++i) {
    const bool has_expected = i < expected.out.size(), has_actual = i < actual.out.size();
    if (has_expected && has_actual && expected.out[i] == actual.out[i]) continue;
    if (has_expected) out.push_back(fmt::format("output line {}: missing: {}", i + 1, expected.out[i]));
    if (has_actual) out.push_back(fmt::format("output line {}: unexpected: {}", i + 1, actual.out[i]));
    break;  // everything after the first difference is shifted
  }
  return out;
}

}  // namespace pol::golden
