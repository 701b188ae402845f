// What `polc lint` writes, from findings made by hand: text, JSON, SARIF, cases, the baseline, fixes.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "compiler/cases/load.h"
#include "compiler/ir/civil.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tools/polc/baseline.h"
#include "tools/polc/fixes.h"
#include "tools/polc/lint.h"
#include "tools/polc/lint_cache.h"

namespace pol::test {

namespace {

using nlohmann::ordered_json;
using tool::LintEntry;
using tool::Linted;

constexpr const char* kPolicy = R"(policy p "P" { reference: day }
procedures cpt { "72148" "Lumbar MRI" : mri of lumbar_spine without contrast }
facts {
  day     : date "Day of the request"
  code    : code "Code"
  fever   : finding "Fever"
  course  : one of { new, worsening, "or" } "Course"
  care    : duration in weeks "Care"
  loss    : percent "Loss of height"
  devices : any of { clip, pacemaker } "Devices"
  xray    : date or none "X-ray"
}
criteria c "C" : any {
  1. "Ill" : fever and care < 6 weeks and care >= 8 weeks
  2. "Worse" : course is worsening
}
determine {
  not_applicable unless code in cpt
  meets when c
  otherwise does_not_meet
}
case "POL4101 c.1: is ill" { day: 2025-06-01 expect c is unknown }
)";

class Made {
 public:
  explicit Made(const std::string& path = "policies/p.pol", const std::string& text = kPolicy) {
    linted.path = path;
    linted.compiled = std::make_unique<pipeline::Compiled>();
    pipeline::Compiled& compiled = *linted.compiled;
    compiled.files.push_back(
        parse::parse(compiled.sources, compiled.sources.add(path, text), compiled.sink));
    compiled.policy = sema::analyse(compiled.files, compiled.sources, compiled.sink);
    INFO(render_text(compiled.sink.sorted(), compiled.sources, false));
    REQUIRE(compiled.ok());
  }

  Range range(const std::string& words) const {
    const std::size_t at = linted.compiled->sources.text(1).find(words);
    REQUIRE(at != std::string::npos);
    return {1, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + words.size())};
  }

  lint::Finding finding(int code, Severity severity, const std::string& words, const std::string& message) const {
    lint::Finding out;
    out.code = code;
    out.severity = severity;
    out.range = range(words);
    out.paths = {"c.1"};
    out.message = message;
    return out;
  }

  void add(std::vector<lint::Finding> findings) { linted.entries = tool::entries_of("p", std::move(findings)); }

  ir::FactId fact(const std::string& name) const {
    const auto& facts = linted.policy().facts;
    for (std::uint32_t i = 0; i < facts.size(); ++i) {
      if (facts[ir::FactId{i}].name == name) return ir::FactId{i};
    }
    FAIL("no fact " << name);
    return {};
  }

  /// As the JSON of a case documents it.
  lint::Witness witness(const std::string& json) const {
    const cases::LoadedCases loaded = cases::load_cases(linted.policy(), json, "w.json");
    REQUIRE(loaded.errors.empty());
    lint::Witness out;
    out.patient = loaded.cases.at(0).patient;
    out.complete = out.patient;
    out.shows = "is ill";
    for (std::uint32_t i = 0; i < out.patient.facts.size(); ++i) {
      const ir::FactId id{i};
      const bool is_documented = out.patient[id].kind != ir::FactState::Kind::Undocumented;
      if (is_documented && id != linted.policy().reference) out.facts.push_back(id);
    }
    return out;
  }

  Linted linted;
};

constexpr const char* kPatient =
    R"({"day": "2025-06-01", "code": "72148", "fever": true, "course": "or", "care": "7 weeks", "loss": "12.5 %",
        "devices": {"includes": ["clip"], "excludes": ["pacemaker"]}, "xray": "none"})";

