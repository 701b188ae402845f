// What keeps rows open, as a column: a list of names for each row.

#include <stdlib.h>
#include <string.h>

#include "runtime/arrow_answers.h"
#include "runtime/columns.h"

// Facts of all rows, one behind the other.
struct named {
  int32_t* facts;
  size_t count, capacity;
};

static int add_facts(struct named* named, const uint32_t* facts, uint32_t count) {
  if (named->capacity - named->count < count) {
    const size_t capacity = 2 * named->capacity + count;
    int32_t* grown = realloc(named->facts, capacity * sizeof *grown);
    if (grown == NULL) return 0;
    named->facts = grown;
    named->capacity = capacity;
  }
  for (uint32_t i = 0; i < count; ++i) named->facts[named->count++] = (int32_t)facts[i];
  return 1;
}

static pol_status name_facts(const pol_columns* columns, const struct ArrowArray* batch, const struct ArrowArray* all,
                             struct named* named, int32_t* ends, uint32_t* facts, pol_error* error) {
  const uint32_t size = columns->policy->tables->facts.count;
  const uint8_t* possible = pol_answer_buffer(&all[POL_POSSIBLE], 1);
  pol_case* one = NULL;
  pol_status status = pol_case_new(columns->policy, &one, error);
  for (int64_t row = 0; row < batch->length && status == POL_OK; ++row) {
    if ((possible[row] & (possible[row] - 1)) != 0) {
      int is_consistent = 0;
      status = pol_read_row(columns, batch, row, one, error);
      if (status == POL_OK) status = pol_prepare_row(one, &is_consistent, error);
      if (status == POL_OK && !add_facts(named, facts, pol_open_facts(one, facts, size))) {
        status = pol_fail(error, POL_NO_MEMORY, "no memory for what keeps rows open");
      }
      if (status == POL_OK && named->count > INT32_MAX) {
        status = pol_fail(error, POL_BAD_COLUMN,
                          "row %lld: more facts keep the batch open than a list can hold; smaller batches would fit",
                          (long long)row);
      }
    }
    ends[row] = (int32_t)named->count;
  }
  pol_case_free(one);
  return status;
}

static size_t length_of_names(const pol_policy* policy) {
  size_t letters = 0;
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i)
    letters += strlen(pol_text(policy, pol_fact(policy, i)->name));
  return letters;
}

static size_t rounded(size_t bytes) { return (bytes + 63) / 64 * 64; }

// The list, its items and their dictionary in one piece of memory, every buffer on 64 bytes.
static int make_column(const pol_policy* policy, const struct named* named, const int32_t* ends, int64_t rows,
                       struct ArrowArray* column) {
  enum { kList, kItems, kNames, kArrays };
  const size_t facts = policy->tables->facts.count, letters = length_of_names(policy);
  const size_t head =
      sizeof(struct pol_shared) + 2 * sizeof(struct ArrowArray) + sizeof(struct ArrowArray*) + 7 * sizeof(void*);
  const size_t sizes[] = {((size_t)rows + 1) * 4, named->count * 4, (facts + 1) * 4, letters};
  size_t whole = rounded(head);
  for (int i = 0; i < 4; ++i) whole += rounded(sizes[i]) + 64;
  char* memory = aligned_alloc(64, whole);
  if (memory == NULL) return 0;
  memset(memory, 0, whole);
  struct pol_shared* shared = (struct pol_shared*)(void*)memory;
  atomic_init(&shared->users, kArrays);
  struct ArrowArray* items = (struct ArrowArray*)(void*)(shared + 1);
  struct ArrowArray* names = items + 1;
  struct ArrowArray** child = (struct ArrowArray**)(void*)(names + 1);
  const void** buffers = (const void**)(void*)(child + 1);
  char* at[4];
  at[0] = memory + rounded(head);
  for (int i = 1; i < 4; ++i) at[i] = at[i - 1] + rounded(sizes[i - 1]) + 64;
  memcpy(at[0] + 4, ends, (size_t)rows * 4);
  if (named->count != 0) memcpy(at[1], named->facts, named->count * 4);
  int32_t* name_ends = (int32_t*)(void*)at[2];
  for (uint32_t i = 0; i < facts; ++i) {
    const char* name = pol_text(policy, pol_fact(policy, i)->name);
    memcpy(at[3] + name_ends[i], name, strlen(name));
    name_ends[i + 1] = name_ends[i] + (int32_t)strlen(name);
  }
  *child = items;
  buffers[1] = at[0];
  buffers[3] = at[1];
  buffers[5] = at[2];
  buffers[6] = at[3];
  *column = (struct ArrowArray){.length = rows,
                                .n_buffers = 2,
                                .n_children = 1,
                                .buffers = buffers,
                                .children = child,
                                .release = pol_release_array,
                                .private_data = shared};
  *items = (struct ArrowArray){.length = (int64_t)named->count,
                               .n_buffers = 2,
                               .buffers = buffers + 2,
                               .dictionary = names,
                               .release = pol_release_array,
                               .private_data = shared};
  *names = (struct ArrowArray){.length = (int64_t)facts,
                               .n_buffers = 3,
                               .buffers = buffers + 4,
                               .release = pol_release_array,
                               .private_data = shared};
  return 1;
}

pol_status pol_add_open_facts(const pol_columns* columns, const struct ArrowArray* batch, struct ArrowArray* all,
                              pol_error* error) {
  struct named named = {0};
  int32_t* ends = malloc(((size_t)batch->length + 1) * sizeof *ends);
  uint32_t* facts = malloc((columns->policy->tables->facts.count + 1) * sizeof *facts);
  pol_status status = POL_OK;
  if (ends == NULL || facts == NULL) status = pol_fail(error, POL_NO_MEMORY, "no memory for what keeps rows open");
  if (status == POL_OK) status = name_facts(columns, batch, all, &named, ends, facts, error);
  struct ArrowArray* column = &all[POL_FIRST_CRITERION + columns->criterion_count];
  if (status == POL_OK && !make_column(columns->policy, &named, ends, batch->length, column)) {
    status = pol_fail(error, POL_NO_MEMORY, "no memory for what keeps rows open");
  }
  free(named.facts);
  free(facts);
  free(ends);
  return status;
}

int pol_open_facts_schema(struct ArrowSchema* schema) {
  enum { kList, kItems, kNames, kSchemas };
  struct pol_shared* shared = calloc(1, sizeof *shared + 2 * sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema*));
  if (shared == NULL) return 0;
  atomic_init(&shared->users, kSchemas);
  struct ArrowSchema* items = (struct ArrowSchema*)(void*)(shared + 1);
  struct ArrowSchema* names = items + 1;
  struct ArrowSchema** child = (struct ArrowSchema**)(void*)(names + 1);
  *child = items;
  *schema = (struct ArrowSchema){.format = "+l",
                                 .name = "undecided_because",
                                 .n_children = 1,
                                 .children = child,
                                 .release = pol_release_schema,
                                 .private_data = shared};
  *items = (struct ArrowSchema){
      .format = "i", .name = "item", .dictionary = names, .release = pol_release_schema, .private_data = shared};
  *names = (struct ArrowSchema){.format = "u", .name = "", .release = pol_release_schema, .private_data = shared};
  return 1;
}
