#include "tools/polc/run_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/diag/sink.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

namespace {

using Json = cases::Json;
using Means = ingest::CsvColumn::Means;

/// Reads `--map` and the names of a header.
class Binder {
 public:
  Binder(const ir::Policy& policy, const std::string& file, const CsvOptions& options)
      : policy_(policy), file_(file), options_(options) {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) facts_.emplace(policy.facts[ir::FactId{i}].name, i);
  }

  bool bind(const std::vector<std::string>& names, std::vector<ingest::CsvColumn>& columns) {
    read_maps(names);
    std::map<std::string, std::string> column_of;  // by fact
    for (const std::string& name : names) {
      const auto map = maps_.find(name);
      const std::string& meant = map == maps_.end() ? name : map->second;
      columns.push_back(column(name, meant, map != maps_.end()));
      if (columns.back().means == Means::Nothing) continue;
      const auto [other, is_new] = column_of.emplace(meant, name);
      if (!is_new) refuse(fmt::format("the columns `{}` and `{}` both document `{}`", other->second, name, meant));
    }
    const std::string& reference = policy_.facts[policy_.reference].name;
    if (column_of.count(reference) == 0) {
      refuse(fmt::format("no column documents `{}`, the reference date; --map COLUMN={} says which one does", reference,
                         reference));
    }
    return is_good_;
  }

 private:
  void refuse(const std::string& words) {
    complain(fmt::format("{}:1: {}", file_, words));
    is_good_ = false;
  }

  void read_maps(const std::vector<std::string>& names) {
    for (const std::string& map : options_.maps) {
      const std::size_t equals = map.rfind('=');
      if (equals == std::string::npos || equals == 0) {
        complain(fmt::format("--map {}: write COLUMN=FACT, or COLUMN= to pass the column over", map));
        is_good_ = false;
        continue;
      }
      const std::string column = map.substr(0, equals);
      if (std::find(names.begin(), names.end(), column) == names.end()) {
        const std::string near = nearest(column, names);
        refuse(fmt::format("--map {}: there is no column `{}`{}", map, column,
                           near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
      }
      maps_[column] = map.substr(equals + 1);
    }
  }

  ingest::CsvColumn column(const std::string& name, const std::string& meant, bool is_mapped) {
    if (is_mapped && meant.empty()) return {};
    if (const auto fact = facts_.find(meant); fact != facts_.end()) return {Means::Fact, fact->second};
    if (meant == "id") return {Means::Id, 0};
    // As in a case; nothing depends on it.
    if (meant == "title" || (options_.may_have_others && !is_mapped)) return {};
    std::vector<std::string> known{"id"};
    for (const auto& [fact, index] : facts_) known.push_back(fact);
    const std::string near = nearest(meant, known);
    const std::string hint = near.empty() ? "" : fmt::format("; did you mean `{}`?", near);
    refuse(is_mapped ? fmt::format("--map {}={}: no fact of the policy has this name{}", name, meant, hint)
                     : fmt::format("no fact of the policy has the name of column `{}`{}; --map {}= passes it over, "
                                   "--other-columns all such columns",
                                   name, hint, name));
    return {};
  }

  const ir::Policy& policy_;
  const std::string& file_;
  const CsvOptions& options_;
  std::map<std::string, std::uint32_t> facts_;
  std::map<std::string, std::string> maps_;
  bool is_good_ = true;
};

Json text_json(std::string text) {
  Json json;
  json.kind = Json::Kind::String;
  json.text = std::move(text);
  return json;
}

bool looks_like_a_number(const std::string& cell) {
  return cell.find_first_not_of("-+.eE0123456789") == std::string::npos &&
         cell.find_first_of("0123456789") != std::string::npos;
}

}  // namespace

std::optional<CsvHeader> CsvHeader::read(const ir::Policy& policy, const std::string& line, const std::string& file,
                                         const CsvOptions& options) {
  CsvHeader header;
  header.policy_ = &policy;
  header.line_ = line;
  header.delimiter_ = options.delimiter;
  std::string error;
  const auto names = ingest::split_record(line, options.delimiter, error);
  if (!names) {
    complain(fmt::format("{}:1: {}", file, error));
    return std::nullopt;
  }
  if (!Binder(policy, file, options).bind(*names, header.columns_)) return std::nullopt;
  return header;
}

Json CsvHeader::value_of(std::uint32_t fact, const std::string& cell) const {
  const ir::Type& type = policy_->facts[ir::FactId{fact}].type;
  Json json;
  const auto is_value = [&] {
    const auto& values = policy_->value_sets[type.values].values;
    return std::any_of(values.begin(), values.end(), [&](const ir::Value& value) { return value.name == cell; });
  };
  const bool has_values = type.kind == ir::FactKind::Choice || type.kind == ir::FactKind::Set;
  if (cell == "null" && !(has_values && is_value())) return json;
  const bool is_no = type.kind != ir::FactKind::Finding && ingest::is_no(cell) && !(has_values && is_value());
  if (type.or_none && (cell == "none" || is_no)) return text_json("none");
  switch (type.kind) {
    case ir::FactKind::Finding:
      if (const auto finding = ingest::finding_of(cell)) {
        json.kind = Json::Kind::Bool;
        json.truth = *finding;
        return json;
      }
      return text_json(cell);
    case ir::FactKind::Number:
      json = text_json(cell);
      if (looks_like_a_number(cell)) json.kind = Json::Kind::Number;
      return json;
    case ir::FactKind::Set:
      json.kind = Json::Kind::Array;
      for (const std::string_view member : ingest::members_of(cell, delimiter_))
        json.items.push_back(text_json(std::string(member)));
      return json;
    case ir::FactKind::Choice:
    case ir::FactKind::Date:
      return text_json(cell);
  }
  return json;
}

Json CsvHeader::case_of(std::string_view row, std::string& error) const {
  Json json;
  json.kind = Json::Kind::Object;
  const auto cells = ingest::split_record(row, delimiter_, error);
  if (!cells) return json;
  if (cells->size() != columns_.size()) {
    error = fmt::format("this row has {} cell{}, and the header {}", cells->size(), cells->size() == 1 ? "" : "s",
                        columns_.size());
    return json;
  }
  for (std::size_t i = 0; i < cells->size(); ++i) {
    const std::string& cell = (*cells)[i];
    const ingest::CsvColumn& column = columns_[i];
    if (cell.empty() || column.means == Means::Nothing) continue;
    cases::Field field;
    field.key = column.means == Means::Id ? "id" : policy_->facts[ir::FactId{column.fact}].name;
    field.value = column.means == Means::Id ? text_json(cell) : value_of(column.fact, cell);
    json.fields.push_back(std::move(field));
  }
  return json;
}

}  // namespace pol::tool
