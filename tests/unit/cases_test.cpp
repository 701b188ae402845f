// Case JSON: what each way of documenting a fact means, and a message for each kind of bad input.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/ir/civil.h"

namespace {

using namespace pol;
using Kind = ir::FactState::Kind;

/// One fact of each kind, a definition, a record and a criterion.
class TestPolicy {
 public:
  TestPolicy() {
    fever = add("fever", ir::FactKind::Finding);
    course = add("course", ir::FactKind::Choice);
    policy.facts[course].type.values = values({"new", "active", "worsening"}, false);
    combination = add("requested_combination", ir::FactKind::Choice);
    policy.facts[combination].type.values = values({"metastases", "ct_mri_lumbar"}, false);
    policy.facts[combination].type.or_none = true;
    code = add("procedure_code", ir::FactKind::Choice);
    policy.facts[code].type.values = values({"72148", "72149", ""}, true);
    devices = add("implanted_devices", ir::FactKind::Set);
    policy.facts[devices].type.values = values({"aneurysm_clip", "cochlear_implant", "pacemaker"}, false);
    policy.facts[devices].type.or_none = true;
    companions = add("companion_codes", ir::FactKind::Set);
    policy.facts[companions].type.values = values({"72148", "72149", ""}, true);
    xray = add("xray_date", ir::FactKind::Date);
    policy.facts[xray].type.or_none = true;
    score = number("glasgow_coma_scale", ir::Dimension::Score, 1, "", 3, 15);
    care_days = number("care_days", ir::Dimension::Days, 1, "days", 0, 5000);
    size_cm = number("size_cm", ir::Dimension::Length, 10, "cm", 0, 1000);
    years = number("age_years", ir::Dimension::AgeYears, 1, "years", 0, 120);
    grid = number("rating", ir::Dimension::Plain, 1, "", 0, 100);
    policy.facts[grid].needs_grid = true;

    const ir::ExprId condition = policy.add(ir::Finding{fever}, {});
    policy.defines.add({"ill", "Ill", condition, {}});
    ir::Criterion criterion;
    criterion.path = criterion.label = "guideline";
    criterion.body = criterion.truth = condition;
    policy.criteria.add(criterion);
    ir::Record record;
    record.kind = ir::Record::Kind::Study;
    record.name = "spine_xray";
    record.date = xray;
    policy.records.push_back(record);
  }

  ir::Policy policy;
  ir::FactId fever, course, combination, code, devices, companions, xray, score, care_days, size_cm, years, grid;

 private:
  ir::FactId add(std::string name, ir::FactKind kind) {
    ir::Fact fact;
    fact.name = std::move(name);
    fact.type.kind = kind;
    return policy.facts.add(fact);
  }
  ir::FactId number(std::string name, ir::Dimension dimension, std::int64_t factor, std::string_view unit,
                    std::int64_t low, std::int64_t high) {
    const ir::FactId id = add(std::move(name), ir::FactKind::Number);
    ir::Type& type = policy.facts[id].type;
    type.dimension = dimension;
    type.factor = factor;
    type.unit = unit;
    const int decimals = ir::row_of(dimension).decimals;
    type.low = *ir::parse_quantity(std::to_string(low), 1, decimals);
    type.high = *ir::parse_quantity(std::to_string(high), 1, decimals);
    return id;
  }
  ir::ValueSetId values(const std::vector<std::string>& names, bool open) {
    ir::ValueSet set;
    set.open = open;
    for (const std::string& name : names) {
      ir::Value value;
      value.name = name;
      value.covers.insert(set.values.size());
      set.values.push_back(value);
    }
    return policy.value_sets.add(set);
  }
};

const TestPolicy& p() {
  static const TestPolicy instance;
  return instance;
}

cases::LoadedCases load(const std::string& json) { return cases::load_cases(p().policy, json, "case.json"); }

/// The state of one fact in a case that must load.
ir::FactState state(const std::string& json, ir::FactId fact) {
  const cases::LoadedCases loaded = load(json);
  CAPTURE(json, loaded.errors);
  REQUIRE(loaded.errors.empty());
  REQUIRE(loaded.cases.size() == 1);
  return loaded.cases[0].patient[fact];
}

/// The one error of a case that must not load.
std::string error(const std::string& json) {
  const cases::LoadedCases loaded = load(json);
  CAPTURE(json, loaded.errors);
  REQUIRE(loaded.errors.size() == 1);
  INFO(loaded.errors[0]);
  return loaded.errors[0];
}

ir::Day day(std::string_view text) {
  ir::DateError why = ir::DateError::None;
  return ir::parse_date(text, why)->low;
}

}  // namespace

