#include "tools/polc/run_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/codegen/evaluator.h"
#include "tools/polc/inputs.h"
#include "tools/polc/run_library.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

std::unique_ptr<RunPolicy> RunPolicy::open(const std::string& path, const Globals& globals, bool cache,
                                           int& exit_code) {
  std::unique_ptr<RunPolicy> made(new RunPolicy(path, globals, cache));
  exit_code = kUnreadable;
  constexpr std::string_view kLibrary = ".so";
  const bool is_library = path.size() > kLibrary.size() && path.substr(path.size() - kLibrary.size()) == kLibrary;
  if (!(is_library ? made->load() : made->compile(exit_code))) return nullptr;
  exit_code = kClean;
  return made;
}

std::unique_ptr<RunPolicy> RunPolicy::of_folder(const std::string& path, const pipeline::NativePolicy& native,
                                                const Globals& globals, bool cache) {
  std::unique_ptr<RunPolicy> made(new RunPolicy(path, globals, cache));
  made->native_ = &native;
  made->read_tables();
  return made;
}

void RunPolicy::read_tables() {
  ReadBy read = tool::read_by(native());
  facts_ = std::move(read.facts);
  criteria_ = std::move(read.criteria);
  policy_ = &criteria_;
  read_by_ = &facts_;
}

bool RunPolicy::load() {
  const auto library = open_library(path_);
  if (!library) {
    complain(library.error());
    return false;
  }
  library_ = library.value();
  read_tables();
  return true;
}

bool RunPolicy::compile(int& exit_code) {
  pipeline::NativeOptions options;
  if (cache_) options.cache_folder = globals_.cache.empty() ? codegen::default_cache_folder() : globals_.cache;
  const module::Roots roots = pipeline::find_roots(globals_.stdlib);
  if (auto kept = pipeline::NativePolicy::from_cache(path_, roots, options); kept && !kept->has_messages()) {
    own_native_.emplace(std::move(*kept));
    native_ = &*own_native_;
    read_tables();
    return true;
  }
  Policy loaded = load_policy(path_, globals_);
  if (loaded.exit_code != kClean) {
    exit_code = loaded.exit_code;
    return false;
  }
  compiled_ = std::move(loaded.compiled);
  policy_ = read_by_ = &compiled_->policy;
  auto native = pipeline::NativePolicy::create(compiled_, path_, roots, options);
  if (!native) {
    complain(native.error());
    return false;
  }
  own_native_.emplace(native.take());
  native_ = &*own_native_;
  return true;
}

RunPolicy::~RunPolicy() {
  for (pol_columns* columns : columns_) pol_columns_free(columns);
  pol_policy_free(library_);
}

std::shared_ptr<const pipeline::Compiled> RunPolicy::text() const {
  if (native_ == nullptr) return nullptr;
  auto compiled = native_->compiled();
  return compiled ? compiled.take() : nullptr;
}

std::vector<std::string> RunPolicy::files() const {
  std::vector<std::string> files{path_};
  if (native_ == nullptr) return files;
  for (const std::string& file : native_->files()) files.push_back(file);
  return files;
}

/// As the judges have it: they search where the program is not sharp, and where a fact that it leaves out is open.
bool RunPolicy::find_what_needs_a_search() {
  needs_search_.assign(policy_->criteria.size(), false);
  if (library_ != nullptr || asked_.criteria.empty()) return true;
  const auto compiled = native_->compiled();
  const auto program = native_->program();
  if (!compiled || !program) {
    complain(compiled ? program.error() : compiled.error());
    return false;
  }
  const ir::Policy& whole = compiled.value()->policy;
  for (const std::uint32_t criterion : asked_.criteria) {
    const std::vector<ir::FactId> facts = ir::facts_of(whole, whole.criteria[ir::CriterionId{criterion}].truth);
    const auto& gaps = program.value()->gaps;
    const bool has_gap = std::any_of(gaps.begin(), gaps.end(), [&](const planes::Gap& gap) {
      return std::binary_search(facts.begin(), facts.end(), gap.fact);
    });
    needs_search_[criterion] = has_gap || !program.value()->is_read[criterion];
  }
  return true;
}

bool RunPolicy::ask_for(RunColumns asked, std::size_t rows) {
  asked_ = std::move(asked);
  layout_ = std::make_unique<ingest::Layout>(*read_by_, rows);
  if (!find_what_needs_a_search()) return false;
  // Few rows at a time gain nothing from columns, and their code takes a while to compile.
  if (native_ != nullptr && rows == ingest::kMostRows) {
    native_->ask_for(asked_.criteria.empty() ? codegen::Form::Columns : codegen::Form::Criteria);
  }
  // Of a policy the compiler knows more.
  const int flags = POL_DOUBTS_CLASHES | (asked_.wants_because && !has_judge() ? POL_WITH_OPEN_FACTS : 0);
  for (const bool decimals : {false, true}) {
    pol_error error = {};
    const auto count = static_cast<std::uint32_t>(asked_.criteria.size());
    pol_columns** columns = &columns_[decimals ? 1 : 0];
    if (pol_columns_new(native(), layout_->schema(decimals), flags, asked_.criteria.data(), count, columns, &error) == POL_OK) {
      continue;
    }
    complain(fmt::format("{}: {}", path_, error.message));
    return false;
  }
  return true;
}

const RunPolicy::Judge* RunPolicy::judge() const {
  if (library_ != nullptr) return nullptr;
  std::call_once(once_, [this] {
    auto compiled = native_->compiled();
    if (!compiled) {
      complain(compiled.error());
      return;
    }
    const EngineUse use{.cache = cache_, .interpret = false, .explained_only = false};
    auto engine = make_engine(compiled.value()->policy, globals_, use);
    if (engine) judge_.emplace(Judge{compiled.take(), std::move(*engine)});
  });
  return judge_ ? &*judge_ : nullptr;
}

}  // namespace pol::tool
