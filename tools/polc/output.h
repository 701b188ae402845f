#pragma once
// Files that the verbs write.

#include <string>
#include <string_view>
#include <vector>

namespace pol::tool {

/// Writes the whole file, or leaves what was there. A link is followed; a device or a pipe is written to as it is.
/// False after a message: no such folder, no space, `path` is one of `inputs`, the files that this run has read.
bool write_file(const std::string& path, const std::string& text, const std::vector<std::string>& inputs);

/// The name as it will be written to: without links. Empty after a message, where it may not be written.
std::string place_to_write(const std::string& path, const std::vector<std::string>& inputs);

/// A file that a run is asked to write, and by which option.
struct Target {
  std::string_view option;  ///< `--html`
  std::string path;
};
/// Known before minutes are spent on what could not be kept. False after messages: two targets are one file, or one of
/// them may not be written.
bool may_write(const std::vector<Target>& targets, const std::vector<std::string>& inputs);

/// Both names lead to one file, be it there yet or not.
bool is_same_file(const std::string& a, const std::string& b);

}  // namespace pol::tool
