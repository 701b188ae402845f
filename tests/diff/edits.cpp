// Edits of the real guideline made by hand, each compared with the guideline itself: what the comparison says must be
// what somebody worked out who knew the edit.
//   pol-diff-edits ROOT [--part I/N] [NAME…]

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/diff/compare.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/pipeline/expect.h"
#include "compiler/pipeline/pipeline.h"
#include "tests/diff/edit.h"

namespace pol::edits {

namespace {

namespace fs = std::filesystem;
using diff::Comparison;
using diff::Item;
using diff::Relation;

constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

std::string name_of(const Item& item) {
  if (item.kind == Item::Kind::Policy) return "policy";
  return item.new_path.empty() ? item.old_path : item.new_path;
}

std::string described(const Expected& expected) {
  return expected.relation + (expected.is_moved ? " moved" : "") + (expected.is_renumbered ? " renumbered" : "") +
         (expected.is_reworded ? " reworded" : "");
}
std::string described(const Item& item) {
  return fmt::format("{}{}{}{}", diff::to_text(item.relation), item.is_moved ? " moved" : "",
                     item.is_renumbered ? " renumbered" : "", item.is_reworded ? " reworded" : "");
}

/// Day of the request, unless the case has one.
std::string dated(const std::string& json) {
  if (json.find("request_date") != std::string::npos) return json;
  const std::size_t brace = json.find('{');
  return json.substr(0, brace + 1) + "\"request_date\": \"2025-06-01\", " + json.substr(brace + 1);
}

/// What is wrong in one comparison.
class Check {
 public:
  Check(const Edit& edit, const pipeline::Compiled& before, const pipeline::Compiled& now)
      : edit_(edit),
        before_(before),
        now_(now),
        comparison_(diff::compare({before.policy, before.sources}, {now.policy, now.sources})) {}

  std::vector<std::string> run() {
    check_items();
    check_grounds();
    for (const auto& [item, by] : edit_.absorbed) check_absorbed(item, by);
    for (const Affected& patient : edit_.patients) check_patient(patient);
    return std::move(problems_);
  }

 private:
  template <class... Args>
  void problem(fmt::format_string<Args...> text, Args&&... args) {
    problems_.push_back(fmt::format(text, std::forward<Args>(args)...));
  }

  const Item* find(const std::string& name) const {
    for (const Item& item : comparison_.items) {
      if (name_of(item) == name) return &item;
    }
    return nullptr;
  }

  void check_items() {
    std::map<std::string, const Expected*> expected;
    for (const Expected& each : edit_.expected) expected[each.item] = &each;
    for (const Item& item : comparison_.items) {
      const auto wanted = expected.find(name_of(item));
      const std::string is = described(item);
      const std::string should = wanted == expected.end() ? "equivalent" : described(*wanted->second);
      if (is != should) problem("`{}` is {}, expected {}", name_of(item), is, should);
      if (wanted == expected.end()) continue;
      const std::string& effect = wanted->second->effect;
      if (!effect.empty() && effect != diff::to_text(item.effect)) {
        problem("the effect of `{}` is {}, expected {}", name_of(item), diff::to_text(item.effect), effect);
      }
      const bool wanted_is_unproved = wanted->second->is_unproved;
      expected.erase(wanted);
      check_sides(item, wanted_is_unproved);
    }
    for (const auto& [name, each] : expected) problem("`{}` is not listed, expected {}", name, each->relation);
  }

  /// Which side there is, whether it is proved, and whether its example was seen by both revisions.
  void check_sides(const Item& item, bool is_unproved) {
    const bool gains = item.gained.is_possible, loses = item.lost.is_possible;
    const bool is_gaining = item.relation == Relation::Broader || item.relation == Relation::Incomparable;
    const bool is_losing = item.relation == Relation::Narrower || item.relation == Relation::Incomparable;
    const bool is_both = item.relation != Relation::Added && item.relation != Relation::Removed;
    const bool is_whole = item.kind == Item::Kind::Policy;
    if (is_both && !is_whole && (gains != is_gaining || loses != is_losing)) {
      problem("`{}` is {}, yet gained: {}, lost: {}", name_of(item), diff::to_text(item.relation), gains, loses);
    }
    for (const auto* side : {&item.gained, &item.lost}) {
      if (side->is_undecided) problem("`{}` is not decided", name_of(item));
      if (!side->is_possible || !item.is_own) continue;
      // Where what stands around it lets nobody through, there is nobody to describe.
      const bool is_nobody = item.effect == Item::Effect::None && side->is_proved;
      if (side->conditions.empty() && !is_nobody) problem("`{}` has no conditions", name_of(item));
      if (!side->is_proved && !is_unproved) problem("the conditions of `{}` are not proved", name_of(item));
    }
  }

