#include "compiler/ingest/ndjson.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace pol::ingest {

namespace {

namespace dom = simdjson::dom;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Up to 15 digits, a double stands for one decimal number; an exponent may hide more.
bool has_long_numbers(std::string_view text) {
  constexpr std::size_t kMostDigits = 15;
  std::size_t digits = 0;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || c == '.') {
      if (++digits > kMostDigits) return true;
    } else {
      if (digits > 0 && (c == 'e' || c == 'E')) return true;
      digits = 0;
    }
  }
  return false;
}

/// Beside facts.
enum Key : std::uint32_t { kTitle = UINT32_MAX - 3, kExpect, kId };

std::uint32_t slot_of(CaseSink& sink, std::uint32_t previous, std::string_view key) {
  const std::uint32_t guess = sink.next[previous];
  if (sink.keys[guess] == key) return guess;
  const std::uint32_t slot = sink.keys.find(key);
  if (slot != kNoName) sink.next[previous] = slot;
  return slot;
}

bool read_id(const dom::element& value, Row& row, Rows& rows) {
  if (row.id != Row::Id::None) return false;
  if (value.is_string()) {
    rows.set_id(row, Row::Id::Text, std::string_view(value));
  } else if (value.is_int64()) {
    rows.set_id(row, Row::Id::Number, std::to_string(std::int64_t(value)));
  } else {
    return false;
  }
  return true;
}

/// One document into one batch.
class Filler {
 public:
  Filler(CaseSink& sink, const std::vector<CaseSink*>& others) : sink_(sink), batch_(sink.batch), others_(others) {}

  void add(const dom::element* document, std::string_view text, std::size_t line) {
    Row row;
    row.text = text;
    row.line = line;
    dom::object object;
    batch_.begin_row();
    const bool is_object = document != nullptr && document->get(object) == simdjson::SUCCESS;
    row.is_blank = !is_object || !read_case(object, row);
    if (row.is_blank) {
      batch_.leave_blank();
    } else {
      batch_.end_row();
    }
    sink_.rows.all.push_back(row);
  }

 private:
  bool read_case(const dom::object& object, Row& row) {
    bool has_title = false, has_expectations = false;
    auto previous = static_cast<std::uint32_t>(sink_.meanings.size());
    for (const dom::key_value_pair field : object) {
      const std::uint32_t slot = slot_of(sink_, previous, field.key);
      if (slot == kNoName && is_known_elsewhere(field.key)) continue;
      if (slot == kNoName) return false;
      previous = slot;
      const std::uint32_t meaning = sink_.meanings[slot];
      if (meaning == kTitle) {
        if (std::exchange(has_title, true) || !field.value.is_string()) return false;
      } else if (meaning == kExpect) {
        if (std::exchange(has_expectations, true)) return false;
      } else if (meaning == kId) {
        if (!read_id(field.value, row, sink_.rows)) return false;
      } else if (!read_fact(meaning, field.value)) {
        return false;
      }
    }
    return batch_.has_reference() && !(has_decimals_ && has_long_numbers(row.text));
  }

  bool is_known_elsewhere(std::string_view key) const {
    return std::any_of(others_.begin(), others_.end(), [&](const CaseSink* other) { return other->keys.find(key) != kNoName; });
  }

  bool read_fact(std::uint32_t fact, const dom::element& value) {
    switch (value.type()) {
      case dom::element_type::BOOL:
        return batch_.set_finding(fact, bool(value));
      case dom::element_type::STRING:
        return batch_.set_text(fact, std::string_view(value));
      case dom::element_type::INT64:
        return batch_.set_whole(fact, std::int64_t(value));
      case dom::element_type::DOUBLE:
        has_decimals_ = true;
        return batch_.set_decimal(fact, double(value));
      case dom::element_type::NULL_VALUE:
        return batch_.set_unknown(fact);
      case dom::element_type::ARRAY:
        if (!batch_.begin_set(fact)) return false;
        for (const dom::element member : dom::array(value)) {
          if (!member.is_string() || !batch_.add_member(fact, std::string_view(member))) return false;
        }
        return true;
      case dom::element_type::OBJECT:
        return read_object(fact, dom::object(value));
      case dom::element_type::UINT64:
        return false;
    }
    return false;
  }

  /// `{"value": …, "source": "…"}`; other objects are for the reader of cases.
  bool read_object(std::uint32_t fact, const dom::object& object) {
    bool has_value = false, has_source = false;
    for (const dom::key_value_pair field : object) {
      if (field.key == "value") {
        if (std::exchange(has_value, true) || field.value.is_object() || !read_fact(fact, field.value)) return false;
      } else if (field.key != "source" || std::exchange(has_source, true) || !field.value.is_string()) {
        return false;
      }
    }
    return has_value;
  }

  CaseSink& sink_;
  Batch& batch_;
  const std::vector<CaseSink*>& others_;
  bool has_decimals_ = false;
};

}  // namespace

CaseSink::CaseSink(const Layout& layout) : batch(layout) {
  std::vector<std::string> names = layout.facts().names();
  for (std::uint32_t i = 0; i < names.size(); ++i) meanings.push_back(i);
  const auto add = [&](const char* name, std::uint32_t meaning, bool before_facts) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      names.emplace_back(name);
      meanings.push_back(meaning);
    } else if (before_facts) {
      meanings[static_cast<std::size_t>(found - names.begin())] = meaning;
    }
  };
  add("title", kTitle, true);
  add("expect", kExpect, true);
  add("id", kId, false);
  next.assign(names.size() + 1, 0);
  keys = NameTable(std::move(names));
}

