// Cells of Arrow columns to facts.

#include <string.h>

#include "runtime/arrow_in.h"

static const char* fact_name(const pol_columns* columns, const struct pol_column* column) {
  return pol_text(columns->policy, pol_fact(columns->policy, column->fact)->name);
}

static pol_status bad(const pol_columns* columns, const struct pol_column* column, int64_t row, const char* what,
                      pol_error* error) {
  if (row < 0) return pol_fail(error, POL_BAD_COLUMN, "column `%s`: %s", fact_name(columns, column), what);
  return pol_fail(error, POL_BAD_COLUMN, "row %lld, column `%s`: %s", (long long)row, fact_name(columns, column), what);
}

static int64_t buffers_of(char format) { return format == 'u' || format == 'U' ? 3 : 2; }

// That `array` has the buffers of `format` and at least `needed` values from its offset on.
static const char* check_array(const struct ArrowArray* array, char format, int64_t needed) {
  if (array == NULL || array->release == NULL) return "it has been released";
  if (array->length < 0 || array->offset < 0 || array->offset > INT64_MAX - array->length) {
    return "its length or offset is less than 0";
  }
  if (array->length < needed) return "it is shorter than the batch";
  if (array->n_buffers != buffers_of(format) || array->buffers == NULL) return "it has not the buffers of its type";
  const int64_t values = array->offset + array->length;
  if (values != 0 && array->buffers[1] == NULL) return "its values are missing";
  if (array->null_count > 0 && array->buffers[0] == NULL) return "it counts nulls, and does not say which";
  return NULL;
}

pol_status pol_check_column(const pol_columns* columns, const struct pol_column* column,
                            const struct ArrowArray* batch, pol_error* error) {
  const struct ArrowArray* array = batch->children[column->child];
  const int64_t needed = batch->offset + batch->length;
  const char* wrong = NULL;
  if (column->list != 0) {
    wrong = check_array(array, 'c', needed);  // validity and offsets
    if (wrong == NULL && (array->n_children != 1 || array->children == NULL)) wrong = "a list has one child";
    if (wrong == NULL) array = array->children[0];
  }
  if (wrong == NULL) wrong = check_array(array, column->index != 0 ? 'c' : column->format, column->list != 0 ? 0 : needed);
  if (wrong == NULL && column->index != 0) wrong = check_array(array->dictionary, column->format, 0);
  return wrong == NULL ? POL_OK : bad(columns, column, -1, wrong, error);
}

int pol_is_utf8(struct pol_utf8 text) {
  const uint8_t* s = (const uint8_t*)text.bytes;
  for (int64_t i = 0; i < text.size;) {
    const uint8_t c = s[i];
    const int more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : (c & 0xF0) == 0xE0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : -1;
    if (more < 0 || text.size - i <= more) return 0;
    for (int k = 1; k <= more; ++k) {
      if ((s[i + k] & 0xC0) != 0x80) return 0;
    }
    if ((c == 0xE0 && s[i + 1] < 0xA0) || (c == 0xED && s[i + 1] > 0x9F) || (c == 0xF0 && s[i + 1] < 0x90) ||
        (c == 0xF4 && s[i + 1] > 0x8F)) {
      return 0;
    }
    i += more + 1;
  }
  return 1;
}

const char* pol_find_text(const struct ArrowArray* texts, int is_large, int64_t at, struct pol_utf8* text) {
  const void* offsets = texts->buffers[1];
  const int64_t begin = pol_offset_at(offsets, is_large, at), end = pol_offset_at(offsets, is_large, at + 1);
  if (begin < 0 || end < begin) return "the offsets of its text do not rise";
  if (end > begin && texts->buffers[2] == NULL) return "its text is missing";
  *text = (struct pol_utf8){end > begin ? (const char*)texts->buffers[2] + begin : "", end - begin};
  return NULL;
}

// The same of texts, plain or of a dictionary.
static const char* find_text(const struct pol_column* column, const struct ArrowArray* array, int64_t at,
                             struct pol_utf8* text) {
  const struct ArrowArray* texts = array;
  if (column->index != 0) {
    texts = array->dictionary;
    int is_too_large = 0;
    const int64_t index = pol_integer_at(array->buffers[1], column->index, at, &is_too_large);
    if (is_too_large || index < 0 || index >= texts->length) return "its index is beyond the dictionary";
    at = texts->offset + index;
    if (pol_is_null(texts, at)) return "its entry in the dictionary is null";
  }
  const char* wrong = pol_find_text(texts, column->format == 'U', at, text);
  if (wrong != NULL) return wrong;
  return pol_is_utf8(*text) ? NULL : "its text is no UTF-8";
}

