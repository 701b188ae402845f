#include <algorithm>

#include "compiler/diag/sink.h"
#include "compiler/support/printable.h"

namespace pol {
namespace {

constexpr std::size_t kLongestShownLine = 200;
constexpr std::size_t kShownBeforeCaret = 80;

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
  const Place place = sources.place(range.source, range.begin);
  const std::string_view line = sources.line(range.source, place.line);
  if (range.source == 0 || (line.empty() && range.begin == range.end)) return;

  // Cut bytes first: a file may be one line of megabytes.
  const char* const line_start = line.data();
  const char* const text_start = sources.text(range.source).data();
  const auto line_begin = static_cast<std::size_t>(line_start - text_start);
  const std::size_t caret = std::min<std::size_t>(range.begin - std::min<std::size_t>(range.begin, line_begin), line.size());
  const std::size_t stop = std::clamp<std::size_t>(range.end - std::min<std::size_t>(range.end, line_begin), caret, line.size());
  std::size_t first = line.size() > kLongestShownLine && caret > kShownBeforeCaret ? caret - kShownBeforeCaret : 0;
  while (first > 0 && (static_cast<unsigned char>(line[first]) & 0xC0U) == 0x80U) --first;
  std::size_t last = std::min(line.size(), first + kLongestShownLine);
  while (last < line.size() && (static_cast<unsigned char>(line[last]) & 0xC0U) == 0x80U) ++last;

  const std::vector<std::string> before = printable_characters(line.substr(first, caret - first));
  const std::vector<std::string> marked = printable_characters(line.substr(caret, std::min(stop, last) - caret));
  const std::vector<std::string> after =
      printable_characters(line.substr(std::min(stop, last), last - std::min(stop, last)));
  out += fmt::format("{:>5} | {}", place.line, first > 0 ? "…" : "");
  for (const auto* const part : {&before, &marked, &after}) {
    for (const std::string& character : *part) out += character;
  }
  out += last < line.size() ? "…\n" : "\n";
  out += fmt::format("{:>5} | {}", "", std::string(before.size() + (first > 0 ? 1 : 0), ' '));
  const std::size_t tail = marked.empty() ? 0 : marked.size() - 1;
  out += fmt::format("{}^{}{}\n", colour, std::string(tail, '~'), colours.off);
}

void add_place(std::string& out, Range range, const Sources& sources, const Colours& colours) {
  const Place place = sources.place(range.source, range.begin);
  out += fmt::format("{}{}:{}:{}:{} ", colours.bold, printable(sources.path(range.source)), place.line, place.column,
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
                       printable(diagnostic.message));
    add_line(out, diagnostic.range, sources, tint, colours);
    for (const Label& label : diagnostic.labels) {
      add_place(out, label.range, sources, colours);
      out += fmt::format("{}note:{} {}\n", colours.note, colours.off, printable(label.text));
      add_line(out, label.range, sources, colours.note, colours);
    }
    for (const std::string& hint : diagnostic.hints) out += fmt::format("      = hint: {}\n", printable(hint));
  }
  return out;
}

}  // namespace pol
