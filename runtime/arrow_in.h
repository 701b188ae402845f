#ifndef POL_RUNTIME_ARROW_IN_H
#define POL_RUNTIME_ARROW_IN_H
// Arrow columns as the files of the runtime see them.

#include "runtime/image.h"
#include "pol/arrow.h"

// How a column is read. `index`: 'c' to 'L', of a dictionary; 0 for none. `list`: 'l' or 'L' of a list; 0 for none.
struct pol_column {
  int64_t child;
  uint32_t fact;
  char format;  // of values: 'b', 'c' to 'L', 'f', 'g', 'D' (date32), 'u', 'U'
  char index;
  char list;
  uint8_t says_none;
};

struct pol_bound;  // columns.h

struct pol_columns {
  const pol_policy* policy;
  int64_t children;
  struct pol_column* columns;
  uint32_t column_count;
  uint32_t* criteria;
  uint32_t criterion_count;
  int flags;
  // What compiled columns read. Null: they are not bound.
  struct pol_bound* bound;
  uint32_t bound_count;
  char* blank;  // of columns that are not there
};

static inline int pol_bit(const void* bits, int64_t at) { return ((const uint8_t*)bits)[at / 8] >> (at % 8) & 1; }

static inline int pol_is_null(const struct ArrowArray* array, int64_t at) {
  return array->buffers[0] != NULL && !pol_bit(array->buffers[0], at);
}

static inline int64_t pol_integer_at(const void* values, char format, int64_t at, int* is_too_large) {
  switch (format) {
    case 'c':
      return ((const int8_t*)values)[at];
    case 'C':
      return ((const uint8_t*)values)[at];
    case 's':
      return ((const int16_t*)values)[at];
    case 'S':
      return ((const uint16_t*)values)[at];
    case 'i':
    case 'D':
      return ((const int32_t*)values)[at];
    case 'I':
      return ((const uint32_t*)values)[at];
    case 'L': {
      const uint64_t value = ((const uint64_t*)values)[at];
      *is_too_large = value > INT64_MAX;
      return *is_too_large ? 0 : (int64_t)value;
    }
    default:
      return ((const int64_t*)values)[at];
  }
}

static inline int64_t pol_offset_at(const void* offsets, int is_large, int64_t at) {
  return is_large ? ((const int64_t*)offsets)[at] : ((const int32_t*)offsets)[at];
}

struct pol_utf8 {
  const char* bytes;
  int64_t size;
};
// The text at `at` of an array of texts. Null, or why there is none.
const char* pol_find_text(const struct ArrowArray* texts, int is_large, int64_t at, struct pol_utf8* text);
int pol_is_utf8(struct pol_utf8 text);

// What holds of a whole column: buffers, lengths, the offsets of lists.
pol_status pol_check_column(const pol_columns* columns, const struct pol_column* column,
                            const struct ArrowArray* batch, pol_error* error);
// One row of it into the case.
pol_status pol_read_cell(const pol_columns* columns, const struct pol_column* column, const struct ArrowArray* batch,
                         int64_t row, pol_case* one, pol_error* error);

#endif
