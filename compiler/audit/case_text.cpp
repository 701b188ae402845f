#include "compiler/audit/case_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace pol::audit {

namespace {

std::string quoted(const std::string& text) {
  using Json = nlohmann::json;
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string enclosed(char open, std::vector<std::string> parts, char close) {
  std::sort(parts.begin(), parts.end());
  std::string text(1, open);
  for (const std::string& part : parts) {
    if (text.size() > 1) text += ',';
    text += part;
  }
  return text + close;
}

std::string text_of(const cases::Json& json) {
  using Kind = cases::Json::Kind;
  std::vector<std::string> parts;
  switch (json.kind) {
    case Kind::Null: return "null";
    case Kind::Bool: return json.truth ? "true" : "false";
    case Kind::Number: return json.text;
    case Kind::String: return quoted(json.text);
    case Kind::Array:
      for (const cases::Json& item : json.items) parts.push_back(text_of(item));
      return enclosed('[', std::move(parts), ']');
    case Kind::Object:
      for (const cases::Field& field : json.fields) parts.push_back(quoted(field.key) + ":" + text_of(field.value));
      return enclosed('{', std::move(parts), '}');
  }
  return "";
}

}  // namespace

std::string canonical_text(const cases::Json& one, bool has_id_fact) {
  std::vector<std::string> parts;
  for (const cases::Field& field : one.fields) {
    const bool is_aside = field.key == "title" || field.key == "expect" || (field.key == "id" && !has_id_fact);
    if (!is_aside) parts.push_back(quoted(field.key) + ":" + text_of(field.value));
  }
  return enclosed('{', std::move(parts), '}');
}

}  // namespace pol::audit
