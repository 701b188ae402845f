// Batches through compiled columns, chunk by chunk; then single cases for what the columns leave to them.

#include <stdlib.h>
#include <string.h>

#include "runtime/arrow_answers.h"
#include "runtime/columns.h"

// Below, a padded block costs about as much as single cases, which may be needed after it all the same.
enum { kFewRows = 16, kChunkWords = POL_CHUNK_ROWS / 64 };

pol_columns_code pol_code_of_columns(const pol_columns* columns, int64_t rows) {
  const pol_code* code = columns->policy->code;
  if (columns->bound == NULL || rows < kFewRows) return NULL;
  return columns->criterion_count != 0 ? code->criteria : code->columns;
}

static uint32_t inputs_read(const pol_columns* columns) {
  const pol_tables* tables = columns->policy->tables;
  return columns->criterion_count != 0 ? tables->inputs.count : tables->decide_inputs;
}

// --- the memory of a call

static size_t bytes_of_pieces(const struct pol_call* call, const struct pol_bound* bound, size_t rows) {
  const size_t bits = pol_taken(rows / 8);
  const uint32_t values = bound->members == NULL ? 0 : pol_value_count(call->columns->policy, bound->fact);
  size_t members = 0;
  for (uint32_t v = 0; v < values; ++v) members += bound->members[v] != POL_NOTHING;
  return (3 + 2 * members) * bits + pol_taken(rows * pol_width(bound->kind)) + 2 * pol_taken(rows * 4) +
         pol_remap_bytes(call, bound);
}

// Counts first, then hands out: one allocation holds it all.
static int allocate(struct pol_call* call) {
  const pol_columns* columns = call->columns;
  const pol_tables* tables = columns->policy->tables;
  const size_t inputs = tables->inputs.count, facts = columns->bound_count;
  const size_t truths = 2 * (size_t)tables->criteria.count;
  size_t set_words = 1;
  const size_t rows = call->batch->length < POL_CHUNK_ROWS ? (size_t)(call->batch->length + POL_BLOCK_ROWS - 1) : POL_CHUNK_ROWS;
  size_t bytes = pol_taken(inputs * sizeof *call->inputs) + pol_taken(inputs * sizeof *call->strides) +
                 pol_taken(inputs * sizeof *call->scales) + pol_taken(facts * sizeof *call->remaps) +
                 pol_taken((facts + 1) * sizeof *call->fills) + 2 * pol_taken(kChunkWords * 8) +
                 pol_taken(tables->scratch_bytes) + pol_taken(truths * sizeof *call->truths);
  for (uint32_t i = 0; i < columns->bound_count; ++i) {
    const struct pol_bound* bound = &columns->bound[i];
    if (bound->first_input >= call->input_count) continue;
    bytes += bytes_of_pieces(call, bound, rows);
    const size_t words = bound->fact->kind == POL_SET ? pol_set_size(columns->policy, bound->fact) : 0;
    if (words > set_words) set_words = words;
  }
  bytes += pol_taken(set_words * 8);
  char* memory = aligned_alloc(64, bytes);
  if (memory == NULL) return 0;
  call->arena = memory;
  call->inputs = pol_take(call, inputs * sizeof *call->inputs);
  call->strides = pol_take(call, inputs * sizeof *call->strides);
  call->scales = pol_take(call, inputs * sizeof *call->scales);
  call->remaps = pol_take(call, facts * sizeof *call->remaps);
  call->fills = pol_take(call, (facts + 1) * sizeof *call->fills);
  call->forced = pol_take(call, kChunkWords * 8);
  call->irregular = pol_take(call, kChunkWords * 8);
  call->code_scratch = pol_take(call, tables->scratch_bytes);
  call->truths = pol_take(call, truths * sizeof *call->truths);
  call->seen = pol_take(call, set_words * 8);
  memset(call->scales, 0, inputs * sizeof *call->scales);
  for (uint32_t i = 0; i < columns->bound_count; ++i) {
    const int is_read = columns->bound[i].first_input < call->input_count;
    if (is_read) pol_make_remap(call, &columns->bound[i], &call->remaps[i]);
  }
  return 1;
}

// --- chunks

static void touch(const void* from, size_t bytes) {
  for (size_t i = 0; i < bytes; i += 64) (void)*((const volatile char*)from + i);
}

// Of columns of bits, a block reads two lines each: so few in a row that nothing fetches them ahead. Read once in the order
// of addresses, they are there when the code asks. Wider columns are long enough to be fetched as they are read.
static void touch_bits(const struct pol_call* call) {
  const size_t bytes = (size_t)call->rows / 8;
  for (uint32_t i = 0; i < call->columns->bound_count; ++i) {
    const struct pol_bound* bound = &call->columns->bound[i];
    if (bound->input >= call->input_count) continue;
    const pol_input* input = &call->inputs[bound->input];
    if (call->strides[bound->input].valid != 0) touch(input->valid, bytes);
    if (call->strides[bound->input].values != 0 && bound->kind == POL_INPUT_FINDING) touch(input->values, bytes);
  }
}

static void advance(struct pol_call* call) {
  for (uint32_t i = 0; i < call->input_count; ++i) {
    pol_input* input = &call->inputs[i];
    input->values = (const char*)input->values + call->strides[i].values;
    input->valid = (const char*)input->valid + call->strides[i].valid;
    input->none = (const char*)input->none + call->strides[i].none;
  }
  call->first += call->capacity;
}

