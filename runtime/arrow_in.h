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

struct pol_columns {
  const pol_policy* policy;
  int64_t children;
  struct pol_column* columns;
  uint32_t column_count;
  uint32_t* criteria;
  uint32_t criterion_count;
};

static inline int pol_bit(const void* bits, int64_t at) { return ((const uint8_t*)bits)[at / 8] >> (at % 8) & 1; }

// What holds of a whole column: buffers, lengths, the offsets of lists.
pol_status pol_check_column(const pol_columns* columns, const struct pol_column* column,
                            const struct ArrowArray* batch, pol_error* error);
// One row of it into the case.
pol_status pol_read_cell(const pol_columns* columns, const struct pol_column* column, const struct ArrowArray* batch,
                         int64_t row, pol_case* one, pol_error* error);

#endif
