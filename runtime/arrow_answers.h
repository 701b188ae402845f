#ifndef POL_RUNTIME_ARROW_ANSWERS_H
#define POL_RUNTIME_ARROW_ANSWERS_H
// Answers as Arrow columns.

#include <stdatomic.h>

#include "runtime/arrow_in.h"

// The columns of answers. Of a criterion, buffer 0 says where it is yes or no, buffer 1 where it is yes.
enum { POL_OUTCOME, POL_POSSIBLE, POL_IS_EXACT, POL_FIRST_CRITERION };

static inline void* pol_answer_buffer(const struct ArrowArray* column, int buffer) {
  // Arrow's buffers are const to who reads them; these are ours to write.
  return (void*)(uintptr_t)column->buffers[buffer];
}

// First in the memory that arrays, or schemas, share: a child may be moved away and outlive its parent.
struct pol_shared {
  atomic_size_t users;
  char padding[64 - sizeof(atomic_size_t)];
};
// For arrays and schemas whose private_data is a pol_shared with one user for each of them.
void pol_release_array(struct ArrowArray* array);
void pol_release_schema(struct ArrowSchema* schema);

// `answers` with its columns, which are returned; null where memory is short.
struct ArrowArray* pol_make_answers(const pol_columns* columns, int64_t rows, struct ArrowArray* answers);
// Of one row, over whatever stood there.
void pol_write_answer(const pol_columns* columns, struct ArrowArray* all, int64_t row, pol_case* one,
                      const pol_answer* answer);

// arrow_open_facts.c: the column of facts that keep rows open; the last one, where it is asked for.
static inline int pol_names_open_facts(const pol_columns* columns) { return (columns->flags & POL_WITH_OPEN_FACTS) != 0; }
pol_status pol_add_open_facts(const pol_columns* columns, const struct ArrowArray* batch, struct ArrowArray* all,
                              pol_error* error);
// False where memory is short.
int pol_open_facts_schema(struct ArrowSchema* schema);

#endif
