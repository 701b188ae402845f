#include "compiler/cases/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <unordered_set>
#include <utility>

#include "compiler/cases/words.h"
#include "compiler/support/limits.h"

namespace pol::cases {

namespace {

namespace ondemand = simdjson::ondemand;

/// A case is flat: a list of documented values of a set, at most, stands four deep.
constexpr int kMaxNesting = static_cast<int>(limits::kCaseNesting);

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// simdjson hands over any token that starts like a number; JSON's grammar is stricter.
bool is_json_number(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t first = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > first;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const std::size_t whole = i;
  if (!digits() || (text[whole] == '0' && i > whole + 1)) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

/// Offset of the first byte that is no UTF-8, or the size of the text.
std::size_t first_broken_byte(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (length > 1 && !simdjson::validate_utf8(text.substr(i, length))) return i;
    i += length;
  }
  return i;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), padded_(text) {}

  std::optional<SyntaxError> read(const std::function<void(const Json&, bool)>& each);

 private:
  bool build(ondemand::value value, int depth, Json& out);
  bool build_array(ondemand::value& value, int depth, Json& out);
  bool build_object(ondemand::value& value, int depth, Json& out);
  bool build_scalar(ondemand::value& value, ondemand::json_type type, Json& out);
  bool fail(std::size_t offset, std::string message);
  bool fail(simdjson::error_code code);
  std::size_t after_last() const;
  std::size_t offset_of(const char* place) const { return static_cast<std::size_t>(place - padded_.data()); }

  std::string_view text_;
  simdjson::padded_string padded_;
  ondemand::parser parser_;
  ondemand::document document_;
  std::size_t last_ = 0;  ///< where reading last succeeded
  std::optional<SyntaxError> error_;
};

bool Reader::fail(std::size_t offset, std::string message) {
  if (!error_) error_ = SyntaxError{offset, std::move(message)};
  return false;
}

/// The first token after the one that was read last: simdjson forgets its place when it fails.
std::size_t Reader::after_last() const {
  std::size_t i = last_;
  if (i < text_.size() && text_[i] == '"') {
    for (++i; i < text_.size() && text_[i] != '"'; ++i) {
      if (text_[i] == '\\') ++i;
    }
    ++i;
  } else {
    while (i < text_.size() && std::string_view(" \t\r\n,:]}").find(text_[i]) == std::string_view::npos) ++i;
  }
  while (i < text_.size() && std::string_view(" \t\r\n,").find(text_[i]) != std::string_view::npos) ++i;
  return i;
}

bool Reader::fail(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY:
      return fail(0, "the file is empty; a case is an object such as {\"back_pain\": true}");
    case simdjson::UTF8_ERROR: {
      const std::size_t broken = first_broken_byte(text_);
      return fail(broken, fmt::format("byte {} is not UTF-8", broken + 1));
    }
    case simdjson::UNCLOSED_STRING:
      return fail(text_.size(), "the text ends inside a string");
    case simdjson::UNESCAPED_CHARS:
      return fail(last_, "a control character inside a string; write it as \\n or \\u000a");
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return fail(text_.size(), "the text ends before every { and [ is closed");
    case simdjson::DEPTH_ERROR:
      return fail(last_, "nested too deeply; a case is flat");
    case simdjson::STRING_ERROR:
      return fail(last_, "a string with an escape that JSON does not have");
    default:
      break;  // the library's enumeration, with rows for its other front ends
  }
  if (after_last() >= text_.size()) return fail(simdjson::INCOMPLETE_ARRAY_OR_OBJECT);
  return fail(after_last(), "JSON cannot be read here; a comma, a colon or a value is missing or extra");
}

bool Reader::build(ondemand::value value, int depth, Json& out) {
  const std::string_view token = value.raw_json_token();
  out.offset = offset_of(token.data());
  if (out.offset >= text_.size()) return fail(simdjson::INCOMPLETE_ARRAY_OR_OBJECT);
  if (depth > kMaxNesting) return fail(out.offset, "nested too deeply; a case is flat");
  last_ = out.offset;
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) {
    return fail(out.offset, fmt::format("{} is no JSON value", quoted(trimmed(token))));
  }
  if (type == ondemand::json_type::array) return build_array(value, depth, out);
  if (type == ondemand::json_type::object) return build_object(value, depth, out);
  return build_scalar(value, type, out);
}

