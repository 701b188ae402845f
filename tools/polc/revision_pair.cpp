#include "tools/polc/revision_pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

namespace pol::tool {

namespace {

std::string name_of(const ir::Policy& policy, const std::string& path, const ir::Policy& other) {
  if (policy.revision.empty()) return path;
  return policy.revision == other.revision ? fmt::format("{} ({})", policy.revision, path) : policy.revision;
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string RevisionPair::remarks() const {
  std::string text;
  const auto add = [&](const ir::Policy& policy, const std::string& name) {
    for (const auto& [key, value] : policy.metadata) {
      if (key == "remark") text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", name, value);
    }
  };
  add(old_policy(), old_name());
  add(new_policy(), new_name());
  return text;
}

std::vector<std::string> RevisionPair::inputs() const {
  std::vector<std::string> paths = {old_path, new_path};
  for (const Policy* policy : {&old_revision, &new_revision}) {
    const Sources& sources = policy->compiled->sources;
    for (std::uint32_t source = 1; source < sources.size(); ++source) paths.push_back(sources.path(source));
  }
  return paths;
}

std::optional<Policy> load_revision(const std::string& path, const Globals& globals, int& exit_code) {
  Policy policy = load_policy(path, globals);
  if (!policy.compiled->ok()) {
    exit_code = std::max(exit_code, policy.exit_code);
    return std::nullopt;
  }
  if (policy.compiled->files.back().is_policy) return policy;
  complain(fmt::format("{}: a module decides nothing; name a policy that imports it", path));
  exit_code = kUnreadable;
  return std::nullopt;
}

std::optional<RevisionPair> load_pair(const std::string& old_path, const std::string& new_path, bool any_policy,
                                      const Globals& globals, int& exit_code) {
  std::error_code error;
  if (std::filesystem::equivalent(old_path, new_path, error) && !error) {
    complain(fmt::format("{} and {} are one file; name the old text and the new one", old_path, new_path));
    exit_code = kUnreadable;
    return std::nullopt;
  }
  auto old_one = load_revision(old_path, globals, exit_code);
  auto new_one = load_revision(new_path, globals, exit_code);
  if (!old_one || !new_one) return std::nullopt;
  RevisionPair pair{std::move(*old_one), std::move(*new_one), old_path, new_path};
  const ir::Policy &before = pair.old_policy(), &after = pair.new_policy();
  if (before.name != after.name && !any_policy) {
    complain(fmt::format("{} is a text of `{}`, {} of `{}`; --any-policy compares two policies all the same", old_path,
                         before.name, new_path, after.name));
    exit_code = kUnreadable;
    return std::nullopt;
  }
  if (!before.revision.empty() && !after.revision.empty() && after.revision < before.revision) {
    complain(fmt::format("{} was reviewed on {}, after {} on {}; the old text stands first", old_path, before.revision,
                         new_path, after.revision));
  }
  return pair;
}

std::string RevisionPair::old_name() const { return name_of(old_policy(), old_path, new_policy()); }
std::string RevisionPair::new_name() const { return name_of(new_policy(), new_path, old_policy()); }

std::string policy_title(const ir::Policy& policy) { return policy.title.empty() ? policy.name : policy.title; }

std::string outcome_words(ir::Outcome outcome) {
  std::string words(to_text(outcome));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

ProgressBar::ProgressBar(std::string what, const Globals& globals)
    : what_(std::move(what)), terminal_(terminal_of(stderr, globals.colour)), begin_(seconds()), told_(begin_) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (is_told_) std::fputs("\r\033[K", stderr);
  is_told_ = false;
}

void ProgressBar::tell(std::uint64_t done, std::uint64_t in_all) {
  constexpr double kPatience = 0.4, kBetween = 0.1;
  if (!terminal_.is_terminal) return;
  const double now = seconds();
  if (now - begin_ < kPatience || now - told_ < kBetween) return;
  told_ = now;
  constexpr std::size_t kBar = 20;
  std::string text = fmt::format("polc: {} {}", what_, done);
  if (in_all > 0) {
    const std::uint64_t percent = std::min<std::uint64_t>(100, done * 100 / in_all);
    const std::size_t filled = static_cast<std::size_t>(percent) * kBar / 100;
    text =
        fmt::format("polc: {} [{}{}] {} %", what_, std::string(filled, '#'), std::string(kBar - filled, ' '), percent);
  }
  // A line that is broken by the terminal could not be taken back.
  if (text.size() >= terminal_.width) text = text.substr(0, terminal_.width - 1);
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
  is_told_ = true;
}

}  // namespace pol::tool
