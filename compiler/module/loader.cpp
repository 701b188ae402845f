#include "compiler/module/loader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "compiler/module/files.h"
#include "compiler/parse/parse.h"
#include "compiler/support/limits.h"

namespace pol::module {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardPrefix = "std.";
constexpr std::size_t kMostNamesShown = 8;

/// Loads depth first with its own stack: a long chain of imports costs no recursion.
class Loader {
 public:
  Loader(const fs::path& first, const Roots& roots, Sources& sources, Sink& sink)
      : roots_(roots), root_(first.has_parent_path() ? first.parent_path() : fs::path(".")), sources_(sources), sink_(sink) {}

  std::vector<ast::File> load(const fs::path& first) {
    open_first(first);
    while (!open_.empty()) {
      if (const ast::Import* const import = next_import()) {
        follow(*import);
      } else {
        loaded_[open_.back().key].is_open = false;
        // A file that is too large or no text was not parsed: only its diagnostic is left of it.
        const bool was_parsed = open_.back().file.name.range.source != 0;
        if (was_parsed) out_.push_back(std::move(open_.back().file));
        open_.pop_back();
      }
    }
    return std::move(out_);
  }

 private:
  struct Open {
    ast::File file;
    std::string key;  ///< identity of the file
    std::string name;
    std::size_t next = 0;      ///< declaration to look at
    Range imported_at;         ///< in the file below on the stack
  };
  struct Loaded {
    bool is_open = true;
    std::string name;
    Range imported_at;
  };

  void open_first(const fs::path& path) {
    const std::string shown = path.string();
    const Range nowhere{sources_.add(shown, ""), 0, 0};
    OpenedFile file = open_named(path);
    switch (file.state()) {
      case FileState::Folder: sink_.report(nowhere, diag::FolderGiven, shown); return;
      case FileState::Leaves:
      case FileState::Unreadable: sink_.report(nowhere, diag::UnreadableFile, shown, file.reason()); return;
      case FileState::Missing: {
        auto reported = sink_.report(nowhere, diag::UnreadableFile, shown, "there is no such file");
        const std::string near = nearest(path.stem().string(), names_in(root_));
        if (!near.empty()) reported.hint(fmt::format("did you mean `{}`?", (path.parent_path() / (near + ".pol")).string()));
        return;
      }
      case FileState::Other: sink_.report(nowhere, diag::UnreadableFile, shown, "it is no regular file"); return;
      case FileState::Regular: break;
    }
    read_and_open(file, path, path.stem().string(), nowhere);
    if (open_.empty()) return;
    root_ = root_of_module(path, open_.back().file.name.text).value_or(root_);
    current_root_ = root_of_current(root_);
  }

  /// An earlier text lies in `revisions/` beside the current one: modules that did not change need no copy there.
  static std::optional<fs::path> root_of_current(const fs::path& root) {
    std::error_code error;
    const fs::path folder = fs::absolute(root, error).lexically_normal();
    const fs::path name = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
    return !error && name == "revisions" ? std::optional(root / "..") : std::nullopt;
  }

  /// A module checked by itself imports from where its own name leads: `nccn.bone` lies in `nccn/` below its root.
  static std::optional<fs::path> root_of_module(const fs::path& path, const std::string& name) {
    if (is_standard(name) || name.find('.') == std::string::npos) return std::nullopt;
    fs::path folder = path.has_parent_path() && path.parent_path().has_parent_path() ? path : fs::absolute(path);
    std::string rest = name;
    for (std::size_t dot = rest.rfind('.'); dot != std::string::npos; dot = rest.rfind('.')) {
      folder = folder.parent_path();
      rest = rest.substr(0, dot);
      const std::string part = rest.substr(rest.rfind('.') == std::string::npos ? 0 : rest.rfind('.') + 1);
      if (folder.filename() != part) return std::nullopt;
    }
    return folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  }

  void read_and_open(const OpenedFile& opened, const fs::path& path, const std::string& name, Range at) {
    if (opened.size() > limits::kFileBytes) {
      sink_.report(at, diag::FileTooLarge, opened.size(), limits::kFileBytes);
      return;
    }
    Result<std::string> text = opened.read(limits::kFileBytes);
    if (!text) {
      sink_.report(at, diag::UnreadableFile, path.string(), text.error());
      return;
    }
    bytes_ += opened.size();
    const std::uint32_t source = sources_.add(path.string(), text.take());
    const std::string& key = opened.identity();
    loaded_[key] = {true, name, at};
    ast::File file = parse::parse(sources_, source, sink_);
    const bool is_import = !open_.empty();
    if (is_import && !file.name.text.empty() && (file.is_policy || file.name.text != name)) {
      sink_.report(at, diag::WrongHead, name, file.is_policy ? "policy" : "module", file.name.text)
          .label(file.name.range, "it says so here")
          .hint(fmt::format("a file that is imported as `{}` begins with `module {}`", name, name));
    }
    open_.push_back({std::move(file), key, name, 0, at});
  }

  const ast::Import* next_import() {
    Open& top = open_.back();
    while (top.next < top.file.declarations.size()) {
      const auto* const import = std::get_if<ast::Import>(&top.file.declarations[top.next++]);
      if (import != nullptr && !import->module.text.empty()) return import;
    }
    return nullptr;
  }

  static bool is_standard(const std::string& module) { return module.rfind(kStandardPrefix, 0) == 0; }

  /// Messages name files from their root on: the same on every machine.
  static std::string below_root(const ModulePath& place) { return place.below.string(); }

