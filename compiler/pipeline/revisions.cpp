#include "compiler/pipeline/revisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

#include "compiler/ir/civil.h"

namespace pol::pipeline {

namespace fs = std::filesystem;

namespace {

/// An entry of a head that is one day.
std::optional<ir::Day> day_in_head(const ir::Policy& policy, std::string_view key) {
  for (const auto& [name, text] : policy.metadata) {
    if (name != key) continue;
    ir::DateError error = ir::DateError::None;
    const auto days = ir::parse_date(text, error);
    if (days && days->low == days->high) return days->low;
  }
  return std::nullopt;
}

/// What heads say, held against one another.
class Heads {
 public:
  explicit Heads(Revisions& revisions) : revisions_(revisions) {}

  void run(std::vector<Revision> loaded) {
    for (Revision& each : loaded) {
      const std::uint32_t source = each.compiled->files.back().source;
      sources_.emplace_back(each.compiled.get(),
                            revisions_.sources.add(each.path, each.compiled->sources.text(source)));
    }
    check_names(loaded);
    for (Revision& each : loaded) {
      if (find_begin(each)) revisions_.in_order.push_back(std::move(each));
    }
    std::stable_sort(revisions_.in_order.begin(), revisions_.in_order.end(),
                     [](const Revision& a, const Revision& b) { return a.from < b.from; });
    end_all();
    check_neighbours();
  }

 private:
  /// The name in the head, or an entry of it.
  Range place(const Revision& revision, std::string_view key = "") const {
    const Compiled& compiled = *revision.compiled;
    Range range = compiled.files.back().name.range;
    for (std::size_t i = 0; i < compiled.policy.metadata.size(); ++i) {
      if (compiled.policy.metadata[i].first == key) range = compiled.policy.metadata_ranges[i];
    }
    for (const auto& [of, source] : sources_) {
      if (of == &compiled) range.source = source;
    }
    return range;
  }
  /// The entry that says from when a revision is in force.
  Range place_of_begin(const Revision& revision) const {
    return place(revision, day_in_head(revision.compiled->policy, "effective") ? "effective" : "reviewed");
  }

  void check_names(const std::vector<Revision>& loaded) {
    for (const Revision& each : loaded) {
      const std::string& first = loaded.front().compiled->policy.name;
      if (each.compiled->policy.name == first) continue;
      revisions_.sink.report(place(each), diag::TwoPolicies, each.compiled->policy.name, first)
          .label(place(loaded.front()), "the other policy")
          .hint("move one of them to another folder, or give both the same name if they are one policy");
    }
  }

  bool find_begin(Revision& revision) {
    const ir::Policy& policy = revision.compiled->policy;
    auto from = day_in_head(policy, "effective");
    if (!from) from = day_in_head(policy, "reviewed");
    if (!from) {
      revisions_.sink.report(place(revision), diag::RevisionWithoutDay)
          .hint("write it in its head, such as `effective: 2025-06-01`; without it, `reviewed` counts");
      return false;
    }
    revision.from = *from;
    return true;
  }

  void end_all() {
    std::vector<Revision>& all = revisions_.in_order;
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].until = day_in_head(all[i].compiled->policy, "retired");
      const auto next =
          std::find_if(all.begin(), all.end(), [&](const Revision& each) { return each.from > all[i].from; });
      if (!all[i].until && next != all.end()) all[i].until = next->from;
      if (all[i].until && *all[i].until <= all[i].from) {
        revisions_.sink.report(place(all[i], "retired"), diag::NeverInForce, ir::print_date(all[i].from),
                               ir::print_date(*all[i].until));
      }
    }
  }

