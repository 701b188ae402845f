#include "compiler/audit/entry.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/ir/civil.h"

namespace pol::audit {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr std::string_view kCodeKey = ",\"mac\":\"";
constexpr std::string_view kEnd = "\"}";

/// `12:34`, no more than `first` and `second`.
bool is_clock(std::string_view text, int first, int second) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || !digit(0) || !digit(1) || text[2] != ':' || !digit(3) || !digit(4)) return false;
  return (text[0] - '0') * 10 + text[1] - '0' <= first && (text[3] - '0') * 10 + text[4] - '0' <= second;
}

std::optional<Line> line_from(const Json& json, std::string_view code) {
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = json.find("number");
  if (!json.is_object() || number == json.end() || !number->is_number_unsigned()) return std::nullopt;
  std::optional<std::string> request;
  if (const auto id = json.find("id"); id != json.end() && id->is_string()) request = id->get<std::string>();
  return Line{{number->get<std::uint64_t>(), text("previous")}, std::string(code), text("time"), text("content_hash"),
              text("case"), std::move(request)};
}

}  // namespace

std::string line_of(const Entry& entry, const Place& place, const Key& key) {
  Json json;
  json["format"] = kFormat;
  json["number"] = place.number;
  json["time"] = entry.time;
  json["policy"] = entry.policy;
  json["revision"] = entry.revision;
  json["content_hash"] = entry.content_hash;
  json["engine"] = entry.engine;
  json["case"] = entry.case_code;
  json["id"] = entry.request ? Json(*entry.request) : Json();
  json["outcome"] = entry.outcome;
  json["exact"] = entry.is_exact;
  json["possible"] = entry.possible;
  json["met_by"] = entry.met_by;
  json["deciding_facts"] = entry.deciding_facts;
  json["undecided_because"] = entry.undecided_because;
  json["previous"] = place.previous;
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();  // the brace; the code covers all that stands before it
  return text + std::string(kCodeKey) + key.code_of_line(text) + std::string(kEnd) + "\n";
}

std::optional<Line> read_line(std::string_view text, const Key& key) {
  constexpr std::size_t kTail = kCodeKey.size() + kCodeDigits + kEnd.size();
  if (text.size() <= kTail) return std::nullopt;
  const std::string_view covered = text.substr(0, text.size() - kTail);
  const std::string_view code = text.substr(covered.size() + kCodeKey.size(), kCodeDigits);
  const bool has_shape = text.substr(covered.size(), kCodeKey.size()) == kCodeKey && text.substr(text.size() - 2) == kEnd;
  if (!has_shape || !is_same_code(code, key.code_of_line(covered))) return std::nullopt;
  const Json json = Json::parse(std::string(covered) + "}", nullptr, false);
  return json.is_discarded() ? std::nullopt : line_from(json, code);
}

bool is_rfc3339(std::string_view text) {
  constexpr std::size_t kSeconds = 19;  // `2026-01-31T12:00:00`
  if (text.size() <= kSeconds || text[10] != 'T' || text[16] != ':') return false;
  ir::DateError error = ir::DateError::None;
  const auto day = ir::parse_date(text.substr(0, 10), error);
  if (!day || day->low != day->high) return false;
  // 60: a leap second.
  if (!is_clock(text.substr(11, 5), 23, 59) || !is_clock(text.substr(14, 5), 59, 60)) return false;
  std::string_view rest = text.substr(kSeconds);
  if (rest.front() == '.') {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1 || end > 10) return false;
    rest.remove_prefix(end);
  }
  if (rest == "Z") return true;
  return (rest.front() == '+' || rest.front() == '-') && is_clock(rest.substr(1), 23, 59);
}

}  // namespace pol::audit
