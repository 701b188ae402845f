#include "compiler/support/printable.h"

#include <algorithm>
#include <cstdint>

namespace pol {

namespace {

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

/// Could move the cursor, colour the screen, or hide or turn the text.
bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/// The character at `i` as it is shown; moves `i` behind it.
std::string_view take_character(std::string_view text, std::size_t& i) {
  std::uint32_t code_point = 0;
  const std::size_t at = i, length = character_length(text, i, code_point);
  i += std::max<std::size_t>(length, 1);
  if (text[at] == '\t') return " ";
  return length == 0 || is_control(code_point) ? "?" : text.substr(at, length);
}

}  // namespace

std::vector<std::string> printable_characters(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) out.emplace_back(take_character(text, i));
  return out;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (out.size() >= limit) return out + "…";
    out += take_character(text, i);
  }
  return out;
}

}  // namespace pol
