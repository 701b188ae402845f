// Where compiled columns find their inputs: in the buffers of the batch where these are as the code wants them, else in
// memory of the call that each chunk is copied into.

#include <string.h>

#include "runtime/columns.h"

// Bits from `at` on to whole words; the rest of `capacity` becomes 0.
void pol_copy_bits(uint64_t* to, const void* bits, int64_t at, int64_t rows, int64_t capacity) {
  const uint8_t* from = (const uint8_t*)bits + at / 8;
  const unsigned shift = (unsigned)(at % 8);
  int64_t word = 0;
  for (; (word + 1) * 64 <= rows; ++word) {
    memcpy(&to[word], from + word * 8, 8);
    if (shift == 0) continue;
    to[word] = to[word] >> shift | (uint64_t)from[word * 8 + 8] << (64 - shift);
  }
  memset(to + word, 0, (size_t)(capacity / 64 - word) * 8);
  for (int64_t row = word * 64; row < rows; ++row) to[word] |= (uint64_t)pol_bit(bits, at + row) << (row % 64);
}

static size_t bytes_of_bits(const struct pol_call* call) { return (size_t)call->capacity / 8; }

// --- one chunk

static void copy_column_bits(const struct pol_call* call, const struct pol_column* column, int buffer, uint64_t* to) {
  const struct ArrowArray* array = pol_array_of(call, column);
  if (array->buffers[buffer] == NULL) {
    memset(to, 0xFF, bytes_of_bits(call));  // no validity: all is valid
    return;
  }
  pol_copy_bits(to, array->buffers[buffer], pol_place_in(call, array), call->rows, call->capacity);
}

// What is documented, or none; and what is none.
static void fill_documented(struct pol_call* call, const struct pol_fill* fill) {
  const struct pol_bound* bound = fill->bound;
  if (bound->values != NULL) {
    copy_column_bits(call, bound->values, 0, fill->valid);
  } else {
    memset(fill->valid, 0, bytes_of_bits(call));
  }
  if (bound->none == NULL) return;
  uint64_t says[POL_CHUNK_ROWS / 64];
  copy_column_bits(call, bound->none, 0, says);
  copy_column_bits(call, bound->none, 1, fill->none);
  for (int64_t w = 0; w < call->capacity / 64; ++w) {
    const uint64_t none = fill->none[w] & says[w];
    // A single row knows what to say of a value beside none, and of none where that cannot be.
    call->forced[w] |= bound->fact->or_none ? none & fill->valid[w] : none;
    fill->none[w] = none;
    fill->valid[w] |= none;
  }
}

static void fill_values(struct pol_call* call, const struct pol_fill* fill) {
  const struct pol_bound* bound = fill->bound;
  switch (bound->kind) {
    case POL_INPUT_FINDING:
      copy_column_bits(call, bound->values, 1, fill->values);
      return;
    case POL_INPUT_CODES8:
    case POL_INPUT_CODES16:
      pol_fill_codes(call, fill);
      break;
    default:
      pol_fill_numbers(call, fill);
      break;
  }
  const size_t width = pol_width(bound->kind);
  memset((char*)fill->values + (size_t)call->rows * width, 0, (size_t)(call->capacity - call->rows) * width);
}

void pol_fill_inputs(struct pol_call* call) {
  for (uint32_t i = 0; i < call->fill_count; ++i) {
    const struct pol_fill* fill = &call->fills[i];
    if (fill->valid != NULL) fill_documented(call, fill);
    if (fill->values != NULL) fill_values(call, fill);
    if (fill->bound->fact->kind == POL_SET) pol_fill_members(call, fill);
  }
}

// --- all chunks

static void place_documented(struct pol_call* call, const struct pol_bound* bound, struct pol_fill* fill) {
  pol_input* input = &call->inputs[bound->input];
  if (bound->none != NULL) {
    input->none = fill->none = pol_take(call, bytes_of_bits(call));
    input->valid = fill->valid = pol_take(call, bytes_of_bits(call));
    return;
  }
  const struct ArrowArray* array = pol_array_of(call, bound->values);
  const int64_t at = pol_place_in(call, array);
  if (array->buffers[0] == NULL) {
    input->valid = pol_ones(call->columns);
  } else if (!call->is_padded && at % 8 == 0) {
    input->valid = (const char*)array->buffers[0] + at / 8;
    call->strides[bound->input].valid = bytes_of_bits(call);
  } else {
    input->valid = fill->valid = pol_take(call, bytes_of_bits(call));
  }
}

// Of a number: what a value of the input stands for, and between which ends it is in its range.
static void set_scale(struct pol_call* call, const struct pol_bound* bound, int64_t scale) {
  call->scales[bound->input] =
      (pol_scale){(int32_t)scale, (int32_t)pol_least(bound, scale), (int32_t)pol_most(bound, scale)};
}