lint::Finding contradiction(const Made& made) {
  lint::Finding finding =
      made.finding(4101, Severity::Error, "fever and care < 6 weeks and care >= 8 weeks", "no patient can meet `c.1`");
  finding.details = {"`any` then rests on `c.2` alone"};
  finding.core = {{made.range("care < 6 weeks"), "c.1", "care < 6 weeks"},
                  {made.range("care >= 8 weeks"), "c.1", "care >= 8 weeks"}};
  finding.related = {{made.range("course is worsening"), "c.2", "course is worsening"}};
  finding.fixes = {{FixKind::Safe, made.range(" and care < 6 weeks"), ""},
                   {FixKind::Review, made.range("8 weeks"), "4 weeks"}};
  return finding;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a finding as text: the line, the clash, other places, edits") {
  Made made;
  made.add({contradiction(made)});
  const std::string text = tool::lint_text(made.linted, {});
  INFO(text);
  CHECK(holds(text, "policies/p.pol:14:14: error[POL4101]: no patient can meet `c.1`\n"));
  CHECK(holds(text, "^~~~~"));
  CHECK(holds(text, "      = `any` then rests on `c.2` alone\n"));
  CHECK(holds(text, "      this rests on:\n        policies/p.pol:14:24: `c.1`: care < 6 weeks\n"));
  CHECK(holds(text, "      see also:\n        policies/p.pol:15:16: `c.2`: course is worsening\n"));
  CHECK(holds(text, "      fix: take out `and care < 6 weeks` (--fix does)\n"));
  CHECK(holds(text, "      to consider: write `4 weeks` instead of `8 weeks`; it can change determinations\n"));
  CHECK(holds(text, "      at: c.1\n"));
  CHECK(holds(text, "`polc explain POL4101`"));
  CHECK(holds(text, "policies/p.pol: 1 error, 0 warnings, 0 notes\n"));
}

TEST_CASE("a patient is told one fact a line, the reference date first") {
  Made made;
  lint::Finding finding = made.finding(4110, Severity::Note, "course is worsening", "a gap\033[31m");
  finding.witness = made.witness(kPatient);
  made.add({finding});
  const std::string text = tool::lint_text(made.linted, {});
  INFO(text);
  CHECK(holds(text, "      patient:\n        day     = 2025-06-01  (Day of the request)\n"));
  CHECK(holds(text, "        loss    = 12.5 %"));
  CHECK(holds(text, "        devices = {clip}"));
  CHECK(holds(text, "        xray    = none"));
  CHECK(holds(text, "        is ill\n"));
  CHECK_FALSE(holds(text, "\033"));
}

TEST_CASE("no line is wider than the terminal where words can be broken") {
  Made made;
  lint::Finding finding = contradiction(made);
  finding.details = {"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"};
  made.add({finding});
  tool::Terminal narrow;
  narrow.width = 40;
  const std::string text = tool::lint_text(made.linted, narrow);
  INFO(text);
  CHECK(holds(text, "      = one two three four five six\n        seven eight"));
}

TEST_CASE("a fact as a case file writes it") {
  const Made made;
  const lint::Witness witness = made.witness(kPatient);
  const auto value = [&](const std::string& name) {
    return tool::case_value(made.linted.policy(), made.fact(name), witness.patient[made.fact(name)]);
  };
  CHECK(value("day") == "2025-06-01");
  CHECK(value("code") == "72148");
  CHECK(value("fever") == true);
  CHECK(value("course") == "or");
  CHECK(value("care") == "7 weeks");
  CHECK(value("devices") == ordered_json::array({"clip"}));
  CHECK(value("xray") == "none");
  ordered_json facts = ordered_json::object();
  for (const char* name : {"day", "code", "fever", "course", "care", "loss", "devices", "xray"}) {
    facts[name] = value(name);
  }
  const lint::Witness again = made.witness(facts.dump());
  for (std::uint32_t i = 0; i < again.patient.facts.size(); ++i) {
    CHECK(same_value(again.patient[ir::FactId{i}], witness.patient[ir::FactId{i}]));
  }
}

TEST_CASE("findings as JSON") {
  Made made;
  lint::Finding finding = contradiction(made);
  finding.witness = made.witness(kPatient);
  made.add({finding});
  const ordered_json json = tool::lint_json(made.linted);
  CHECK(json["policy"] == "p");
  CHECK(json["files"] == ordered_json::array({"policies/p.pol"}));
  CHECK(json["counts"]["error"] == 1);
  const ordered_json& one = json["findings"][0];
  CHECK(one["code"] == "POL4101");
  CHECK(one["severity"] == "error");
  CHECK(one["paths"] == ordered_json::array({"c.1"}));
  CHECK(one["range"] == ordered_json({{"line", 14}, {"column", 14}, {"end_line", 14}, {"end_column", 58}}));
  CHECK(one["core"][1]["text"] == "care >= 8 weeks");
  CHECK(one["witness"]["facts"]["loss"] == "12.5 %");
  CHECK(one["fixes"][0]["kind"] == "safe");
  CHECK(one["fixes"][1]["kind"] == "review");
  CHECK(one["fingerprint"] == made.linted.entries[0].fingerprint);
}

