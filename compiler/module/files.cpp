#include "compiler/module/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "compiler/support/limits.h"

namespace pol::module {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostNames = 1000;

/// Closed when it goes out of scope, unless it was taken.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  int take() { return std::exchange(number_, -1); }
  void become(int number) {
    if (number_ >= 0) ::close(number_);
    number_ = number;
  }

 private:
  int number_;
};

int open_by_kernel(int root, const char* below, int flags) {
  struct open_how how {};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  constexpr int kMostTries = 8;  // EAGAIN: something was moved meanwhile, so the kernel cannot say whether it stays inside
  long opened = -1;
  for (int i = 0; i < kMostTries; ++i) {
    opened = ::syscall(SYS_openat2, root, below, &how, sizeof how);
    if (opened >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return static_cast<int>(opened);
}

int open_by_walk(int root, const fs::path& below, int flags) {
  Descriptor folder(::dup(root));
  const auto last = below.empty() ? below.end() : std::prev(below.end());
  for (auto part = below.begin(); part != below.end(); ++part) {
    if (*part == ".." || part->is_absolute()) {
      errno = EXDEV;
      return -1;
    }
    const int wanted = part == last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
    const int next = ::openat(folder.get(), part->c_str(), wanted | O_NOFOLLOW);
    if (next < 0) {
      // A link in the place of a folder is told as ENOTDIR, as a file would be.
      struct stat status {};
      const int reason = errno;
      const bool is_link = ::fstatat(folder.get(), part->c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
      errno = is_link ? ELOOP : reason;
      return -1;
    }
    folder.become(next);
  }
  return folder.take();
}

int open_confined(int root, const fs::path& below, int flags, Confinement how) {
  return how == Confinement::Kernel ? open_by_kernel(root, below.c_str(), flags) : open_by_walk(root, below, flags);
}

OpenedFile failed(int reason, Confinement how) {
  switch (reason) {
    case ENOENT:
    case ENOTDIR: return {FileState::Missing, ""};
    case EXDEV: return {FileState::Leaves, ""};
    case ELOOP:
      return {FileState::Unreadable, how == Confinement::Walk ? "it is a link, and this system cannot hold links inside a folder"
                                                              : "it is a link that leads nowhere"};
    default: return {FileState::Unreadable, std::strerror(reason)};
  }
}

/// What a name leads to is looked at first and opened for reading only if it is a regular file: opening a pipe would wait,
/// and opening a device can move it. `open` is called twice, with the flags.
template <typename Open>
OpenedFile open_regular(const Open& open, Confinement how) {
  struct stat status {};
  {
    const Descriptor place(open(O_PATH | O_CLOEXEC));
    if (place.get() < 0 || ::fstat(place.get(), &status) != 0) return failed(errno, how);
    if (S_ISLNK(status.st_mode)) return failed(ELOOP, how);
    if (S_ISDIR(status.st_mode)) return {FileState::Folder, ""};
    if (!S_ISREG(status.st_mode)) return {FileState::Other, ""};
  }
  Descriptor file(open(O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return failed(errno, how);
  if (!S_ISREG(status.st_mode)) return {FileState::Other, ""};
  std::string identity = fmt::format("{}:{}", status.st_dev, status.st_ino);
  return {file.take(), static_cast<std::size_t>(status.st_size), std::move(identity)};
}

}  // namespace

OpenedFile::OpenedFile(OpenedFile&& other) noexcept
    : state_(other.state_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      identity_(std::move(other.identity_)),
      reason_(std::move(other.reason_)) {}

OpenedFile::~OpenedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> OpenedFile::read(std::size_t most) const {
  // One byte more than is wanted: a file that grows meanwhile is told from one that ends there.
  std::string text(std::min(size_, most) + 1, '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ::ssize_t got = ::read(descriptor_, text.data() + done, text.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(std::strerror(errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  if (done > size_) return failure("it grew while it was read");
  text.resize(done);
  return text;
}

Confinement confinement() {
  static const bool has_kernel = [] {
    const Descriptor here(open_by_kernel(AT_FDCWD, ".", O_PATH | O_CLOEXEC));
    return here.get() >= 0 || (errno != ENOSYS && errno != EPERM);
  }();
  return has_kernel ? Confinement::Kernel : Confinement::Walk;
}

OpenedFile open_below(const ModulePath& place, Confinement how) {
  if (place.root.empty()) return {FileState::Missing, ""};
  const Descriptor root(::open(place.root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) return failed(errno, how);
  return open_regular([&](int flags) { return open_confined(root.get(), place.below, flags, how); }, how);
}

OpenedFile open_named(const fs::path& path) {
  return open_regular([&](int flags) { return ::open(path.c_str(), flags); }, Confinement::Kernel);
}

Result<std::string> read(const fs::path& path) {
  const OpenedFile file = open_named(path);
  switch (file.state()) {
    case FileState::Regular: break;
    case FileState::Missing: return failure("there is no such file");
    case FileState::Folder: return failure("it is a folder");
    case FileState::Other: return failure("it is no regular file");
    case FileState::Leaves:
    case FileState::Unreadable: return failure(file.reason());
  }
  if (file.size() > limits::kFileBytes) {
    return failure(fmt::format("it has {} bytes; a policy has at most {}", file.size(), limits::kFileBytes));
  }
  return file.read(limits::kFileBytes);
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && out.size() < kMostNames; it.increment(error)) {
    std::error_code unknown;
    if (it->path().extension() == ".pol") out.push_back(it->path().stem().string());
    else if (it->is_directory(unknown)) out.push_back(it->path().filename().string());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace pol::module
