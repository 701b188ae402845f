// Shared libraries, by a linker of this machine.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "tools/polc/build.h"

extern "C" {
extern const char pol_runtime_archive_begin[];
extern const char pol_runtime_archive_end[];
extern char** environ;
}

// The assembler copies the file; a C array of the same bytes would take seconds to compile.
asm(".section .rodata\n"
    ".balign 8\n"
    ".global pol_runtime_archive_begin\n"
    "pol_runtime_archive_begin:\n"
    ".incbin \"" POL_RUNTIME_ARCHIVE
    "\"\n"
    ".global pol_runtime_archive_end\n"
    "pol_runtime_archive_end:\n"
    ".byte 0\n"
    ".text\n");

namespace pol::tool {

namespace {

namespace fs = std::filesystem;

/// A folder of our own that goes away.
class Workshop {
 public:
  Workshop() {
    std::error_code failed;
    std::string pattern = (fs::temp_directory_path(failed) / "polc.XXXXXX").string();
    if (!failed && ::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~Workshop() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  bool is_there() const { return !path_.empty(); }
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

bool keep(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file.good();
}

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// -1: there is no such program.
int run(std::vector<std::string> words, const std::string& messages) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 2, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return -1;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

std::string_view runtime_archive() {
  return {pol_runtime_archive_begin,
          static_cast<std::size_t>(pol_runtime_archive_end - pol_runtime_archive_begin)};
}

Result<std::string> link_shared(const std::string& object, const std::string& file_name) {
  const Workshop workshop;
  const std::string input = workshop.file("policy.o"), runtime = workshop.file("runtime.a"),
                    output = workshop.file("policy.so"), messages = workshop.file("messages");
  if (!workshop.is_there() || !keep(input, object) || !keep(runtime, runtime_archive())) {
    return failure("no temporary folder to link in");
  }
  for (const char* linker : {"ld", "ld.lld", "ld.lld-19"}) {
    // Only the calendar is taken from the runtime; nothing is left for the host to provide.
    const int code = run({linker, "-shared",        "-o",  output,          "-soname", file_name, "--build-id=none",
                          "-z",   "noexecstack",    "-z",  "defs",          "-z",      "relro",   "-z",
                          "now",  "--exclude-libs", "ALL", "--strip-debug", input,     runtime},
                         messages);
    if (code == 0) return contents(output);
    if (code != -1) return failure(fmt::format("{}: {}", linker, contents(messages)));
  }
  return failure("no linker is installed here (ld or ld.lld); NAME.o and NAME.a can be built without one");
}

}  // namespace pol::tool