  void check_grounds() {
    std::set<std::string> wanted(edit_.grounds.begin(), edit_.grounds.end());
    for (const diff::Ground& ground : comparison_.grounds()) {
      if (wanted.erase(ground.name) + wanted.erase(ground.title) == 0) {
        problem("`{}` \"{}\" is told to be another", ground.name, ground.title);
      }
    }
    for (const std::string& name : wanted) problem("`{}` is not told to be another", name);
  }

  void check_absorbed(const std::string& name, const std::string& by) {
    const Item* item = find(name);
    if (item == nullptr) return problem("`{}` is not listed", name);
    if (std::find(item->absorbed_by.begin(), item->absorbed_by.end(), by) == item->absorbed_by.end()) {
      problem("`{}` is absorbed by `{}`, expected `{}`", name, fmt::join(item->absorbed_by, "`, `"), by);
    }
  }

  std::optional<ir::Patient> load(const ir::Policy& policy, const Affected& patient) {
    const auto loaded = cases::load_cases(policy, dated(patient.json), edit_.name);
    for (const std::string& error : loaded.errors) problem("{}", error);
    if (loaded.cases.size() != 1 || !loaded.errors.empty()) return std::nullopt;
    return loaded.cases.front().patient;
  }

  /// By the interpreter, in one revision by itself. What is not there, nobody meets.
  std::optional<ir::Truth> truth(const ir::Policy& policy, const Affected& patient, const std::string& path) {
    const auto documented = load(policy, patient);
    if (!documented) return std::nullopt;
    const auto prepared = interp::prepare(policy, *documented);
    if (!prepared) {
      problem("{}", prepared.error());
      return std::nullopt;
    }
    if (!prepared.value().conflicts.empty()) problem("the patient of `{}` cannot be", path);
    const std::vector<ir::Truth> truths = interp::evaluate(policy, prepared.value().patient);
    for (const ir::Criterion& criterion : policy.criteria) {
      if (criterion.path == path) return truths[criterion.truth.index];
    }
    for (const ir::Define& define : policy.defines) {
      if (define.name == path) return truths[define.condition.index];
    }
    return ir::Truth::No;
  }

  std::optional<std::string> outcome(const ir::Policy& policy, const Affected& patient) {
    const auto documented = load(policy, patient);
    if (!documented) return std::nullopt;
    const auto engine = pipeline::Engine::create(policy, {}, true);
    if (!engine) {
      problem("{}", engine.error());
      return std::nullopt;
    }
    const pipeline::CaseRun run = pipeline::run_case(policy, engine.value(), *documented, {});
    for (const std::string& failure : run.failures) problem("{}", failure);
    if (!run.determined) return std::nullopt;
    return std::string(ir::to_text(run.determination.outcome));
  }

  void check_patient(const Affected& patient) {
    const std::string& name = patient.item;
    if (patient.is_outcome) {
      const auto before = outcome(before_.policy, patient), now = outcome(now_.policy, patient);
      if (!before || !now) return;
      const std::string &without = patient.is_gained ? *before : *now, &with = patient.is_gained ? *now : *before;
      if (with != name || without == name || without == "needs_information") {
        problem("the patient of `{}` is `{}`, and was `{}`", name, *now, *before);
      }
      return;
    }
    const auto before = truth(before_.policy, patient, name), now = truth(now_.policy, patient, name);
    if (!before || !now) return;
    const ir::Truth without = patient.is_gained ? *before : *now, with = patient.is_gained ? *now : *before;
    if (with != ir::Truth::Yes || without != ir::Truth::No) {
      return problem("the patient of `{}`: {}, and was {}", name, ir::to_text(*now), ir::to_text(*before));
    }
    check_among(patient);
  }

  /// The patient is one of those whom the comparison tells of.
  void check_among(const Affected& patient) {
    const Item* item = find(patient.item);
    if (item == nullptr) return problem("`{}` is not listed", patient.item);
    const diff::Difference& side = patient.is_gained ? item->gained : item->lost;
    if (!side.is_possible) return problem("nobody is {} at `{}`", patient.is_gained ? "gained" : "lost", patient.item);
    if (side.conditions.empty() || side.more > 0) return;
    const ir::Policy& joint = comparison_.joint->policy;
    const auto documented = load(joint, patient);
    if (!documented) return;
    const auto prepared = interp::prepare(joint, *documented);
    if (!prepared) return problem("{}", prepared.error());
    interp::Evaluation evaluation(joint, prepared.value().patient);
    const auto holds = [&](const diff::Literal& literal) {
      if (literal.is_guard || !literal.expr.is_set()) return true;
      return evaluation.truth(literal.expr) != (literal.is_yes ? ir::Truth::No : ir::Truth::Yes);
    };
    const auto is_met = [&](const diff::CaseCondition& one) {
      return std::all_of(one.literals.begin(), one.literals.end(), holds);
    };
    if (std::none_of(side.conditions.begin(), side.conditions.end(), is_met))
      problem("the patient of `{}` meets none of its conditions", patient.item);
  }

