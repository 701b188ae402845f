// The Arrow boundary of the runtime: any schema, any batch, any stream. Whatever comes is decided or refused with a
// sentence, and compiled columns give what their rows give one by one.

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tests/fuzz/any_batch.h"
#include "tests/fuzz/native_policy.h"
#include "tests/fuzz/target.h"

namespace pol::fuzz {
namespace {

constexpr std::int64_t kFewRows = 8;  ///< go row by row

struct Opened {
  explicit Opened(const std::string& path) : native(path) { pol_describe(native.get(), &about); }

  /// By fact. `all`: also those that only criteria need.
  std::vector<bool> read(bool all) const {
    const pol_tables* tables = native.image()->tables;
    const auto* rows =
        reinterpret_cast<const pol_input_row*>(reinterpret_cast<const char*>(tables) + tables->inputs.at);
    std::vector<bool> by_fact(about.facts, false);
    for (std::uint32_t i = 0; i < (all ? tables->inputs.count : tables->decide_inputs); ++i)
      by_fact[rows[i].fact] = true;
    return by_fact;
  }

  NativePolicy native;
  pol_policy_about about = {};
};

const Opened& opened(std::size_t which) {
  static const Opened wide("tests/fuzz/wide.pol");
  static const Opened lumbar("policies/lumbar_mri.pol");
  return which == 0 ? lumbar : wide;
}

bool bit(const ArrowArray* column, int buffer, std::int64_t at) {
  return (static_cast<const std::uint8_t*>(column->buffers[buffer])[at / 8] >> (at % 8) & 1) != 0;
}
int byte(const ArrowArray* column, std::int64_t at) { return static_cast<const std::uint8_t*>(column->buffers[1])[at]; }

void check_answers(const ArrowArray& answers, std::int64_t rows, std::size_t criteria) {
  demand(answers.length == rows, "there is an answer for each row");
  demand(answers.n_children >= static_cast<std::int64_t>(3 + criteria), "there is a column for each criterion");
  for (std::int64_t row = 0; row < rows; ++row) {
    const int outcome = byte(answers.children[0], row), possible = byte(answers.children[1], row);
    demand(outcome < POL_OUTCOMES && possible != 0 && possible < 1 << POL_OUTCOMES, "an answer is an outcome");
    demand((possible & (possible - 1)) == 0 ? possible == 1 << outcome : outcome == POL_NEEDS_INFORMATION,
           "the outcome is the only one that is possible");
    for (std::size_t i = 0; i < criteria; ++i) {
      const ArrowArray* column = answers.children[3 + i];
      demand(bit(column, 0, row) || !bit(column, 1, row), "what is met is decided");
    }
  }
}

void compare(const ArrowArray& large, const ArrowArray& small, std::int64_t first, std::size_t criteria) {
  for (std::int64_t row = 0; row < small.length; ++row) {
    const std::string where = "row " + std::to_string(first + row);
    for (int column = 0; column < 2; ++column) {
      demand(byte(large.children[column], first + row) == byte(small.children[column], row),
             "columns give what their rows give", where);
    }
    for (std::size_t column = 2; column < 3 + criteria; ++column) {
      for (int buffer = column == 2 ? 1 : 0; buffer < 2; ++buffer) {
        demand(bit(large.children[column], buffer, first + row) == bit(small.children[column], buffer, row),
               "columns give what their rows give", where + ", column " + std::to_string(column));
      }
    }
  }
}

/// Some rows of a batch by themselves.
void compare_rows(const pol_columns* columns, const AnyBatch& cases, const ArrowArray& large, pol_status status,
                  const std::string& message, std::size_t criteria, Choices& choices) {
  const std::int64_t rows = cases.batch.length;
  const bool names_row = status != POL_OK && message.rfind("row ", 0) == 0 && rows > 0;
  if (rows <= kFewRows || (status != POL_OK && !names_row)) return;
  const std::int64_t refused = names_row ? std::stoll(message.substr(4)) : 0;
  for (int piece = 0; piece < (names_row ? 1 : 4); ++piece) {
    const std::int64_t any =
        names_row ? refused : static_cast<std::int64_t>(choices.below(static_cast<std::uint64_t>(rows)));
    const std::int64_t first = names_row ? any : any / kFewRows * kFewRows;
    ArrowArray few = cases.batch, small = {};
    few.offset += first;
    few.length = std::min(kFewRows, rows - first);
    pol_error error = {};
    const pol_status alone = pol_decide_batch(columns, &few, &small, &error);
    const std::string said = error.message;
    if (status == POL_OK && alone == POL_OK) {
      compare(large, small, first, criteria);
    } else if (status == POL_OK) {
      demand(cases.has_unread, "what a row refuses, columns refuse", said);
    } else if (!cases.has_unread) {
      const std::string here =
          alone == POL_OK ? said : "row " + std::to_string(first) + said.substr(said.find_first_of(":,"));
      demand(alone == status && here == message, "of the same row the same is said", message + "\n" + said);
    }
    if (small.release != nullptr) small.release(&small);
  }
}

// --- streams

/// Gives the batch so often, then ends or fails; or fails at once.
struct Stream {
  const AnyBatch* cases = nullptr;
  std::uint64_t left = 0;
  bool schema_fails = false, fails = false, says_why = false;
  int released = 0;
};

void own_nothing(ArrowArray* array) { array->release = nullptr; }
void own_nothing(ArrowSchema* schema) { schema->release = nullptr; }

int give_schema(ArrowArrayStream* stream, ArrowSchema* to) {
  const auto* own = static_cast<const Stream*>(stream->private_data);
  if (own->schema_fails) return ENOMEM;
  *to = own->cases->schema;
  to->release = own_nothing;
  return 0;
}
int give_next(ArrowArrayStream* stream, ArrowArray* to) {
  auto* own = static_cast<Stream*>(stream->private_data);
  if (own->left == 0) {
    *to = {};
    return own->fails ? EIO : 0;
  }
  --own->left;
  *to = own->cases->batch;
  if (to->release != nullptr) to->release = own_nothing;
  return 0;
}
const char* give_why(ArrowArrayStream* stream) {
  return static_cast<const Stream*>(stream->private_data)->says_why ? "the wire was cut" : nullptr;
}
void end_stream(ArrowArrayStream* stream) {
  ++static_cast<Stream*>(stream->private_data)->released;
  stream->release = nullptr;
}

void decide_stream(const Opened& with, const AnyBatch& cases, int flags, const std::vector<std::uint32_t>& criteria,
                   Choices& choices) {
  Stream own = {&cases, choices.below(4), choices.one_in(16), choices.one_in(2), choices.one_in(2), 0};
  ArrowArrayStream stream = {give_schema, give_next, give_why, end_stream, &own};
  if (choices.one_in(8)) stream.get_last_error = nullptr;
  ArrowArrayStream answers = {};
  pol_error error = {};
  const pol_status status = pol_decide_stream(with.native.get(), &stream, flags, criteria.data(),
                                              static_cast<std::uint32_t>(criteria.size()), &answers, &error);
  if (status != POL_OK) {
    demand(error.message[0] != 0 && answers.release == nullptr, "a stream that is refused says why");
    demand(stream.release != nullptr && own.released == 0, "a stream that is refused stays its caller's");
    stream.release(&stream);
    return;
  }
  demand(stream.release == nullptr, "a stream that is taken is moved");
  for (int calls = 0; calls < 6; ++calls) {  // also behind its end and behind a failure
    ArrowArray batch = {};
    const int failed = answers.get_next(&answers, &batch);
    demand(failed == 0 || batch.release == nullptr, "a batch that fails gives no answers");
    demand(failed == 0 || answers.get_last_error(&answers) != nullptr, "a stream that fails says why");
    if (batch.release != nullptr) {
      check_answers(batch, cases.batch.length, criteria.size());
      batch.release(&batch);
    }
  }
  answers.release(&answers);
  demand(own.released == 1, "a stream is released once");
}

void decide(const Opened& with, const AnyBatch& cases, int flags, const std::vector<std::uint32_t>& criteria,
            Choices& choices) {
  pol_columns* columns = nullptr;
  pol_error error = {};
  const pol_status bound = pol_columns_new(with.native.get(), &cases.schema, flags, criteria.data(),
                                           static_cast<std::uint32_t>(criteria.size()), &columns, &error);
  if (bound != POL_OK) {
    demand(error.message[0] != 0 && columns == nullptr, "a schema that is refused says why");
    return;
  }
  ArrowArray answers = {};
  const pol_status status = pol_decide_batch(columns, &cases.batch, &answers, &error);
  if (status == POL_OK) {
    check_answers(answers, cases.batch.length, criteria.size());
  } else {
    demand(error.message[0] != 0 && answers.release == nullptr, "a batch that is refused says why");
  }
  if ((flags & POL_AS_CODE_SAYS) == 0)
    compare_rows(columns, cases, answers, status, error.message, criteria.size(), choices);
  if (answers.release != nullptr) answers.release(&answers);
  pol_columns_free(columns);
}

}  // namespace
}  // namespace pol::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  pol::fuzz::opened(0);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol::fuzz;
  Choices choices(bytes, size);
  const std::uint64_t which = choices.below(8);
  const Opened& with = opened(which);
  std::vector<std::uint32_t> criteria;
  const std::uint64_t asked = choices.one_in(2) ? 0 : choices.below(with.about.criteria);
  for (std::uint32_t i = 0; i < asked; ++i)
    criteria.push_back(static_cast<std::uint32_t>(choices.random() % with.about.criteria));
  if (choices.one_in(128)) criteria.push_back(with.about.criteria);
  int flags = POL_MAY_LACK_COLUMNS;
  if (choices.one_in(64)) flags = 0;
  if (choices.one_in(2)) flags |= POL_MAY_HAVE_OTHERS;
  if (choices.one_in(2)) flags |= POL_AS_CODE_SAYS;
  if (choices.one_in(8)) flags |= POL_DOUBTS_CLASHES;
  const bool is_stream = choices.one_in(8);
  // A row of the large policy that its code leaves open may take half a millisecond.
  const std::int64_t most_rows = which == 0 ? 40 : (flags & POL_AS_CODE_SAYS) != 0 ? 5000 : 300;
  const AnyBatch cases(with.native.get(), with.read(!criteria.empty()), most_rows, choices);
  is_stream ? decide_stream(with, cases, flags, criteria, choices) : decide(with, cases, flags, criteria, choices);
  return 0;
}
