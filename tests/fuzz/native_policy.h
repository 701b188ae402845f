#pragma once
// A policy of the tree, compiled in this process: what a host would load from a library.

#include <memory>
#include <string>

#include "compiler/codegen/library.h"
#include "compiler/ir/policy.h"
#include "compiler/planes/program.h"
#include "pol/runtime.h"

namespace pol::fuzz {

class NativePolicy {
 public:
  /// `path` from the root of the tree. Ends the program where the policy has mistakes.
  explicit NativePolicy(const std::string& path);
  ~NativePolicy();
  NativePolicy(const NativePolicy&) = delete;
  NativePolicy& operator=(const NativePolicy&) = delete;

  const ir::Policy& policy() const { return policy_; }
  const pol_policy* get() const { return native_; }
  const pol_policy_image* image() const { return static_cast<const pol_policy_image*>(library_->image()); }

 private:
  ir::Policy policy_;
  std::unique_ptr<codegen::LoadedLibrary> library_;
  pol_policy* native_ = nullptr;
};

}  // namespace pol::fuzz
