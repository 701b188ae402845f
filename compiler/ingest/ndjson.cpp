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

}  // namespace

struct NdjsonReader::Parts {
  enum Key : std::uint32_t { kTitle = UINT32_MAX - 3, kExpect, kId };  // beside facts

  explicit Parts(const Layout& layout);

  bool fill(Batch& batch, Rows& rows);
  void skip_blanks();
  /// False: the line at hand has to be looked at by itself.
  bool read_from_stream(Batch& batch, Rows& rows);
  void read_line(Batch& batch, Rows& rows);
  void add_row(const dom::element* document, std::string_view text, Batch& batch, Rows& rows);
  bool read_case(const dom::object& object, Batch& batch, Rows& rows, Row& row);
  bool read_fact(std::uint32_t fact, const dom::element& value, Batch& batch);
  bool read_object(std::uint32_t fact, const dom::object& object, Batch& batch);
  bool read_id(const dom::element& value, Rows& rows, Row& row);
  std::uint32_t slot_of(std::string_view key);

  NameTable keys_;
  std::vector<std::uint32_t> meanings_;  // by slot: a fact, or a Key
  std::vector<std::uint32_t> next_;      // by slot: the slot that followed when it was last seen
  std::uint32_t previous_ = 0;           // slot; keys_.size(): none
  bool has_decimals_ = false;            // of the row at hand

  std::string_view chunk_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  dom::parser parser_, line_parser_;
  dom::document_stream stream_;
  dom::document_stream::iterator document_;
  bool is_streaming_ = false;
  bool has_read_ = false;      // the stream's document at hand has been read
  std::size_t streamed_from_ = 0;
  std::size_t alone_ = 0;      // lines to be read by themselves before the next stream
  std::size_t next_alone_ = 0;
};

NdjsonReader::Parts::Parts(const Layout& layout) {
  std::vector<std::string> names = layout.facts().names();
  for (std::uint32_t i = 0; i < names.size(); ++i) meanings_.push_back(i);
  const auto add = [&](const char* name, std::uint32_t meaning, bool before_facts) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      names.emplace_back(name);
      meanings_.push_back(meaning);
    } else if (before_facts) {
      meanings_[static_cast<std::size_t>(found - names.begin())] = meaning;
    }
  };
  add("title", kTitle, true);
  add("expect", kExpect, true);
  add("id", kId, false);
  next_.assign(names.size() + 1, 0);
  keys_ = NameTable(std::move(names));
#ifdef SIMDJSON_THREADS_ENABLED
  parser_.threaded = false;  // every core has a reader already
#endif
}

std::uint32_t NdjsonReader::Parts::slot_of(std::string_view key) {
  const std::uint32_t guess = next_[previous_];
  if (keys_[guess] == key) return guess;
  const std::uint32_t slot = keys_.find(key);
  if (slot != kNoName) next_[previous_] = slot;
  return slot;
}

bool NdjsonReader::Parts::read_fact(std::uint32_t fact, const dom::element& value, Batch& batch) {
  switch (value.type()) {
    case dom::element_type::BOOL:
      return batch.set_finding(fact, bool(value));
    case dom::element_type::STRING:
      return batch.set_text(fact, std::string_view(value));
    case dom::element_type::INT64:
      return batch.set_whole(fact, std::int64_t(value));
    case dom::element_type::DOUBLE:
      has_decimals_ = true;
      return batch.set_decimal(fact, double(value));
    case dom::element_type::NULL_VALUE:
      return batch.set_unknown(fact);
    case dom::element_type::ARRAY:
      if (!batch.begin_set(fact)) return false;
      for (const dom::element member : dom::array(value)) {
        if (!member.is_string() || !batch.add_member(fact, std::string_view(member))) return false;
      }
      return true;
    case dom::element_type::OBJECT:
      return read_object(fact, dom::object(value), batch);
    case dom::element_type::UINT64:
      return false;
  }
  return false;
}

/// `{"value": …, "source": "…"}`; other objects are for the reader of cases.
bool NdjsonReader::Parts::read_object(std::uint32_t fact, const dom::object& object, Batch& batch) {
  bool has_value = false, has_source = false;
  for (const dom::key_value_pair field : object) {
    if (field.key == "value") {
      if (std::exchange(has_value, true) || field.value.is_object() || !read_fact(fact, field.value, batch)) return false;
    } else if (field.key != "source" || std::exchange(has_source, true) || !field.value.is_string()) {
      return false;
    }
  }
  return has_value;
}

