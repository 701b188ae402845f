#include "compiler/cases/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/cases/quantity.h"
#include "compiler/cases/words.h"
#include "compiler/ir/civil.h"

namespace pol::cases {

namespace {

using Kind = ir::FactState::Kind;

/// One documentation. `code` is the text of an open Choice: two texts that the policy does not name still differ.
struct Documentation {
  ir::FactState state;
  std::string code;
};

class FactReader {
 public:
  FactReader(const ir::Policy& policy, ir::FactId id, Errors& errors)
      : policy_(policy), fact_(policy.facts[id]), errors_(errors) {}

  ir::FactState read(const Json& json);

 private:
  bool is_several(const Json& json) const;
  bool read_one(const Json& json, Documentation& out);
  bool read_object(const Json& json, Documentation& out);
  bool read_bare(const Json& json, const Field* unit, Documentation& out);
  bool read_choice(const Json& json, Documentation& out);
  bool read_number(const Json& json, const Field* unit, ir::FactState& out);
  bool read_date(const Json& json, ir::FactState& out);
  bool read_complete_set(const Json& json, ir::FactState& out);
  bool read_partial_set(const Json& json, ir::FactState& out);
  bool read_members(const Json& list, bool excluded, ir::Members& out);
  bool is_code(const Json& json);
  ir::FactState merge(const std::vector<Documentation>& all) const;
  ir::FactState merge_sets(const std::vector<Documentation>& all) const;

  const ir::ValueSet& values() const { return policy_.value_sets[fact_.type.values]; }
  bool fail(const Json& at, std::string_view message) {
    errors_.add(at.offset, fact_.name, message);
    return false;
  }
  bool misfit(const Json& json) {
    return fail(json, fmt::format("{} does not fit; {}", seen(json), fits(policy_, fact_)));
  }

