#pragma once
// LLVM: modules to object files, object files to callable code.

#include <llvm/IR/Module.h>

#include <memory>
#include <string>
#include <vector>

#include "compiler/support/result.h"

namespace pol::codegen {

/// A CPU, as LLVM names it; `host_cpu`: this machine's.
struct HostCpu {
  std::string name;
  std::string features;  ///< `+avx2,-sse4a,…`, sorted
};
const HostCpu& host_cpu();

/// Quick: a few milliseconds whatever the code. Good: three times that, for code that runs in 0.8 of the time.
/// Wide, WideGood: the same for columns, whose instructions the fast selection does not know.
enum class Effort { Quick, Good, Wide, WideGood };

/// Position-independent object file for the CPU, but for functions that name another one.
Result<std::string> compile_to_object(llvm::Module& module, Effort effort, const HostCpu& cpu = host_cpu());

/// Code in executable memory. Starts no target: that is for compiling only.
class Session {
 public:
  /// Links the objects with each other and with what runtime/symbols.def names; nothing else is in reach.
  static Result<std::unique_ptr<Session>> load(const std::vector<std::string>& objects);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Result<void*> address_of(const std::string& name);

 private:
  struct Parts;
  explicit Session(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pol::codegen
