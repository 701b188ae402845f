#ifndef POL_RUNTIME_COLUMNS_H
#define POL_RUNTIME_COLUMNS_H
// Batches through compiled columns: what is bound once, and what belongs to one call.

#include <string.h>

#include "runtime/arrow_in.h"

enum {
  POL_CHUNK_ROWS = 4 * POL_BLOCK_ROWS,  ///< decided at once: so many that the nearest caches hold what is read
  POL_NO_CODE = 0xFFFF                  ///< of a dictionary's entry: none of the values
};

// Values by name: open addressing, POL_NOTHING where a slot is free.
struct pol_names {
  struct pol_utf8* texts;  // by value
  uint32_t count;
  uint32_t* slots;
  uint32_t mask;
  int64_t longest;
};

// A fact that compiled columns read, and the columns of a batch that tell of it.
struct pol_bound {
  const pol_fact_row* fact;
  uint32_t id;
  const struct pol_column *values, *none;  // null: there is none
  uint32_t first_input;                    // the least of the following
  uint32_t input;                          // the fact's own; POL_NOTHING: there is none
  uint32_t count;                          // of a set; POL_NOTHING: there is none
  uint32_t* members;                       // of a set: by value, its input or POL_NOTHING. Null: there are none
  uint32_t kind;                           // POL_INPUT_*, of its own
  int64_t step;                            // of a number: the half units of 1
  struct pol_names names;                  // of a choice or a set
};

// By entry of a dictionary: the value. `codes` is null where the dictionary is long beside the batch.
struct pol_remap {
  uint16_t* codes;
  int64_t count;
  int is_identity;  // the dictionary is the fact's values in their order
};

// By how many bytes the pointers of an input move from chunk to chunk.
struct pol_stride {
  size_t values, valid, none;
};

// What is written anew for each chunk. Null where the input is read in place.
struct pol_fill {
  const struct pol_bound* bound;
  const struct pol_remap* remap;
  void* values;
  uint64_t *valid, *none;
};

// A call of pol_decide_batch.
struct pol_call {
  const pol_columns* columns;
  const struct ArrowArray* batch;
  pol_case* one;         // for single rows; made when it is first needed
  int64_t first, rows;   // of the chunk
  int64_t capacity;      // rows of a chunk's columns: whole blocks
  int is_padded;         // a chunk of fewer rows than its blocks have: all is copied
  uint32_t input_count;  // that the code reads
  pol_input* inputs;
  struct pol_stride* strides;
  pol_scale* scales;
  struct pol_remap* remaps;  // by bound fact
  struct pol_fill* fills;
  uint32_t fill_count;
  uint64_t* forced;     // bits: rows that go the way of a single case, whatever the code says of them
  uint64_t* irregular;  // as the code says
  void* code_scratch;
  uint64_t** truths;
  uint64_t* seen;  // members of one row's set
  char* arena;     // the rest of the memory of the call
};

// columns_bind.c: once for all batches.
pol_status pol_bind_inputs(pol_columns* columns, pol_error* error);
void pol_free_inputs(pol_columns* columns);
uint32_t pol_value_of(const pol_columns* columns, const struct pol_bound* bound, struct pol_utf8 text);

static inline int pol_is_same(struct pol_utf8 a, struct pol_utf8 b) {
  return a.size == b.size && memcmp(a.bytes, b.bytes, (size_t)a.size) == 0;
}

// columns_fill.c: where the inputs of the chunks from `call->first` on are, and what is copied for each of them.
void pol_place_inputs(struct pol_call* call);
void pol_fill_inputs(struct pol_call* call);
// columns_cells.c, columns_text.c: its parts.
void pol_fill_numbers(struct pol_call* call, const struct pol_fill* fill);
void pol_fill_codes(struct pol_call* call, const struct pol_fill* fill);
void pol_fill_members(struct pol_call* call, const struct pol_fill* fill);
size_t pol_remap_bytes(const struct pol_call* call, const struct pol_bound* bound);
void pol_make_remap(struct pol_call* call, const struct pol_bound* bound, struct pol_remap* remap);
void pol_copy_bits(uint64_t* to, const void* bits, int64_t at, int64_t rows, int64_t capacity);

// columns.c
typedef void (*pol_columns_code)(const pol_rows* rows);
// Null: row by row is quicker, or there is nothing else.
pol_columns_code pol_code_of_columns(const pol_columns* columns, int64_t rows);
pol_status pol_decide_columns(const pol_columns* columns, pol_columns_code code, const struct ArrowArray* batch,
                              struct ArrowArray* all, pol_error* error);
// arrow.c
// The row of the batch becomes the case.
pol_status pol_read_row(const pol_columns* columns, const struct ArrowArray* batch, int64_t row, pol_case* one,
                        pol_error* error);
pol_status pol_decide_row(const pol_columns* columns, const struct ArrowArray* batch, int64_t row, pol_case* one,
                          struct ArrowArray* all, pol_error* error);

static inline void pol_force(struct pol_call* call, int64_t row) { call->forced[row / 64] |= UINT64_C(1) << (row % 64); }

// Pieces stand 64 bytes apart from multiples of powers of two, so that columns do not alias in the caches.
static inline void* pol_take(struct pol_call* call, size_t bytes) {
  void* piece = call->arena;
  call->arena += (bytes + 63) / 64 * 64 + 64;
  return piece;
}
static inline size_t pol_taken(size_t bytes) { return (bytes + 63) / 64 * 64 + 64; }

static inline const struct ArrowArray* pol_array_of(const struct pol_call* call, const struct pol_column* column) {
  return call->batch->children[column->child];
}
// Where the chunk begins in it.
static inline int64_t pol_place_in(const struct pol_call* call, const struct ArrowArray* array) {
  return array->offset + call->batch->offset + call->first;
}

// The integers of which `unit` half units each lie in the range of the fact.
static inline int64_t pol_least(const struct pol_bound* bound, int64_t unit) {
  const int64_t low = bound->fact->low;
  return low > 0 ? (low + unit - 1) / unit : -(-low / unit);
}
static inline int64_t pol_most(const struct pol_bound* bound, int64_t unit) {
  const int64_t high = bound->fact->high;
  return high < 0 ? -((-high + unit - 1) / unit) : high / unit;
}

// Bytes of a row's value; of bits, 0.
static inline size_t pol_width(uint32_t kind) {
  switch (kind) {
    case POL_INPUT_CODES8:
      return 1;
    case POL_INPUT_CODES16:
      return 2;
    case POL_INPUT_NUMBER32:
    case POL_INPUT_DATE:
    case POL_INPUT_COUNT:
      return 4;
    case POL_INPUT_NUMBER64:
      return 8;
    default:
      return 0;
  }
}

static inline char* pol_zeros(const pol_columns* columns) { return columns->blank; }
static inline char* pol_ones(const pol_columns* columns) { return columns->blank + 8 * POL_CHUNK_ROWS; }

#endif
