#pragma once
// A policy compiled ahead of time: an object that needs no compiler where it runs, only the runtime.

#include <memory>
#include <string>
#include <vector>

#include "compiler/planes/program.h"
#include "compiler/support/result.h"

namespace pol::codegen {

/// Levels of x86-64, 1 to 4.
using CpuLevel = int;

/// The highest level that this machine has; 0 when it is another kind of machine.
CpuLevel host_level();

struct LibraryOptions {
  std::string symbol;            ///< `pol_policy_<name>`; `pol_policy` is its weak second name
  std::string compiler;          ///< what the object says that it was built by
  std::vector<CpuLevel> levels;  ///< at least one; the runtime takes the highest that its CPU has
};

/// A relocatable object, position-independent: pol_policy_image with tables and code (pol/tables.h). It refers to
/// nothing but runtime/symbols.def. The same input gives the same bytes on every machine.
Result<std::string> compile_library(const ir::Policy& policy, const planes::Program& program,
                                    const LibraryOptions& options);

class Session;

/// Such an object in the memory of this process: what its users would load, without a linker.
class LoadedLibrary {
 public:
  static Result<std::unique_ptr<LoadedLibrary>> load(const std::string& object, const std::string& symbol);
  ~LoadedLibrary();
  /// A pol_policy_image; lasts as long as this.
  const void* image() const { return image_; }

 private:
  LoadedLibrary();
  std::unique_ptr<Session> session_;
  const void* image_ = nullptr;
};

/// An archive of the object, called `name`, and of all members of the archive `runtime`.
Result<std::string> archive_with(const std::string& runtime, const std::string& name, const std::string& object);

}  // namespace pol::codegen
