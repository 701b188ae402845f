// Streams of batches: answers are asked for, and a batch is asked for and decided then. One batch is held at a time.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/arrow_in.h"

struct pol_stream {
  pol_columns* columns;
  struct ArrowArrayStream cases;
  uint64_t batches;
  pol_error error;
};

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* schema) {
  struct pol_stream* own = stream->private_data;
  return pol_answer_schema(own->columns, schema, &own->error) == POL_OK ? 0 : ENOMEM;
}

static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* answers) {
  struct pol_stream* own = stream->private_data;
  struct ArrowArray batch = {0};
  *answers = (struct ArrowArray){0};
  const int failed = own->cases.get_next(&own->cases, &batch);
  if (failed != 0) {
    const char* why = own->cases.get_last_error == NULL ? NULL : own->cases.get_last_error(&own->cases);
    pol_fail(&own->error, POL_BAD_STREAM, "batch %llu: %s", (unsigned long long)own->batches,
             why == NULL ? strerror(failed) : why);
    return failed;
  }
  if (batch.release == NULL) return 0;  // the end
  pol_error inner = {{0}};
  const pol_status status = pol_decide_batch(own->columns, &batch, answers, &inner);
  batch.release(&batch);
  if (status != POL_OK) {
    pol_fail(&own->error, status, "batch %llu: %s", (unsigned long long)own->batches, inner.message);
    return status == POL_NO_MEMORY ? ENOMEM : EINVAL;
  }
  ++own->batches;
  return 0;
}

static const char* get_last_error(struct ArrowArrayStream* stream) {
  const struct pol_stream* own = stream->private_data;
  return own->error.message[0] == 0 ? NULL : own->error.message;
}

static void release_stream(struct ArrowArrayStream* stream) {
  struct pol_stream* own = stream->private_data;
  if (own->cases.release != NULL) own->cases.release(&own->cases);
  pol_columns_free(own->columns);
  free(own);
  stream->release = NULL;
}

pol_status pol_decide_stream(const pol_policy* policy, struct ArrowArrayStream* cases, int flags,
                             const uint32_t* criteria, uint32_t count, struct ArrowArrayStream* answers,
                             pol_error* error) {
  *answers = (struct ArrowArrayStream){0};
  struct ArrowSchema schema = {0};
  if (cases->release == NULL) return pol_fail(error, POL_BAD_STREAM, "the stream has been released");
  const int failed = cases->get_schema(cases, &schema);
  if (failed != 0) {
    const char* why = cases->get_last_error == NULL ? NULL : cases->get_last_error(cases);
    return pol_fail(error, POL_BAD_STREAM, "the stream has no schema: %s", why == NULL ? strerror(failed) : why);
  }
  pol_columns* columns = NULL;
  const pol_status status = pol_columns_new(policy, &schema, flags, criteria, count, &columns, error);
  if (schema.release != NULL) schema.release(&schema);
  if (status != POL_OK) return status;
  struct pol_stream* own = calloc(1, sizeof *own);
  if (own == NULL) {
    pol_columns_free(columns);
    return pol_fail(error, POL_NO_MEMORY, "no memory for a stream");
  }
  own->columns = columns;
  own->cases = *cases;
  cases->release = NULL;  // moved
  *answers = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, own};
  return POL_OK;
}