  void check_neighbours() {
    const std::vector<Revision>& all = revisions_.in_order;
    const Revision* last = nullptr;  // of those before, the one that is in force longest
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Revision& each = all[i];
      if (i > 0) check_previous(all[i - 1], each);
      const bool is_ever = !each.until || *each.until > each.from;
      if (!is_ever) continue;
      if (last != nullptr) check_days(*last, each);
      const bool is_longer = last == nullptr || !each.until || (last->until && *last->until < *each.until);
      if (is_longer) last = &each;
    }
  }

  void check_days(const Revision& before, const Revision& next) {
    if (before.until && *before.until < next.from) {
      revisions_.sink
          .report(place_of_begin(next), diag::GapInEffect, ir::print_date(*before.until),
                  ir::print_date(next.from - 1))
          .label(place(before, "retired"), "the revision before ends here");
      return;
    }
    if (before.until && *before.until == next.from) return;
    std::optional<ir::Day> both_until = before.until;
    if (next.until && (!both_until || *next.until < *both_until)) both_until = next.until;
    const std::string from = ir::print_date(next.from);
    const std::string days = !both_until ? fmt::format("from {} on", from)
                             : *both_until == next.from + 1
                                 ? fmt::format("on {}", from)
                                 : fmt::format("from {} to {}", from, ir::print_date(*both_until - 1));
    revisions_.sink.report(place_of_begin(next), diag::OverlapInEffect, days)
        .label(before.until ? place(before, "retired") : place_of_begin(before), "the other one")
        .hint("cases of these days are not determined; without `retired`, a revision ends where the next one begins");
  }

  void check_previous(const Revision& before, const Revision& next) {
    const auto previous = day_in_head(next.compiled->policy, "previous");
    const auto reviewed = day_in_head(before.compiled->policy, "reviewed");
    if (!previous || !reviewed || *previous == *reviewed) return;
    auto reported = revisions_.sink.report(place(next, "previous"), diag::PreviousAtOdds, ir::print_date(*previous),
                                           ir::print_date(*reviewed));
    reported.label(place(before, "reviewed"), "the revision before");
    if (*previous > *reviewed) reported.hint(fmt::format("the text of {} is missing here", ir::print_date(*previous)));
  }

  Revisions& revisions_;
  std::vector<std::pair<const Compiled*, std::uint32_t>> sources_;
};

}  // namespace

namespace {

/// The name in the head of a policy's file; "" of another file, or one that cannot be read.
std::string name_in_head(const fs::path& path) {
  std::ifstream file(path);
  std::string line, word, name;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    if (words >> word >> name && word == "policy") return name;
  }
  return "";
}

/// Earlier texts lie in `revisions/` beside the current one, which belongs to them: the policies beside such a folder
/// that have the name of one in it.
std::vector<std::string> current_texts(const std::string& folder, const std::vector<std::string>& paths) {
  std::error_code error;
  const fs::path whole = fs::absolute(folder, error).lexically_normal();
  const fs::path name = whole.has_filename() ? whole.filename() : whole.parent_path().filename();
  std::vector<std::string> texts;
  if (error || name != "revisions") return texts;
  std::set<std::string> names;
  for (const std::string& path : paths) names.insert(name_in_head(path));
  names.erase("");
  // `policies/revisions` is beside what lies in `policies`, `revisions` beside what lies here.
  const fs::path given = fs::path(folder).lexically_normal();
  const fs::path trimmed = given.has_filename() ? given : given.parent_path();
  const fs::path beside = trimmed.filename() == "revisions" ? trimmed.parent_path() : trimmed / "..";
  for (fs::directory_iterator entry(beside.empty() ? "." : beside, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    const bool is_policy = path.extension() == ".pol" && entry->is_regular_file(error);
    if (is_policy && names.count(name_in_head(path)) > 0) texts.push_back(path.lexically_normal().string());
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

}  // namespace

std::vector<const Revision*> Revisions::in_force_on(ir::Day day) const {
  std::vector<const Revision*> found;
  for (const Revision& each : in_order) {
    if (each.is_in_force_on(day)) found.push_back(&each);
  }
  return found;
}

Result<Revisions> load_revisions(const std::string& folder, const module::Roots& roots) {
  std::error_code error;
  std::vector<std::string> paths;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".pol" && entry->is_regular_file(error)) paths.push_back(entry->path().string());
  }
  if (error) return failure(fmt::format("{}: cannot be read: {}", folder, error.message()));
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : current_texts(folder, paths)) paths.push_back(path);

  Revisions revisions;
  std::vector<Revision> loaded;
  for (const std::string& path : paths) {
    auto compiled = compile(path, roots);
    const ast::File* file = compiled->files.empty() ? nullptr : &compiled->files.back();
    if (file != nullptr && !file->is_policy && !file->name.text.empty()) continue;
    if (compiled->ok()) {
      loaded.push_back({path, std::move(compiled), 0, std::nullopt});
    } else {
      revisions.broken.push_back(std::move(compiled));
    }
  }
  if (loaded.empty() && revisions.broken.empty())
    return failure(fmt::format("{}: no policy (.pol) lies in this folder", folder));
  Heads(revisions).run(std::move(loaded));
  return revisions;
}

std::string days_in_force(const Revision& revision) {
  const std::string from = ir::print_date(revision.from);
  if (!revision.until) return fmt::format("from {} on", from);
  if (*revision.until <= revision.from) return "never";
  return fmt::format("from {} to {}", from, ir::print_date(*revision.until - 1));
}

}  // namespace pol::pipeline
