#pragma once
// A policy as native code in this process, opened through the C interface of runtime/.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/codegen/forms.h"
#include "compiler/pipeline/background.h"
#include "compiler/pipeline/images.h"
#include "compiler/pipeline/pipeline.h"
#include "pol/runtime.h"

namespace pol::pipeline {

/// Of a policy that has some: `file:line:column: message`.
std::string first_mistake(const Compiled& compiled, const std::string& path);

struct NativeOptions {
  std::string cache_folder;                ///< "" for no cache
  std::shared_ptr<Background> background;  ///< null: its own
  std::shared_ptr<FileHashes> files;       ///< of files that do not change meanwhile; null: its own
  bool keeps_source = true;  ///< false: `compiled` is given up once code is there, and read again when it is needed
};

/// Single cases can be decided from the start. The rest is compiled when somebody asks for it, while the policy is in
/// use. For any thread.
class NativePolicy {
 public:
  /// From the cache, without parsing: if all files that it was made of hold what they held then. Starts no code
  /// generator.
  static std::optional<NativePolicy> from_cache(const std::string& path, const module::Roots& roots,
                                                const NativeOptions& options);
  /// `compiled` has no errors. `path` and `roots`: as it was compiled by.
  static Result<NativePolicy> create(std::shared_ptr<const Compiled> compiled, const std::string& path,
                                     const module::Roots& roots, const NativeOptions& options);
  /// Either of them. Error: the first mistake, if the policy has any.
  static Result<NativePolicy> open(const std::string& path, const module::Roots& roots, const NativeOptions& options);

  /// Waits for what is being compiled. Nobody may be in the policy's code.
  ~NativePolicy();
  NativePolicy(NativePolicy&&) noexcept;
  NativePolicy& operator=(NativePolicy&&) noexcept;

  /// What it computes stays the same; which of its forms there are changes as they are compiled.
  const pol_policy* get() const;

  /// Compiles the form in the background: what is soonest there, then what runs fastest; each takes the place of what
  /// was there before. Returns at once, and again does nothing.
  void ask_for(codegen::Form form) const;
  /// Waits until all that was asked for is there, or cannot be.
  void finish() const;
  /// Which tier of a form runs now; none: it is not there yet.
  std::optional<codegen::Tier> tier_of(codegen::Form form) const;

  /// Nothing had to be compiled to open it.
  bool is_from_cache() const;
  /// The compiler has warnings to give; one that comes from the cache gives none.
  bool has_messages() const;
  /// The files that it was made of.
  std::vector<std::string> files() const;
  /// What went wrong in the background or with the cache, in words; "" when nothing did.
  std::string note() const;

  /// What it was compiled from: read again, if it came from the cache. Error: a file has changed since.
  Result<std::shared_ptr<const Compiled>> compiled() const;
  Result<std::shared_ptr<const planes::Program>> program() const;

 private:
  struct State;
  explicit NativePolicy(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pol::pipeline