  const Edit& edit_;
  const pipeline::Compiled &before_, &now_;
  Comparison comparison_;
  std::vector<std::string> problems_;
};

/// A folder of our own, gone with the object.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "pol-edits-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~Folder() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class Runner {
 public:
  explicit Runner(fs::path root) : root_(std::move(root)), roots_(pipeline::find_roots((root_ / "stdlib").string())) {}

  /// False: the guideline itself cannot be read.
  bool begin() {
    before_ = pipeline::compile((root_ / "policies/lumbar_mri.pol").string(), roots_);
    return before_->ok();
  }

  /// What is wrong with the edit at `path`; nothing when all is as expected.
  std::vector<std::string> run(const fs::path& path) {
    const auto text = cases::read_file(path.string(), kMostBytes);
    if (!text) return {text.error()};
    const auto edit = parse_edit(path.stem().string(), text.value());
    if (!edit) return {edit.error()};
    const Folder folder;
    if (folder.path().empty()) return {"no folder for the edited text"};
    const std::string problem = write_edited(edit.value(), folder.path());
    if (!problem.empty()) return {problem};
    const auto now = pipeline::compile((folder.path() / "lumbar_mri.pol").string(), roots_);
    if (!now->ok()) {
      std::vector<std::string> problems = {"the edited text has mistakes"};
      for (const Diagnostic& diagnostic : now->sink.sorted()) problems.push_back(diagnostic.message);
      return problems;
    }
    return Check(edit.value(), *before_, *now).run();
  }

 private:
  /// What goes wrong; "" when nothing does.
  std::string write_edited(const Edit& edit, const fs::path& folder) const {
    std::map<fs::path, std::string> texts;
    for (const char* part : {"", "lumbar", "nccn"}) {
      for (const auto& entry : fs::directory_iterator(root_ / "policies" / part)) {
        if (entry.path().extension() != ".pol") continue;
        auto text = cases::read_file(entry.path().string(), kMostBytes);
        if (!text) return text.error();
        texts[fs::relative(entry.path(), root_ / "policies")] = text.take();
      }
    }
    for (const Hunk& hunk : edit.hunks) {
      const auto at = texts.find(hunk.file);
      if (at == texts.end()) return "there is no " + hunk.file;
      auto edited = with_edit(at->second, hunk);
      if (!edited) return edited.error();
      at->second = edited.take();
    }
    for (const auto& [name, text] : texts) {
      std::error_code error;
      fs::create_directories((folder / name).parent_path(), error);
      std::ofstream file(folder / name, std::ios::binary);
      file << text;
      if (!file.flush()) return "cannot write " + name.string();
    }
    return "";
  }

  fs::path root_;
  module::Roots roots_;
  std::unique_ptr<pipeline::Compiled> before_;
};

int run_all(const fs::path& root, const std::set<std::string>& names, std::size_t part, std::size_t parts) {
  Runner runner(root);
  if (!runner.begin()) {
    std::printf("the guideline has mistakes\n");
    return 1;
  }
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(root / "tests/diff/edits")) {
    if (entry.path().extension() == ".edit") files.insert(entry.path());
  }
  std::size_t index = 0, ran = 0, failed = 0;
  for (const fs::path& file : files) {
    const bool is_wanted = names.empty() ? index++ % parts == part : names.contains(file.stem().string());
    if (!is_wanted) continue;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<std::string> problems = runner.run(file);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    ++ran;
    if (!problems.empty()) ++failed;
    std::printf("%s %s (%.1f s)\n", problems.empty() ? "as expected:" : "FAILED:", file.stem().c_str(), spent.count());
    for (const std::string& problem : problems) std::printf("  %s\n", problem.c_str());
    std::fflush(stdout);
  }
  std::printf("%zu edits, %zu failed\n", ran, failed);
  return ran > 0 && failed == 0 ? 0 : 1;
}

}  // namespace

}  // namespace pol::edits

int main(int argc, char** argv) {
  std::string root;
  std::set<std::string> names;
  std::size_t part = 0, parts = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--part" && i + 1 < argc && std::sscanf(argv[i + 1], "%zu/%zu", &part, &parts) == 2 && parts > 0) {
      ++i;
    } else if (root.empty()) {
      root = word;
    } else {
      names.insert(word);
    }
  }
  return pol::edits::run_all(root, names, part, parts);
}
