#include "compiler/pipeline/pipeline.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/interp/eval.h"
#include "compiler/sema/sema.h"

namespace pol::pipeline {

namespace {

/// BLAKE2b over the semantics version and every file, in an order that does not depend on how they were found.
std::string content_hash(const std::vector<ast::File>& files, const Sources& sources) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const ast::File& file : files) parts.emplace_back(file.name.text, sources.text(file.source));
  std::sort(parts.begin(), parts.end());

  crypto_generichash_state state;
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  // Each part goes in behind its length, so that no text can be taken for two.
  const auto add = [&](const std::string& text) {
    const std::string length = fmt::format("{}:", text.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(length.data()), length.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  };
  add(fmt::format("semantics {}", kSemantics));
  for (const auto& [name, text] : parts) {
    add(name);
    add(text);
  }
  crypto_generichash_final(&state, digest.data(), digest.size());
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

/// Names of a module that could not be loaded would all be unknown: one mistake, a hundred messages.
bool lacks_a_module(const Sink& sink) {
  return std::any_of(sink.all().begin(), sink.all().end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::Error && diagnostic.code >= 3000 && diagnostic.code < 4000;
  });
}

}  // namespace

std::unique_ptr<Compiled> compile(const std::string& path, const module::Roots& roots) {
  auto compiled = std::make_unique<Compiled>();
  Compiled& c = *compiled;
  c.files = timed(c.timings, "parse", [&] { return module::load(path, roots, c.sources, c.sink); });
  if (c.files.empty() || lacks_a_module(c.sink)) return compiled;
  c.policy = timed(c.timings, "check", [&] { return sema::analyse(c.files, c.sources, c.sink); });
  if (!c.ok()) return compiled;
#ifndef NDEBUG
  if (const std::string broken = ir::verify(c.policy); !broken.empty()) POL_BUG(broken.c_str());
#endif
  c.policy.content_hash = content_hash(c.files, c.sources);
  return compiled;
}

Result<Engine> Engine::create(const ir::Policy& policy, const codegen::Options& options, bool interpret) {
  Engine engine;
  engine.policy_ = &policy;
  engine.program_ = std::make_unique<planes::Program>(planes::lower_exact(policy));
  if (!interpret) {
    auto native = codegen::Evaluator::create(*engine.program_, options);
    if (!native) return failure(native.error());
    engine.native_ = native.take();
  }
  return engine;
}

std::vector<ir::Truth> Engine::evaluate(const ir::Patient& patient) const {
  if (!native_) return interp::evaluate(*policy_, patient);
  return codegen::truths_by_expr(*program_, trace(patient, planes::Undocumented::Unbounded));
}

}  // namespace pol::pipeline
