#pragma once
// Lines of JSON to batches, as fast as the JSON can be parsed.

#include <memory>
#include <string_view>

#include "compiler/ingest/batch.h"
#include "compiler/ingest/rows.h"

namespace pol::ingest {

/// Knows the keys of a case (cases/reader.h) and, where no fact has that name, `id`: a text or a whole number, of which
/// nothing depends. Whatever is not surely a case with values that fit the columns is left blank: the reader of cases says
/// what it is.
class NdjsonReader {
 public:
  /// `layout` must outlive it.
  explicit NdjsonReader(const Layout& layout);
  ~NdjsonReader();
  NdjsonReader(const NdjsonReader&) = delete;
  NdjsonReader& operator=(const NdjsonReader&) = delete;

  /// `chunk`: whole lines, of which the first is `first_line` of the input, and kPadding bytes behind them that can be
  /// read. It must stay until the last `fill`.
  void start(std::string_view chunk, std::size_t first_line);
  /// Adds rows until the batch is full or the chunk ends; false: there was nothing left.
  bool fill(Batch& batch, Rows& rows);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace pol::ingest
