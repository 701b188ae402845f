#include "compiler/cases/expectations.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/cases/words.h"

namespace pol::cases {

namespace {

constexpr std::string_view kKey = "expect";

std::vector<std::string> outcome_names() {
  std::vector<std::string> names;
  for (int i = 0; i < ir::kOutcomes; ++i) names.emplace_back(to_text(static_cast<ir::Outcome>(i)));
  return names;
}

/// Paths of criteria and names of definitions.
std::vector<std::string> path_names(const ir::Policy& policy) {
  std::vector<std::string> names;
  for (const ir::Criterion& criterion : policy.criteria) names.push_back(criterion.path);
  for (const ir::Define& define : policy.defines) names.push_back(define.name);
  return names;
}

std::optional<ir::ExprId> condition_named(const ir::Policy& policy, std::string_view path) {
  for (const ir::Criterion& criterion : policy.criteria) {
    if (criterion.path == path) return criterion.truth;
  }
  for (const ir::Define& define : policy.defines) {
    if (define.name == path) return define.condition;
  }
  return std::nullopt;
}

class ExpectationReader {
 public:
  ExpectationReader(const ir::Policy& policy, Errors& errors) : policy_(policy), errors_(errors) {}

  std::vector<ir::Expectation> read(const Json& json);

 private:
  std::optional<ir::Outcome> outcome(const Json& json);
  ir::OutcomeSet outcomes(const Json& json);
  std::vector<std::string> paths(const Json& json);
  std::vector<ir::FactId> facts(const Json& json);
  std::vector<std::vector<std::string>> routes(const Json& json);
  void truth(const Field& field);
  void fail(const Json& at, std::string_view message) { errors_.add(at.offset, kKey, message); }