TEST_CASE("a finding is true or false, asked, or not documented") {
  CHECK(state(R"({"fever": true})", p().fever).low == 1);
  CHECK(state(R"({"fever": false})", p().fever).low == 0);
  CHECK(state(R"({"fever": false})", p().fever).kind == Kind::Value);
  CHECK(state(R"({"fever": null})", p().fever).asked);
  CHECK(state(R"({"fever": null})", p().fever).kind == Kind::Undocumented);
  CHECK_FALSE(state("{}", p().fever).asked);
  CHECK(state("\xEF\xBB\xBF{}", p().fever).kind == Kind::Undocumented);
}

TEST_CASE("a choice takes one of its values, or none where declared") {
  CHECK(state(R"({"course": "active"})", p().course).low == 1);
  CHECK(state(R"({"requested_combination": "none"})", p().combination).kind == Kind::None);
  CHECK(state(R"({"requested_combination": false})", p().combination).kind == Kind::None);
  CHECK(error(R"({"course": "none"})") ==
        "case.json:1: course: `none` is no value of it; write one of \"new\", \"active\", \"worsening\"");
  CHECK(error(R"({"course": "wrsening"})") ==
        "case.json:1: course: `wrsening` is no value of it; did you mean `worsening`?; "
        "write one of \"new\", \"active\", \"worsening\"");
}

TEST_CASE("a code that the policy does not name is the last value") {
  CHECK(state(R"({"procedure_code": "72149"})", p().code).low == 1);
  CHECK(state(R"({"procedure_code": "99999"})", p().code).low == 2);
  CHECK(error(R"({"procedure_code": 72148})") ==
        "case.json:1: procedure_code: the number `72148` does not fit; write a code in quotes, such as \"72148\"");
}

TEST_CASE("numbers are read from their digits, in the fact's unit or the one written") {
  CHECK(state(R"({"care_days": 42})", p().care_days).low == 84);
  CHECK(state(R"({"care_days": "6 weeks"})", p().care_days).low == 84);
  CHECK(state(R"({"care_days": {"value": 6, "unit": "weeks"}})", p().care_days).low == 84);
  CHECK(state(R"({"care_days": 4.2e1})", p().care_days).low == 84);
  CHECK(state(R"({"care_days": 4200E-2})", p().care_days).low == 84);
  CHECK(state(R"({"size_cm": 0.1})", p().size_cm).low == 2'000'000);
  CHECK(state(R"({"size_cm": "1mm"})", p().size_cm).low == 2'000'000);
  CHECK(state(R"({"size_cm": 0.1000000001})", p().size_cm).low == 2'000'001);
  CHECK(state(R"({"age_years": "5 years"})", p().years).low == 10);
}

