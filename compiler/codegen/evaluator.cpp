#include "compiler/codegen/evaluator.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "compiler/codegen/cache.h"
#include "compiler/codegen/emit.h"
#include "compiler/codegen/forms.h"

namespace pol::codegen {

namespace {

/// Empty unless the cache has all forms and they link.
std::optional<LoadedForms> load_from(ObjectCache& cache, Tier tier, const CodeKeys& keys,
                                     const std::vector<Form>& forms) {
  std::vector<std::string> objects;
  for (const Form form : forms) {
    std::optional<std::string> object = cache.find(identity_of(form, tier, keys));
    if (!object) return std::nullopt;
    objects.push_back(std::move(*object));
  }
  Result<LoadedForms> loaded = load_forms(forms, objects);
  if (!loaded) return std::nullopt;
  return loaded.take();
}

}  // namespace

Evaluator::Evaluator() = default;
Evaluator::~Evaluator() = default;

Result<std::unique_ptr<Evaluator>> Evaluator::create(const planes::Program& program, const Options& options) {
  std::vector<Form> forms;
  if (options.wants_decide) forms.push_back(Form::Decide);
  if (options.wants_trace) forms.push_back(Form::Trace);

  const Tier tier = options.wants_fastest ? Tier::Optimised : Tier::Soon;
  std::unique_ptr<Evaluator> evaluator(new Evaluator());
  std::optional<ObjectCache> cache;
  std::optional<LoadedForms> loaded;
  CodeKeys keys;
  if (options.use_cache && !options.cache_folder.empty()) {
    keys.rows = row_key(program);
    cache.emplace(options.cache_folder);
    loaded = load_from(*cache, tier, keys, forms);
  }
  evaluator->from_cache_ = loaded.has_value();
  if (!loaded) {
    std::vector<std::string> objects;
    for (const Form form : forms) {
      Result<std::string> object = compile_form(form, tier, program, nullptr);
      if (!object) return failure(object.error());
      if (cache) cache->store(identity_of(form, tier, keys), object.value());
      objects.push_back(object.take());
    }
    Result<LoadedForms> fresh = load_forms(forms, objects);
    if (!fresh) return failure(fresh.error());
    loaded = fresh.take();
  }
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (forms[i] == Form::Decide) {
      evaluator->decide_ = reinterpret_cast<decltype(evaluator->decide_)>(loaded->entries[i]);
    } else {
      evaluator->trace_ = reinterpret_cast<decltype(evaluator->trace_)>(loaded->entries[i]);
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
