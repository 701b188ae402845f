// Lines of JSON to columns: any bytes. Every line becomes a row; what its columns say is what the reader of cases
// reads.

#include "compiler/ingest/ndjson.h"
#include "tests/fuzz/rows.h"
#include "tests/fuzz/target.h"

namespace pol::fuzz {
namespace {

std::optional<cases::Json> case_of(const ingest::Row& row) {
  std::optional<cases::Json> one;
  std::size_t count = 0;
  const auto wrong = cases::read_json(row.text, [&](const cases::Json& json, bool in_array) {
    ++count;
    if (!in_array && json.kind == cases::Json::Kind::Object) one = json;
  });
  return wrong || count != 1 ? std::nullopt : one;
}

/// Lines that are not blank.
std::size_t lines_of(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    count += text.substr(0, end).find_first_not_of(" \t\r") != std::string_view::npos ? 1U : 0U;
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return count;
}

}  // namespace
}  // namespace pol::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  pol::fuzz::wide_policy();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol;
  using namespace pol::fuzz;
  static const ingest::Layout layout(wide_policy().policy(), 64);
  const std::string text = std::string(text_of(bytes, size)) + std::string(ingest::kPadding, '\0');
  ingest::NdjsonReader reader;
  ingest::CaseSink sink(layout);
  reader.start(std::string_view(text).substr(0, size), 1);
  std::size_t rows = 0;
  bool has_next = reader.advance();
  while (has_next) {
    for (; has_next && !sink.batch.is_full(); has_next = reader.advance()) reader.add_to(sink);
    rows += sink.rows.all.size();
    check_rows(wide_policy(), sink.batch, sink.rows, case_of);
    sink.batch.clear();
    sink.rows.clear();
  }
  demand(rows == lines_of(text_of(bytes, size)), "every line is a row");
  return 0;
}