TEST_CASE("a number that does not fit says what would") {
  CHECK(error(R"({"glasgow_coma_scale": 16})") ==
        "case.json:1: glasgow_coma_scale: `16` is out of range; 3 to 15 fits");
  CHECK(error(R"({"glasgow_coma_scale": 1e400})") ==
        "case.json:1: glasgow_coma_scale: `1e400` is out of range; 3 to 15 fits");
  CHECK(error(R"({"glasgow_coma_scale": 3.5})") ==
        "case.json:1: glasgow_coma_scale: `3.5` is no whole number; a score is one");
  CHECK(error(R"({"care_days": "2 months"})") ==
        "case.json:1: care_days: `months` does not fit a length of time in days; write it in days "
        "(days and weeks count days, months and years are calendar units; they do not convert)");
  CHECK(error(R"({"care_days": "2 wks"})") == "case.json:1: care_days: `wks` is no unit; write it in days");
  CHECK(error(R"({"care_days": "42"})") ==
        "case.json:1: care_days: the text `42` has no unit; write the number without quotes, or \"42 days\"");
  CHECK(error(R"({"age_years": "5 months"})") ==
        "case.json:1: age_years: `months` does not fit an age in years; write it in years");
  CHECK(
      error(R"({"rating": 0.00000001})") ==
      "case.json:1: rating: `0.00000001` is finer than the policy can compare; round it to 6 decimals of a base unit");
  CHECK(error(R"({"care_days": true})") ==
        "case.json:1: care_days: true does not fit; write a number of days (length of time in days)");
}

TEST_CASE("dates are days or months that exist") {
  CHECK(state(R"({"xray_date": "2025-06-01"})", p().xray).low == day("2025-06-01"));
  CHECK(state(R"({"xray_date": "2025-02"})", p().xray).high == day("2025-02-28"));
  CHECK(state(R"({"xray_date": "none"})", p().xray).kind == Kind::None);
  CHECK(error(R"({"xray_date": "2025-02-30"})") == "case.json:1: xray_date: `2025-02-30` is no day of the calendar");
  CHECK(error(R"({"xray_date": "1850-01-01"})") ==
        "case.json:1: xray_date: `1850-01-01` is out of range; 1900-01-01 to 2200-12-31 fits");
  CHECK(
      error(R"({"xray_date": "06/01/2025"})") ==
      "case.json:1: xray_date: the text `06/01/2025` does not fit; write a date such as \"2025-06-01\" or \"2025-06\", "
      "or \"none\"");
}

TEST_CASE("a list is a complete set, includes and excludes a partial one") {
  const ir::FactState whole = state(R"({"implanted_devices": ["pacemaker", "pacemaker"]})", p().devices);
  CHECK(whole.in.list() == std::vector<std::size_t>{2});
  CHECK(whole.out.list() == std::vector<std::size_t>{0, 1});
  CHECK(state(R"({"implanted_devices": []})", p().devices).kind == Kind::Value);
  CHECK(state(R"({"implanted_devices": "none"})", p().devices).kind == Kind::None);
  const ir::FactState part =
      state(R"({"implanted_devices": {"includes": ["pacemaker"], "excludes": ["aneurysm_clip"]}})", p().devices);
  CHECK(part.in.list() == std::vector<std::size_t>{2});
  CHECK(part.out.list() == std::vector<std::size_t>{0});
  CHECK(error(R"({"implanted_devices": ["pacemakr"]})").find("did you mean `pacemaker`?") != std::string::npos);
  CHECK(error(R"({"implanted_devices": {"includes": ["pacemaker"], "excludes": ["pacemaker"]}})") ==
        "case.json:1: implanted_devices: `pacemaker` is both included and excluded");
}

TEST_CASE("an unnamed code stands for all unnamed codes only when it is in") {
  CHECK(state(R"({"companion_codes": ["72148", "11111"]})", p().companions).in.list() ==
        std::vector<std::size_t>{0, 2});
  CHECK(state(R"({"companion_codes": ["72148"]})", p().companions).out.list() == std::vector<std::size_t>{1, 2});
  const ir::FactState part = state(R"({"companion_codes": {"excludes": ["11111", "72148"]}})", p().companions);
  CHECK(part.out.list() == std::vector<std::size_t>{0});
}

