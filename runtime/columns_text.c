// Choices and sets of a chunk to what compiled columns read: values' indices, and a plane for each member.

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "runtime/columns.h"

static const struct ArrowArray* values_of(const struct pol_call* call, const struct pol_bound* bound) {
  const struct ArrowArray* array = pol_array_of(call, bound->values);
  return bound->values->list != 0 ? array->children[0] : array;
}

// POL_NO_CODE where a single case would refuse it.
static uint16_t code_of_text(const struct pol_call* call, const struct pol_bound* bound, const struct ArrowArray* texts,
                             int64_t at) {
  struct pol_utf8 text;
  if (pol_is_null(texts, at) || pol_find_text(texts, bound->values->format == 'U', at, &text) != NULL)
    return POL_NO_CODE;
  const uint32_t value = pol_value_of(call->columns, bound, text);
  return value == POL_NOTHING ? POL_NO_CODE : (uint16_t)value;
}

static inline uint16_t code_of_index(const struct pol_call* call, const struct pol_bound* bound,
                                     const struct pol_remap* remap, const struct ArrowArray* array, char format,
                                     int64_t at) {
  int is_too_large = 0;
  const int64_t index = pol_integer_at(array->buffers[1], format, at, &is_too_large);
  if (is_too_large || index < 0 || index >= array->dictionary->length) return POL_NO_CODE;
  if (remap->codes != NULL) return remap->codes[index];
  return code_of_text(call, bound, array->dictionary, array->dictionary->offset + index);
}

// --- dictionaries

// A long one beside few rows is looked up row by row.
static int has_remap(const struct pol_call* call, const struct pol_bound* bound) {
  return bound->values != NULL && bound->values->index != 0 &&
         values_of(call, bound)->dictionary->length <= call->batch->length;
}

size_t pol_remap_bytes(const struct pol_call* call, const struct pol_bound* bound) {
  return has_remap(call, bound) ? pol_taken((size_t)values_of(call, bound)->dictionary->length * sizeof(uint16_t)) : 0;
}

// The usual dictionary has the values in their order.
static int is_value(const struct pol_bound* bound, const struct ArrowArray* texts, int64_t entry) {
  const int64_t at = texts->offset + entry;
  struct pol_utf8 text;
  return entry < bound->names.count && !pol_is_null(texts, at) &&
         pol_find_text(texts, bound->values->format == 'U', at, &text) == NULL &&
         pol_is_same(bound->names.texts[entry], text);
}

void pol_make_remap(struct pol_call* call, const struct pol_bound* bound, struct pol_remap* remap) {
  *remap = (struct pol_remap){0};
  if (!has_remap(call, bound)) return;
  const struct ArrowArray* texts = values_of(call, bound)->dictionary;
  remap->count = texts->length;
  remap->codes = pol_take(call, (size_t)texts->length * sizeof(uint16_t));
  remap->is_identity = texts->length == bound->names.count;
  for (int64_t i = 0; i < texts->length; ++i) {
    remap->codes[i] = is_value(bound, texts, i) ? (uint16_t)i : code_of_text(call, bound, texts, texts->offset + i);
    if (remap->codes[i] != i) remap->is_identity = 0;
  }
}

// --- choices

enum { kNoByte = 0xFF };  // is none of up to 255 values, so that the code sends the row to a single case

#if defined(__x86_64__)
// Whole registers of a dictionary of up to 16; gives how many rows.
__attribute__((target("ssse3"))) static int64_t map_nibbles(uint8_t* to, const uint8_t* indices, int64_t rows,
                                                            const uint8_t* table) {
  // A byte that is not picked becomes 0, which has to be kNoByte: so all is picked inverted.
  const __m128i ones = _mm_set1_epi8((char)kNoByte), beyond = _mm_set1_epi8(0x70);
  const __m128i inverted = _mm_xor_si128(_mm_loadu_si128((const __m128i*)(const void*)table), ones);
  int64_t row = 0;
  for (; row + 16 <= rows; row += 16) {
    const __m128i index = _mm_loadu_si128((const __m128i*)(const void*)(indices + row));
    const __m128i picked = _mm_shuffle_epi8(inverted, _mm_adds_epu8(index, beyond));
    _mm_storeu_si128((__m128i*)(void*)(to + row), _mm_xor_si128(picked, ones));
  }
  return row;
}
#endif

// One byte to another, through a table of all bytes.
static void map_bytes(const struct pol_remap* remap, int is_signed, const uint8_t* indices, uint8_t* to, int64_t rows) {
  uint8_t table[256];
  memset(table, kNoByte, sizeof table);
  const int64_t most = is_signed ? 128 : 256;
  for (int64_t i = 0; i < remap->count && i < most; ++i) {
    if (remap->codes[i] != POL_NO_CODE) table[i] = (uint8_t)remap->codes[i];
  }
  int64_t row = 0;
#if defined(__x86_64__)
  if (remap->count <= 16 && pol_cpu_level() >= 2) row = map_nibbles(to, indices, rows, table);
#endif
  for (; row < rows; ++row) to[row] = table[indices[row]];
}

static inline void put_code(struct pol_call* call, const struct pol_fill* fill, const struct ArrowArray* array,
                            int64_t at, int64_t row, uint16_t code) {
  if (code == POL_NO_CODE) {
    code = 0;
    if (!pol_is_null(array, at + row)) pol_force(call, row);
  }
  if (fill->bound->kind == POL_INPUT_CODES8) {
    ((uint8_t*)fill->values)[row] = (uint8_t)code;
  } else {
    ((uint16_t*)fill->values)[row] = code;
  }
}