  const ir::Policy& policy_;
  const ir::Fact& fact_;
  Errors& errors_;
};

/// A list of objects documents the fact several times; a list of anything else is a set.
bool FactReader::is_several(const Json& json) const {
  return json.kind == Json::Kind::Array && !json.items.empty() &&
         std::all_of(json.items.begin(), json.items.end(),
                     [](const Json& item) { return item.kind == Json::Kind::Object; });
}

ir::FactState FactReader::read(const Json& json) {
  if (!is_several(json)) {
    Documentation one;
    return read_one(json, one) ? one.state : ir::FactState{};
  }
  std::vector<Documentation> all;
  for (const Json& item : json.items) {
    Documentation one;
    if (read_one(item, one)) all.push_back(std::move(one));
  }
  return merge(all);
}

bool FactReader::read_one(const Json& json, Documentation& out) {
  return json.kind == Json::Kind::Object ? read_object(json, out) : read_bare(json, nullptr, out);
}

bool FactReader::read_object(const Json& json, Documentation& out) {
  const bool is_set = fact_.type.kind == ir::FactKind::Set;
  const bool is_number = fact_.type.kind == ir::FactKind::Number;
  bool good = true;
  for (const Field& field : json.fields) {
    const bool is_known = field.key == "value" || field.key == "source" || (is_number && field.key == "unit") ||
                          (is_set && (field.key == "includes" || field.key == "excludes"));
    if (field.repeated) {
      errors_.add(field.offset, fact_.name, fmt::format("the key {} stands twice", quoted(field.key)));
      good = false;
    } else if (!is_known) {
      errors_.add(field.offset, fact_.name,
                  fmt::format("{} does not fit here; write {{\"value\": …, \"source\": \"…\"}}{}", quoted(field.key),
                              is_set ? " or {\"includes\": […], \"excludes\": […]}" : ""));
      good = false;
    }
  }
  if (const Field* source = json.find("source")) {
    if (source->value.kind == Json::Kind::String) {
      if (!source->value.text.empty()) out.state.sources.push_back(source->value.text);
    } else {
      good = fail(source->value, fmt::format("{} is no source; write a text", seen(source->value)));
    }
  }
  const bool is_partial = is_set && (json.find("includes") != nullptr || json.find("excludes") != nullptr);
  const Field* value = json.find("value");
  if (value != nullptr && is_partial)
    return fail(json, "a set is documented by `value` or by `includes` and `excludes`, not both");
  if (is_partial) return read_partial_set(json, out.state) && good;
  if (value == nullptr) {
    return good ? fail(json, fmt::format("an object without `value`; {}", fits(policy_, fact_))) : false;
  }
  if (value->value.kind == Json::Kind::Object && is_set) return read_partial_set(value->value, out.state) && good;
  return read_bare(value->value, json.find("unit"), out) && good;
}

bool FactReader::read_bare(const Json& json, const Field* unit, Documentation& out) {
  if (unit != nullptr && unit->value.kind != Json::Kind::String) {
    return fail(unit->value, fmt::format("{} is no unit; write a text such as \"weeks\"", seen(unit->value)));
  }
  if (json.kind == Json::Kind::Null) {
    out.state.asked = true;
    return true;
  }
  const bool is_finding = fact_.type.kind == ir::FactKind::Finding;
  const bool says_none = (json.kind == Json::Kind::String && json.text == "none") ||
                         (json.kind == Json::Kind::Bool && !json.truth && !is_finding);
  if (says_none && fact_.type.or_none) {
    out.state.kind = Kind::None;
    return true;
  }
  switch (fact_.type.kind) {
    case ir::FactKind::Finding:
      if (json.kind != Json::Kind::Bool) return misfit(json);
      out.state.kind = Kind::Value;
      out.state.low = out.state.high = json.truth ? 1 : 0;
      return true;
    case ir::FactKind::Choice:
      return read_choice(json, out);
    case ir::FactKind::Set:
      return read_complete_set(json, out.state);
    case ir::FactKind::Number:
      return read_number(json, unit, out.state);
    case ir::FactKind::Date:
      return read_date(json, out.state);
  }
  return false;
}

std::vector<std::string> names_of(const ir::ValueSet& values) {
  std::vector<std::string> names;
  for (const ir::Value& value : values.values) names.push_back(value.name);
  return names;
}

/// Index of the value called `name`; for codes, the last stands for every text that the policy does not name.
std::optional<std::size_t> index_of(const ir::ValueSet& values, std::string_view name) {
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    if (values.values[i].name == name && !(values.open && name.empty())) return i;
  }
  if (values.open) return values.values.size() - 1;
  return std::nullopt;
}

/// A blank at an end would make a code another one that the policy does not name.
bool FactReader::is_code(const Json& json) {
  if (json.text.empty()) return fail(json, "the text is empty; write a code, or null when it is not known");
  if (json.text.front() != ' ' && json.text.back() != ' ') return true;
  return fail(json, fmt::format("{} begins or ends with a blank; write the code alone", quoted(json.text)));
}

bool FactReader::read_choice(const Json& json, Documentation& out) {
  if (json.kind != Json::Kind::String) return misfit(json);
  if (values().open && !is_code(json)) return false;
  const auto index = index_of(values(), json.text);
  if (!index) {
    return fail(json, fmt::format("{} is no value of it{}; {}", quoted(json.text),
                                  did_you_mean(json.text, names_of(values())), fits(policy_, fact_)));
  }
  out.state.kind = Kind::Value;
  out.state.low = out.state.high = static_cast<std::int64_t>(*index);
  if (values().open) out.code = json.text;
  return true;
}

bool FactReader::read_number(const Json& json, const Field* unit, ir::FactState& out) {
  ReadQuantity quantity;
  if (json.kind == Json::Kind::Number) {
    quantity = read_quantity(fact_, json.text, unit == nullptr ? "" : std::string_view(unit->value.text));
  } else if (json.kind == Json::Kind::String && unit == nullptr) {
    quantity = read_quantity_text(fact_, json.text);
  } else {
    return misfit(json);
  }
  if (!quantity.value) return fail(json, quantity.error);
  out.kind = Kind::Value;
  out.low = out.high = *quantity.value;
  return true;
}

bool FactReader::read_date(const Json& json, ir::FactState& out) {
  if (json.kind != Json::Kind::String) return misfit(json);
  ir::DateError error = ir::DateError::None;
  const auto days = ir::parse_date(json.text, error);
  switch (error) {
    case ir::DateError::None:
      break;
    case ir::DateError::Shape:
      return misfit(json);
    case ir::DateError::NoSuchDay:
      return fail(json, fmt::format("{} is no day of the calendar", quoted(json.text)));
    case ir::DateError::OutOfRange:
      return fail(json, fmt::format("{} is out of range; 1900-01-01 to 2200-12-31 fits", quoted(json.text)));
  }
  if (!days) return misfit(json);
  out.kind = Kind::Value;
  out.low = days->low;
  out.high = days->high;
  return true;
}

bool FactReader::read_members(const Json& list, bool excluded, ir::Members& out) {
  if (list.kind != Json::Kind::Array) {
    return fail(list, fmt::format("{} does not fit; write a list", seen(list)));
  }
  bool good = true;
  for (const Json& item : list.items) {
    if (item.kind != Json::Kind::String) {
      good = fail(item, fmt::format("{} in the list does not fit; {}", seen(item), fits(policy_, fact_)));
      continue;
    }
    if (values().open && !is_code(item)) {
      good = false;
      continue;
    }
    const auto index = index_of(values(), item.text);
    if (!index) {
      good = fail(item, fmt::format("{} is no member of it{}; {}", quoted(item.text),
                                    did_you_mean(item.text, names_of(values())), fits(policy_, fact_)));
      continue;
    }
    // That one unnamed code is out says nothing of all the other codes that share its member.
    const bool is_any_other = values().open && *index == values().values.size() - 1;
    if (!(excluded && is_any_other)) out.insert(*index);
  }
  return good;
}

bool FactReader::read_complete_set(const Json& json, ir::FactState& out) {
  if (json.kind != Json::Kind::Array) return misfit(json);
  if (!read_members(json, false, out.in)) return false;
  out.kind = Kind::Value;
  for (std::size_t i = 0; i < values().values.size(); ++i) {
    if (!out.in.contains(i)) out.out.insert(i);
  }
  return true;
}

bool FactReader::read_partial_set(const Json& json, ir::FactState& out) {
  const Field* includes = json.find("includes");
  const Field* excludes = json.find("excludes");
  if (includes == nullptr && excludes == nullptr) {
    return fail(json, fmt::format("an object without `includes` or `excludes`; {}", fits(policy_, fact_)));
  }
  if (includes != nullptr && !read_members(includes->value, false, out.in)) return false;
  if (excludes != nullptr && !read_members(excludes->value, true, out.out)) return false;
  for (const std::size_t i : out.in.list()) {
    if (out.out.contains(i)) {
      return fail(json, fmt::format("{} is both included and excluded", quoted(values().values[i].name)));
    }
  }
  // Lists without members say nothing yet.
  out.kind = out.in.empty() && out.out.empty() ? Kind::Undocumented : Kind::Value;
  out.asked = out.kind == Kind::Undocumented;
  return true;
}

void add_sources(const ir::FactState& from, ir::FactState& to) {
  for (const std::string& source : from.sources) {
    if (std::find(to.sources.begin(), to.sources.end(), source) == to.sources.end()) to.sources.push_back(source);
  }
}

ir::FactState conflict_of(const std::vector<Documentation>& all) {
  ir::FactState state;
  state.conflict = true;
  for (const Documentation& one : all) add_sources(one.state, state);
  return state;
}

ir::FactState FactReader::merge_sets(const std::vector<Documentation>& all) const {
  ir::FactState merged = all.front().state;
  for (const Documentation& one : all) {
    for (const std::size_t i : one.state.in.list()) merged.in.insert(i);
    for (const std::size_t i : one.state.out.list()) merged.out.insert(i);
    add_sources(one.state, merged);
  }
  for (const std::size_t i : merged.in.list()) {
    if (!merged.out.contains(i)) continue;
    merged.in.erase(i);
    merged.out.erase(i);
    merged.conflict = true;
  }
  if (merged.in.empty() && merged.out.empty()) merged.kind = Kind::Undocumented;
  return merged;
}

ir::FactState FactReader::merge(const std::vector<Documentation>& all) const {
  std::vector<Documentation> known;
  std::copy_if(all.begin(), all.end(), std::back_inserter(known),
               [](const Documentation& one) { return one.state.kind != Kind::Undocumented; });
  if (known.empty()) {
    ir::FactState asked;
    for (const Documentation& one : all) {
      asked.asked = true;
      add_sources(one.state, asked);
    }
    return asked;
  }
  ir::FactState merged = known.front().state;
  const bool all_values =
      std::all_of(known.begin(), known.end(), [](const Documentation& one) { return one.state.kind == Kind::Value; });
  if (all_values && fact_.type.kind == ir::FactKind::Set) return merge_sets(known);
  for (const Documentation& one : known) {
    add_sources(one.state, merged);
    if (all_values && fact_.type.kind == ir::FactKind::Date) {
      // A month and one of its days do not contradict each other: both hold.
      merged.low = std::max(merged.low, one.state.low);
      merged.high = std::min(merged.high, one.state.high);
      if (merged.low > merged.high) return conflict_of(known);
    } else if (!same_value(one.state, merged) || one.code != known.front().code) {
      return conflict_of(known);
    }
  }
  return merged;
}

}  // namespace

ir::FactState read_fact(const ir::Policy& policy, ir::FactId fact, const Json& json, Errors& errors) {
  return FactReader(policy, fact, errors).read(json);
}

}  // namespace pol::cases
