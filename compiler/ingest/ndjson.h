#pragma once
// Lines of JSON to batches, as fast as the JSON can be parsed.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ingest/batch.h"
#include "compiler/ingest/rows.h"

namespace pol::ingest {

/// The cases of one policy, as they come.
struct CaseSink {
  /// `layout` must outlive it.
  explicit CaseSink(const Layout& layout);

  Batch batch;
  Rows rows;  ///< of the batch, and those before it that nobody has taken out

  /// Which key means what. Slots are the keys that are known.
  NameTable keys;
  std::vector<std::uint32_t> meanings;  ///< by slot: a fact, or what no fact is
  std::vector<std::uint32_t> next;      ///< by slot: the one that followed when it was last seen; of the first at the end
};

/// Knows the keys of a case (cases/reader.h) and, where no fact has that name, `id`: a text or a whole number, of which
/// nothing depends. Whatever is not surely a case with values that fit the columns is left blank: the reader of cases says
/// what it is.
class NdjsonReader {
 public:
  NdjsonReader();
  ~NdjsonReader();
  NdjsonReader(const NdjsonReader&) = delete;
  NdjsonReader& operator=(const NdjsonReader&) = delete;

  /// `chunk`: whole lines, of which the first is `first_line` of the input, and kPadding bytes behind them that can be
  /// read. It must stay as long as rows are used.
  void start(std::string_view chunk, std::size_t first_line);
  /// Goes to the next line that is not blank; false: there is none.
  bool advance();

  /// Adds the line to a batch that is not full. `others`: of other policies that the line is about; what one of them knows
  /// is passed over.
  void add_to(CaseSink& sink, const std::vector<CaseSink*>& others = {});

  /// The line and its id alone, for who has no batch for it.
  void add_to(Rows& rows) const;

  bool is_json() const;  ///< else nothing is known of the line but its text
  std::string_view text() const;
  std::size_t line() const;
  /// What the line documents under `key` in the simplest way: a text. `is_there`: the key is, with whatever value.
  std::string_view text_at(const std::string& key, bool& is_there) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Parses all lines and looks at nothing: what simdjson alone takes, for who measures. kPadding bytes behind `chunk` can be
/// read.
std::size_t count_documents(std::string_view chunk);

}  // namespace pol::ingest
