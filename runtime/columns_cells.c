// Numbers and dates of a chunk to what compiled columns read. What a single case would refuse is left to it.

#include <string.h>

#include "runtime/columns.h"

// Where the numbers of a chunk go: half units, or steps where integers are only copied.
struct target {
  const struct pol_bound* bound;
  void* values;
  int is_wide;
};

// Beyond every range, so that the code sends the row to a single case.
static int64_t beyond(int is_wide) { return is_wide ? INT64_MAX : INT32_MAX; }

static inline void put(struct target target, int64_t row, int64_t half_units) {
  if (target.is_wide) {
    ((int64_t*)target.values)[row] = half_units;
  } else {
    const int fits = half_units >= INT32_MIN && half_units <= INT32_MAX;
    ((int32_t*)target.values)[row] = fits ? (int32_t)half_units : INT32_MAX;
  }
}

static inline __attribute__((always_inline)) void widen_to(int is_wide, struct target target, const void* values,
                                                           char format, int64_t at, int64_t rows) {
  target.is_wide = is_wide;
  const int64_t step = target.bound->step;
  const int64_t least = pol_least(target.bound, step), most = pol_most(target.bound, step);
  for (int64_t row = 0; row < rows; ++row) {
    int is_too_large = 0;
    const int64_t number = pol_integer_at(values, format, at + row, &is_too_large);
    const int is_in = !is_too_large & (number >= least) & (number <= most);
    put(target, row, is_in ? (int64_t)((uint64_t)number * (uint64_t)step) : beyond(is_wide));
  }
}

static inline __attribute__((always_inline)) void widen(struct target target, const void* values, char format,
                                                        int64_t at, int64_t rows) {
  if (target.is_wide) {
    widen_to(1, target, values, format, at, rows);
  } else {
    widen_to(0, target, values, format, at, rows);
  }
}

static void fill_integers(struct target target, const void* values, char format, int64_t at, int64_t rows) {
  switch (format) {  // a loop for each
    case 'c':
      widen(target, values, 'c', at, rows);
      break;
    case 'C':
      widen(target, values, 'C', at, rows);
      break;
    case 's':
      widen(target, values, 's', at, rows);
      break;
    case 'S':
      widen(target, values, 'S', at, rows);
      break;
    case 'i':
      widen(target, values, 'i', at, rows);
      break;
    case 'I':
      widen(target, values, 'I', at, rows);
      break;
    case 'l':
      widen(target, values, 'l', at, rows);
      break;
    default:
      widen(target, values, 'L', at, rows);
      break;
  }
}

// The number as a single case keeps it.
static void put_single(struct pol_call* call, struct target target, int64_t row) {
  if (call->one == NULL && pol_case_new(call->columns->policy, &call->one, NULL) != POL_OK) {
    pol_force(call, row);
    return;
  }
  const pol_status status =
      pol_read_cell(call->columns, target.bound->values, call->batch, call->first + row, call->one, NULL);
  if (status != POL_OK) {
    pol_force(call, row);
    return;
  }
  put(target, row, call->one->documented.states[target.bound->id].low);
}

// A decimal number of few places is the one that a double or a float stands for if it reads back to it: no other number
// of so few digits does. Others are left to a single case.
static inline __attribute__((always_inline)) void round_floats(struct pol_call* call, struct target target,
                                                               int is_double, const struct ArrowArray* array,
                                                               int64_t at) {
  int64_t places_as_factor = 100;
  while (places_as_factor > 1 && target.bound->step % (2 * places_as_factor) != 0) places_as_factor /= 10;
  const int64_t unit = target.bound->step / places_as_factor;
  const double scale = (double)places_as_factor, limit = is_double ? 1e9 : 1e6;
  const int64_t least = pol_least(target.bound, unit), most = pol_most(target.bound, unit);
  for (int64_t row = 0; row < call->rows; ++row) {
    const double number = is_double ? ((const double*)array->buffers[1])[at + row]
                                    : (double)((const float*)array->buffers[1])[at + row];
    const double moved = number * scale;
    const int is_small = moved > -limit && moved < limit;
    const int32_t digits = (int32_t)(is_small ? moved < 0 ? moved - 0.5 : moved + 0.5 : 0);
    const double back = (double)digits / scale;
    const int reads_back = is_double ? back == number : (float)back == (float)number;
    if (is_small && reads_back && digits >= least && digits <= most) {
      put(target, row, digits * unit);
    } else {
      put(target, row, 0);
      if (!pol_is_null(array, at + row)) put_single(call, target, row);
    }
  }
}

void pol_fill_numbers(struct pol_call* call, const struct pol_fill* fill) {
  const struct pol_bound* bound = fill->bound;
  const struct ArrowArray* array = pol_array_of(call, bound->values);
  const int64_t at = pol_place_in(call, array);
  const char format = bound->values->format;
  const struct target target = {bound, fill->values, bound->kind == POL_INPUT_NUMBER64};
  const int is_copied =
      bound->kind == POL_INPUT_DATE || (!target.is_wide && format == 'i' && bound->step <= INT32_MAX);
  if (is_copied) {
    memcpy(fill->values, (const int32_t*)array->buffers[1] + at, (size_t)call->rows * 4);
  } else if (format == 'g') {
    round_floats(call, target, 1, array, at);
  } else if (format == 'f') {
    round_floats(call, target, 0, array, at);
  } else {
    fill_integers(target, array->buffers[1], format, at, call->rows);
  }
}
