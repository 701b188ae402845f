// Batches through the Arrow C data interface: columns bound to facts, answers as columns.

#include <stdlib.h>
#include <string.h>

#include "runtime/arrow_answers.h"
#include "runtime/columns.h"

static const char kIsNone[] = " is none";

static uint32_t fact_of(const pol_policy* policy, const char* name, size_t size) {
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    const char* own = pol_text(policy, pol_fact(policy, i)->name);
    if (strlen(own) == size && memcmp(own, name, size) == 0) return i;
  }
  return POL_NOTHING;
}

static int is_integer(char format) { return format != 0 && strchr("cCsSiIlL", format) != NULL; }
static int is_text(const char* format) { return strcmp(format, "u") == 0 || strcmp(format, "U") == 0; }

// That what is looked at of it is there.
static int is_whole(const struct ArrowSchema* schema) {
  return schema != NULL && schema->format != NULL && (schema->n_children <= 0 || schema->children != NULL) &&
         (schema->dictionary == NULL || schema->dictionary->format != NULL);
}

// Texts, plain or as a dictionary.
static int bind_text(const struct ArrowSchema* schema, struct pol_column* column) {
  if (!is_whole(schema)) return 0;
  if (schema->dictionary == NULL) {
    column->format = schema->format[0];
    return is_text(schema->format);
  }
  column->index = schema->format[0];
  column->format = schema->dictionary->format[0];
  return strlen(schema->format) == 1 && is_integer(schema->format[0]) && is_text(schema->dictionary->format);
}

static int bind_type(const pol_fact_row* fact, const struct ArrowSchema* schema, struct pol_column* column) {
  const char* format = schema->format;
  const pol_kind kind = column->says_none ? POL_FINDING : (pol_kind)fact->kind;
  if (kind == POL_CHOICE) return bind_text(schema, column);
  if (kind == POL_SET) {
    if ((strcmp(format, "+l") != 0 && strcmp(format, "+L") != 0) || schema->n_children != 1) return 0;
    column->list = format[1];
    return bind_text(schema->children[0], column);
  }
  if (schema->dictionary != NULL) return 0;
  column->format = format[0];
  if (kind == POL_FINDING) return strcmp(format, "b") == 0;
  if (kind == POL_DATE) {
    column->format = 'D';
    return strcmp(format, "tdD") == 0;
  }
  return strlen(format) == 1 && (is_integer(format[0]) || format[0] == 'f' || format[0] == 'g');
}

static const char* wanted_type(const pol_fact_row* fact, int says_none) {
  static const char* const kTypes[] = {"bool", "utf8, plain or as a dictionary", "a list of utf8",
                                       "integers, float32 or float64", "date32"};
  return says_none ? "bool" : kTypes[fact->kind];
}

static pol_status bind(pol_columns* columns, const struct ArrowSchema* schema, int flags, pol_error* error) {
  const pol_policy* policy = columns->policy;
  for (int64_t i = 0; i < schema->n_children; ++i) {
    const struct ArrowSchema* child = schema->children[i];
    if (child == NULL) return pol_fail(error, POL_BAD_COLUMN, "column %lld has no schema", (long long)i);
    const char* name = child->name == NULL ? "" : child->name;
    struct pol_column column = {.child = i, .fact = fact_of(policy, name, strlen(name))};
    if (column.fact == POL_NOTHING && strlen(name) >= sizeof kIsNone &&
        strcmp(name + strlen(name) + 1 - sizeof kIsNone, kIsNone) == 0) {
      column.fact = fact_of(policy, name, strlen(name) + 1 - sizeof kIsNone);
      column.says_none = 1;
    }
    if (column.fact == POL_NOTHING) {
      if ((flags & POL_MAY_HAVE_OTHERS) != 0) continue;
      return pol_fail(error, POL_BAD_COLUMN, "column `%s` is no fact of `%s`", name, pol_text(policy, policy->tables->name));
    }
    const pol_fact_row* fact = pol_fact(policy, column.fact);
    if (!is_whole(child) || !bind_type(fact, child, &column)) {
      return pol_fail(error, POL_BAD_COLUMN, "column `%s` has the Arrow type `%s`; %s would fit", name,
                      child->format == NULL ? "" : child->format, wanted_type(fact, column.says_none));
    }
    for (uint32_t k = 0; k < columns->column_count; ++k) {
      const struct pol_column* other = &columns->columns[k];
      if (other->fact != column.fact || other->says_none != column.says_none) continue;
      return pol_fail(error, POL_BAD_COLUMN, "there are two columns `%s`", name);
    }
    columns->columns[columns->column_count++] = column;
  }
  return POL_OK;
}

static pol_status check_facts(const pol_columns* columns, int flags, pol_error* error) {
  const pol_policy* policy = columns->policy;
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    int is_there = (flags & POL_MAY_LACK_COLUMNS) != 0 && i != policy->tables->reference;
    for (uint32_t k = 0; k < columns->column_count && !is_there; ++k) {
      is_there = columns->columns[k].fact == i && !columns->columns[k].says_none;
    }
    if (is_there) continue;
    return pol_fail(error, POL_BAD_COLUMN, "there is no column `%s`", pol_text(policy, pol_fact(policy, i)->name));
  }
  return POL_OK;
}

