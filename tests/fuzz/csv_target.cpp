// A file of comma-separated values: a header and rows, any bytes. What the columns of a row say is what its cells say
// as a case.

#include "compiler/ingest/csv.h"
#include "tests/fuzz/rows.h"
#include "tests/fuzz/target.h"
#include "tools/polc/run_csv.h"
#include "tools/polc/terminal.h"

/// Why a header is refused, nobody reads here.
void pol::tool::complain(std::string_view) {}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  pol::fuzz::wide_policy();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol;
  using namespace pol::fuzz;
  static const ingest::Layout layout(wide_policy().policy(), 64);
  const std::string text = std::string(text_of(bytes, size)) + std::string(ingest::kPadding, '\0');
  const std::size_t header_end = std::min(text.find('\n'), size);
  tool::CsvOptions options;
  options.may_have_others = true;
  const std::string line = text.substr(0, header_end);
  if (line.find(';') != std::string::npos) options.delimiter = ';';
  if (line.find('\t') != std::string::npos) options.delimiter = '\t';
  const auto header = tool::CsvHeader::read(wide_policy().policy(), line, "any.csv", options);
  if (!header || header_end == size) return 0;

  ingest::CsvReader reader(layout, header->columns(), header->delimiter());
  ingest::Batch batch(layout);
  ingest::Rows rows;
  reader.start(std::string_view(text).substr(header_end + 1, size - header_end - 1), 2);
  const auto case_of = [&](const ingest::Row& row) -> std::optional<cases::Json> {
    std::string error;
    cases::Json json = header->case_of(row.text, error);
    return error.empty() ? std::optional(std::move(json)) : std::nullopt;
  };
  while (true) {
    const bool is_full = reader.fill(batch, rows);
    check_rows(wide_policy(), batch, rows, case_of);
    if (!is_full) return 0;
    batch.clear();
    rows.clear();
  }
}
