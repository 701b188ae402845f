#pragma once
// What stands between text and the terminal: colours, width, control characters, writing.

#include <cstdio>
#include <string>
#include <string_view>

namespace pol::tool {

enum class Paint { Plain, Bold, Dim, Green, Red, Yellow };

/// Narrower than this, nothing stands beside its label.
inline constexpr std::size_t kNarrow = 64;

struct Terminal {
  bool colour = false;
  bool is_terminal = false;
  std::size_t width = 100;  ///< columns: what COLUMNS says, else of the window on a terminal; at least 40
};

/// `choice`: auto, always, never. Auto: colours only on a terminal, and not when NO_COLOR is set.
Terminal terminal_of(std::FILE* stream, const std::string& choice);

/// As support/printable.h has it. Text from cases and policies passes through it before a person sees it.
std::string clean(std::string_view text);
/// The same, line ends kept.
std::string clean_lines(std::string_view text);

std::string painted(const Terminal& terminal, Paint paint, std::string_view text);

/// Breaks `text` at blanks so that it fits `width` columns: `indent` blanks before every line but the first.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

/// A label and a text wrapped beside it, or below it where the terminal is narrow. `text` is cleaned.
std::string labelled(const Terminal& terminal, std::string_view label, std::string_view text);

/// Writes to standard output; 0, or 2 with a message on standard error when it cannot be written.
int write_output(std::string_view text);
/// One line on standard error: `polc: …`.
void complain(std::string_view text);

}  // namespace pol::tool
