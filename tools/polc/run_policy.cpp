#include "tools/polc/run_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/codegen/evaluator.h"
#include "tools/polc/inputs.h"
#include "tools/polc/run_library.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

namespace {

/// Keys that are no facts, and of which nothing depends here.
bool is_passed_over(std::string_view key) { return key == "id" || key == "expect"; }

}  // namespace

std::unique_ptr<RunPolicy> RunPolicy::open(const std::string& path, const Globals& globals, bool cache,
                                           int& exit_code) {
  std::unique_ptr<RunPolicy> made(new RunPolicy);
  made->path_ = path;
  made->globals_ = &globals;
  made->cache_ = cache;
  exit_code = kUnreadable;
  constexpr std::string_view kLibrary = ".so";
  const bool is_library = path.size() > kLibrary.size() && path.substr(path.size() - kLibrary.size()) == kLibrary;
  const bool is_open = is_library ? made->load(path) : made->compile(path, globals, cache, exit_code);
  if (!is_open) return nullptr;
  made->finish(is_library ? made->read_by_ : *made->policy_);
  exit_code = kClean;
  return made;
}

bool RunPolicy::load(const std::string& path) {
  auto library = open_library(path);
  if (!library) {
    complain(library.error());
    return false;
  }
  library_ = library.value().native;
  read_by_ = std::move(library.value().facts);
  described_ = std::move(library.value().criteria);
  policy_ = &described_;
  needs_search_.assign(described_.criteria.size(), false);
  return true;
}

bool RunPolicy::compile(const std::string& path, const Globals& globals, bool cache, int& exit_code) {
  Policy loaded = load_policy(path, globals);
  if (loaded.exit_code != kClean) {
    exit_code = loaded.exit_code;
    return false;
  }
  compiled_ = std::move(loaded.compiled);
  policy_ = &compiled_->policy;
  pipeline::NativeOptions options;
  if (cache) options.cache_folder = globals.cache.empty() ? codegen::default_cache_folder() : globals.cache;
  auto native = pipeline::NativePolicy::create(compiled_, path, pipeline::find_roots(globals.stdlib), options);
  auto lowered = native ? native.value().program() : Result<std::shared_ptr<const planes::Program>>(failure(native.error()));
  if (!lowered) {
    complain(lowered.error());
    return false;
  }
  native_.emplace(native.take());
  const planes::Program& program = *lowered.value();
  // As the judges have it: they search where the program is not sharp, and where a fact that it leaves out is open.
  for (std::uint32_t i = 0; i < policy_->criteria.size(); ++i) {
    const std::vector<ir::FactId> facts = ir::facts_of(*policy_, policy_->criteria[ir::CriterionId{i}].truth);
    const bool has_gap = std::any_of(program.gaps.begin(), program.gaps.end(), [&](const planes::Gap& gap) {
      return std::binary_search(facts.begin(), facts.end(), gap.fact);
    });
    needs_search_.push_back(has_gap || !program.is_read[i]);
  }
  return true;
}

void RunPolicy::finish(const ir::Policy& read_by) {
  layout_ = std::make_unique<ingest::Layout>(*policy_);
  const bool has_id = std::any_of(policy_->facts.begin(), policy_->facts.end(), [](const ir::Fact& fact) { return fact.name == "id"; });
  reader_ = std::make_unique<cases::CaseReader>(read_by, [has_id](std::string_view key) {
    return is_passed_over(key) && !(key == "id" && has_id);
  });
}

RunPolicy::~RunPolicy() {
  for (pol_columns* columns : columns_) pol_columns_free(columns);
  pol_policy_free(library_);
}

std::vector<std::string> RunPolicy::files() const {
  std::vector<std::string> files{path_};
  if (!compiled_) return files;
  for (std::uint32_t source = 0; source < compiled_->sources.size(); ++source) files.push_back(compiled_->sources.path(source));
  return files;
}

bool RunPolicy::ask_for(const std::vector<std::uint32_t>& criteria) {
  criteria_ = criteria;
  if (native_) native_->ask_for(criteria.empty() ? codegen::Form::Columns : codegen::Form::Criteria);
  for (const bool decimals : {false, true}) {
    pol_error error = {};
    const auto count = static_cast<std::uint32_t>(criteria.size());
    pol_columns** columns = &columns_[decimals ? 1 : 0];
    if (pol_columns_new(native(), layout_->schema(decimals), 0, criteria.data(), count, columns, &error) == POL_OK) continue;
    complain(fmt::format("{}: {}", path_, error.message));
    return false;
  }
  return true;
}

const pipeline::Engine* RunPolicy::judge() const {
  if (!compiled_) return nullptr;
  std::call_once(once_, [this] { engine_ = make_engine(*policy_, *globals_, {.cache = cache_, .interpret = false, .explained_only = false}); });
  return engine_ ? &*engine_ : nullptr;
}

}  // namespace pol::tool
