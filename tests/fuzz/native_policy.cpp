#include "tests/fuzz/native_policy.h"

#include "compiler/module/loader.h"
#include "compiler/sema/sema.h"
#include "tests/fuzz/target.h"

namespace pol::fuzz {

NativePolicy::NativePolicy(const std::string& path) {
  Sources sources;
  Sink sink;
  const std::vector<ast::File> files = module::load(in_tree(path), {in_tree("stdlib")}, sources, sink);
  demand(!files.empty() && !sink.has_errors(), "the policy of this target has no mistakes", path);
  policy_ = sema::analyse(files, sources, sink);
  demand(!sink.has_errors(), "the policy of this target has no mistakes", path);

  const planes::Program program = planes::lower_exact(policy_);
  const std::string symbol = "pol_policy_" + policy_.name;
  const auto object = codegen::compile_library(policy_, program, {symbol, "fuzz", {codegen::host_level()}});
  demand(object.ok(), "the policy of this target compiles", object.ok() ? "" : object.error());
  auto loaded = codegen::LoadedLibrary::load(object.value(), symbol);
  demand(loaded.ok(), "what was compiled can be loaded", loaded.ok() ? "" : loaded.error());
  library_ = loaded.take();
  pol_error error = {};
  demand(pol_policy_open(image(), nullptr, &native_, &error) == POL_OK, "what was compiled opens", error.message);
}

NativePolicy::~NativePolicy() { pol_policy_free(native_); }

}  // namespace pol::fuzz
