#include "tests/mutants/trial.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "compiler/lint/context.h"
#include "compiler/pipeline/lint.h"
#include "tests/mutants/naming.h"

namespace pol::mutants {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void stop(const std::string& what) {
  fmt::print(stderr, "pol-mutants: {}\n", what);
  std::exit(2);
}

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

std::string key_of(const lint::Finding& finding) {
  return fmt::format("POL{} {}: {}", finding.code, join(finding.paths), finding.message);
}

/// A finding under the same code about the same is not new, whatever it says now.
std::string subject_of(const lint::Finding& finding) {
  return fmt::format("POL{} {}", finding.code, finding.paths.empty() ? std::string() : finding.paths.front());
}

std::string edited(const std::string& text, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out += text.substr(at, edit.range.begin - at) + edit.text;
    at = edit.range.end;
  }
  return out + text.substr(at);
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) stop("cannot write " + path);
}

std::string one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\n' || c == '\t';
    if (!is_blank) out += c;
    if (is_blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  constexpr std::size_t kMost = 70;
  return out.size() <= kMost ? out : out.substr(0, kMost) + " …";
}

}  // namespace

bool Trial::is_found() const {
  // That a question is open finds nothing.
  return std::any_of(fresh.begin(), fresh.end(),
                     [](const Fresh& one) { return one.names_place && one.code != lint::kUndecided; });
}

bool Trial::is_found_as_expected() const {
  return std::any_of(fresh.begin(), fresh.end(), [&](const Fresh& one) {
    return one.names_place && std::find(kind->codes.begin(), kind->codes.end(), one.code) != kind->codes.end();
  });
}

Workshop::Workshop(const std::string& folder, std::string policy, const std::set<std::string>& others)
    : policy_(std::move(policy)) {
  std::string made = (fs::temp_directory_path() / "pol-mutants.XXXXXX").string();
  if (mkdtemp(made.data()) == nullptr) stop("cannot make a folder for mutants");
  folder_ = made;
  std::error_code error;
  fs::copy(folder, folder_, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  if (error) stop("cannot copy " + folder + ": " + error.message());
  compiled_ = compile();
  if (!compiled_->ok()) stop(policy_ + " has mistakes; polc check names them");
  original_ = std::make_unique<Original>(Original{*compiled_, {}});
  for (const ast::File& file : compiled_->files) {
    const bool is_ours = compiled_->sources.path(file.source).compare(0, folder_.size(), folder_) == 0;
    if (is_ours && others.count(file.name.text) == 0) original_->files.push_back(&file);
  }
  oracle_ = std::make_unique<Oracle>(compiled_->policy);
}

void Workshop::lint_original() {
  if (is_linted_) return;
  is_linted_ = true;
  for (const lint::Finding& finding : lint(*compiled_)) {
    ++findings_before_[key_of(finding)];
    ++subjects_before_[subject_of(finding)];
    paths_before_[subject_of(finding)].insert(finding.paths.begin(), finding.paths.end());
  }
}

Workshop::~Workshop() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

std::set<std::string> Workshop::modules() const {
  std::set<std::string> names;
  for (const ast::File& file : compiled_->files) names.insert(file.name.text);
  return names;
}

std::unique_ptr<pipeline::Compiled> Workshop::compile() const {
  return pipeline::compile(folder_ + "/" + policy_, pipeline::find_roots(""));
}

std::vector<lint::Finding> Workshop::lint(const pipeline::Compiled& compiled) const {
  auto result = pipeline::lint(compiled, {});
  if (!result) stop(policy_ + ": " + result.error());
  return std::move(result.take().findings);
}

std::string Workshop::describe(const Mutation& mutation) const {
  const Edit& first = mutation.edits.front();
  const Sources& sources = compiled_->sources;
  const std::string file = fs::relative(sources.path(first.range.source), folder_).string();
  const std::string was = one_line(original_->text(first.range)), is = one_line(first.text);
  const std::string more = mutation.edits.size() > 1 ? " and more" : "";
  const std::string what = was.empty() ? fmt::format("added `{}`", is)
                           : is.empty() ? fmt::format("removed `{}`", was)
                                        : fmt::format("`{}` became `{}`", was, is);
  return fmt::format("{}:{}: {}{}", file, sources.place(first.range.source, first.range.begin).line, what, more);
}

std::string Workshop::new_flaw(const ir::Policy& mutant, const std::string& path) {
  auto before = flaws_before_.find(path);
  if (before == flaws_before_.end()) before = flaws_before_.emplace(path, oracle_->around(path)).first;
  Oracle oracle(mutant);
  for (const auto& [flaw, count] : oracle.around(path)) {
    const auto was = before->second.find(flaw);
    if (was == before->second.end() || was->second < count) return flaw;
  }
  return {};
}

Trial Workshop::run(const Kind& kind, const Mutation& mutation, bool only_compile) {
  Trial trial;
  trial.kind = &kind;
  trial.policy = policy_;
  trial.path = mutation.path;
  trial.change = describe(mutation);
  const std::uint32_t source = mutation.edits.front().range.source;
  const std::string& file = compiled_->sources.path(source);
  const std::string& text = compiled_->sources.text(source);
  write(file, edited(text, mutation.edits));
  const std::unique_ptr<pipeline::Compiled> mutant = compile();
  write(file, text);
  trial.compiles = mutant->ok();
  if (!trial.compiles) {
    trial.flaw = mutant->sink.sorted().front().message;
    return trial;
  }
  if (only_compile) return trial;
  lint_original();
  if (kind.basis == Basis::Planted) {
    trial.ought_to_be_found = !oracle_->is_never_met(mutation.path);
  } else {
    trial.flaw = new_flaw(mutant->policy, mutation.path);
    trial.ought_to_be_found = !trial.flaw.empty();
  }

  Target target = target_of(mutation, *original_, mutant->policy);
  // Where the solver found the flaw is a place too: a `check` that a definition breaks.
  if (const std::size_t blank = trial.flaw.find(' '); blank != std::string::npos) {
    target.names.insert(trial.flaw.substr(blank + 1));
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<lint::Finding> findings = lint(*mutant);
  trial.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  // Gone from where they were: what stands there now is the same finding in other words, about another patient perhaps.
  std::map<std::string, int> known = findings_before_, gone = subjects_before_;
  for (const lint::Finding& finding : findings) {
    if (--known[key_of(finding)] >= 0) --gone[subject_of(finding)];
  }
  known = findings_before_;
  for (const lint::Finding& finding : findings) {
    if (--known[key_of(finding)] >= 0) continue;
    // One finding may be about several: then what it was not about before is new.
    const std::set<std::string>& paths = paths_before_[subject_of(finding)];
    const bool is_wider = std::any_of(finding.paths.begin(), finding.paths.end(), [&](const std::string& path) {
      const bool is_mutated = path == mutation.path ||
                              std::find(mutation.also.begin(), mutation.also.end(), path) != mutation.also.end();
      return is_mutated && paths.count(path) == 0;
    });
    if (!is_wider && --gone[subject_of(finding)] >= 0) continue;
    trial.fresh.push_back(
        {finding.code, key_of(finding), names_place(finding, target), rests_on_place(finding, target)});
  }
  return trial;
}

}  // namespace pol::mutants