bool NdjsonReader::Parts::read_id(const dom::element& value, Rows& rows, Row& row) {
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

bool NdjsonReader::Parts::read_case(const dom::object& object, Batch& batch, Rows& rows, Row& row) {
  bool has_title = false, has_expectations = false;
  has_decimals_ = false;
  previous_ = static_cast<std::uint32_t>(meanings_.size());
  for (const dom::key_value_pair field : object) {
    const std::uint32_t slot = slot_of(field.key);
    if (slot == kNoName) return false;
    previous_ = slot;
    const std::uint32_t meaning = meanings_[slot];
    if (meaning == kTitle) {
      if (std::exchange(has_title, true) || !field.value.is_string()) return false;
    } else if (meaning == kExpect) {
      if (std::exchange(has_expectations, true)) return false;
    } else if (meaning == kId) {
      if (!read_id(field.value, rows, row)) return false;
    } else if (!read_fact(meaning, field.value, batch)) {
      return false;
    }
  }
  return batch.has_reference() && !(has_decimals_ && has_long_numbers(row.text));
}

void NdjsonReader::Parts::add_row(const dom::element* document, std::string_view text, Batch& batch, Rows& rows) {
  Row row;
  row.text = text;
  row.line = line_;
  dom::object object;
  batch.begin_row();
  const bool is_object = document != nullptr && document->get(object) == simdjson::SUCCESS;
  row.is_blank = !is_object || !read_case(object, batch, rows, row);
  if (row.is_blank) {
    batch.leave_blank();
  } else {
    batch.end_row();
  }
  rows.all.push_back(row);
}

void NdjsonReader::Parts::skip_blanks() {
  while (at_ < chunk_.size() && (is_blank(chunk_[at_]) || chunk_[at_] == '\n')) {
    if (chunk_[at_++] == '\n') ++line_;
  }
}

bool NdjsonReader::Parts::read_from_stream(Batch& batch, Rows& rows) {
  if (!is_streaming_) {
    streamed_from_ = at_;
    const std::size_t size = chunk_.size() - at_;
    if (parser_.parse_many(chunk_.data() + at_, size, std::max<std::size_t>(size, 64)).get(stream_) != simdjson::SUCCESS) {
      return false;
    }
    is_streaming_ = true;
    document_ = stream_.begin();
  } else if (has_read_) {
    ++document_;
  }
  has_read_ = false;
  dom::element document;
  if (!(document_ != stream_.end()) || (*document_).get(document) != simdjson::SUCCESS) return false;
  // JSON knows no lines; here, a document that is no line of its own is a mistake.
  if (streamed_from_ + document_.current_index() != at_ || chunk_[at_] != '{') return false;
  const std::string_view text = document_.source();
  if (std::memchr(text.data(), '\n', text.size()) != nullptr) return false;
  std::size_t end = at_ + text.size();
  while (end < chunk_.size() && is_blank(chunk_[end])) ++end;
  if (end < chunk_.size() && chunk_[end] != '\n') return false;
  has_read_ = true;
  add_row(&document, text, batch, rows);
  at_ = end;
  return true;
}

void NdjsonReader::Parts::read_line(Batch& batch, Rows& rows) {
  const std::size_t end = std::min(chunk_.find('\n', at_), chunk_.size());
  std::string_view text = chunk_.substr(at_, end - at_);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  dom::element document;
  const bool is_good = text.size() <= kMostLineBytes &&
                       line_parser_.parse(text.data(), text.size(), false).get(document) == simdjson::SUCCESS;
  add_row(is_good ? &document : nullptr, text, batch, rows);
  at_ = end;
}

bool NdjsonReader::Parts::fill(Batch& batch, Rows& rows) {
  // After a line that cannot be read, some are read one by one, each time twice as many: a stream finds its way through a
  // whole chunk first, which is dear where every line is bad.
  constexpr std::size_t kFirstAlone = 8;
  bool has_added = false;
  while (!batch.is_full()) {
    skip_blanks();
    if (at_ >= chunk_.size()) break;
    has_added = true;
    if (alone_ == 0) {
      if (read_from_stream(batch, rows)) continue;
      is_streaming_ = false;
      next_alone_ = std::max(kFirstAlone, next_alone_ * 2);
      alone_ = next_alone_;
    }
    --alone_;
    read_line(batch, rows);
  }
  return has_added;
}

NdjsonReader::NdjsonReader(const Layout& layout) : parts_(std::make_unique<Parts>(layout)) {}

NdjsonReader::~NdjsonReader() = default;

void NdjsonReader::start(std::string_view chunk, std::size_t first_line) {
  Parts& parts = *parts_;
  parts.chunk_ = chunk;
  parts.at_ = 0;
  parts.line_ = first_line;
  parts.is_streaming_ = parts.has_read_ = false;
  parts.alone_ = parts.next_alone_ = 0;
}

bool NdjsonReader::fill(Batch& batch, Rows& rows) { return parts_->fill(batch, rows); }

}  // namespace pol::ingest
