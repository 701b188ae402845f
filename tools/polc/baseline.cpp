#include "tools/polc/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "compiler/cases/load.h"
#include "tools/polc/determination.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargest = std::size_t{64} << 20U;
constexpr int kFormat = 1;

std::string text_in(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool has_run(const std::string& code, const std::vector<int>& codes) {
  return codes.empty() ||
         std::any_of(codes.begin(), codes.end(), [&](int each) { return code_text(each) == code; });
}

std::string path_of(const lint::Finding& finding) { return finding.paths.empty() ? "" : finding.paths.front(); }

}  // namespace

Result<Baseline> Baseline::read(const std::string& path) {
  const auto text = cases::read_file(path, kLargest);
  if (!text) return failure(text.error());
  const Json json = Json::parse(text.value(), nullptr, false);
  const auto wrong = [&](std::string_view what) {
    return failure(fmt::format("{}: {}; `polc lint --baseline FILE --write-baseline` writes one", path, what));
  };
  if (json.is_discarded()) return wrong("this is no JSON, or only a part of it");
  if (!json.is_object() || !json.contains("baseline_format") || !json.contains("findings")) {
    return wrong("this is no baseline");
  }
  if (json["baseline_format"] != kFormat) {
    return wrong(fmt::format("its `baseline_format` is {}, and this polc reads {}", json["baseline_format"].dump(),
                             kFormat));
  }
  if (!json["findings"].is_array()) return wrong("`findings` is no list");
  Baseline baseline;
  for (const Json& each : json["findings"]) {
    BaselineEntry entry;
    if (each.is_object()) {
      entry = {text_in(each, "fingerprint"), text_in(each, "policy"), text_in(each, "code"), text_in(each, "path")};
    }
    if (entry.fingerprint.empty() || entry.policy.empty() || entry.code.empty()) {
      return wrong("a finding lacks its `fingerprint`, `policy` or `code`");
    }
    baseline.entries_.push_back(std::move(entry));
  }
  return baseline;
}

void Baseline::apply(Linted& linted, const std::vector<int>& codes) const {
  std::set<std::string> known;
  for (const BaselineEntry& entry : entries_) {
    if (entry.policy == linted.policy().name) known.insert(entry.fingerprint);
  }
  std::set<std::string> found;
  for (LintEntry& entry : linted.entries) {
    found.insert(entry.fingerprint);
    entry.is_baselined = known.count(entry.fingerprint) > 0;
  }
  for (const BaselineEntry& entry : entries_) {
    const bool is_gone = known.count(entry.fingerprint) > 0 && found.count(entry.fingerprint) == 0;
    if (!is_gone || !has_run(entry.code, codes)) continue;
    linted.gone.push_back(entry.path.empty() ? entry.code : fmt::format("{} at `{}`", entry.code, entry.path));
  }
}

BaselineChange Baseline::replace(const std::vector<Linted>& all, const std::vector<int>& codes) {
  const auto is_replaced = [&](const BaselineEntry& entry) {
    const bool is_linted = std::any_of(all.begin(), all.end(), [&](const Linted& linted) {
      return linted.policy().name == entry.policy;
    });
    return is_linted && has_run(entry.code, codes);
  };
  using Name = std::pair<std::string, std::string>;  // policy, fingerprint
  std::set<Name> before, after;
  for (const BaselineEntry& entry : entries_) {
    if (is_replaced(entry)) before.emplace(entry.policy, entry.fingerprint);
  }
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_replaced), entries_.end());
  BaselineChange change;
  change.others = entries_.size();
  for (const Linted& linted : all) {
    for (const LintEntry& entry : linted.entries) {
      if (entry.allowed_because) continue;  // once is enough
      const Name name{linted.policy().name, entry.fingerprint};
      const bool is_known = before.contains(name);
      if (entry.is_minor && !is_known) {
        ++change.left_out;
        continue;
      }
      if (after.insert(name).second && !is_known) ++change.added;
      entries_.push_back(
          {entry.fingerprint, linted.policy().name, code_text(entry.finding.code), path_of(entry.finding)});
    }
  }
  change.gone = static_cast<std::size_t>(
      std::count_if(before.begin(), before.end(), [&](const Name& name) { return !after.contains(name); }));
  const auto key = [](const BaselineEntry& entry) {
    return std::tie(entry.policy, entry.path, entry.code, entry.fingerprint);
  };
  std::sort(entries_.begin(), entries_.end(),
            [&](const BaselineEntry& a, const BaselineEntry& b) { return key(a) < key(b); });
  const auto is_same = [&](const BaselineEntry& a, const BaselineEntry& b) { return key(a) == key(b); };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), is_same), entries_.end());
  return change;
}

std::string Baseline::json() const {
  Json findings = Json::array();
  for (const BaselineEntry& entry : entries_) {
    findings.push_back({{"fingerprint", entry.fingerprint},
                        {"policy", entry.policy},
                        {"code", entry.code},
                        {"path", entry.path}});
  }
  return json_text({{"baseline_format", kFormat}, {"findings", std::move(findings)}});
}

}  // namespace pol::tool
