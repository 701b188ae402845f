#include "compiler/cases/load.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

#include "compiler/cases/errors.h"
#include "compiler/cases/expectations.h"
#include "compiler/cases/json.h"
#include "compiler/cases/value.h"
#include "compiler/cases/words.h"
#include "compiler/support/printable.h"

namespace pol::cases {

namespace {

constexpr std::string_view kTitle = "title";
constexpr std::string_view kExpect = "expect";

class CaseLoader {
 public:
  CaseLoader(const ir::Policy& policy, Errors& errors) : policy_(policy), errors_(errors) {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i)
      facts_.emplace(policy.facts[ir::FactId{i}].name, ir::FactId{i});
  }

  LoadedCase load(const Json& json, std::string title);

 private:
  void load_title(const Json& json, LoadedCase& out);
  void report_unknown(const Field& field);
  std::string facts_below(ir::ExprId condition) const;

  const ir::Policy& policy_;
  Errors& errors_;
  std::map<std::string, ir::FactId, std::less<>> facts_;
};

LoadedCase CaseLoader::load(const Json& json, std::string title) {
  LoadedCase out;
  out.title = std::move(title);
  out.patient.facts.resize(policy_.facts.size());
  if (json.kind != Json::Kind::Object) {
    errors_.add(json.offset, "",
                fmt::format("{} is no case; write an object such as {{\"back_pain\": true}}", seen(json)));
    return out;
  }
  for (const Field& field : json.fields) {
    const auto fact = facts_.find(field.key);
    if (field.repeated) {
      errors_.add(field.offset, field.key,
                  "the key stands twice; to document a fact twice, write a list of {\"value\": …, \"source\": \"…\"}");
    } else if (field.key == kTitle) {
      load_title(field.value, out);
    } else if (field.key == kExpect) {
      out.expectations = read_expectations(policy_, field.value, errors_);
    } else if (fact != facts_.end()) {
      out.patient[fact->second] = read_fact(policy_, fact->second, field.value, errors_);
    } else {
      report_unknown(field);
    }
  }
  return out;
}

void CaseLoader::load_title(const Json& json, LoadedCase& out) {
  if (json.kind == Json::Kind::String) {
    out.title = json.text;
  } else {
    errors_.add(json.offset, kTitle, fmt::format("{} does not fit; write a text", seen(json)));
  }
}

std::string CaseLoader::facts_below(ir::ExprId condition) const {
  std::vector<std::string> names;
  for (const ir::FactId id : ir::facts_of(policy_, condition))
    names.push_back(fmt::format("`{}`", policy_.facts[id].name));
  return fmt::format("{}", fmt::join(names, ", "));
}

void CaseLoader::report_unknown(const Field& field) {
  for (const ir::Define& define : policy_.defines) {
    if (define.name != field.key) continue;
    errors_.add(
        field.offset, field.key,
        fmt::format("a definition is never documented; document what it rests on: {}", facts_below(define.condition)));
    return;
  }
  for (const ir::Criterion& criterion : policy_.criteria) {
    if (criterion.path != field.key) continue;
    errors_.add(
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
    errors_.add(field.offset, field.key,
                fmt::format("a record is documented by its facts: {}", fmt::join(names, ", ")));
    return;
  }
  std::vector<std::string> names{std::string(kTitle), std::string(kExpect)};
  for (const auto& [name, id] : facts_) names.push_back(name);
  errors_.add(field.offset, field.key,
              fmt::format("no fact of the policy has this name{}", did_you_mean(field.key, names)));
}

}  // namespace

LoadedCases load_cases(const ir::Policy& policy, std::string_view json, const std::string& file_name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (json.substr(0, kByteOrderMark.size()) == kByteOrderMark) json.remove_prefix(kByteOrderMark.size());

  LoadedCases loaded;
  Errors errors(file_name, json);
  if (json.size() > kMaxCaseBytes) {
    errors.add_to_file(fmt::format("{} bytes; a case file has at most {} MB", json.size(), kMaxCaseBytes >> 20U));
    loaded.errors = errors.take();
    return loaded;
  }
  CaseLoader loader(policy, errors);
  const auto syntax_error = read_json(json, [&](const Json& one, bool in_array) {
    std::string title = in_array ? fmt::format("{} #{}", file_name, loaded.cases.size() + 1) : file_name;
    loaded.cases.push_back(loader.load(one, std::move(title)));
  });
  if (syntax_error) errors.add(syntax_error->offset, "", syntax_error->message);
  if (!syntax_error && loaded.cases.empty()) errors.add(0, "", "the list holds no case");
  loaded.errors = errors.take();
  return loaded;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  const std::string shown = printable(path);
  if (!file) return failure(fmt::format("{}: cannot be read: {}", shown, std::strerror(errno)));
  std::string text;
  std::string block(std::size_t{1} << 16U, '\0');
  while (true) {
    const std::size_t n = std::fread(block.data(), 1, block.size(), file.get());
    if (n == 0) break;
    text.append(block, 0, n);
    if (text.size() > limit) return failure(fmt::format("{}: larger than {} MB", shown, limit >> 20U));
  }
  if (std::ferror(file.get()) != 0) return failure(fmt::format("{}: cannot be read: {}", shown, std::strerror(errno)));
  return text;
}

}  // namespace pol::cases