static uint64_t* words_at(const struct ArrowArray* column, int buffer, int64_t first) {
  return (uint64_t*)pol_answer_buffer(column, buffer) + first / 64;
}

static void aim_truths(struct pol_call* call, const struct ArrowArray* all) {
  memset(call->truths, 0, 2 * (size_t)call->columns->policy->tables->criteria.count * sizeof *call->truths);
  for (uint32_t i = 0; i < call->columns->criterion_count; ++i) {
    const uint32_t criterion = call->columns->criteria[i];
    if (call->truths[2 * criterion] != NULL) continue;
    call->truths[2 * criterion] = words_at(&all[POL_FIRST_CRITERION + i], 1, call->first);
    call->truths[2 * criterion + 1] = words_at(&all[POL_FIRST_CRITERION + i], 0, call->first);
  }
}

// A criterion that was asked for twice has been answered once.
static void repeat_truths(const struct pol_call* call, const struct ArrowArray* all, uint64_t blocks) {
  for (uint32_t i = 0; i < call->columns->criterion_count; ++i) {
    const uint32_t criterion = call->columns->criteria[i];
    uint64_t* yes = words_at(&all[POL_FIRST_CRITERION + i], 1, call->first);
    if (call->truths[2 * criterion] == yes) continue;
    memcpy(yes, call->truths[2 * criterion], blocks * POL_BLOCK_WORDS * 8);
    memcpy(words_at(&all[POL_FIRST_CRITERION + i], 0, call->first), call->truths[2 * criterion + 1],
           blocks * POL_BLOCK_WORDS * 8);
  }
}

// Rows of which the columns do not know, one by one.
static pol_status decide_left(struct pol_call* call, struct ArrowArray* all, pol_error* error) {
  const uint64_t* exact = words_at(&all[POL_IS_EXACT], 1, call->first);
  const int as_code_says = (call->columns->flags & POL_AS_CODE_SAYS) != 0;
  for (int64_t word = 0; word * 64 < call->rows; ++word) {
    uint64_t left = call->irregular[word] | call->forced[word] | (as_code_says ? 0 : ~exact[word]);
    const int64_t rows = call->rows - word * 64;
    if (rows < 64) left &= (UINT64_C(1) << rows) - 1;
    for (; left != 0; left &= left - 1) {
      pol_status status = call->one != NULL ? POL_OK : pol_case_new(call->columns->policy, &call->one, error);
      if (status != POL_OK) return status;
      const int64_t row = call->first + word * 64 + __builtin_ctzll(left);
      status = pol_decide_row(call->columns, call->batch, row, call->one, all, error);
      if (status != POL_OK) return status;
    }
  }
  return POL_OK;
}

static pol_status decide_chunk(struct pol_call* call, pol_columns_code code, struct ArrowArray* all, pol_error* error) {
  const uint64_t blocks = (uint64_t)(call->rows + POL_BLOCK_ROWS - 1) / POL_BLOCK_ROWS;
  memset(call->forced, 0, kChunkWords * 8);
  pol_fill_inputs(call);
  touch_bits(call);
  aim_truths(call, all);
  const pol_rows rows = {.inputs = call->inputs,
                         .scales = call->scales,
                         .blocks = blocks,
                         .scratch = call->code_scratch,
                         .outcome = (uint8_t*)pol_answer_buffer(&all[POL_OUTCOME], 1) + call->first,
                         .possible = (uint8_t*)pol_answer_buffer(&all[POL_POSSIBLE], 1) + call->first,
                         .irregular = call->irregular,
                         .exact = words_at(&all[POL_IS_EXACT], 1, call->first),
                         .truths = call->truths};
  code(&rows);
  repeat_truths(call, all, blocks);
  return decide_left(call, all, error);
}

// The rows up to `end`: whole blocks, or less than one.
static pol_status decide_span(struct pol_call* call, int64_t end, pol_columns_code code, struct ArrowArray* all,
                              pol_error* error) {
  const int64_t span = end - call->first;
  call->is_padded = span < POL_BLOCK_ROWS;
  call->capacity = call->is_padded ? POL_BLOCK_ROWS : span < POL_CHUNK_ROWS ? span : POL_CHUNK_ROWS;
  char* arena = call->arena;
  pol_place_inputs(call);
  pol_status status = POL_OK;
  while (call->first < end && status == POL_OK) {
    call->rows = end - call->first < call->capacity ? end - call->first : call->capacity;
    status = decide_chunk(call, code, all, error);
    advance(call);
  }
  call->first = end;
  call->arena = arena;  // what was copied is no longer needed
  return status;
}

pol_status pol_decide_columns(const pol_columns* columns, pol_columns_code code, const struct ArrowArray* batch,
                              struct ArrowArray* all, pol_error* error) {
  struct pol_call call = {.columns = columns, .batch = batch, .input_count = inputs_read(columns)};
  if (!allocate(&call)) return pol_fail(error, POL_NO_MEMORY, "no memory for the columns of a batch");
  void* memory = call.inputs;
  const int64_t whole = batch->length / POL_BLOCK_ROWS * POL_BLOCK_ROWS;
  pol_status status = whole == 0 ? POL_OK : decide_span(&call, whole, code, all, error);
  if (status == POL_OK && whole < batch->length) status = decide_span(&call, batch->length, code, all, error);
  pol_case_free(call.one);
  free(memory);
  return status;
}
