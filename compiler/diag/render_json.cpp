#include <nlohmann/json.hpp>

#include "compiler/diag/sink.h"

namespace pol {
namespace {

using Json = nlohmann::ordered_json;

const char* word_for(Severity severity) {
  switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: return "note";
  }
  return "";
}

void add_range(Json& object, Range range, const Sources& sources) {
  const Place begin = sources.place(range.source, range.begin);
  const Place end = sources.place(range.source, range.end);
  object["file"] = sources.path(range.source);
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
}

}  // namespace

std::string render_json(const std::vector<Diagnostic>& diagnostics, const Sources& sources) {
  Json all = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json object;
    object["code"] = fmt::format("POL{:04}", diagnostic.code);
    object["severity"] = word_for(diagnostic.severity);
    add_range(object, diagnostic.range, sources);
    object["message"] = diagnostic.message;
    object["labels"] = Json::array();
    for (const Label& label : diagnostic.labels) {
      Json entry;
      add_range(entry, label.range, sources);
      entry["text"] = label.text;
      object["labels"].push_back(std::move(entry));
    }
    object["hints"] = diagnostic.hints;
    object["fixes"] = Json::array();
    for (const Fix& fix : diagnostic.fixes) {
      Json entry;
      entry["kind"] = fix.kind == FixKind::Safe ? "safe" : "review";
      add_range(entry, fix.range, sources);
      entry["replacement"] = fix.replacement;
      object["fixes"].push_back(std::move(entry));
    }
    all.push_back(std::move(object));
  }
  // Source text may be broken UTF-8: that is what one of the messages is about.
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pol
