#pragma once
// Text from outside, made safe to show to a person.

#include <string>
#include <string_view>
#include <vector>

namespace pol {

/// One entry a character. What could move the cursor, colour the screen, or hide or turn the text is `?`, and so is each
/// byte that is no UTF-8; a tab is a blank.
std::vector<std::string> printable_characters(std::string_view text);
/// The same in one piece, with `…` behind the character that reaches `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = std::string_view::npos);

}  // namespace pol
