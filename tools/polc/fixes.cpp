#include "tools/polc/fixes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "compiler/cases/load.h"
#include "compiler/lint/words.h"
#include "tools/polc/output.h"

namespace pol::tool {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = std::size_t{64} << 20U;

struct Edit {
  Fix fix;
  std::string change;
};

/// In file order; of those that overlap, the first. Insertions at one place are not told apart, so only one is made.
std::vector<Edit> without_overlaps(std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return std::tie(a.fix.range.begin, a.fix.range.end) < std::tie(b.fix.range.begin, b.fix.range.end);
  });
  std::vector<Edit> kept;
  for (Edit& edit : edits) {
    const bool is_clear = kept.empty() || edit.fix.range.begin > kept.back().fix.range.end ||
                          (edit.fix.range.begin == kept.back().fix.range.end &&
                           edit.fix.range.begin != kept.back().fix.range.begin);
    if (is_clear) kept.push_back(std::move(edit));
  }
  return kept;
}

std::string change_of(const Linted& linted, const lint::Finding& finding, const Fix& fix) {
  const Sources& sources = linted.compiled->sources;
  const Place place = sources.place(fix.range.source, fix.range.begin);
  const std::string before = lint::text_of(sources, fix.range);
  const std::string what = before.empty()            ? fmt::format("added `{}`", fix.replacement)
                           : fix.replacement.empty() ? fmt::format("took out `{}`", before)
                                                     : fmt::format("`{}` became `{}`", before, fix.replacement);
  return fmt::format("{}:{}:{}: {}: {}", sources.path(fix.range.source), place.line, place.column,
                     code_text(finding.code), what);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// What is taken out and fills its lines goes with them, and with one of the empty lines that stood around it.
Range with_its_lines(const std::string& text, Range range) {
  const std::string_view all = text;
  const auto line_begin = [&](std::size_t at) { return at == 0 ? 0 : all.rfind('\n', at - 1) + 1; };
  const auto line_end = [&](std::size_t at) { return std::min(all.find('\n', at), all.size() - 1) + 1; };
  if (range.begin >= range.end) return range;
  std::size_t begin = line_begin(range.begin), end = line_end(range.end - 1);
  const bool is_whole =
      is_blank(all.substr(begin, range.begin - begin)) && is_blank(all.substr(range.end, end - range.end));
  if (!is_whole) return range;
  const std::size_t before = begin == 0 ? 0 : line_begin(begin - 1);
  const std::size_t after = end == all.size() ? end : line_end(end);
  const bool is_between = is_blank(all.substr(before, begin - before)) && is_blank(all.substr(end, after - end));
  if (is_between) begin = before;
  range.begin = static_cast<std::uint32_t>(begin);
  range.end = static_cast<std::uint32_t>(end);
  return range;
}

std::string edited(const std::string& text, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t done = 0;
  for (const Edit& edit : edits) {
    out += text.substr(done, edit.fix.range.begin - done) + edit.fix.replacement;
    done = edit.fix.range.end;
  }
  return out + text.substr(done);
}

/// Such a file is not replaced by another of its name either, not even by root, whom nothing else would stop.
bool is_read_only(const std::string& name) {
  constexpr fs::perms kWriters = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  std::error_code error;
  const fs::perms perms = fs::status(name, error).permissions();
  return error || (perms & kWriters) == fs::perms::none || ::access(name.c_str(), W_OK) != 0;
}

}  // namespace

std::map<std::string, Rewritten> rewrite(const std::vector<Linted>& all) {
  std::map<std::string, std::vector<Edit>> edits;
  std::map<std::string, Rewritten> files;
  for (const Linted& linted : all) {
    const Sources& sources = linted.compiled->sources;
    for (const LintEntry& entry : linted.entries) {
      if (!entry.is_shown()) continue;
      for (const Fix& fix : entry.finding.fixes) {
        if (fix.kind != FixKind::Safe || fix.range.source == 0) continue;
        // Two policies may import one module, each by another name of the file.
        std::error_code error;
        const fs::path file = fs::weakly_canonical(sources.path(fix.range.source), error);
        const std::string name = error ? sources.path(fix.range.source) : file.string();
        files[name].before = sources.text(fix.range.source);
        Fix edit = fix;
        if (edit.replacement.empty()) edit.range = with_its_lines(files[name].before, edit.range);
        edits[name].push_back({std::move(edit), change_of(linted, entry.finding, fix)});
      }
    }
  }
  for (auto& [name, file] : files) {
    const std::vector<Edit> kept = without_overlaps(std::move(edits[name]));
    file.after = edited(file.before, kept);
    for (const Edit& edit : kept) file.changes.push_back(edit.change);
  }
  return files;
}

bool write_rewritten(const std::map<std::string, Rewritten>& files) {
  for (const auto& [name, file] : files) {
    const auto now = cases::read_file(name, kLargest);
    if (!now || now.value() != file.before) {
      complain(fmt::format("{}: changed while it was linted; nothing is fixed", name));
      return false;
    }
    if (is_read_only(name)) {
      complain(fmt::format("{}: cannot be written; nothing is fixed", name));
      return false;
    }
  }
  return std::all_of(files.begin(), files.end(),
                     [](const auto& each) { return write_file(each.first, each.second.after, {}); });
}

bool restore(const std::map<std::string, Rewritten>& files) {
  bool good = true;
  for (const auto& [name, file] : files) good = write_file(name, file.before, {}) && good;
  return good;
}

}  // namespace pol::tool