  /// Where the module is, and the file opened there; else the place where it should be.
  std::pair<ModulePath, OpenedFile> locate(const std::string& module) const {
    const bool standard = is_standard(module);
    std::string below = standard ? module.substr(kStandardPrefix.size()) : module;
    std::replace(below.begin(), below.end(), '.', '/');
    below += ".pol";
    const ModulePath place{standard ? fs::path(roots_.stdlib) : root_, below};
    OpenedFile file = open_below(place, confinement());
    if (!standard && current_root_ && file.state() == FileState::Missing) {
      const ModulePath current{*current_root_, below};
      OpenedFile there = open_below(current, confinement());
      if (there.state() != FileState::Missing) return {current, std::move(there)};
    }
    return {place, std::move(file)};
  }

  void follow(const ast::Import& import) {
    const std::string module = import.module.text;
    const Range at = import.module.range;
    if (has_too_many_) return;
    const auto [place, file] = locate(module);
    switch (file.state()) {
      case FileState::Missing: report_missing(module, at, place); return;
      case FileState::Folder: sink_.report(at, diag::FolderGiven, below_root(place)); return;
      case FileState::Other: sink_.report(at, diag::UnreadableFile, below_root(place), "it is no regular file"); return;
      case FileState::Leaves: sink_.report(at, diag::ImportLeavesRoot, below_root(place)); return;
      case FileState::Unreadable: sink_.report(at, diag::UnreadableFile, below_root(place), file.reason()); return;
      case FileState::Regular: break;
    }
    const auto known = loaded_.find(file.identity());
    if (known == loaded_.end()) {
      if (fits(module, file.size(), at)) read_and_open(file, (place.root / place.below).lexically_normal(), module, at);
      return;
    }
    if (known->second.is_open) return report_ring(known->first, module, at);
    if (known->second.name != module) {
      sink_.report(at, diag::FileWithTwoNames, known->second.name, module)
          .label(known->second.imported_at, "imported by the other name here");
    }
  }

  /// Told once: of ten thousand modules, nine thousand would be too many.
  bool fits(const std::string& module, std::size_t bytes, Range at) {
    has_too_many_ = true;
    if (loaded_.size() > limits::kModules) {
      sink_.report(at, diag::TooManyModules, module, limits::kModules);
    } else if (open_.size() > limits::kImportDepth) {
      sink_.report(at, diag::ImportsTooDeep, module, limits::kImportDepth);
    } else if (bytes_ + std::min(bytes, limits::kFileBytes) > limits::kPolicyBytes) {
      sink_.report(at, diag::PolicyTooLarge, module, bytes_ + bytes, limits::kPolicyBytes);
    } else {
      has_too_many_ = false;
    }
    return !has_too_many_;
  }

  void report_missing(const std::string& module, Range at, const ModulePath& place) {
    auto reported = sink_.report(at, diag::MissingImport, module, below_root(place),
                                 is_standard(module) ? "in the standard library" : "beside the first file");
    if (place.root.empty()) {
      reported.hint("the folder of the standard library is not known; name it with `--stdlib`");
      return;
    }
    // The first part of the name that leads nowhere is the one to mend.
    const std::size_t skipped = is_standard(module) ? kStandardPrefix.size() : 0;
    fs::path below;
    std::size_t begin = skipped;
    while (true) {
      const std::size_t dot = module.find('.', begin);
      if (dot == std::string::npos || open_below({place.root, below / module.substr(begin, dot - begin)}, confinement()).state() != FileState::Folder) break;
      below /= module.substr(begin, dot - begin);
      begin = dot + 1;
    }
    const std::vector<std::string> names = names_in(place.root / below);
    const std::size_t end = std::min(module.find('.', begin), module.size());
    const std::string near = nearest(std::string_view(module).substr(begin, end - begin), names);
    if (!near.empty()) {
      const std::string mended = module.substr(0, begin) + near + module.substr(end);
      reported.hint("did you mean `" + mended + "`?").fix(FixKind::Review, at, mended);
    } else if (!names.empty()) {
      std::string some;
      for (std::size_t i = 0; i < std::min(names.size(), kMostNamesShown); ++i) some += (i > 0 ? ", `" : "`") + names[i] + "`";
      reported.hint(fmt::format("that folder holds {}{}", some, names.size() > kMostNamesShown ? " and others" : ""));
    }
  }

  void report_ring(const std::string& key, const std::string& module, Range at) {
    const auto first =
        std::find_if(open_.begin(), open_.end(), [&](const Open& open) { return open.key == key; });
    std::string ring;
    for (auto each = first; each != open_.end(); ++each) ring += "`" + each->name + "` → ";
    ring += "`" + first->name + "`";
    auto reported = sink_.report(at, diag::ImportRing, ring);
    for (auto each = first + (first == open_.end() ? 0 : 1); each < open_.end(); ++each) {
      reported.label(each->imported_at, fmt::format("`{}` is imported here", each->name));
    }
    if (module != first->name) reported.hint(fmt::format("`{}` is the file of `{}`", module, first->name));
  }

  const Roots& roots_;
  fs::path root_;
  std::optional<fs::path> current_root_;  ///< looked in for what is not below root_
  Sources& sources_;
  Sink& sink_;
  std::map<std::string, Loaded> loaded_;  ///< by identity
  std::size_t bytes_ = 0;         ///< of all files
  bool has_too_many_ = false;     ///< told, and no further import is followed
  std::vector<Open> open_;
  std::vector<ast::File> out_;
};

}  // namespace

std::vector<ast::File> load(const std::string& path, const Roots& roots, Sources& sources, Sink& sink) {
  return Loader(path, roots, sources, sink).load(path);
}

}  // namespace pol::module