TEST_CASE("documentations that agree share their sources, those that differ conflict") {
  const ir::FactState same = state(
      R"({"fever": [{"value": true, "source": "ED"}, {"value": true, "source": "GP"}, {"value": null}]})", p().fever);
  CHECK(same.kind == Kind::Value);
  CHECK(same.sources == std::vector<std::string>{"ED", "GP"});
  const ir::FactState clash =
      state(R"({"fever": [{"value": true, "source": "ED"}, {"value": false, "source": "GP"}]})", p().fever);
  CHECK(clash.kind == Kind::Undocumented);
  CHECK(clash.conflict);
  CHECK(clash.sources == std::vector<std::string>{"ED", "GP"});
  CHECK(state(R"({"procedure_code": [{"value": "1"}, {"value": "2"}]})", p().code).conflict);
  CHECK(state(R"({"xray_date": [{"value": "2025-06"}, {"value": "2025-06-03"}]})", p().xray).high == day("2025-06-03"));
  CHECK(state(R"({"xray_date": [{"value": "2025-06"}, {"value": "2025-07-03"}]})", p().xray).conflict);
  CHECK(state(R"({"xray_date": [{"value": "none"}, {"value": "2025-07-03"}]})", p().xray).conflict);
  CHECK(state(R"({"care_days": [{"value": 42}, {"value": "6 weeks"}]})", p().care_days).low == 84);
}

TEST_CASE("sets conflict only in the members that differ") {
  const ir::FactState state_of = state(
      R"({"implanted_devices": [{"value": ["pacemaker"]}, {"value": ["pacemaker", "aneurysm_clip"]}]})", p().devices);
  CHECK(state_of.kind == Kind::Value);
  CHECK(state_of.conflict);
  CHECK(state_of.in.list() == std::vector<std::size_t>{2});
  CHECK(state_of.out.list() == std::vector<std::size_t>{1});
}

TEST_CASE("names that may not be documented") {
  CHECK(error(R"({"fevr": true})") == "case.json:1: fevr: no fact of the policy has this name; did you mean `fever`?");
  CHECK(error(R"({"ill": true})") ==
        "case.json:1: ill: a definition is never documented; document what it rests on: `fever`");
  CHECK(error(R"({"guideline": true})") ==
        "case.json:1: guideline: a criterion is never documented; document what it rests on: `fever`");
  CHECK(error(R"({"spine_xray": "2025-01-01"})") ==
        "case.json:1: spine_xray: a record is documented by its facts: `xray_date`");
  CHECK(error("{\"fever\": true,\n \"fever\": false}").substr(0, 42) == "case.json:2: fever: the key stands twice; ");
}

TEST_CASE("types and provenance that do not fit") {
  CHECK(error(R"({"fever": "yes"})") == "case.json:1: fever: the text `yes` does not fit; write true or false");
  CHECK(error(R"({"fever": 1})") == "case.json:1: fever: the number `1` does not fit; write true or false");
  CHECK(error(R"({"fever": {"value": true, "sorce": "x"}})").find("`sorce` does not fit here") != std::string::npos);
  CHECK(error(R"({"fever": {"value": true, "source": 3}})") ==
        "case.json:1: fever: the number `3` is no source; write a text");
  CHECK(error(R"({"fever": {"source": "x"}})") == "case.json:1: fever: an object without `value`; write true or false");
  CHECK(error(R"({"fever": {"value": true, "value": false}})") == "case.json:1: fever: the key `value` stands twice");
}

