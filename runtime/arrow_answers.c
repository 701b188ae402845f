// Answers as Arrow columns: outcome, possible, is_exact, a column for each criterion, then what keeps rows open.

#include <stdlib.h>
#include <string.h>

#include "runtime/arrow_answers.h"

static void leave(struct pol_shared* memory) {
  if (atomic_fetch_sub(&memory->users, 1) == 1) free(memory);
}

void pol_release_array(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    struct ArrowArray* child = array->children[i];
    if (child->release != NULL) child->release(child);
  }
  if (array->dictionary != NULL && array->dictionary->release != NULL) array->dictionary->release(array->dictionary);
  array->release = NULL;
  leave(array->private_data);
}

// The arrays, their pointers and their buffers in one piece of memory. Buffers start on 64 bytes, and hold whole blocks.
struct ArrowArray* pol_make_answers(const pol_columns* columns, int64_t rows, struct ArrowArray* answers) {
  const size_t criteria = columns->criterion_count;
  const size_t own = POL_FIRST_CRITERION + criteria;
  const size_t children = own + (pol_names_open_facts(columns) ? 1 : 0);  // that column has memory of its own
  const size_t blocks = ((size_t)rows + POL_BLOCK_ROWS - 1) / POL_BLOCK_ROWS;
  const size_t bytes = blocks * POL_BLOCK_ROWS, bits = blocks * POL_BLOCK_WORDS * 8;
  const size_t head = sizeof(struct pol_shared) + children * (sizeof(struct ArrowArray) + 3 * sizeof(void*)) + sizeof(void*);
  const size_t whole = (head + 63) / 64 * 64 + 2 * bytes + bits + criteria * 2 * bits;
  char* memory = aligned_alloc(64, (whole + 63) / 64 * 64);
  if (memory == NULL) return NULL;
  memset(memory, 0, whole);
  struct pol_shared* shared = (struct pol_shared*)(void*)memory;
  atomic_init(&shared->users, own + 1);
  struct ArrowArray* all = (struct ArrowArray*)(void*)(shared + 1);
  struct ArrowArray** pointers = (struct ArrowArray**)(void*)(all + children);
  const void** buffers = (const void**)(void*)(pointers + children);
  char* at = memory + (head + 63) / 64 * 64;
  for (size_t i = 0; i < children; ++i) pointers[i] = &all[i];
  for (size_t i = 0; i < own; ++i) {
    all[i] = (struct ArrowArray){.length = rows,
                                 .n_buffers = 2,
                                 .buffers = buffers + 2 * i,
                                 .release = pol_release_array,
                                 .private_data = shared};
    const size_t size = i < POL_IS_EXACT ? bytes : bits;
    if (i >= POL_FIRST_CRITERION) {
      all[i].null_count = -1;
      all[i].buffers[0] = at;
      at += size;
    }
    all[i].buffers[1] = at;
    at += size;
  }
  const void** none = (const void**)(void*)(buffers + 2 * children);
  *answers = (struct ArrowArray){.length = rows,
                                 .n_buffers = 1,
                                 .n_children = (int64_t)children,
                                 .buffers = none,
                                 .children = pointers,
                                 .release = pol_release_array,
                                 .private_data = shared};
  return all;
}

static void put_bit(struct ArrowArray* column, int buffer, int64_t at, int is_set) {
  uint8_t* byte = (uint8_t*)pol_answer_buffer(column, buffer) + at / 8;
  const uint8_t bit = (uint8_t)(1u << (at % 8));
  *byte = (uint8_t)(is_set ? *byte | bit : *byte & ~bit);
}

void pol_write_answer(const pol_columns* columns, struct ArrowArray* all, int64_t row, pol_case* one,
                      const pol_answer* answer) {
  ((int8_t*)pol_answer_buffer(&all[POL_OUTCOME], 1))[row] = (int8_t)answer->outcome;
  ((uint8_t*)pol_answer_buffer(&all[POL_POSSIBLE], 1))[row] = answer->possible;
  // What is possible is known then, but not whether the clash matters to it.
  const int may_be_conflicting = answer->conflicts != 0 && (answer->possible & (answer->possible - 1)) != 0;
  const int is_in_doubt = may_be_conflicting && (columns->flags & POL_DOUBTS_CLASHES) != 0;
  put_bit(&all[POL_IS_EXACT], 1, row, answer->is_exact && !is_in_doubt);
  for (uint32_t i = 0; i < columns->criterion_count; ++i) {
    const pol_truth truth = pol_truth_of(one, columns->criteria[i]);
    put_bit(&all[POL_FIRST_CRITERION + i], 0, row, truth != POL_UNKNOWN);
    put_bit(&all[POL_FIRST_CRITERION + i], 1, row, truth == POL_YES);
  }
}

void pol_release_schema(struct ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    struct ArrowSchema* child = schema->children[i];
    if (child->release != NULL) child->release(child);
  }
  if (schema->dictionary != NULL && schema->dictionary->release != NULL) schema->dictionary->release(schema->dictionary);
  schema->release = NULL;
  leave(schema->private_data);
}

pol_status pol_answer_schema(const pol_columns* columns, struct ArrowSchema* schema, pol_error* error) {
  static const char* const kNames[] = {"outcome", "possible", "is_exact"};
  static const char* const kFormats[] = {"c", "C", "b"};
  const pol_policy* policy = columns->policy;
  const pol_criterion_row* criteria = pol_at(policy, policy->tables->criteria.at);
  const size_t own = POL_FIRST_CRITERION + (size_t)columns->criterion_count;
  const size_t children = own + (pol_names_open_facts(columns) ? 1 : 0);
  *schema = (struct ArrowSchema){0};
  // Names belong to the schema, which may outlive the policy.
  size_t letters = 0;
  for (uint32_t i = 0; i < columns->criterion_count; ++i) {
    letters += strlen(pol_text(policy, criteria[columns->criteria[i]].path)) + 1;
  }
  struct pol_shared* shared = calloc(1, sizeof *shared + children * (sizeof(struct ArrowSchema) + sizeof(void*)) + letters);
  if (shared == NULL) return pol_fail(error, POL_NO_MEMORY, "no memory for a schema");
  atomic_init(&shared->users, own + 1);
  struct ArrowSchema* all = (struct ArrowSchema*)(void*)(shared + 1);
  struct ArrowSchema** pointers = (struct ArrowSchema**)(void*)(all + children);
  char* text = (char*)(pointers + children);
  for (size_t i = 0; i < children; ++i) pointers[i] = &all[i];
  for (size_t i = 0; i < own; ++i) {
    all[i].format = i < POL_FIRST_CRITERION ? kFormats[i] : "b";
    all[i].flags = i < POL_FIRST_CRITERION ? 0 : ARROW_FLAG_NULLABLE;
    all[i].release = pol_release_schema;
    all[i].private_data = shared;
    if (i < POL_FIRST_CRITERION) {
      all[i].name = kNames[i];
      continue;
    }
    const char* path = pol_text(policy, criteria[columns->criteria[i - POL_FIRST_CRITERION]].path);
    memcpy(text, path, strlen(path) + 1);
    all[i].name = text;
    text += strlen(path) + 1;
  }
  *schema = (struct ArrowSchema){.format = "+s",
                                 .name = "",
                                 .n_children = (int64_t)children,
                                 .children = pointers,
                                 .release = pol_release_schema,
                                 .private_data = shared};
  if (pol_names_open_facts(columns) && !pol_open_facts_schema(&all[own])) {
    schema->release(schema);
    return pol_fail(error, POL_NO_MEMORY, "no memory for a schema");
  }
  return POL_OK;
}
