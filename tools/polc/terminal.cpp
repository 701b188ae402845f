#include "tools/polc/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "tools/polc/verbs.h"

namespace pol::tool {

Terminal terminal_of(std::FILE* stream, const std::string& choice) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(::fileno(stream)) != 0;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool may_colour = no_colour == nullptr || *no_colour == '\0';
  terminal.colour = choice == "always" || (choice == "auto" && terminal.is_terminal && may_colour);
  winsize window{};
  if (terminal.is_terminal && ::ioctl(::fileno(stream), TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
    terminal.width = std::max<std::size_t>(window.ws_col, 40);
  }
  return terminal;
}

namespace {

std::string without_controls(std::string_view text, bool keep_lines) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are control characters too: two bytes, the first of them C2.
    const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const bool is_kept = keep_lines && (text[i] == '\n' || text[i] == '\t');
    if (!is_kept && (byte < 0x20 || byte == 0x7F || c1)) {
      out += '?';
      if (c1) ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
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

std::string clean(std::string_view text) { return without_controls(text, false); }
std::string clean_lines(std::string_view text) { return without_controls(text, true); }

std::string painted(const Terminal& terminal, Paint paint, std::string_view text) {
  if (!terminal.colour || paint == Paint::Plain) return std::string(text);
  return std::string(code_of(paint)) + std::string(text) + "\033[0m";
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  // A deep tree leaves little room; a line keeps at least this much of it.
  constexpr std::size_t kLeast = 30;
  const std::size_t room = width > indent + kLeast ? width - indent : kLeast;
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const std::size_t columns = columns_of(word);
    if (column > 0 && column + 1 + columns > room) {
      out += '\n';
      out.append(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += columns;
  }
  return out;
}

int write_output(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return kClean;
  complain(std::string("standard output cannot be written: ") + std::strerror(errno));
  return kUnreadable;
}

void complain(std::string_view text) { std::fprintf(stderr, "polc: %s\n", clean(text).c_str()); }

}  // namespace pol::tool