TEST_CASE("a fingerprint outlives lines that move, and each is unlike the others") {
  const Made here, below("policies/p.pol", std::string("// one more line\n") + kPolicy);
  const auto of = [](const Made& made, std::vector<lint::Finding> findings) {
    std::vector<std::string> prints;
    for (const LintEntry& entry : tool::entries_of("p", std::move(findings))) prints.push_back(entry.fingerprint);
    (void)made;
    return prints;
  };
  const auto prints = of(here, {contradiction(here), contradiction(here)});
  CHECK(prints == of(below, {contradiction(below), contradiction(below)}));
  CHECK(prints[0] != prints[1]);
  lint::Finding other = contradiction(here);
  other.paths = {"c.2"};
  CHECK(of(here, {other})[0] != prints[0]);
  CHECK(tool::entries_of("q", {contradiction(here)})[0].fingerprint != prints[0]);
}

TEST_CASE("SARIF: places, related places, edits, fingerprints, suppressions") {
  Made made("policies/a b.pol");
  lint::Finding finding = contradiction(made);
  finding.message = "cites [7] and {a}";
  made.add({finding, made.finding(4102, Severity::Warning, "course is worsening", "always so")});
  made.linted.entries[1].is_baselined = true;
  std::vector<Linted> all;
  all.push_back(std::move(made.linted));
  const ordered_json log = tool::sarif_log(all);
  CHECK(log["version"] == "2.1.0");
  const ordered_json& run = log["runs"][0];
  const ordered_json& first = run["results"][0];
  CHECK(first["level"] == "error");
  CHECK(first["message"]["text"] == "cites \\[7\\] and {{a}}\n`any` then rests on `c.2` alone.");
  const ordered_json& place = first["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "policies/a%20b.pol");
  CHECK(place["region"]["startLine"] == 14);
  CHECK(first["relatedLocations"].size() == 3);
  CHECK(first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "");
  CHECK(first["partialFingerprints"]["polcFinding/v1"] == all[0].entries[0].fingerprint);
  CHECK_FALSE(first.contains("suppressions"));
  CHECK(run["results"][1]["suppressions"][0]["kind"] == "external");
  const std::size_t index = first["ruleIndex"];
  CHECK(run["tool"]["driver"]["rules"][index]["id"] == "POL4101");
}

TEST_CASE("what the policy allows is counted, and suppressed with its reason") {
  Made made("policies/p.pol", std::string(kPolicy) + "allow POL4101 at c because \"kept as printed\"\n");
  made.add({made.finding(4102, Severity::Warning, "course is worsening", "always so")});
  tool::add_allowed(made.linted, {contradiction(made)});
  CHECK(holds(tool::lint_text(made.linted, {}), "0 errors, 1 warning, 0 notes; 1 allowed in the policy\n"));
  CHECK(tool::lint_json(made.linted)["counts"]["allowed"] == 1);
  std::vector<Linted> all;
  all.push_back(std::move(made.linted));
  const ordered_json suppression = tool::sarif_log(all)["runs"][0]["results"][1]["suppressions"][0];
  CHECK(suppression["kind"] == "inSource");
  CHECK(suppression["justification"] == "kept as printed");
  tool::Baseline baseline;
  baseline.replace(all, {});
  CHECK(baseline.size() == 1);
}

TEST_CASE("the baseline hides what it has and tells what is gone") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "polc_lint_output_test_baseline.json";
  tool::Baseline written;
  {
    Made made;
    made.add({contradiction(made), made.finding(4102, Severity::Warning, "fever", "always so")});
    std::vector<Linted> all;
    all.push_back(std::move(made.linted));
    written.replace(all, {});
  }
  std::ofstream(path) << written.json();
  const auto read = tool::Baseline::read(path.string());
  REQUIRE(read.ok());
  CHECK(read.value().json() == written.json());

  Made made;
  made.add({contradiction(made), made.finding(4103, Severity::Warning, "fever", "covered")});
  read.value().apply(made.linted, {});
  CHECK_FALSE(made.linted.entries[0].is_shown());
  CHECK(made.linted.entries[1].is_shown());
  CHECK(made.linted.gone == std::vector<std::string>{"POL4102 at `c.1`"});
  const std::string text = tool::lint_text(made.linted, {});
  CHECK(holds(text, "POL4102 at `c.1`"));
  CHECK(holds(text, "0 errors, 1 warning, 0 notes; 1 more in the baseline"));

  Made restricted;
  restricted.add({});
  read.value().apply(restricted.linted, {4103});
  CHECK(restricted.linted.gone.empty());  // what was not looked for is not gone

  for (const char* garbage : {"", "[]", "{\"findings\": 3}", "{\"baseline_format\": 1, \"findings\": [{}]}",
                              "{\"baseline_format\": 2, \"findings\": []}", "policy p \"P\" {"}) {
    std::ofstream(path) << garbage;
    CHECK_FALSE(tool::Baseline::read(path.string()).ok());
  }
  std::filesystem::remove(path);
  CHECK_FALSE(tool::Baseline::read(path.string()).ok());
}

