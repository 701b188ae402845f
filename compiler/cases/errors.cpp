#include "compiler/cases/errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/cases/words.h"
#include "compiler/support/printable.h"

namespace pol::cases {

namespace {

/// A file of one repeated mistake must not fill the terminal.
constexpr std::size_t kMaxErrors = 100;

}  // namespace

Errors::Errors(std::string file_name, std::string_view text, std::size_t first_line)
    : file_name_(printable(file_name)), text_(text), first_line_(first_line) {}

void Errors::add(std::size_t offset, std::string_view fact, std::string_view message) {
  if (line_begins_.empty()) {
    line_begins_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') line_begins_.push_back(i + 1);
    }
  }
  // An error at the very end of a text that ends with a line end belongs to its last line, not to the empty one after.
  const std::size_t inside = text_.empty() ? 0 : std::min(offset, text_.size() - 1);
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), inside);
  const auto line = first_line_ - 1 + static_cast<std::size_t>(after - line_begins_.begin());
  if (fact.empty()) {
    push(fmt::format("{}:{}: {}", file_name_, line, message));
  } else {
    push(fmt::format("{}:{}: {}: {}", file_name_, line, printable(fact, kLongestQuote), message));
  }
}

void Errors::add_to_file(std::string_view message) { push(fmt::format("{}: {}", file_name_, message)); }

void Errors::push(std::string line) {
  if (lines_.size() < kMaxErrors) {
    lines_.push_back(std::move(line));
  } else {
    ++dropped_;
  }
}

std::vector<std::string> Errors::take() {
  if (dropped_ > 0) lines_.push_back(fmt::format("{}: {} more errors", file_name_, dropped_));
  dropped_ = 0;
  return std::move(lines_);
}

}  // namespace pol::cases
