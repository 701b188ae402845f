#include "compiler/cases/reader.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "compiler/cases/expectations.h"
#include "compiler/cases/value.h"
#include "compiler/cases/words.h"

namespace pol::cases {

namespace {

constexpr std::string_view kTitle = "title";
constexpr std::string_view kExpect = "expect";

void read_title(const Json& json, LoadedCase& out, Errors& errors) {
  if (json.kind == Json::Kind::String) {
    out.title = json.text;
  } else {
    errors.add(json.offset, kTitle, fmt::format("{} does not fit; write a text", seen(json)));
  }
}

}  // namespace

CaseReader::CaseReader(const ir::Policy& policy, Elsewhere elsewhere)
    : policy_(policy), elsewhere_(std::move(elsewhere)) {
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i)
    facts_.emplace(policy.facts[ir::FactId{i}].name, ir::FactId{i});
}

LoadedCase CaseReader::read(const Json& json, std::string title, Errors& errors) const {
  LoadedCase out;
  out.title = std::move(title);
  out.patient.facts.resize(policy_.facts.size());
  if (json.kind != Json::Kind::Object) {
    errors.add(json.offset, "",
                fmt::format("{} is no case; write an object such as {{\"back_pain\": true}}", seen(json)));
    return out;
  }
  for (const Field& field : json.fields) {
    const auto fact = facts_.find(field.key);
    const bool is_elsewhere = fact == facts_.end() && elsewhere_ && elsewhere_(field.key);
    if (field.repeated) {
      errors.add(field.offset, field.key,
                  "the key stands twice; to document a fact twice, write a list of {\"value\": …, \"source\": \"…\"}");
    } else if (field.key == kTitle) {
      read_title(field.value, out, errors);
    } else if (field.key == kExpect && !is_elsewhere) {
      out.expectations = read_expectations(policy_, field.value, errors);
    } else if (fact != facts_.end()) {
      out.patient[fact->second] = read_fact(policy_, fact->second, field.value, errors);
    } else if (!is_elsewhere) {
      report_unknown(field, errors);
    }
  }
  return out;
}

std::string CaseReader::facts_below(ir::ExprId condition) const {
  std::vector<std::string> names;
  for (const ir::FactId id : ir::facts_of(policy_, condition))
    names.push_back(fmt::format("`{}`", policy_.facts[id].name));
  return fmt::format("{}", fmt::join(names, ", "));
}

void CaseReader::report_unknown(const Field& field, Errors& errors) const {
  for (const ir::Define& define : policy_.defines) {
    if (define.name != field.key) continue;
    errors.add(
        field.offset, field.key,
        fmt::format("a definition is never documented; document what it rests on: {}", facts_below(define.condition)));
    return;
  }
  for (const ir::Criterion& criterion : policy_.criteria) {
    if (criterion.path != field.key) continue;
    errors.add(
        field.offset, field.key,
        fmt::format("a criterion is never documented; document what it rests on: {}", facts_below(criterion.truth)));
    return;
  }
  for (const ir::Record& record : policy_.records) {
    if (record.name != field.key) continue;
    std::vector<std::string> names;
    for (const ir::FactId id : {record.start, record.end, record.length, record.status, record.kinds, record.date,
                                record.result, record.done, record.birth, record.years, record.months}) {
      if (id.is_set()) names.push_back(fmt::format("`{}`", policy_.facts[id].name));
    }
    errors.add(field.offset, field.key,
                fmt::format("a record is documented by its facts: {}", fmt::join(names, ", ")));
    return;
  }
  std::vector<std::string> names{std::string(kTitle), std::string(kExpect)};
  for (const auto& [name, id] : facts_) names.push_back(name);
  errors.add(field.offset, field.key,
              fmt::format("no fact of the policy has this name{}", did_you_mean(field.key, names)));
}

}  // namespace pol::cases