  const ir::Policy& policy_;
  Errors& errors_;
  std::vector<ir::Expectation> out_;
};

std::optional<ir::Outcome> ExpectationReader::outcome(const Json& json) {
  const auto named = json.kind == Json::Kind::String ? ir::outcome_named(json.text) : std::nullopt;
  if (!named) {
    const std::vector<std::string> names = outcome_names();
    fail(json, fmt::format("{} is no outcome{}; write one of {}", seen(json), did_you_mean(json.text, names),
                           fmt::join(names, ", ")));
  }
  return named;
}

ir::OutcomeSet ExpectationReader::outcomes(const Json& json) {
  ir::OutcomeSet set = 0;
  if (json.kind != Json::Kind::Array) {
    fail(json, fmt::format("{} does not fit `possible`; write a list of outcomes", seen(json)));
    return set;
  }
  for (const Json& item : json.items) {
    if (const auto one = outcome(item)) set |= ir::outcome_bit(*one);
  }
  return set;
}

std::vector<std::string> ExpectationReader::paths(const Json& json) {
  std::vector<std::string> out;
  const auto add = [&](const Json& item) {
    if (item.kind != Json::Kind::String) {
      fail(item, fmt::format("{} does not fit `met_by`; write a path such as \"guideline.2.a\"", seen(item)));
    } else if (!condition_named(policy_, item.text)) {
      fail(item, fmt::format("{} is no criterion{}", quoted(item.text), did_you_mean(item.text, path_names(policy_))));
    } else {
      out.push_back(item.text);
    }
  };
  if (json.kind == Json::Kind::Array) {
    for (const Json& item : json.items) add(item);
  } else {
    add(json);
  }
  return out;
}

std::vector<ir::FactId> ExpectationReader::facts(const Json& json) {
  std::vector<ir::FactId> out;
  if (json.kind != Json::Kind::Array) fail(json, fmt::format("{} does not fit `enough`; write a list of facts", seen(json)));
  std::vector<std::string> names;
  for (const ir::Fact& fact : policy_.facts) names.push_back(fact.name);
  for (const Json& item : json.items) {
    const auto at = std::find(names.begin(), names.end(), item.text);
    if (item.kind != Json::Kind::String || at == names.end()) {
      fail(item, fmt::format("{} is no fact{}", seen(item), did_you_mean(item.text, names)));
    } else {
      out.push_back(ir::FactId{static_cast<std::uint32_t>(at - names.begin())});
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::vector<std::string>> ExpectationReader::routes(const Json& json) {
  std::vector<std::vector<std::string>> out;
  if (json.kind != Json::Kind::Array) {
    fail(json, fmt::format("{} does not fit `routes`; write a list of lists such as [\"fever: yes\"]", seen(json)));
  }
  for (const Json& route : json.items) {
    std::vector<std::string>& documents = out.emplace_back();
    if (route.kind != Json::Kind::Array) {
      fail(route, fmt::format("{} is no route; write a list such as [\"fever: yes\"]", seen(route)));
    }
    for (const Json& item : route.items) {
      if (item.kind != Json::Kind::String) {
        fail(item, fmt::format("{} does not fit; write a fact and its value, such as \"fever: yes\"", seen(item)));
      }
      documents.push_back(item.text);
    }
  }
  return out;
}

void ExpectationReader::truth(const Field& field) {
  const auto condition = condition_named(policy_, field.key);
  if (!condition) {
    errors_.add(field.offset, kKey,
                fmt::format("{} is no criterion{}; write `outcome`, `met_by`, `possible`, `enough`, `routes` or the path of a criterion",
                            quoted(field.key), did_you_mean(field.key, path_names(policy_))));
    return;
  }
  ir::Expectation expectation;
  expectation.kind = ir::Expectation::Kind::Truth;
  expectation.path = field.key;
  expectation.expr = *condition;
  const Json& value = field.value;
  if (value.kind == Json::Kind::Bool) {
    expectation.truth = value.truth ? ir::Truth::Yes : ir::Truth::No;
  } else if (value.kind == Json::Kind::String && value.text == "yes") {
    expectation.truth = ir::Truth::Yes;
  } else if (value.kind == Json::Kind::String && value.text == "no") {
    expectation.truth = ir::Truth::No;
  } else if (value.kind == Json::Kind::String && value.text == "unknown") {
    expectation.truth = ir::Truth::Unknown;
  } else {
    fail(value, fmt::format("{} is no truth; write \"yes\", \"no\" or \"unknown\"", seen(value)));
    return;
  }
  out_.push_back(std::move(expectation));
}

std::vector<ir::Expectation> ExpectationReader::read(const Json& json) {
  if (json.kind != Json::Kind::Object) {
    fail(json, fmt::format("{} does not fit; write an object such as {{\"outcome\": \"meets\"}}", seen(json)));
    return {};
  }
  for (const Field& field : json.fields) {
    if (field.repeated) {
      errors_.add(field.offset, kKey, fmt::format("the key {} stands twice", quoted(field.key)));
    } else if (field.key == "outcome") {
      ir::Expectation expectation;
      if (const auto one = outcome(field.value)) expectation.outcomes = ir::outcome_bit(*one);
      if (const Field* met_by = json.find("met_by")) expectation.met_by = paths(met_by->value);
      out_.push_back(std::move(expectation));
    } else if (field.key == "met_by") {
      if (json.find("outcome") == nullptr) fail(field.value, "`met_by` stands without `outcome`; write both");
    } else if (field.key == "possible") {
      ir::Expectation expectation;
      expectation.kind = ir::Expectation::Kind::Possible;
      expectation.outcomes = outcomes(field.value);
      out_.push_back(std::move(expectation));
    } else if (field.key == "enough") {
      ir::Expectation expectation;
      expectation.kind = ir::Expectation::Kind::Enough;
      expectation.facts = facts(field.value);
      out_.push_back(std::move(expectation));
    } else if (field.key == "routes") {
      ir::Expectation expectation;
      expectation.kind = ir::Expectation::Kind::Routes;
      expectation.routes = routes(field.value);
      out_.push_back(std::move(expectation));
    } else {
      truth(field);
    }
  }
  return std::move(out_);
}

}  // namespace

std::vector<ir::Expectation> read_expectations(const ir::Policy& policy, const Json& json, Errors& errors) {
  return ExpectationReader(policy, errors).read(json);
}

}  // namespace pol::cases
