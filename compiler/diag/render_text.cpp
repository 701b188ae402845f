#include <algorithm>
#include <cstdint>

#include "compiler/diag/sink.h"

namespace pol {
namespace {

constexpr std::size_t kLongestShownLine = 200;
constexpr std::size_t kShownBeforeCaret = 80;

/// Length of the well-formed UTF-8 character at `i`, or 0.
std::size_t character_length(std::string_view text, std::size_t i, std::uint32_t& code_point) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 0 || i + length > text.size()) return 0;
  constexpr std::uint32_t kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  code_point = lead & kLeadBits[length];
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0U) != 0x80U) return 0;
    code_point = (code_point << 6U) | (byte(i + k) & 0x3FU);
  }
  return length;
}

/// Could move the cursor, colour the screen or turn the direction of the text.
bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/// One entry a code point, each safe to print.
std::vector<std::string> printable(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    std::uint32_t code_point = 0;
    const std::size_t length = character_length(text, i, code_point);
    if (text[i] == '\t') {
      out.emplace_back(" ");
    } else if (length == 0 || is_control(code_point)) {
      out.emplace_back("?");
    } else {
      out.emplace_back(text.substr(i, length));
    }
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string safe(std::string_view text) {
  std::string out;
  for (const std::string& character : printable(text)) out += character;
  return out;
}

struct Colours {
  const char* error = "";
  const char* warning = "";
  const char* note = "";
  const char* bold = "";
  const char* off = "";
};
constexpr Colours kPlain;
constexpr Colours kColoured{"\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1m", "\033[0m"};

const char* colour_for(Severity severity, const Colours& colours) {
  switch (severity) {
    case Severity::Error: return colours.error;
    case Severity::Warning: return colours.warning;
    case Severity::Note: return colours.note;
  }
  return "";
}

const char* word_for(Severity severity) {
  switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: return "note";
  }
  return "";
}

/// The source line with `^~~~` under the range. A very long line is cut to a window around the caret.
void add_line(std::string& out, Range range, const Sources& sources, const char* colour, const Colours& colours) {
  const Place begin = sources.place(range.source, range.begin);
  const Place end = sources.place(range.source, range.end);
  const std::vector<std::string> characters = printable(sources.line(range.source, begin.line));
  if (range.source == 0 || (characters.empty() && range.begin == range.end)) return;

  const std::size_t caret = std::min<std::size_t>(begin.column - 1, characters.size());
  const std::size_t stop =
      std::max(caret + 1, end.line == begin.line ? std::min<std::size_t>(end.column - 1, characters.size())
                                                 : characters.size());
  const std::size_t first =
      characters.size() > kLongestShownLine && caret > kShownBeforeCaret ? caret - kShownBeforeCaret : 0;
  const std::size_t last = std::min(characters.size(), first + kLongestShownLine);

  const std::string number = std::to_string(begin.line);
  out += fmt::format("{:>5} | {}", number, first > 0 ? "…" : "");
  for (std::size_t i = first; i < last; ++i) out += characters[i];
  out += last < characters.size() ? "…\n" : "\n";
  out += fmt::format("{:>5} | {}", "", std::string(caret - first + (first > 0 ? 1 : 0), ' '));
  out += fmt::format("{}^{}{}\n", colour, std::string(std::min(stop - caret - 1, kLongestShownLine), '~'), colours.off);
}

void add_place(std::string& out, Range range, const Sources& sources, const Colours& colours) {
  const Place place = sources.place(range.source, range.begin);
  out += fmt::format("{}{}:{}:{}:{} ", colours.bold, safe(sources.path(range.source)), place.line, place.column,
                     colours.off);
}

}  // namespace

std::string render_text(const std::vector<Diagnostic>& diagnostics, const Sources& sources, bool colour) {
  const Colours& colours = colour ? kColoured : kPlain;
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    const char* const tint = colour_for(diagnostic.severity, colours);
    add_place(out, diagnostic.range, sources, colours);
    out += fmt::format("{}{}[POL{:04}]:{} {}\n", tint, word_for(diagnostic.severity), diagnostic.code, colours.off,
                       safe(diagnostic.message));
    add_line(out, diagnostic.range, sources, tint, colours);
    for (const Label& label : diagnostic.labels) {
      add_place(out, label.range, sources, colours);
      out += fmt::format("{}note:{} {}\n", colours.note, colours.off, safe(label.text));
      add_line(out, label.range, sources, colours.note, colours);
    }
    for (const std::string& hint : diagnostic.hints) out += fmt::format("      = hint: {}\n", safe(hint));
  }
  return out;
}

}  // namespace pol