static pol_status find_value(const pol_columns* columns, const struct pol_column* column,
                             const struct ArrowArray* array, int64_t at, int64_t row, uint32_t* value,
                             pol_error* error) {
  struct pol_utf8 text;
  const char* wrong = find_text(column, array, at, &text);
  if (wrong != NULL) return bad(columns, column, row, wrong, error);
  *value = pol_value_named(columns->policy, column->fact, text.bytes, (size_t)text.size);
  if (*value != POL_NOTHING) return POL_OK;
  return pol_fail(error, POL_BAD_VALUE, "row %lld, column `%s`: `%.*s` is none of its values", (long long)row,
                  fact_name(columns, column), (int)(text.size > 80 ? 80 : text.size), text.bytes);
}

static pol_status read_set(const pol_columns* columns, const struct pol_column* column, const struct ArrowArray* list,
                           int64_t at, int64_t row, pol_case* one, pol_error* error) {
  const struct ArrowArray* members = list->children[0];
  const int is_large = column->list == 'L';
  const int64_t begin = pol_offset_at(list->buffers[1], is_large, at), end = pol_offset_at(list->buffers[1], is_large, at + 1);
  if (begin < 0 || end < begin || end > members->length) {
    return bad(columns, column, row, "its list reaches beyond the members", error);
  }
  pol_status status = pol_set_closed(one, column->fact, error);
  for (int64_t i = begin; i < end && status == POL_OK; ++i) {
    uint32_t value = 0;
    const int64_t place = members->offset + i;
    if (pol_is_null(members, place)) return bad(columns, column, row, "a member of its list is null", error);
    status = find_value(columns, column, members, place, row, &value, error);
    if (status == POL_OK) status = pol_set_member(one, column->fact, value, 1, error);
  }
  return status;
}

pol_status pol_read_cell(const pol_columns* columns, const struct pol_column* column, const struct ArrowArray* batch,
                         int64_t row, pol_case* one, pol_error* error) {
  const struct ArrowArray* array = batch->children[column->child];
  const int64_t at = array->offset + batch->offset + row;
  if (pol_is_null(array, at)) return POL_OK;
  pol_error inner = {{0}};
  pol_status status = POL_OK;
  if (column->list != 0) return read_set(columns, column, array, at, row, one, error);
  if (column->format == 'u' || column->format == 'U') {
    uint32_t value = 0;
    status = find_value(columns, column, array, at, row, &value, error);
    return status != POL_OK ? status : pol_set_choice(one, column->fact, value, error);
  }
  if (column->format == 'b') {
    const int is_true = pol_bit(array->buffers[1], at);
    if (!column->says_none) {
      status = pol_set_finding(one, column->fact, is_true, &inner);
    } else if (is_true) {
      status = pol_set_none(one, column->fact, &inner);
    }
  } else if (column->format == 'f') {
    // Of a float32, too, the shortest decimal number that reads back: up to 6 digits, it is the nearest.
    const float number = ((const float*)array->buffers[1])[at];
    double scale = 1;
    status = POL_BAD_VALUE;
    for (uint32_t places = 0; places <= 6 && status != POL_OK; ++places, scale *= 10) {
      const double moved = (double)number * scale;
      if (!(moved > -1e6 && moved < 1e6)) break;
      const int64_t digits = (int64_t)(moved < 0 ? moved - 0.5 : moved + 0.5);
      if ((float)((double)digits / scale) != number) continue;
      status = pol_set_decimal(one, column->fact, digits, places, &inner);
      break;
    }
    if (status != POL_OK && inner.message[0] == 0) {
      return bad(columns, column, row, "a float32 of more than 6 digits stands for no exact number", error);
    }
  } else if (column->format == 'g') {
    status = pol_set_number(one, column->fact, ((const double*)array->buffers[1])[at], &inner);
  } else {
    int is_too_large = 0;
    const int64_t number = pol_integer_at(array->buffers[1], column->format, at, &is_too_large);
    if (is_too_large) return bad(columns, column, row, "it is too large to be kept exactly", error);
    status = column->format == 'D' ? pol_set_date(one, column->fact, (int32_t)number, (int32_t)number, &inner)
                                   : pol_set_decimal(one, column->fact, number, 0, &inner);
  }
  if (status == POL_OK) return POL_OK;
  return pol_fail(error, status, "row %lld: %s", (long long)row, inner.message);
}
