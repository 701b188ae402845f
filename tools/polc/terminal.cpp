#include "tools/polc/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "compiler/support/printable.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

constexpr std::size_t kLeastWidth = 40;

/// What COLUMNS says, where it says a number.
std::optional<std::size_t> columns_asked_for() {
  const char* text = std::getenv("COLUMNS");
  if (text == nullptr) return std::nullopt;
  const char* end = text + std::strlen(text);
  std::size_t columns = 0;
  const auto [rest, error] = std::from_chars(text, end, columns);
  if (error != std::errc() || rest != end || columns == 0) return std::nullopt;
  return columns;
}

}  // namespace

Terminal terminal_of(std::FILE* stream, const std::string& choice) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(::fileno(stream)) != 0;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool may_colour = no_colour == nullptr || *no_colour == '\0';
  terminal.colour = choice == "always" || (choice == "auto" && terminal.is_terminal && may_colour);
  winsize window{};
  if (const auto columns = columns_asked_for()) {
    terminal.width = *columns;
  } else if (terminal.is_terminal && ::ioctl(::fileno(stream), TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
    terminal.width = window.ws_col;
  }
  terminal.width = std::max(terminal.width, kLeastWidth);
  return terminal;
}

namespace {

/// Characters, colours left out.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\033') i = std::min(text.find('m', i), text.size());
    else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++columns;
  }
  return columns;
}

std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::Plain:
      return "";
    case Paint::Bold:
      return "\033[1m";
    case Paint::Dim:
      return "\033[2m";
    case Paint::Green:
      return "\033[32m";
    case Paint::Red:
      return "\033[31m";
    case Paint::Yellow:
      return "\033[33m";
  }
  return "";
}

}  // namespace

std::string clean(std::string_view text) { return printable(text); }

std::string clean_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) break;
    out += '\n';
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string painted(const Terminal& terminal, Paint paint, std::string_view text) {
  if (!terminal.colour || paint == Paint::Plain) return std::string(text);
  return std::string(code_of(paint)) + std::string(text) + "\033[0m";
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  // A deep tree leaves little room; a line keeps at least this much of it.
  constexpr std::size_t kLeast = 16;
  const std::size_t room = width > indent + kLeast ? width - indent : kLeast;
  std::string out;
  std::size_t column = 0, gap = 1;  // blanks before the next word: two stand between a name and its title
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) {
      ++gap;
      continue;
    }
    const std::size_t columns = columns_of(word);
    if (column > 0 && column + gap + columns > room) {
      out += '\n';
      out.append(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out.append(gap, ' ');
      column += gap;
    }
    gap = 1;
    out += word;
    column += columns;
  }
  return out;
}

std::string labelled(const Terminal& terminal, std::string_view label, std::string_view text) {
  constexpr std::size_t kLabel = 18;
  // Deeper than its first line, so that the rest of an entry is not taken for the next one.
  constexpr std::size_t kRest = kLabel + 2;
  const std::string head = "  " + std::string(label);
  if (terminal.width < kNarrow) {
    const std::string line = label.empty() ? "" : painted(terminal, Paint::Dim, head) + "\n";
    return line + "    " + wrapped(clean(text), 6, terminal.width) + "\n";
  }
  const std::string blanks(kLabel - std::min(head.size(), kLabel), ' ');
  return painted(terminal, Paint::Dim, head + blanks) + wrapped(clean(text), kRest, terminal.width) + "\n";
}

int write_output(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  // A reader that has seen enough, such as `head`, is no failure of ours.
  if (written || errno == EPIPE) return kClean;
  complain(std::string("standard output cannot be written: ") + std::strerror(errno));
  return kUnreadable;
}

void complain(std::string_view text) { std::fprintf(stderr, "polc: %s\n", clean(text).c_str()); }

}  // namespace pol::tool
