// Inputs of compiled columns, bound once to the columns of batches.

#include <stdlib.h>
#include <string.h>

#include "runtime/columns.h"

static uint32_t hash_of(const char* bytes, int64_t size) {
  uint32_t hash = 2166136261u;
  for (int64_t i = 0; i < size; ++i) hash = (hash ^ (uint8_t)bytes[i]) * 16777619u;
  return hash ^ hash >> 15;
}

static int make_names(const pol_columns* columns, struct pol_bound* bound) {
  struct pol_names* names = &bound->names;
  names->count = pol_value_count(columns->policy, bound->fact);
  uint32_t slots = 4;
  while (slots < 2 * names->count) slots *= 2;
  names->slots = malloc(slots * sizeof *names->slots);
  names->texts = malloc(((size_t)names->count + 1) * sizeof *names->texts);
  if (names->slots == NULL || names->texts == NULL) return 0;
  names->mask = slots - 1;
  for (uint32_t i = 0; i < slots; ++i) names->slots[i] = POL_NOTHING;
  for (uint32_t v = 0; v < names->count; ++v) {
    const char* name = pol_value_name(columns->policy, bound->id, v, NULL);
    const struct pol_utf8 text = {name, (int64_t)strlen(name)};
    names->texts[v] = text;
    if (text.size > names->longest) names->longest = text.size;
    uint32_t slot = hash_of(text.bytes, text.size) & names->mask;
    while (names->slots[slot] != POL_NOTHING) slot = (slot + 1) & names->mask;
    names->slots[slot] = v;
  }
  return 1;
}

// As pol_value_named, and POL_NOTHING for what is no UTF-8.
uint32_t pol_value_of(const pol_columns* columns, const struct pol_bound* bound, struct pol_utf8 text) {
  const struct pol_names* names = &bound->names;
  if (text.size <= names->longest) {
    uint32_t slot = hash_of(text.bytes, text.size) & names->mask;
    for (; names->slots[slot] != POL_NOTHING; slot = (slot + 1) & names->mask) {
      if (pol_is_same(names->texts[names->slots[slot]], text)) return names->slots[slot];
    }
  }
  const int is_open = names->count != 0 && pol_values(columns->policy, bound->fact)->open != 0;
  return is_open && pol_is_utf8(text) ? names->count - 1 : POL_NOTHING;
}

static const pol_input_row* inputs_of(const pol_columns* columns) {
  return pol_at(columns->policy, columns->policy->tables->inputs.at);
}

static int bind_inputs_of(pol_columns* columns, struct pol_bound* bound) {
  const pol_policy* policy = columns->policy;
  const uint32_t values = pol_value_count(policy, bound->fact);
  const pol_input_row* rows = inputs_of(columns);
  for (uint32_t i = 0; i < policy->tables->inputs.count; ++i) {
    if (rows[i].fact != bound->id) continue;
    if (bound->first_input == POL_NOTHING) bound->first_input = i;
    if (rows[i].kind == POL_INPUT_COUNT) {
      bound->count = i;
    } else if (rows[i].kind == POL_INPUT_MEMBER) {
      if (bound->members == NULL) {
        bound->members = malloc(values * sizeof *bound->members);
        if (bound->members == NULL) return 0;
        for (uint32_t v = 0; v < values; ++v) bound->members[v] = POL_NOTHING;
      }
      bound->members[rows[i].member] = i;
    } else {
      bound->input = i;
      bound->kind = rows[i].kind;
    }
  }
  if (bound->fact->kind == POL_NUMBER) {
    bound->step = 2 * bound->fact->factor;
    for (int32_t d = 0; d < bound->fact->decimals; ++d) bound->step *= 10;
  }
  const int has_names = bound->fact->kind == POL_CHOICE || bound->fact->kind == POL_SET;
  return bound->first_input == POL_NOTHING || !has_names || make_names(columns, bound);
}

// Facts in the order of the schema, in which buffers mostly lie; then those that no column tells of.
static int bind_facts(pol_columns* columns) {
  const pol_policy* policy = columns->policy;
  const uint32_t facts = policy->tables->facts.count;
  for (uint32_t k = 0; k < columns->column_count + facts; ++k) {
    const struct pol_column* column = k < columns->column_count ? &columns->columns[k] : NULL;
    const uint32_t id = column != NULL ? column->fact : k - columns->column_count;
    struct pol_bound* bound = columns->bound;
    while (bound != columns->bound + columns->bound_count && bound->id != id) ++bound;
    if (bound == columns->bound + columns->bound_count) {
      ++columns->bound_count;
      *bound = (struct pol_bound){.fact = pol_fact(policy, id),
                                  .id = id,
                                  .first_input = POL_NOTHING,
                                  .input = POL_NOTHING,
                                  .count = POL_NOTHING};
      if (!bind_inputs_of(columns, bound)) return 0;
    }
    if (column != NULL && column->says_none) bound->none = column;
    if (column != NULL && !column->says_none) bound->values = column;
  }
  return 1;
}

pol_status pol_bind_inputs(pol_columns* columns, pol_error* error) {
  const pol_tables* tables = columns->policy->tables;
  if (tables->inputs.count == 0) return POL_OK;
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    if (pol_value_count(columns->policy, pol_fact(columns->policy, i)) >= POL_NO_CODE) return POL_OK;
  }
  columns->bound = calloc((size_t)tables->facts.count + 1, sizeof *columns->bound);
  columns->blank = calloc(1, 8 * POL_CHUNK_ROWS + POL_CHUNK_ROWS / 8);
  if (columns->bound == NULL || columns->blank == NULL || !bind_facts(columns)) {
    return pol_fail(error, POL_NO_MEMORY, "no memory for the inputs of `%s`", pol_text(columns->policy, tables->name));
  }
  memset(pol_ones(columns), 0xFF, POL_CHUNK_ROWS / 8);
  return POL_OK;
}

void pol_free_inputs(pol_columns* columns) {
  for (uint32_t i = 0; i < columns->bound_count; ++i) {
    free(columns->bound[i].members);
    free(columns->bound[i].names.slots);
    free(columns->bound[i].names.texts);
  }
  free(columns->bound);
  free(columns->blank);
}