// 32-bit integers are read as they are, if only their unit can be told.
static int is_as_it_is(const struct pol_bound* bound) {
  const char format = bound->values->format;
  return bound->kind == POL_INPUT_DATE ||
         (bound->kind == POL_INPUT_NUMBER32 && format == 'i' && bound->step <= INT32_MAX);
}

static int are_codes(const struct pol_call* call, const struct pol_bound* bound) {
  const char index = bound->values->index;
  const uint32_t values = pol_value_count(call->columns->policy, bound->fact);
  return bound->kind == POL_INPUT_CODES8 && call->remaps[bound - call->columns->bound].is_identity &&
         (index == 'C' || (index == 'c' && values <= 128));
}

static void place_values(struct pol_call* call, const struct pol_bound* bound, struct pol_fill* fill) {
  pol_input* input = &call->inputs[bound->input];
  const struct ArrowArray* array = pol_array_of(call, bound->values);
  const int64_t at = pol_place_in(call, array);
  const size_t width = pol_width(bound->kind);
  const size_t bytes = width == 0 ? bytes_of_bits(call) : (size_t)call->capacity * width;
  if (bound->kind == POL_INPUT_NUMBER32) set_scale(call, bound, is_as_it_is(bound) ? bound->step : 1);
  const int fits = width == 0 ? at % 8 == 0 : is_as_it_is(bound) || are_codes(call, bound);
  if (fits && !call->is_padded) {
    input->values = (const char*)array->buffers[1] + (width == 0 ? at / 8 : at * (int64_t)width);
    call->strides[bound->input].values = bytes;
    return;
  }
  input->values = fill->values = pol_take(call, bytes);
}

// What stands for members of sets of which nothing is known, and of which no column tells.
static void fill_counts(const struct pol_call* call, const struct pol_bound* bound, int32_t* most) {
  const int32_t all =
      bound->fact->absent_means_no ? 0 : 2 * (int32_t)pol_value_count(call->columns->policy, bound->fact);
  for (int64_t row = 0; row < call->capacity; ++row) most[row] = all;
}

static void place_members(struct pol_call* call, const struct pol_bound* bound, const struct pol_fill* fill) {
  const int is_told = fill != NULL;
  const uint32_t values = pol_value_count(call->columns->policy, bound->fact);
  for (uint32_t v = 0; v < values && bound->members != NULL; ++v) {
    if (bound->members[v] == POL_NOTHING) continue;
    pol_input* input = &call->inputs[bound->members[v]];
    if (is_told) {
      input->values = pol_take(call, bytes_of_bits(call));
      input->valid = pol_take(call, bytes_of_bits(call));
    } else if (bound->fact->absent_means_no) {
      input->valid = pol_ones(call->columns);
    }
  }
  if (bound->count == POL_NOTHING) return;
  pol_input* input = &call->inputs[bound->count];
  if (is_told && fill->none != NULL) input->none = fill->none;
  if (is_told) input->values = pol_take(call, (size_t)call->capacity * 4);
  int32_t* most = pol_take(call, (size_t)call->capacity * 4);
  fill_counts(call, bound, most);
  input->valid = most;
}

static void place(struct pol_call* call, const struct pol_bound* bound) {
  const int is_told = bound->values != NULL || bound->none != NULL;
  struct pol_fill* fill = &call->fills[call->fill_count];
  *fill = (struct pol_fill){.bound = bound, .remap = &call->remaps[bound - call->columns->bound]};
  if (bound->fact->kind == POL_SET) {
    if (is_told) {
      fill->valid = pol_take(call, bytes_of_bits(call));
      if (bound->none != NULL) fill->none = pol_take(call, bytes_of_bits(call));
    }
    if (is_told && bound->input != POL_NOTHING) {
      call->inputs[bound->input].valid = fill->valid;
      if (fill->none != NULL) call->inputs[bound->input].none = fill->none;
    }
    place_members(call, bound, is_told ? fill : NULL);
  } else if (is_told) {
    place_documented(call, bound, fill);
    if (bound->values != NULL) place_values(call, bound, fill);
  }
  if (fill->valid != NULL || fill->values != NULL) ++call->fill_count;
}

void pol_place_inputs(struct pol_call* call) {
  const pol_columns* columns = call->columns;
  const char* zeros = pol_zeros(columns);
  for (uint32_t i = 0; i < columns->policy->tables->inputs.count; ++i) {
    call->inputs[i] = (pol_input){zeros, zeros, zeros};
    call->strides[i] = (struct pol_stride){0, 0, 0};
  }
  call->fill_count = 0;
  for (uint32_t i = 0; i < columns->bound_count; ++i) {
    if (columns->bound[i].first_input < call->input_count) place(call, &columns->bound[i]);
  }
}
