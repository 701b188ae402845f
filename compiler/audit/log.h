#pragma once
// The log's file: lines are added to its end, under a lock, or not at all.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/audit/entry.h"
#include "compiler/audit/key.h"
#include "compiler/support/result.h"

namespace pol::audit {

/// What is kept elsewhere, so that a log that was cut or written anew shows: how many lines there were, and the last
/// one's code.
struct Anchor {
  std::uint64_t count = 0;
  std::string head = std::string(kCodeDigits, '0');
};

/// Adds a line for each entry, all or none, and returns when they are on the disk. A log that is not there is begun,
/// readable by its owner alone. Errors, after which the log is what it was: no space, half a line at its end, a last
/// line of another key, a file that others may write.
Result<Anchor> append(const std::string& path, const Key& key, const std::vector<Entry>& entries);

/// Of a log in which nobody writes meanwhile. With a key, the last line must be one of its lines; without, it is believed.
Result<Anchor> head_of(const std::string& path, const Key* key);

/// What a writer that was killed has left behind the last line end: a line that lacks nothing else gets its end, anything
/// else is cut off. Says what was done.
Result<std::string> repair(const std::string& path, const Key& key);

/// Calls `each` with every line, without its end. The bytes behind the last line end, or why the log cannot be read.
Result<std::size_t> read_lines(const std::string& path, const std::function<void(std::string_view)>& each);

}  // namespace pol::audit