pol_status pol_columns_new(const pol_policy* policy, const struct ArrowSchema* schema, int flags,
                           const uint32_t* criteria, uint32_t count, pol_columns** columns, pol_error* error) {
  *columns = NULL;
  if (schema->release == NULL || !is_whole(schema) || strcmp(schema->format, "+s") != 0 || schema->n_children < 0) {
    return pol_fail(error, POL_BAD_COLUMN, "a batch is a struct of columns");
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (criteria[i] >= policy->tables->criteria.count) {
      return pol_fail(error, POL_NO_SUCH_NAME, "there is no criterion %u", criteria[i]);
    }
  }
  pol_columns* made = calloc(1, sizeof *made);
  if (made != NULL) {
    made->columns = calloc((size_t)schema->n_children + 1, sizeof *made->columns);
    made->criteria = calloc((size_t)count + 1, sizeof *made->criteria);
  }
  if (made == NULL || made->columns == NULL || made->criteria == NULL) {
    pol_columns_free(made);
    return pol_fail(error, POL_NO_MEMORY, "no memory for %lld columns", (long long)schema->n_children);
  }
  made->policy = policy;
  made->children = schema->n_children;
  made->criterion_count = count;
  made->flags = flags;
  if (count != 0) memcpy(made->criteria, criteria, count * sizeof *criteria);
  pol_status status = bind(made, schema, flags, error);
  if (status == POL_OK) status = check_facts(made, flags, error);
  if (status == POL_OK) status = pol_bind_inputs(made, error);
  if (status == POL_OK) {
    *columns = made;
  } else {
    pol_columns_free(made);
  }
  return status;
}

void pol_columns_free(pol_columns* columns) {
  if (columns == NULL) return;
  pol_free_inputs(columns);
  free(columns->columns);
  free(columns->criteria);
  free(columns);
}

// --- batches

static pol_status check_batch(const pol_columns* columns, const struct ArrowArray* batch, pol_error* error) {
  if (batch->release == NULL) return pol_fail(error, POL_BAD_COLUMN, "the batch has been released");
  if (batch->length < 0 || batch->offset < 0 || batch->offset > INT64_MAX - batch->length) {
    return pol_fail(error, POL_BAD_COLUMN, "the batch has a length or an offset less than 0");
  }
  if (batch->length > INT32_MAX) {
    return pol_fail(error, POL_BAD_COLUMN, "the batch has %lld rows; up to %d would fit", (long long)batch->length, INT32_MAX);
  }
  if (batch->n_children != columns->children || (batch->n_children != 0 && batch->children == NULL)) {
    return pol_fail(error, POL_BAD_COLUMN, "the batch has %lld columns; its schema has %lld",
                    (long long)batch->n_children, (long long)columns->children);
  }
  if (batch->n_buffers != 1 || batch->buffers == NULL) {
    return pol_fail(error, POL_BAD_COLUMN, "the batch has not the buffers of a struct");
  }
  for (int64_t row = 0; batch->buffers[0] != NULL && row < batch->length; ++row) {
    if (!pol_bit(batch->buffers[0], batch->offset + row)) {
      return pol_fail(error, POL_BAD_COLUMN, "row %lld: it is null", (long long)row);
    }
  }
  for (uint32_t i = 0; i < columns->column_count; ++i) {
    const pol_status status = pol_check_column(columns, &columns->columns[i], batch, error);
    if (status != POL_OK) return status;
  }
  return POL_OK;
}

pol_status pol_read_row(const pol_columns* columns, const struct ArrowArray* batch, int64_t row, pol_case* one,
                        pol_error* error) {
  pol_case_clear(one);
  pol_status status = POL_OK;
  for (uint32_t i = 0; i < columns->column_count && status == POL_OK; ++i) {
    status = pol_read_cell(columns, &columns->columns[i], batch, row, one, error);
  }
  return status;
}

pol_status pol_decide_row(const pol_columns* columns, const struct ArrowArray* batch, int64_t row, pol_case* one,
                          struct ArrowArray* all, pol_error* error) {
  pol_status status = pol_read_row(columns, batch, row, one, error);
  if (status != POL_OK) return status;
  pol_answer answer;
  pol_error inner = {{0}};
  status = pol_decide(one, &answer, &inner);
  if (status != POL_OK) return pol_fail(error, status, "row %lld: %s", (long long)row, inner.message);
  pol_write_answer(columns, all, row, one, &answer);
  return POL_OK;
}

static pol_status decide_rows(const pol_columns* columns, const struct ArrowArray* batch, struct ArrowArray* all,
                              pol_error* error) {
  pol_case* one = NULL;
  pol_status status = pol_case_new(columns->policy, &one, error);
  for (int64_t row = 0; row < batch->length && status == POL_OK; ++row) {
    status = pol_decide_row(columns, batch, row, one, all, error);
  }
  pol_case_free(one);
  return status;
}

pol_status pol_decide_batch(const pol_columns* columns, const struct ArrowArray* batch, struct ArrowArray* answers,
                            pol_error* error) {
  *answers = (struct ArrowArray){0};
  pol_status status = check_batch(columns, batch, error);
  if (status != POL_OK) return status;
  struct ArrowArray* all = pol_make_answers(columns, batch->length, answers);
  if (all == NULL) {
    return pol_fail(error, POL_NO_MEMORY, "no memory for %lld answers", (long long)batch->length);
  }
  const pol_columns_code code = pol_code_of_columns(columns, batch->length);
  status = code != NULL ? pol_decide_columns(columns, code, batch, all, error) : decide_rows(columns, batch, all, error);
  if (status == POL_OK && pol_names_open_facts(columns)) status = pol_add_open_facts(columns, batch, all, error);
  if (status != POL_OK) answers->release(answers);
  return status;
}
