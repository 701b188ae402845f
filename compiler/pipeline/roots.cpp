// Where `import std.x` is looked for.

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

module::Roots find_roots(const std::string& stdlib_option) {
  namespace fs = std::filesystem;
  if (!stdlib_option.empty()) return {stdlib_option};
  if (const char* from_environment = std::getenv("POL_STDLIB");
      from_environment != nullptr && *from_environment != '\0') {
    return {from_environment};
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = program.parent_path().parent_path() / "share" / "pol" / "stdlib";
    if (fs::is_directory(installed, error)) return {installed.string()};
  }
  return {POL_SOURCE_STDLIB};
}

}  // namespace pol::pipeline
