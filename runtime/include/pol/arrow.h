#ifndef POL_ARROW_H
#define POL_ARROW_H
// Batches and streams of cases through the Arrow C data interface (arrow.apache.org/docs/format/CDataInterface.html).
//
// A batch is a struct array, a column a fact, by its name; a null is not documented. What columns may hold:
//   finding  bool                                   number  int8 to int64, uint8 to uint64, float32, float64
//   date     date32                                 choice  utf8 or large utf8, plain or as a dictionary
//   set      list or large list of what a choice may hold; members that are not listed are not in the set
// A bool column called `FACT is none` says by true that there is none of it.
// The interface does not tell how large buffers are: what is said of lengths and offsets is looked at, and no more.

#include "pol/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
#endif

/// Which column is which fact, and which criteria are asked for.
typedef struct pol_columns pol_columns;

enum {
  POL_MAY_LACK_COLUMNS = 1,  ///< facts without a column are not documented; the reference date always has one
  POL_MAY_HAVE_OTHERS = 2,   ///< columns that are no facts are passed over
  POL_AS_CODE_SAYS = 4,      ///< see pol_decide_batch
  POL_DOUBTS_CLASHES = 8,    ///< `is_exact` is false also where facts clash and several outcomes are possible: of such a
                             ///< case `polc eval` may say `conflicting`
  POL_WITH_OPEN_FACTS = 16   ///< the answers tell which facts keep a row open
};

/// `schema` stays the caller's and may be released afterwards. `criteria`: `count` of them, for the answers.
pol_status pol_columns_new(const pol_policy* policy, const struct ArrowSchema* schema, int flags,
                           const uint32_t* criteria, uint32_t count, pol_columns** columns, pol_error* error);
void pol_columns_free(pol_columns* columns);

/// Decides every row of `batch`, which stays the caller's. `answers` becomes a struct array of as many rows, the
/// caller's to release: `outcome` (int8, a pol_outcome), `possible` (uint8, bit 1 << pol_outcome), `is_exact` (bool),
/// then a nullable bool for each criterion, null where it is undecided. With POL_WITH_OPEN_FACTS at the end
/// `undecided_because`: a list of the names that pol_open_facts gives (int32 into a dictionary of all facts by their
/// number, utf8), empty where one outcome only is possible; it takes about as long as deciding the open rows singly. On failure `error` names row and column, and
/// `answers` is released. Any number of threads may decide batches with the same columns.
/// Where the policy has columnar code, larger batches go through it: whole columns at a time, read in place where they are
/// as the code wants them (bitmaps that begin at a whole byte; date32; int32; int8 or uint8 into a dictionary that is the
/// fact's values in their order). A row that this code does not know to prepare, or of which it cannot tell whether the
/// answer is exact, then goes the way of pol_decide, so that all rows have its answers; with POL_AS_CODE_SAYS only the
/// former do, and `is_exact` may be false of more rows. Cells of facts that the code does not read are not looked at, and
/// not refused.
pol_status pol_decide_batch(const pol_columns* columns, const struct ArrowArray* batch, struct ArrowArray* answers,
                            pol_error* error);

/// `answers` becomes a stream that decides the batches of `cases` one by one, as they are asked for. On success `cases` is
/// moved into it; on failure it stays the caller's. What fails later, get_last_error tells, with the number of the batch.
/// The policy must outlive the stream.
pol_status pol_decide_stream(const pol_policy* policy, struct ArrowArrayStream* cases, int flags,
                             const uint32_t* criteria, uint32_t count, struct ArrowArrayStream* answers,
                             pol_error* error);

/// The schema of the answers; the caller's to release.
pol_status pol_answer_schema(const pol_columns* columns, struct ArrowSchema* schema, pol_error* error);

#ifdef __cplusplus
}
#endif

#endif
