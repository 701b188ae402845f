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
constexpr int kCodeFormat = 1;

/// Above this, code quality is not worth its time: the time grows faster than the program.
constexpr std::size_t kLargestGoodProgram = 4000;

std::string identity_of(const planes::Program& program) {
  return std::string("polc ") + POL_VERSION + " llvm " + LLVM_VERSION_STRING + " code " + std::to_string(kCodeFormat) +
         " cpu " + host_cpu().name + " " + host_cpu().features + "\n" + planes::serialise(program);
}

/// `decide` is what millions of cases run; `trace` explains one. So they get different effort, and an object each.
Result<std::vector<std::string>> compile(const planes::Program& program) {
  std::vector<std::string> objects;
  const Effort decide_effort = program.nodes.size() <= kLargestGoodProgram ? Effort::Good : Effort::Quick;
  for (const auto& [emit, effort] : {std::pair{&emit_decide, decide_effort}, std::pair{&emit_trace, Effort::Quick}}) {
    llvm::LLVMContext context;
    context.setDiscardValueNames(true);
    llvm::Module module("policy", context);
    emit(program, module);
    Result<std::string> object = compile_to_object(module, effort);
    if (!object) return failure(object.error());
    objects.push_back(object.take());
  }
  return objects;
}

constexpr std::size_t kObjects = 2;

std::string join(const std::vector<std::string>& objects) {
  std::string out;
  for (const std::string& object : objects) {
    for (unsigned byte = 0; byte < 8; ++byte) {
      out.push_back(static_cast<char>((std::uint64_t{object.size()} >> (8 * byte)) & 0xFFU));
    }
    out += object;
  }
  return out;
}

std::optional<std::vector<std::string>> split(const std::string& bytes) {
  std::vector<std::string> objects;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (bytes.size() - at < 8) return std::nullopt;
    std::uint64_t size = 0;
    for (unsigned byte = 0; byte < 8; ++byte) {
      size |= std::uint64_t{static_cast<unsigned char>(bytes[at + byte])} << (8 * byte);
    }
    at += 8;
    if (size > bytes.size() - at) return std::nullopt;
    objects.push_back(bytes.substr(at, size));
    at += size;
  }
  if (objects.size() != kObjects) return std::nullopt;
  return objects;
}

}  // namespace

struct Evaluator::Code {
  std::unique_ptr<Session> session;
};

Evaluator::Evaluator() : code_(std::make_unique<Code>()) {}
Evaluator::~Evaluator() = default;

Result<std::unique_ptr<Evaluator>> Evaluator::create(const planes::Program& program, const Options& options) {
  std::unique_ptr<Evaluator> evaluator(new Evaluator());
  const auto load = [&](const std::vector<std::string>& objects) -> std::optional<Failure> {
    Result<std::unique_ptr<Session>> session = Session::load(objects);
    if (!session) return failure(session.error());
    Result<void*> decide = session.value()->address_of(kDecideName);
    if (!decide) return failure(decide.error());
    Result<void*> trace = session.value()->address_of(kTraceName);
    if (!trace) return failure(trace.error());
    evaluator->decide_ = reinterpret_cast<decltype(evaluator->decide_)>(decide.value());
    evaluator->trace_ = reinterpret_cast<decltype(evaluator->trace_)>(trace.value());
    evaluator->code_->session = session.take();
    return std::nullopt;
  };

  std::optional<ObjectCache> cache;
  std::string identity;
  if (options.use_cache && !options.cache_folder.empty()) {
    cache.emplace(options.cache_folder);
    identity = identity_of(program);
    if (const std::optional<std::string> bytes = cache->find(identity)) {
      const std::optional<std::vector<std::string>> objects = split(*bytes);
      evaluator->from_cache_ = objects && !load(*objects);
    }
  }
  if (!evaluator->from_cache_) {
    Result<std::vector<std::string>> objects = compile(program);
    if (!objects) return failure(objects.error());
    if (const std::optional<Failure> failed = load(objects.value())) return *failed;
    if (cache) cache->store(identity, join(objects.value()));
  }
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
