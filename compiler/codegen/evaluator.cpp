#include "compiler/codegen/evaluator.h"

#include <llvm/Config/llvm-config.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "compiler/codegen/cache.h"
#include "compiler/codegen/emit.h"
#include "compiler/codegen/session.h"

namespace pol::codegen {

namespace {

/// Changes whenever the same program may compile to other code, or the row or cache file is laid out in another way.
constexpr int kCodeFormat = 4;

/// In LLVM instructions. Above this, fast code is not worth its time: allocating registers well takes more than
/// linear time, and here already a tenth of a second.
constexpr unsigned kLargestGoodModule = 12000;

/// One of the two functions. `decide` is what millions of cases run, `trace` explains one: so they get different
/// effort, and an object each.
struct Part {
  const char* name;
  void (*emit)(const planes::Program&, llvm::Module&);
  bool runs_often;
};
constexpr Part kDecide = {kDecideName, &emit_decide, true};
constexpr Part kTrace = {kTraceName, &emit_trace, false};

std::string identity_of(const planes::Program& program, const Part& part) {
  return std::string(part.name) + " polc " + POL_VERSION + " llvm " + LLVM_VERSION_STRING + " code " +
         std::to_string(kCodeFormat) + " cpu " + host_cpu().name + " " + host_cpu().features + "\n" +
         planes::serialise(program);
}

Result<std::string> compile(const planes::Program& program, const Part& part) {
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  llvm::Module module("policy", context);
  part.emit(program, module);
  const bool is_good = part.runs_often && module.getInstructionCount() <= kLargestGoodModule;
  return compile_to_object(module, is_good ? Effort::Good : Effort::Quick);
}

struct Loaded {
  std::unique_ptr<Session> session;
  std::vector<void*> addresses;  // by part
};

Result<Loaded> load(const std::vector<Part>& parts, const std::vector<std::string>& objects) {
  Result<std::unique_ptr<Session>> session = Session::load(objects);
  if (!session) return failure(session.error());
  Loaded loaded;
  for (const Part& part : parts) {
    Result<void*> address = session.value()->address_of(part.name);
    if (!address) return failure(address.error());
    loaded.addresses.push_back(address.value());
  }
  loaded.session = session.take();
  return loaded;
}

/// Empty unless the cache has all parts and they link.
std::optional<Loaded> load_from(ObjectCache& cache, const planes::Program& program, const std::vector<Part>& parts) {
  std::vector<std::string> objects;
  for (const Part& part : parts) {
    std::optional<std::string> object = cache.find(identity_of(program, part));
    if (!object) return std::nullopt;
    objects.push_back(std::move(*object));
  }
  Result<Loaded> loaded = load(parts, objects);
  if (!loaded) return std::nullopt;
  return loaded.take();
}

}  // namespace

Evaluator::Evaluator() = default;
Evaluator::~Evaluator() = default;

Result<std::unique_ptr<Evaluator>> Evaluator::create(const planes::Program& program, const Options& options) {
  std::vector<Part> parts;
  if (options.wants_decide) parts.push_back(kDecide);
  if (options.wants_trace) parts.push_back(kTrace);

  std::unique_ptr<Evaluator> evaluator(new Evaluator());
  std::optional<ObjectCache> cache;
  std::optional<Loaded> loaded;
  if (options.use_cache && !options.cache_folder.empty()) {
    cache.emplace(options.cache_folder);
    loaded = load_from(*cache, program, parts);
  }
  evaluator->from_cache_ = loaded.has_value();
  if (!loaded) {
    std::vector<std::string> objects;
    for (const Part& part : parts) {
      Result<std::string> object = compile(program, part);
      if (!object) return failure(object.error());
      if (cache) cache->store(identity_of(program, part), object.value());
      objects.push_back(object.take());
    }
    Result<Loaded> fresh = load(parts, objects);
    if (!fresh) return failure(fresh.error());
    loaded = fresh.take();
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].runs_often) {
      evaluator->decide_ = reinterpret_cast<decltype(evaluator->decide_)>(loaded->addresses[i]);
    } else {
      evaluator->trace_ = reinterpret_cast<decltype(evaluator->trace_)>(loaded->addresses[i]);
    }
  }
  evaluator->session_ = std::move(loaded->session);
  if (cache) evaluator->cache_note_ = cache->note();
  return evaluator;
}

std::vector<ir::Truth> truths_by_expr(const planes::Program& program, const std::vector<std::uint8_t>& truths) {
  std::vector<ir::Truth> by_expr;
  by_expr.reserve(program.of_expr.size());
  for (const planes::NodeIndex node : program.of_expr) {
    const bool is_yes = (truths[node] & 1U) != 0, is_no = (truths[node] & 2U) != 0;
    by_expr.push_back(is_yes ? ir::Truth::Yes : is_no ? ir::Truth::No : ir::Truth::Unknown);
  }
  return by_expr;
}

Result<std::string> print_llvm(const planes::Program& program) {
  llvm::LLVMContext context;
  llvm::Module module("policy", context);
  emit_decide(program, module);
  emit_trace(program, module);
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

std::string default_cache_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string folder = variable("POL_CACHE"); !folder.empty()) return folder;
  if (const std::string folder = variable("XDG_CACHE_HOME"); !folder.empty()) return folder + "/polc";
  if (const std::string folder = variable("HOME"); !folder.empty()) return folder + "/.cache/polc";
  return "";
}

}  // namespace pol::codegen