TEST_CASE("text that is no JSON") {
  CHECK(error("").find("case.json:1: the file is empty") == 0);
  CHECK(error(" \n ").find("the file is empty") != std::string::npos);
  CHECK(error("{\"fever\": true,\n \"course\": ").find("case.json:2: the text ends before") == 0);
  CHECK(error("{\"fever\": true,\n \"course\": \"act").find("case.json:2: the text ends inside a string") == 0);
  CHECK(error("{\n\"fever\": \"\xFF\"}").find("case.json:2: byte 13 is not UTF-8") == 0);
  CHECK(error("{} {}").find("case.json:1: text after the end") == 0);
  CHECK(error("{} x").find("case.json:1: text after the end") == 0);
  CHECK(error("[{}] 1").find("case.json:1: text after the end") == 0);
  CHECK(error("{\"fever\" true}").find("case.json:1: ") == 0);
  CHECK(error("{\"fever\": true").find("the text ends after `true`, before the JSON does") != std::string::npos);
  CHECK(error("{\"fever\": tru}").find("`tru` is no JSON value") != std::string::npos);
  CHECK(error("{\"care_days\": 012}").find("`012` is no JSON value") != std::string::npos);
  CHECK(error("{\"care_days\": 1 2}").find("case.json:1: ") == 0);
  CHECK(error("{\"fever\": \"\\x\"}").find("escape") != std::string::npos);
  CHECK(error("{'fever': true}").find("case.json:1: ") == 0);
  CHECK(error("5").find("a case is an object") != std::string::npos);
  CHECK(error("[]").find("the list holds no case") != std::string::npos);
  CHECK(error("[{}, 3]") == "case.json:1: the number `3` is no case; write an object such as {\"back_pain\": true}");
  CHECK(error("{\"fever\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}").find("nested too deeply") !=
        std::string::npos);
  CHECK(error(std::string(100'000, '[')).find("case.json:1: ") == 0);
}

TEST_CASE("a file that is too large is refused before it is read") {
  const std::string large(cases::kMaxCaseBytes + 1, ' ');
  CHECK(error(large).find("a case file has at most 64 MB") != std::string::npos);
}

TEST_CASE("all mistakes of a file come at once, and those before a break too") {
  const cases::LoadedCases loaded = load("{\n\"fevr\": true,\n\"course\": \"x\",\n\"care_days\": -1,\n\"fever\" }");
  CAPTURE(loaded.errors);
  REQUIRE(loaded.errors.size() == 4);
  CHECK(loaded.errors[0].find("case.json:2: fevr") == 0);
  CHECK(loaded.errors[1].find("case.json:3: course") == 0);
  CHECK(loaded.errors[2].find("case.json:4: care_days") == 0);
  CHECK(loaded.errors[3].find("case.json:5: ") == 0);
}

TEST_CASE("control characters of a case never reach the message") {
  const std::string text = error("{\"fe\\u001b[31mver\": true}");
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("fe?[31mver") != std::string::npos);
}

TEST_CASE("titles and expectations") {
  const cases::LoadedCases loaded = load(R"([{"title": "one", "expect": {"outcome": "meets", "met_by": ["guideline"],
      "possible": ["meets", "refer"], "guideline": "yes", "ill": "unknown"}}, {}])");
  CAPTURE(loaded.errors);
  REQUIRE(loaded.errors.empty());
  REQUIRE(loaded.cases.size() == 2);
  CHECK(loaded.cases[0].title == "one");
  CHECK(loaded.cases[1].title == "case.json #2");
  REQUIRE(loaded.cases[0].expectations.size() == 4);
  CHECK(loaded.cases[0].expectations[0].met_by == std::vector<std::string>{"guideline"});
  CHECK(loaded.cases[0].expectations[1].outcomes ==
        (ir::outcome_bit(ir::Outcome::Meets) | ir::outcome_bit(ir::Outcome::Refer)));
  CHECK(loaded.cases[0].expectations[2].truth == ir::Truth::Yes);
  CHECK(error(R"({"expect": {"outcome": "mets"}})").find("did you mean `meets`?") != std::string::npos);
  CHECK(error(R"({"expect": {"guidline": "yes"}})").find("did you mean `guideline`?") != std::string::npos);
  CHECK(error(R"({"expect": {"guideline": "maybe"}})").find("write \"yes\", \"no\" or \"unknown\"") !=
        std::string::npos);
}
