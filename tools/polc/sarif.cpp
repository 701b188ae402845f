// SARIF 2.1.0 (OASIS), as code scanners read it. Paths are relative to where polc was called.

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "compiler/lint/context.h"
#include "compiler/lint/words.h"
#include "tools/polc/lint.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A path as a URI: what RFC 3986 leaves free stays, each other byte is `%XX`.
std::string percent_encoded(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool is_free = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         std::string_view("-._~/").find(c) != std::string_view::npos;
    out += is_free ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Relative to the current folder where the file lies in it, so that logs of two machines are alike. A standard module
/// is named by where polc keeps it.
Json artifact_json(const Linted& linted, std::uint32_t source) {
  const std::string path = shown_path(linted, source);
  if (path != linted.compiled->sources.path(source)) return {{"uri", percent_encoded(path)}, {"uriBaseId", "POLC"}};
  std::error_code error;
  const fs::path here = fs::current_path(error);
  fs::path file = fs::path(path).lexically_normal();
  if (!error && file.is_absolute()) {
    const fs::path relative = file.lexically_relative(here);
    if (!relative.empty() && *relative.begin() != "..") file = relative;
  }
  if (file.is_absolute()) return {{"uri", "file://" + percent_encoded(file.string())}};
  return {{"uri", percent_encoded(file.string())}, {"uriBaseId", "%SRCROOT%"}};
}

Json region_json(const Sources& sources, Range range) {
  const Place begin = sources.place(range.source, range.begin);
  const Place end = sources.place(range.source, range.end);
  return {{"startLine", begin.line},
          {"startColumn", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

/// SARIF marks code by backticks as we do, but reads brackets and braces as links and placeholders.
std::string message_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
    if (c == '{' || c == '}') out += c;
  }
  return out;
}

Json message_json(std::string_view text) { return {{"text", message_text(text)}}; }

class Log {
 public:
  explicit Log(const std::vector<Linted>& all) : all_(all) {
    for (const lint::Rule& rule : lint::all_rules()) rules_.emplace(rule.code, 0);
    for (const Linted& linted : all) {
      for (const LintEntry& entry : linted.entries) rules_.emplace(entry.finding.code, 0);
    }
    std::size_t index = 0;
    for (auto& [code, at] : rules_) at = index++;
  }

  Json json() const {
    Json results = Json::array();
    for (const Linted& linted : all_) {
      for (const LintEntry& entry : linted.entries) {
        if (!entry.is_minor) results.push_back(result_json(linted, entry));
      }
    }
    Json run = {{"tool", {{"driver", driver_json()}}},
                {"invocations", Json::array({{{"executionSuccessful", true}}})},
                {"columnKind", "unicodeCodePoints"},
                {"results", std::move(results)}};
    return {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  }

 private:
  Json driver_json() const {
    Json rules = Json::array();
    for (const auto& [code, index] : rules_) rules.push_back(rule_json(code));
    return {{"name", "polc"},
            {"fullName", fmt::format("polc {}", pipeline::kVersion)},
            {"semanticVersion", pipeline::kVersion},
            {"rules", std::move(rules)}};
  }

  /// `SubsumedBySibling`: SARIF wants names in one word.
  static std::string one_word(std::string_view dashed_name) {
    std::string out;
    bool is_first = true;
    for (const char c : dashed_name) {
      if (c != '-') out += is_first && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      is_first = c == '-';
    }
    return out;
  }

  static Json rule_json(int code) {
    const RuleWords words = rule_words(code);
    Json rule = {{"id", code_text(code)},
                 {"name", one_word(words.name)},
                 {"shortDescription", {{"text", words.summary + "."}}},
                 {"fullDescription", {{"text", words.manual.empty() ? words.summary + "." : words.manual}}},
                 {"defaultConfiguration", {{"level", word_for(words.severity)}}}};
    if (!words.manual.empty()) rule["help"] = {{"text", words.manual}};
    return rule;
  }

  Json location_json(const Linted& linted, Range range) const {
    const Sources& sources = linted.compiled->sources;
    return {{"physicalLocation",
             {{"artifactLocation", artifact_json(linted, range.source)},
              {"region", region_json(sources, range)}}}};
  }

  Json result_json(const Linted& linted, const LintEntry& entry) const {
    const lint::Finding& finding = entry.finding;
    Json location = location_json(linted, finding.range);
    if (!finding.paths.empty()) {
      location["logicalLocations"] = Json::array();
      for (const std::string& path : std::set<std::string>(finding.paths.begin(), finding.paths.end())) {
        location["logicalLocations"].push_back({{"fullyQualifiedName", path}, {"kind", "member"}});
      }
    }
    Json result = {{"ruleId", code_text(finding.code)},
                   {"ruleIndex", rules_.at(finding.code)},
                   {"level", word_for(finding.severity)},
                   {"message", message_json(sentences_of(linted.policy(), entry))},
                   {"locations", Json::array({std::move(location)})}};
    Json related = related_json(linted, finding);
    if (!related.empty()) result["relatedLocations"] = std::move(related);
    result["partialFingerprints"] = {{"polcFinding/v1", entry.fingerprint}};
    Json suppressions = Json::array();
    const auto suppress = [&](std::string_view kind, std::string_view why) {
      suppressions.push_back({{"kind", kind}, {"status", "accepted"}, {"justification", why}});
    };
    if (entry.allowed_because) suppress("inSource", *entry.allowed_because);
    if (entry.is_baselined) suppress("external", "in the baseline");
    if (!suppressions.empty()) result["suppressions"] = std::move(suppressions);
    if (!finding.fixes.empty()) result["fixes"] = fixes_json(linted, finding.fixes);
    result["properties"] = {{"policy", linted.policy().name}, {"paths", finding.paths}};
    return result;
  }

  /// The message, what follows from it, and the patient who shows it.
  static std::string sentences_of(const ir::Policy& policy, const LintEntry& entry) {
    std::string text = entry.finding.message;
    for (const std::string& detail : entry.finding.details) text += "\n" + detail;
    if (!entry.finding.witness) return text + ".";
    const lint::Witness& witness = *entry.finding.witness;
    text += "\npatient: ";
    bool is_first = true;
    for (const ir::FactId fact : witness.facts) {
      text += fmt::format("{}{} = {}", is_first ? "" : ", ", policy.facts[fact].name,
                          lint::value_text(policy, fact, witness.patient[fact]));
      is_first = false;
    }
    if (!witness.shows.empty()) text += fmt::format("{}{}", is_first ? "" : "; ", witness.shows);
    if (entry.outcome) text += fmt::format("{}outcome: {}", is_first ? "" : "; ", outcome_text(entry));
    return text + ".";
  }

  Json related_json(const Linted& linted, const lint::Finding& finding) const {
    Json out = Json::array();
    const auto add = [&](const std::vector<lint::Clause>& clauses, std::string_view part) {
      for (const lint::Clause& clause : clauses) {
        Json location = {{"id", out.size() + 1}};
        location.update(location_json(linted, clause.range));
        location["message"] = message_json(
            clause.path.empty() ? fmt::format("{}: {}", part, clause.says)
                                : fmt::format("{} `{}`: {}", part, clause.path, clause.says));
        out.push_back(std::move(location));
      }
    };
    add(finding.core, "rests on");
    add(finding.related, "see");
    return out;
  }

  static Json fixes_json(const Linted& linted, const std::vector<Fix>& fixes) {
    const Sources& sources = linted.compiled->sources;
    Json out = Json::array();
    for (const Fix& fix : fixes) {
      const Json replacement = {{"deletedRegion", region_json(sources, fix.range)},
                                {"insertedContent", {{"text", fix.replacement}}}};
      const Json change = {{"artifactLocation", artifact_json(linted, fix.range.source)},
                           {"replacements", Json::array({replacement})}};
      const char* const words = fix.kind == FixKind::Safe ? "Changes no determination." : "Can change determinations.";
      out.push_back({{"description", {{"text", words}}}, {"artifactChanges", Json::array({change})}});
    }
    return out;
  }

  const std::vector<Linted>& all_;
  std::map<int, std::size_t> rules_;  ///< code to its index in `rules`
};

}  // namespace

nlohmann::ordered_json sarif_log(const std::vector<Linted>& all) { return Log(all).json(); }

}  // namespace pol::tool
