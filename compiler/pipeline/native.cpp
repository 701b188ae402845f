#include "compiler/pipeline/native.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "compiler/planes/walk.h"
#include "runtime/tiers.h"

namespace pol::pipeline {

using codegen::Form;
using codegen::Tier;

namespace {

constexpr std::size_t kForms = 4;
/// What decides single cases.
constexpr std::array kRowForms = {Form::Decide, Form::Trace};

std::size_t index_of(Form form) { return static_cast<std::size_t>(form); }

void put(pol_code& code, Form form, void* entry) {
  switch (form) {
    case Form::Decide:
      code.decide = reinterpret_cast<decltype(code.decide)>(entry);
      return;
    case Form::Trace:
      code.trace = reinterpret_cast<decltype(code.trace)>(entry);
      return;
    case Form::Columns:
      code.columns = reinterpret_cast<decltype(code.columns)>(entry);
      return;
    case Form::Criteria:
      code.criteria = reinterpret_cast<decltype(code.criteria)>(entry);
      return;
  }
  POL_BUG("form out of range");
}

/// Of one policy: two of its forms may be compiled at once.
std::shared_ptr<Background> own_background() {
  return std::make_shared<Background>(std::clamp(std::thread::hardware_concurrency(), 1U, 2U));
}

std::uint8_t walk_to_decide(const void* program, const std::uint64_t* row) noexcept {
  return planes::decide(*static_cast<const planes::Program*>(program), row);
}
void walk_to_trace(const void* program, const std::uint64_t* row, std::uint8_t* truths) noexcept {
  planes::trace(*static_cast<const planes::Program*>(program), row, truths);
}

}  // namespace

std::string first_mistake(const Compiled& compiled, const std::string& path) {
  for (const Diagnostic& one : compiled.sink.all()) {
    if (one.severity != Severity::Error) continue;
    const Place place = compiled.sources.place(one.range.source, one.range.begin);
    return fmt::format("{}:{}:{}: {}", compiled.sources.path(one.range.source), place.line, place.column, one.message);
  }
  return path + ": has mistakes";
}

struct NativePolicy::State {
  State(std::string path_, module::Roots roots_, NativeOptions options_)
      : path(std::move(path_)), roots(std::move(roots_)), options(std::move(options_)) {
    if (!options.background) options.background = own_background();
    if (!options.files) options.files = std::make_shared<FileHashes>();
  }
  ~State() {
    options.background->drop(this);
    pol_policy_free(policy);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // What does not change once it is open.
  std::string path;
  module::Roots roots;
  NativeOptions options;
  Image image;  // `policy` reads its tables where they are: they are large, so memory of their own, and aligned
  pol_code first_code = {};
  pol_policy* policy = nullptr;
  bool is_from_cache = false;
  std::shared_ptr<const planes::Program> walked;  // while there is no code; some thread may still be in it afterwards

  std::mutex mutex;                                    // of what follows
  std::vector<std::unique_ptr<const pol_code>> codes;  // that were swapped in; some thread may still run an earlier one
  std::vector<std::shared_ptr<codegen::Session>> sessions;
  std::array<std::optional<Tier>, kForms> tiers;
  std::array<bool, kForms> is_asked{};
  std::string trouble;

  std::mutex source_mutex;  // of what follows; never taken while `mutex` is held
  std::shared_ptr<const Compiled> source;
  std::shared_ptr<const planes::Program> lowered;

  void note(const std::string& what) {
    const std::lock_guard lock(mutex);
    if (trouble.empty()) trouble = what;
  }

  /// What the cache has, or compiles it; and keeps it there then.
  std::optional<std::string> find(const std::vector<std::pair<Form, Tier>>& wanted, Tier& found) {
    if (options.cache_folder.empty()) return std::nullopt;
    codegen::ObjectCache cache(options.cache_folder);
    for (const auto& [form, tier] : wanted) {
      found = tier;
      if (auto object = cache.find(codegen::identity_of(form, tier, image.keys))) return object;
    }
    if (!cache.note().empty()) note(cache.note());
    return std::nullopt;
  }
  void keep(Form form, Tier tier, const std::string& object) {
    if (options.cache_folder.empty()) return;
    codegen::ObjectCache cache(options.cache_folder);
    cache.store(codegen::identity_of(form, tier, image.keys), object);
    if (!cache.note().empty()) note(cache.note());
  }

  Result<std::shared_ptr<const Compiled>> find_source();
  Result<std::shared_ptr<const planes::Program>> find_program();
  Result<std::string> compile(Form form, Tier tier);
  struct Object {
    Form form;
    Tier tier;
    std::string bytes;
  };
  Result<bool> open(const std::vector<Object>& objects);
  std::optional<std::vector<Object>> find_row_forms();
  static Result<codegen::LoadedForms> load(const std::vector<Object>& objects);
  void swap_in(const std::vector<Object>& objects);
  void compile_row_forms();
  void keep_image();
  void bring(Form form);
  void optimise(Form form);
};

Result<std::shared_ptr<const Compiled>> NativePolicy::State::find_source() {
  const std::lock_guard lock(source_mutex);
  if (source) return source;
  std::shared_ptr<const Compiled> read = pipeline::compile(path, roots);
  if (!read->ok()) return failure(first_mistake(*read, path));
  pol_policy_about about = {};
  pol_describe(policy, &about);
  if (read->policy.content_hash != about.hash) return failure(path + ": has changed while it was in use");
  if (options.keeps_source) source = read;
  return read;
}

Result<std::shared_ptr<const planes::Program>> NativePolicy::State::find_program() {
  auto from = find_source();
  if (!from) return failure(from.error());
  const std::lock_guard lock(source_mutex);
  if (lowered) return lowered;
  auto program = std::make_shared<const planes::Program>(planes::lower_exact(from.value()->policy));
  if (options.keeps_source) lowered = program;
  return std::shared_ptr<const planes::Program>(std::move(program));
}

Result<std::string> NativePolicy::State::compile(Form form, Tier tier) {
  const auto from = find_source();
  if (!from) return failure(from.error());
  const auto program = find_program();
  if (!program) return failure(program.error());
  auto object = codegen::compile_form(form, tier, *program.value(), &from.value()->policy);
  if (object) keep(form, tier, object.value());
  return object;
}

/// Of what decides single cases the fastest that the cache has; none unless it has all.
std::optional<std::vector<NativePolicy::State::Object>> NativePolicy::State::find_row_forms() {
  std::vector<Object> objects;
  for (const Form form : kRowForms) {
    Tier tier = Tier::First;
    auto object = find({{form, Tier::Optimised}, {form, Tier::First}}, tier);
    if (!object) return std::nullopt;
    objects.push_back({form, tier, std::move(*object)});
  }
  return objects;
}

/// Without objects, cases are decided by a walk over the program. Error: the objects do not link, say.
Result<bool> NativePolicy::State::open(const std::vector<Object>& objects) {
  first_code.level = pol_cpu_level();
  is_from_cache = !objects.empty();
  if (!objects.empty()) {
    auto loaded = load(objects);
    if (!loaded) return failure(loaded.error());
    for (std::size_t i = 0; i < objects.size(); ++i) {
      put(first_code, objects[i].form, loaded.value().entries[i]);
      tiers[index_of(objects[i].form)] = objects[i].tier;
    }
    sessions.push_back(std::move(loaded.value().session));
  }
  const pol_policy_image native = {POL_MAGIC, reinterpret_cast<const pol_tables*>(image.tables.data()), 1, &first_code};
  pol_error error = {};
  if (pol_policy_open(&native, nullptr, &policy, &error) != POL_OK) return failure(path + ": " + error.message);
  if (objects.empty()) {
    walked = lowered;
    const pol_walk walk = {walk_to_decide, walk_to_trace, walked.get()};
    pol_policy_walk(policy, &walk);
  }
  return true;
}

Result<codegen::LoadedForms> NativePolicy::State::load(const std::vector<Object>& objects) {
  std::vector<Form> forms;
  std::vector<std::string> bytes;
  for (const Object& object : objects) {
    forms.push_back(object.form);
    bytes.push_back(object.bytes);
  }
  return codegen::load_forms(forms, bytes);
}

void NativePolicy::State::swap_in(const std::vector<Object>& objects) {
  auto loaded = load(objects);
  if (!loaded) return note(loaded.error());
  const std::lock_guard lock(mutex);
  auto next = std::make_unique<pol_code>(codes.empty() ? first_code : *codes.back());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    std::optional<Tier>& now = tiers[index_of(objects[i].form)];
    if (now == Tier::Optimised) continue;  // another thread was faster
    put(*next, objects[i].form, loaded.value().entries[i]);
    now = objects[i].tier;
  }
  sessions.push_back(std::move(loaded.value().session));
  codes.push_back(std::move(next));
  pol_policy_use(policy, codes.back().get());
}

/// The first job of a policy that is walked. Only then can it be opened from the cache.
void NativePolicy::State::compile_row_forms() {
  std::vector<Object> objects;
  for (const Form form : kRowForms) {
    auto object = compile(form, Tier::First);
    if (!object) return note(object.error());
    objects.push_back({form, Tier::First, object.take()});
  }
  swap_in(objects);
  keep_image();
}

/// Once the cache has the code of single cases.
void NativePolicy::State::keep_image() {
  if (!options.cache_folder.empty()) {
    codegen::ObjectCache cache(options.cache_folder);
    store_image(cache, path, roots, image);
  }
  if (options.keeps_source) return;
  const std::lock_guard lock(source_mutex);
  source.reset();
  lowered.reset();
}

/// A job: the form, however fast; then one that makes it faster.
void NativePolicy::State::bring(Form form) {
  Tier tier = Tier::First;
  std::optional<std::string> object;
  if (form == Form::Decide) {
    object = find({{form, Tier::Optimised}}, tier);
  } else {
    object = find({{form, Tier::Optimised}, {form, Tier::First}}, tier);
    if (!object) {
      tier = Tier::First;
      auto made = compile(form, tier);
      if (!made) return note(made.error());
      object = made.take();
    }
  }
  const bool is_found = object.has_value();
  if (is_found) swap_in({{form, tier, std::move(*object)}});
  if (is_found && tier == Tier::Optimised) return;
  options.background->add(this, Background::Urgency::Later, [this, form] { optimise(form); });
}

void NativePolicy::State::optimise(Form form) {
  auto object = compile(form, Tier::Optimised);
  if (!object) return note(object.error());
  swap_in({{form, Tier::Optimised, object.take()}});
}

NativePolicy::NativePolicy(std::unique_ptr<State> state) : state_(std::move(state)) {}
NativePolicy::~NativePolicy() = default;
NativePolicy::NativePolicy(NativePolicy&&) noexcept = default;
NativePolicy& NativePolicy::operator=(NativePolicy&&) noexcept = default;

std::optional<NativePolicy> NativePolicy::from_cache(const std::string& path, const module::Roots& roots,
                                                     const NativeOptions& options) {
  if (options.cache_folder.empty()) return std::nullopt;
  auto state = std::make_unique<State>(path, roots, options);
  std::optional<Image> image;
  {
    codegen::ObjectCache cache(options.cache_folder);
    image = find_image(cache, path, roots, *state->options.files);
  }
  if (!image) return std::nullopt;
  state->image = std::move(*image);
  const auto objects = state->find_row_forms();
  if (!objects || !state->open(*objects)) return std::nullopt;
  return NativePolicy(std::move(state));
}

Result<NativePolicy> NativePolicy::create(std::shared_ptr<const Compiled> compiled, const std::string& path,
                                          const module::Roots& roots, const NativeOptions& options) {
  auto owner = std::make_unique<State>(path, roots, options);
  State* state = owner.get();
  state->source = std::move(compiled);
  state->lowered = std::make_shared<const planes::Program>(planes::lower_exact(state->source->policy));
  Image& image = state->image;
  image.tables = codegen::image_tables(state->source->policy, *state->lowered);
  image.keys = codegen::code_keys(*state->lowered, image.tables);
  image.files = list_of_files(state->source->sources);
  image.has_messages = !state->source->sink.all().empty();
  if (const auto objects = state->find_row_forms(); objects && state->open(*objects)) {
    state->keep_image();
    return NativePolicy(std::move(owner));
  }
  const auto is_open = state->open({});
  if (!is_open) return failure(is_open.error());
  state->options.background->add(state, Background::Urgency::Soon, [state] { state->compile_row_forms(); });
  return NativePolicy(std::move(owner));
}

Result<NativePolicy> NativePolicy::open(const std::string& path, const module::Roots& roots,
                                        const NativeOptions& options) {
  if (auto kept = from_cache(path, roots, options)) return std::move(*kept);
  std::shared_ptr<const Compiled> compiled = pipeline::compile(path, roots);
  if (!compiled->ok()) return failure(first_mistake(*compiled, path));
  return create(std::move(compiled), path, roots, options);
}

const pol_policy* NativePolicy::get() const { return state_->policy; }

void NativePolicy::ask_for(Form form) const {
  State* state = state_.get();
  {
    const std::lock_guard lock(state->mutex);
    if (state->is_asked[index_of(form)] || state->tiers[index_of(form)] == Tier::Optimised) return;
    state->is_asked[index_of(form)] = true;
    if (form == Form::Trace) return;  // it has one tier, and is there
  }
  state->options.background->add(state, Background::Urgency::Soon, [state, form] { state->bring(form); });
}

void NativePolicy::finish() const { state_->options.background->finish(state_.get()); }

std::optional<Tier> NativePolicy::tier_of(Form form) const {
  const std::lock_guard lock(state_->mutex);
  return state_->tiers[index_of(form)];
}

bool NativePolicy::is_from_cache() const { return state_->is_from_cache; }

bool NativePolicy::has_messages() const { return state_->image.has_messages; }
std::vector<std::string> NativePolicy::files() const { return paths_of(state_->image.files); }

std::string NativePolicy::note() const {
  const std::lock_guard lock(state_->mutex);
  return state_->trouble;
}

Result<std::shared_ptr<const Compiled>> NativePolicy::compiled() const { return state_->find_source(); }
Result<std::shared_ptr<const planes::Program>> NativePolicy::program() const { return state_->find_program(); }

}  // namespace pol::pipeline