static inline __attribute__((always_inline)) void map_indices(struct pol_call* call, const struct pol_fill* fill,
                                                              const struct ArrowArray* array, char format, int64_t at) {
  for (int64_t row = 0; row < call->rows; ++row) {
    put_code(call, fill, array, at, row, code_of_index(call, fill->bound, fill->remap, array, format, at + row));
  }
}

void pol_fill_codes(struct pol_call* call, const struct pol_fill* fill) {
  const struct pol_bound* bound = fill->bound;
  const struct ArrowArray* array = pol_array_of(call, bound->values);
  const int64_t at = pol_place_in(call, array);
  const char index = bound->values->index;
  if (index == 0) {
    for (int64_t row = 0; row < call->rows; ++row) {
      const uint16_t code = pol_is_null(array, at + row) ? 0 : code_of_text(call, bound, array, at + row);
      put_code(call, fill, array, at, row, code);
    }
    return;
  }
  const int has_table = fill->remap->codes != NULL && (index == 'c' || index == 'C') &&
                        bound->kind == POL_INPUT_CODES8 &&
                        pol_value_count(call->columns->policy, bound->fact) <= kNoByte;
  if (has_table) {
    map_bytes(fill->remap, index == 'c', (const uint8_t*)array->buffers[1] + at, fill->values, call->rows);
    return;
  }
  switch (index) {  // a loop for the usual ones
    case 's':
      map_indices(call, fill, array, 's', at);
      break;
    case 'i':
      map_indices(call, fill, array, 'i', at);
      break;
    default:
      map_indices(call, fill, array, index, at);
      break;
  }
}

// --- sets

// Plane of a member, which this call owns.
static uint64_t* plane(const void* of_input) { return (uint64_t*)(uintptr_t)of_input; }

// Scatters the members of one row's list. False where a single case would refuse it.
static int scatter(struct pol_call* call, const struct pol_bound* bound, const struct pol_remap* remap, int64_t row,
                   int32_t* size) {
  const struct ArrowArray* list = pol_array_of(call, bound->values);
  const struct ArrowArray* members = list->children[0];
  const int is_large = bound->values->list == 'L';
  const int64_t at = pol_place_in(call, list) + row;
  const int64_t begin = pol_offset_at(list->buffers[1], is_large, at),
                end = pol_offset_at(list->buffers[1], is_large, at + 1);
  if (begin < 0 || end < begin || end > members->length) return 0;
  memset(call->seen, 0, (size_t)pol_set_size(call->columns->policy, bound->fact) * 8);
  *size = 0;
  for (int64_t i = members->offset + begin; i < members->offset + end; ++i) {
    if (pol_is_null(members, i)) return 0;
    const uint16_t code = bound->values->index != 0
                              ? code_of_index(call, bound, remap, members, bound->values->index, i)
                              : code_of_text(call, bound, members, i);
    if (code == POL_NO_CODE) return 0;
    const uint64_t bit = UINT64_C(1) << (code % 64);
    *size += (call->seen[code / 64] & bit) == 0;
    call->seen[code / 64] |= bit;
    if (bound->members == NULL || bound->members[code] == POL_NOTHING) continue;
    plane(call->inputs[bound->members[code]].values)[row / 64] |= UINT64_C(1) << (row % 64);
  }
  return 1;
}

void pol_fill_members(struct pol_call* call, const struct pol_fill* fill) {
  const struct pol_bound* bound = fill->bound;
  const pol_policy* policy = call->columns->policy;
  const uint32_t values = pol_value_count(policy, bound->fact);
  const int64_t words = call->capacity / 64;
  for (uint32_t v = 0; v < values && bound->members != NULL; ++v) {
    if (bound->members[v] == POL_NOTHING) continue;
    memset(plane(call->inputs[bound->members[v]].values), 0, (size_t)words * 8);
  }
  const int has_count = bound->count != POL_NOTHING;
  int32_t* least = has_count ? (int32_t*)(uintptr_t)call->inputs[bound->count].values : NULL;
  int32_t* most = has_count ? (int32_t*)(uintptr_t)call->inputs[bound->count].valid : NULL;
  const int32_t all = bound->fact->absent_means_no ? 0 : 2 * (int32_t)values;
  for (int64_t row = 0; row < call->capacity; ++row) {
    int32_t size = 0;
    const uint64_t bit = UINT64_C(1) << (row % 64);
    const uint64_t none = fill->none == NULL ? 0 : fill->none[row / 64] & bit;
    const int is_listed = row < call->rows && none == 0 && (fill->valid[row / 64] & bit) != 0;
    if (is_listed && !scatter(call, bound, fill->remap, row, &size)) pol_force(call, row);
    if (!has_count) continue;
    least[row] = 2 * size;
    most[row] = is_listed ? 2 * size : all;
  }
  for (uint32_t v = 0; v < values && bound->members != NULL; ++v) {
    if (bound->members[v] == POL_NOTHING) continue;
    const pol_input* input = &call->inputs[bound->members[v]];
    for (int64_t w = 0; w < words; ++w) {
      const uint64_t known = bound->fact->absent_means_no ? ~UINT64_C(0) : fill->valid[w];
      plane(input->valid)[w] = known & ~plane(input->values)[w];
    }
  }
}