struct NdjsonReader::Parts {
  Parts() {
#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false;  // every core has a reader already
#endif
  }
  bool advance();
  void skip_blanks();
  /// False: the line at hand has to be looked at by itself.
  bool find_in_stream();
  void find_alone();

  std::string_view chunk;
  std::size_t at = 0;      // behind the line at hand
  std::size_t line = 1;    // of `at`
  std::string_view text;   // of the line at hand
  dom::element document;   // of it, if it is one
  bool has_document = false;

  dom::parser parser, line_parser;
  dom::document_stream stream;
  dom::document_stream::iterator place;
  bool is_streaming = false;
  bool has_read = false;      // the stream's document at hand has been read
  std::size_t streamed_from = 0;
  std::size_t alone = 0;      // lines to be read by themselves before the next stream
  std::size_t next_alone = 0;
};

void NdjsonReader::Parts::skip_blanks() {
  while (at < chunk.size() && (is_blank(chunk[at]) || chunk[at] == '\n')) {
    if (chunk[at++] == '\n') ++line;
  }
}

bool NdjsonReader::Parts::find_in_stream() {
  if (!is_streaming) {
    streamed_from = at;
    const std::size_t size = chunk.size() - at;
    if (parser.parse_many(chunk.data() + at, size, std::max<std::size_t>(size, 64)).get(stream) != simdjson::SUCCESS) {
      return false;
    }
    is_streaming = true;
    place = stream.begin();
  } else if (has_read) {
    ++place;
  }
  has_read = false;
  if (!(place != stream.end()) || (*place).get(document) != simdjson::SUCCESS) return false;
  // JSON knows no lines; here, a document that is no line of its own is a mistake.
  if (streamed_from + place.current_index() != at || chunk[at] != '{') return false;
  const std::string_view found = place.source();
  if (std::memchr(found.data(), '\n', found.size()) != nullptr) return false;
  std::size_t end = at + found.size();
  while (end < chunk.size() && is_blank(chunk[end])) ++end;
  if (end < chunk.size() && chunk[end] != '\n') return false;
  has_read = has_document = true;
  text = found;
  at = end;
  return true;
}

void NdjsonReader::Parts::find_alone() {
  const std::size_t end = std::min(chunk.find('\n', at), chunk.size());
  text = chunk.substr(at, end - at);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  has_document = text.size() <= kMostLineBytes &&
                 line_parser.parse(text.data(), text.size(), false).get(document) == simdjson::SUCCESS;
  at = end;
}

bool NdjsonReader::Parts::advance() {
  // After a line that cannot be read, some are read one by one, each time twice as many: a stream finds its way through a
  // whole chunk first, which is dear where every line is bad.
  constexpr std::size_t kFirstAlone = 8;
  skip_blanks();
  if (at >= chunk.size()) return false;
  if (alone == 0) {
    if (find_in_stream()) return true;
    is_streaming = false;
    next_alone = std::max(kFirstAlone, next_alone * 2);
    alone = next_alone;
  }
  --alone;
  find_alone();
  return true;
}

std::size_t count_documents(std::string_view chunk) {
  static thread_local dom::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
  parser.threaded = false;
#endif
  dom::document_stream stream;
  if (parser.parse_many(chunk.data(), chunk.size(), chunk.size()).get(stream) != simdjson::SUCCESS) return 0;
  std::size_t count = 0;
  for (const auto document : stream) count += document.error() == simdjson::SUCCESS ? 1U : 0U;
  return count;
}

NdjsonReader::NdjsonReader() : parts_(std::make_unique<Parts>()) {}

NdjsonReader::~NdjsonReader() = default;

void NdjsonReader::start(std::string_view chunk, std::size_t first_line) {
  Parts& parts = *parts_;
  parts.chunk = chunk;
  parts.at = 0;
  parts.line = first_line;
  parts.is_streaming = parts.has_read = false;
  parts.alone = parts.next_alone = 0;
}

bool NdjsonReader::advance() { return parts_->advance(); }

std::string_view NdjsonReader::text() const { return parts_->text; }
std::size_t NdjsonReader::line() const { return parts_->line; }

void NdjsonReader::add_to(CaseSink& sink, const std::vector<CaseSink*>& others) {
  Filler(sink, others).add(parts_->has_document ? &parts_->document : nullptr, parts_->text, parts_->line);
}

void NdjsonReader::add_to(Rows& rows) const {
  Row row;
  row.text = parts_->text;
  row.line = parts_->line;
  dom::object object;
  dom::element id;
  const bool has_id = parts_->has_document && parts_->document.get(object) == simdjson::SUCCESS &&
                      object.at_key("id").get(id) == simdjson::SUCCESS;
  if (has_id) read_id(id, row, rows);
  rows.all.push_back(row);
}

bool NdjsonReader::is_json() const { return parts_->has_document; }

std::string_view NdjsonReader::text_at(const std::string& key, bool& is_there) const {
  is_there = false;
  dom::object object;
  dom::element value;
  if (!parts_->has_document || parts_->document.get(object) != simdjson::SUCCESS) return "";
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return "";
  is_there = true;
  dom::object documented;
  if (value.get(documented) == simdjson::SUCCESS) {
    if (documented.at_key("value").get(value) != simdjson::SUCCESS) return "";
  }
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : "";
}

}  // namespace pol::ingest

