#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/audit/log.h"
#include "tools/polc/audit.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

namespace {

struct Kept {
  audit::Line line;
  std::string text;
};

/// The genuine lines; empty after a message.
std::optional<std::vector<Kept>> genuine_lines(const std::string& path, const audit::Key& key) {
  std::vector<Kept> lines;
  const auto half = audit::read_lines(path, [&](std::string_view text) {
    if (auto line = audit::read_line(text, key)) lines.push_back({std::move(*line), std::string(text)});
  });
  if (!half) {
    complain(half.error());
    return std::nullopt;
  }
  return lines;
}

/// `outcome, met_by`: what two lines say differently, their codes aside.
std::string differences(const std::string& before, const std::string& after) {
  const auto one = nlohmann::ordered_json::parse(before, nullptr, false);
  const auto other = nlohmann::ordered_json::parse(after, nullptr, false);
  std::vector<std::string> keys;
  for (const auto& [key, value] : one.items()) {
    const auto found = other.find(key);
    if (key != "mac" && (found == other.end() || *found != value)) keys.push_back(key);
  }
  return fmt::format("{}", fmt::join(keys, ", "));
}

/// Holds one determination against the lines of its case.
class Replay {
 public:
  Replay(const audit::Key& key, std::vector<Kept> lines) : key_(key), lines_(std::move(lines)) {}

  void hold(const Subjects::Case& one, const Determined& determined, bool is_native) {
    const audit::Entry entry = audit_entry(one, determined, is_native, "", key_);
    std::size_t found = 0;
    for (const Kept& kept : lines_) {
      // The same facts may have been asked about twice, each time by its own request.
      if (kept.line.case_code != entry.case_code || kept.line.request != entry.request) continue;
      if (kept.line.content_hash != entry.content_hash) {
        text_ += fmt::format("{}: line {} is by another text of the policy, {}\n", clean(determined.title),
                             kept.line.place.number, kept.line.content_hash);
        continue;
      }
      ++found;
      audit::Entry again = entry;
      again.time = kept.line.time;
      std::string bytes = audit::line_of(again, kept.line.place, key_);
      bytes.pop_back();
      const bool is_same = bytes == kept.text;
      text_ += fmt::format("{}: line {}: {}\n", clean(determined.title), kept.line.place.number,
                           is_same ? "the same bytes" : "differs in " + differences(kept.text, bytes));
      if (!is_same) exit_code_ = kFindings;
    }
    if (found > 0) return;
    text_ += fmt::format("{}: no line of this case by this policy\n", clean(determined.title));
    exit_code_ = kFindings;
  }

  const std::string& text() const { return text_; }
  int exit_code() const { return exit_code_; }

 private:
  const audit::Key& key_;
  std::vector<Kept> lines_;
  std::string text_;
  int exit_code_ = kClean;
};

}  // namespace

int run_audit_replay(const ReplayOptions& options, const Globals& globals) {
  const auto key = audit::Key::load(options.key);
  if (!key) {
    complain(key.error());
    return kUnreadable;
  }
  auto lines = genuine_lines(options.log, key.value());
  Subjects subjects;
  if (!lines) return kUnreadable;
  if (const int said = subjects.load(options.policy, globals); said != kClean) return said;
  Replay replay(key.value(), std::move(*lines));
  const EngineUse use{.cache = !options.no_cache, .interpret = options.interpret, .explained_only = true};
  for (const std::string& path : options.cases) {
    bool is_list = options.cases.size() > 1;
    const auto cases = subjects.read(path, is_list);
    if (!cases) return kUnreadable;
    for (const Subjects::Case& one : *cases) {
      std::optional<pipeline::Engine>& engine = one.subject->engine;
      if (!engine) engine = make_engine(one.subject->policy(), globals, use);
      if (!engine) return kUnreadable;
      const auto determined = determine_case(one.subject->policy(), *engine, one.loaded);
      if (!determined) {
        complain(fmt::format("{}: {}", one.loaded.title, determined.error()));
        return kUnreadable;
      }
      replay.hold(one, determined.value(), engine->is_native());
    }
  }
  return std::max(replay.exit_code(), write_output(replay.text()));
}

}  // namespace pol::tool
