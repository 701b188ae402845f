#pragma once
// Finding module files and reading them: what the loader asks of the file system.

#include <filesystem>
#include <string>
#include <vector>

#include "compiler/support/result.h"

namespace pol::module {

/// Where a module's file is looked for.
struct ModulePath {
  std::filesystem::path root;
  std::filesystem::path file;  ///< below `root`
};

enum class FileState { Missing, Folder, Other, Regular };
FileState state_of(const std::filesystem::path& path);

/// The path with links resolved, or empty if there is no such file.
std::filesystem::path resolved(const std::filesystem::path& path);

/// Does `path`, links resolved, lie below `root`?
bool stays_inside(const std::filesystem::path& path, const std::filesystem::path& root);

/// Reads a regular file whole; look at its size first. Fails with the system's reason.
Result<std::string> read(const std::filesystem::path& path);

/// Names (without `.pol`) of the modules and folders in a folder, sorted; no more than a message can use.
std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace pol::module