TEST_CASE("a baseline written anew tells what changed, and leaves out what is not shown") {
  Made made;
  made.add({contradiction(made), made.finding(4102, Severity::Warning, "fever", "always so")});
  made.linted.entries[1].is_minor = true;
  std::vector<Linted> all;
  all.push_back(std::move(made.linted));
  tool::Baseline baseline;
  tool::BaselineChange change = baseline.replace(all, {});
  CHECK(change.added == 1);
  CHECK(change.left_out == 1);
  CHECK(baseline.size() == 1);

  all[0].entries[1].is_minor = false;
  change = baseline.replace(all, {});
  CHECK(change.added == 1);
  CHECK(baseline.size() == 2);
  all[0].entries[1].is_minor = true;
  change = baseline.replace(all, {4101});
  CHECK(change.others == 1);
  CHECK(baseline.size() == 2);  // known already, and not looked for
  change = baseline.replace(all, {});
  CHECK(change.left_out == 0);
  CHECK(baseline.size() == 2);  // known already, and still found
  all[0].entries.pop_back();
  change = baseline.replace(all, {});
  CHECK(change.gone == 1);
  CHECK(baseline.size() == 1);
}

TEST_CASE("what is taken out goes with the line that it fills") {
  const std::string allowance = "allow POL4101 at c.1 because \"x\"";
  Made made("policies/p.pol", kPolicy + ("\n" + allowance) + "\n\n// The end.\n");
  lint::Finding finding = made.finding(4002, Severity::Warning, allowance, "needless");
  finding.fixes = {{FixKind::Safe, finding.range, ""}};
  made.add({finding});
  std::vector<Linted> all;
  all.push_back(std::move(made.linted));
  const auto files = tool::rewrite(all);
  REQUIRE(files.size() == 1);
  CHECK(files.begin()->second.after == std::string(kPolicy) + "\n// The end.\n");
}

TEST_CASE("safe edits are made, others and those that overlap are not") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "polc_lint_output_test.pol";
  std::ofstream(path) << kPolicy;
  Made made(path.string());
  lint::Finding overlapping = made.finding(4105, Severity::Warning, "care < 6 weeks", "demanded above");
  overlapping.fixes = {{FixKind::Safe, made.range("care < 6 weeks and "), ""}};
  made.add({contradiction(made), overlapping});
  std::vector<Linted> all;
  all.push_back(std::move(made.linted));
  const auto files = tool::rewrite(all);
  REQUIRE(files.size() == 1);
  const tool::Rewritten& file = files.begin()->second;
  CHECK(file.changes.size() == 1);
  CHECK(holds(file.changes[0], "POL4101: took out `and care < 6 weeks`"));
  CHECK(holds(file.after, "1. \"Ill\" : fever and care >= 8 weeks\n"));
  CHECK(tool::write_rewritten(files));
  CHECK(cases::read_file(path.string(), 1U << 20U).value() == file.after);
  CHECK_FALSE(tool::write_rewritten(files));  // it changed meanwhile
  CHECK(tool::restore(files));
  CHECK(cases::read_file(path.string(), 1U << 20U).value() == kPolicy);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  CHECK_FALSE(tool::write_rewritten(files));
  CHECK(cases::read_file(path.string(), 1U << 20U).value() == kPolicy);
  std::filesystem::remove(path);
}

