#pragma once
// Files that the verbs write.

#include <string>
#include <vector>

namespace pol::tool {

/// Writes the whole file, or leaves what was there. A link is followed; a device or a pipe is written to as it is.
/// False after a message: no such folder, no space, `path` is one of `inputs`, the files that this run has read.
bool write_file(const std::string& path, const std::string& text, const std::vector<std::string>& inputs);

/// The name as it will be written to: without links. Empty after a message, where it may not be written.
std::string place_to_write(const std::string& path, const std::vector<std::string>& inputs);

}  // namespace pol::tool
