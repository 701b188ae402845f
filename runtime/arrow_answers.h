#ifndef POL_RUNTIME_ARROW_ANSWERS_H
#define POL_RUNTIME_ARROW_ANSWERS_H
// Answers as Arrow columns.

#include "runtime/arrow_in.h"

// The columns of answers. Of a criterion, buffer 0 says where it is yes or no, buffer 1 where it is yes.
enum { POL_OUTCOME, POL_POSSIBLE, POL_IS_EXACT, POL_FIRST_CRITERION };

static inline void* pol_answer_buffer(const struct ArrowArray* column, int buffer) {
  // Arrow's buffers are const to who reads them; these are ours to write.
  return (void*)(uintptr_t)column->buffers[buffer];
}

// `answers` with its columns, which are returned; null where memory is short.
struct ArrowArray* pol_make_answers(int64_t rows, uint32_t criteria, struct ArrowArray* answers);
// Of one row, over whatever stood there.
void pol_write_answer(const pol_columns* columns, struct ArrowArray* all, int64_t row, pol_case* one,
                      const pol_answer* answer);

#endif