TEST_CASE("what is kept of a result comes back, and nothing of what is cut short") {
  Made made;
  lint::Finding finding = contradiction(made);
  finding.witness = made.witness(kPatient);
  finding.witness->truths = {{ir::ExprId{3}, ir::Truth::Unknown}};
  finding.number_line = lint::NumberLine{"Care", "weeks", {{"short", std::nullopt, 6.5, false, true, true}}};
  finding.time_line =
      lint::TimeLine{"After resection", {{"first", 0, 24, "every 6 months", false}, {"then", 24, {}, "", true}}};
  pipeline::LintResult result;
  result.findings = {finding, contradiction(made)};
  result.suppressed = {made.finding(4102, Severity::Warning, "fever", "always so")};
  const std::size_t facts = made.linted.policy().facts.size();
  const std::string bytes = tool::to_bytes(result, facts);
  const auto again = tool::from_bytes(bytes, facts);
  REQUIRE(again.has_value());
  CHECK(tool::to_bytes(*again, facts) == bytes);
  REQUIRE(again->findings.size() == 2);
  const lint::Finding& same = again->findings[0];
  CHECK(same.message == finding.message);
  CHECK(same.core[1].says == finding.core[1].says);
  CHECK(same.number_line->bands[0].high == 6.5);
  CHECK(same.time_line->spans[0].to_months == 24);
  CHECK(same.witness->truths == finding.witness->truths);
  for (std::uint32_t i = 0; i < facts; ++i) {
    CHECK(same_value(same.witness->patient[ir::FactId{i}], finding.witness->patient[ir::FactId{i}]));
  }
  CHECK(again->suppressed[0].severity == Severity::Warning);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    if (tool::from_bytes(bytes.substr(0, size), facts)) FAIL("cut at " << size);
  }
  CHECK_FALSE(tool::from_bytes(bytes + "x", facts));
  CHECK_FALSE(tool::from_bytes(std::string(64, '\xFF'), facts));
  CHECK_FALSE(tool::from_bytes(bytes, 3));  // of a policy with fewer facts
}

TEST_CASE("patients as case blocks, which hold") {
  Made made;
  lint::Finding complete = contradiction(made), partial = contradiction(made);
  complete.witness = made.witness(kPatient);
  partial.witness = made.witness(R"({"day": "2025-06-01", "course": "worsening", "devices": {"excludes": ["clip"]}})");
  const ir::Criterion* worse = nullptr;
  for (const ir::Criterion& criterion : made.linted.policy().criteria) {
    if (criterion.path == "c.2") worse = &criterion;
  }
  REQUIRE(worse != nullptr);
  partial.witness->truths = {{worse->truth, ir::Truth::Yes}};
  made.add({complete, partial});
  auto engine = pipeline::Engine::create(made.linted.policy(), {}, false);
  REQUIRE(engine.ok());
  const std::string text = tool::lint_cases(made.linted, engine.value());
  INFO(text);
  CHECK(holds(text, "case \"POL4101 c.1: is ill (2)\" {\n"));  // one of that name is in the policy
  CHECK(holds(text, "  course: \"or\"\n"));
  CHECK(holds(text, "  loss: 12.5 %\n"));
  CHECK(holds(text, "  devices: {clip}\n"));
  CHECK(holds(text, "  devices exclude: {clip}\n"));
  CHECK(holds(text, "  expect does_not_meet\n"));
  CHECK(holds(text, "  expect possible meets, not_applicable\n  expect c.2 is yes\n"));

  const Made again("policies/p.pol", kPolicy + text);
  const auto& cases = again.linted.policy().cases;
  REQUIRE(cases.size() == 3);
  for (std::uint32_t i = 0; i < complete.witness->patient.facts.size(); ++i) {
    const ir::FactId fact{i};
    CHECK(same_value(cases[1].patient[fact], complete.witness->patient[fact]));
    CHECK(same_value(cases[2].patient[fact], partial.witness->patient[fact]));
  }
}

}  // namespace pol::test