bool Reader::build_array(ondemand::value& value, int depth, Json& out) {
  out.kind = Json::Kind::Array;
  ondemand::array items;
  if (const auto code = value.get_array().get(items)) return fail(code);
  for (auto item : items) {
    ondemand::value inner;
    if (const auto code = item.get(inner)) return fail(code);
    out.items.emplace_back();
    if (!build(inner, depth + 1, out.items.back())) return false;
  }
  return true;
}

bool Reader::build_object(ondemand::value& value, int depth, Json& out) {
  out.kind = Json::Kind::Object;
  ondemand::object fields;
  if (const auto code = value.get_object().get(fields)) return fail(code);
  std::unordered_set<std::string> keys;
  for (auto item : fields) {
    ondemand::field inner;
    if (const auto code = std::move(item).get(inner)) return fail(code);
    Field field;
    field.offset = offset_of(inner.key().raw()) - 1;
    last_ = field.offset;
    std::string_view key;
    if (const auto code = inner.unescaped_key().get(key)) return fail(code);
    field.key = std::string(key);
    field.repeated = !keys.insert(field.key).second;
    if (!build(inner.value(), depth + 1, field.value)) return false;
    out.fields.push_back(std::move(field));
  }
  return true;
}

bool Reader::build_scalar(ondemand::value& value, ondemand::json_type type, Json& out) {
  const std::string_view token = trimmed(value.raw_json_token());
  const auto no_value = [&] {
    const bool last = text_.find_first_not_of(" \t\r\n", out.offset + token.size()) == std::string_view::npos;
    const std::string what = quoted(token);
    return fail(out.offset, last ? fmt::format("the text ends after {}, before the JSON does", what)
                                 : fmt::format("{} is no JSON value", what));
  };
  switch (type) {
    case ondemand::json_type::number:
      out.kind = Json::Kind::Number;
      out.text = std::string(token);
      return is_json_number(token) || no_value();
    case ondemand::json_type::boolean:
      out.kind = Json::Kind::Bool;
      return value.get_bool().get(out.truth) == simdjson::SUCCESS || no_value();
    case ondemand::json_type::null: {
      bool is_null = false;
      return (value.is_null().get(is_null) == simdjson::SUCCESS && is_null) || no_value();
    }
    case ondemand::json_type::string: {
      out.kind = Json::Kind::String;
      std::string_view text;
      if (const auto code = value.get_string().get(text)) return fail(code);
      out.text = std::string(text);
      return true;
    }
    case ondemand::json_type::array:
    case ondemand::json_type::object:
      break;
  }
  return no_value();
}

std::optional<SyntaxError> Reader::read(const std::function<void(const Json&, bool)>& each) {
  if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    fail(simdjson::EMPTY);
    return error_;
  }
  ondemand::value top;
  auto code = parser_.iterate(padded_).get(document_);
  if (code == simdjson::SUCCESS) code = document_.get_value().get(top);
  if (code == simdjson::SCALAR_DOCUMENT_AS_VALUE) {
    fail(0, "a case is an object such as {\"back_pain\": true}");
    return error_;
  }
  if (code != simdjson::SUCCESS) {
    fail(code);
    return error_;
  }
  if (*top.raw_json_token().data() != '[') {
    Json json;
    if (build(top, 0, json) || json.kind == Json::Kind::Object) each(json, false);
  } else {
    ondemand::array items;
    if (const auto array_code = top.get_array().get(items)) fail(array_code);
    if (!error_) {
      for (auto item : items) {
        ondemand::value inner;
        Json json;
        if (const auto item_code = item.get(inner)) {
          fail(item_code);
        } else {
          if (build(inner, 0, json) || json.kind == Json::Kind::Object) each(json, true);
        }
        if (error_) break;
      }
    }
  }
  const char* place = nullptr;
  if (!error_ && document_.current_location().get(place) == simdjson::SUCCESS) {
    fail(offset_of(place), "text after the end of the JSON; a file holds one case, or one array of cases");
  }
  return error_;
}

}  // namespace

const Field* Json::find(std::string_view key) const {
  for (const Field& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

std::optional<SyntaxError> read_json(std::string_view text, const std::function<void(const Json&, bool)>& each) {
  Reader reader(text);
  return reader.read(each);
}

}  // namespace pol::cases
