#include "compiler/audit/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace pol::audit {

namespace {

/// One line of the file, as far as the key vouches for it.
struct Seen {
  std::uint64_t number = 0;  ///< 0: its code does not fit
  bool continues = false;    ///< names the code of the genuine line before it in the file
};

struct Log {
  std::vector<Seen> lines;
  std::unordered_set<std::uint64_t> numbers;  ///< of genuine lines
  Anchor last;
  std::string anchored;  ///< the code of the line with the anchor's number
  std::size_t half = 0;  ///< bytes behind the last line end
};

Result<Log> read_log(const std::string& path, const Key& key, std::uint64_t anchored) {
  Log log;
  std::string before = Anchor{}.head;
  const auto half = read_lines(path, [&](std::string_view text) {
    const auto line = read_line(text, key);
    Seen& seen = log.lines.emplace_back();
    if (!line) return;
    seen.number = line->place.number;
    seen.continues = line->place.previous == before;
    before = line->code;
    const bool is_new = log.numbers.insert(seen.number).second;
    if (is_new && seen.number > log.last.count) log.last = {seen.number, line->code};
    if (is_new && seen.number == anchored) log.anchored = line->code;
  });
  if (!half) return failure(half.error());
  log.half = half.value();
  return log;
}

std::string range(std::string_view one, std::string_view many, std::uint64_t first, std::uint64_t last) {
  return first == last ? fmt::format("{} {}", one, first) : fmt::format("{} {} to {}", many, first, last);
}

/// Walks from genuine line to genuine line and says of what lies between them what it is.
class Walk {
 public:
  explicit Walk(const Log& log) : log_(log) {}

  std::vector<std::string> problems() {
    for (std::size_t i = 0; i < log_.lines.size(); ++i) {
      const Seen& line = log_.lines[i];
      if (line.number == 0) {
        ++unknown_;
      } else if (line.number <= highest_) {
        settle(i, highest_ + 1);
        tell(i, passed_.count(line.number) != 0 ? fmt::format("number {} once more", line.number)
                                               : fmt::format("number {}, out of its order", line.number));
        is_adjacent_ = false;
      } else {
        const bool follows = unknown_ == 0 && line.number == highest_ + 1 && is_adjacent_;
        settle(i, line.number);
        if (follows && !line.continues) {
          tell(i, fmt::format("number {}, but it continues another line than the one before it: two logs were joined", line.number));
        }
        highest_ = line.number;
        is_adjacent_ = true;
      }
      if (line.number != 0) passed_.insert(line.number);
    }
    // Behind the last genuine line nothing tells a line that was changed from one that was added.
    const std::size_t lines = log_.lines.size();
    if (unknown_ > 0) {
      problems_.push_back(fmt::format("{}: changed or inserted; the code does not fit",
                                      range("line", "lines", lines - unknown_ + 1, lines)));
    }
    return std::move(problems_);
  }

 private:
  void tell(std::size_t line, std::string_view words) { problems_.push_back(fmt::format("line {}: {}", line + 1, words)); }

  /// The unknown lines before line `at`, where the numbers from the highest to `next` were to be.
  void settle(std::size_t at, std::uint64_t next) {
    std::uint64_t missing = 0, first = 0, last = 0;
    for (std::uint64_t number = highest_ + 1; number < next; ++number) {
      if (log_.numbers.count(number) != 0) continue;  // it stands elsewhere, and is told there
      if (missing++ == 0) first = number;
      last = number;
    }
    const std::uint64_t begin = at - unknown_ + 1;  // counted from 1
    const std::uint64_t changed = std::min<std::uint64_t>(unknown_, missing);
    if (changed > 0) {
      problems_.push_back(fmt::format("{}: changed since {} written; the code does not fit",
                                      range("line", "lines", begin, begin + changed - 1), changed == 1 ? "it was" : "they were"));
    }
    if (unknown_ > changed) {
      problems_.push_back(fmt::format("{}: inserted, or changed and put here; the code does not fit",
                                      range("line", "lines", begin + changed, at)));
    }
    if (missing > changed) {
      const std::string where = changed > 0 ? fmt::format("{} lines of ", missing - changed) : "";
      problems_.push_back(fmt::format("before line {}: {}{} removed", at + 1, where, range("number", "numbers", first, last)));
    }
    unknown_ = 0;
  }

  const Log& log_;
  std::vector<std::string> problems_;
  std::unordered_set<std::uint64_t> passed_;
  std::uint64_t highest_ = 0;
  std::size_t unknown_ = 0;   ///< lines before this one whose code does not fit
  bool is_adjacent_ = true;   ///< the last genuine line is the one with the highest number
};

void hold_against(const Anchor& anchor, const Log& log, Verified& verified) {
  const std::uint64_t last = log.last.count;
  verified.past_anchor = last > anchor.count ? last - anchor.count : 0;
  if (anchor.count == 0) return;
  if (last < anchor.count) {
    verified.problems.push_back(fmt::format("{}, which the anchor counts, cut from the end or changed beyond knowing",
                                            range("number", "numbers", last + 1, anchor.count)));
  } else if (!log.anchored.empty() && !is_same_code(log.anchored, anchor.head)) {
    verified.problems.push_back(fmt::format("number {} is not the anchor's line: this is another log, or one that was "
                                            "written anew with the key", anchor.count));
  } else if (log.anchored.empty()) {
    verified.problems.push_back(fmt::format("number {}, the anchor's line, is not there as it was", anchor.count));
  }
}

}  // namespace

Result<Verified> verify(const std::string& path, const Key& key, const std::optional<Anchor>& anchor) {
  const auto read = read_log(path, key, anchor ? anchor->count : 0);
  if (!read) return failure(read.error());
  const Log& log = read.value();
  Verified verified;
  verified.lines = log.lines.size();
  verified.head = log.last;
  if (log.numbers.empty() && !log.lines.empty()) {
    verified.problems.push_back("no line was made with this key: it is another key, or every line was changed");
  } else {
    verified.problems = Walk(log).problems();
  }
  if (log.half > 0) {
    verified.problems.push_back(fmt::format("behind line {}: half a line, {} bytes; a writer that was killed leaves one, "
                                            "and `polc audit repair` cuts it off", log.lines.size(), log.half));
  }
  if (anchor) hold_against(*anchor, log, verified);
  return verified;
}

}  // namespace pol::audit
