#pragma once
// Finding module files and reading them: what the loader asks of the file system.

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "compiler/support/result.h"

namespace pol::module {

/// Where a module's file is looked for.
struct ModulePath {
  std::filesystem::path root;
  std::filesystem::path below;  ///< from `root` on
};

enum class FileState { Missing, Folder, Other, Regular, Leaves, Unreadable };

/// A file that was opened, and looked at through what was opened: nobody can exchange it in between.
class OpenedFile {
 public:
  OpenedFile(FileState state, std::string reason) : state_(state), reason_(std::move(reason)) {}
  OpenedFile(int descriptor, std::size_t size, std::string identity)
      : state_(FileState::Regular), descriptor_(descriptor), size_(size), identity_(std::move(identity)) {}
  OpenedFile(OpenedFile&& other) noexcept;
  OpenedFile& operator=(OpenedFile&&) = delete;
  ~OpenedFile();

  FileState state() const { return state_; }
  const std::string& reason() const { return reason_; }      ///< Unreadable: the system's words
  std::size_t size() const { return size_; }                 ///< Regular
  const std::string& identity() const { return identity_; }  ///< Regular: the same for all names of one file

  /// The text, of which no more than `most` bytes and one are read. Fails with the system's reason.
  Result<std::string> read(std::size_t most) const;

 private:
  FileState state_;
  int descriptor_ = -1;
  std::size_t size_ = 0;
  std::string identity_;
  std::string reason_;
};

/// What keeps a path below its root: the kernel (openat2), which follows links that stay inside, or, where it has no such
/// call or may not use it, a walk from folder to folder that follows none.
enum class Confinement { Kernel, Walk };
/// Kernel where it is to be had.
Confinement confinement();

/// Opens what lies at `place`; never waits for a pipe, never opens a device.
OpenedFile open_below(const ModulePath& place, Confinement how);

/// Opens a file that the user named: links lead where they lead.
OpenedFile open_named(const std::filesystem::path& path);
/// The text of a regular file that the user named, or of one that was loaded before.
Result<std::string> read(const std::filesystem::path& path);

/// Names (without `.pol`) of the modules and folders in a folder, sorted; no more than a message can use.
std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace pol::module
